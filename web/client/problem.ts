import type { components } from './schema.ts';

type Document = components['schemas']['Problem'];

/** One fault of what was sent; `path` is the field's, as `contact.mobile` or `industries.0.area`. */
export interface FieldFault {
  path: string;
  code: string;
  message: string;
  /** Of a sheet that was sent, as the spreadsheet counts. */
  row?: number;
}

/** A refusal as the API words it (RFC 9457), in the page's language; `requestId` is what an operator finds it by. */
export class Problem extends Error {
  override name = 'Problem';
  readonly status: number;
  readonly code: Document['code'] | 'network';
  readonly title: string;
  readonly detail: string | undefined;
  readonly state: string | undefined;
  readonly faults: readonly FieldFault[];
  readonly requestId: string | undefined;
  /** Seconds until a new try makes sense. */
  readonly retryAfter: number | undefined;

  constructor(body: Partial<Document>, response?: Response) {
    super(body.detail ?? body.title ?? 'network');
    this.status = response?.status ?? 0;
    this.code = body.code ?? 'network';
    this.title = body.title ?? '';
    this.detail = body.detail;
    this.state = body.state;
    this.faults = body.errors ?? [];
    this.requestId = response?.headers.get('X-Request-Id') ?? undefined;
    const after = response?.headers.get('Retry-After');
    this.retryAfter = after ? Number(after) : undefined;
  }
}

/** Whatever an answer that is no success holds; a proxy's page is no problem document. */
export async function problemOf(response: Response): Promise<Problem> {
  const isProblem = response.headers.get('content-type')?.includes('json') ?? false;
  const body = isProblem ? ((await response.json()) as Partial<Document>) : {};
  return new Problem({ title: `HTTP ${response.status}`, ...body }, response);
}
