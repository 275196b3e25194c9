import { extendZodWithOpenApi, type OpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { errorCodes, type ErrorCode } from '../domain/error-code.ts';
import { isSecondFactorObligatory } from '../domain/second-factor.ts';
import { endsWithEdition } from './edition-over.ts';
import { mostErrors } from './errors.ts';
import { problemExample } from './openapi-example.ts';
import type { Operation } from './operation.ts';

extendZodWithOpenApi(z);

type Spec = Operation['spec'];

/** One fault of what was sent. */
export const faultView = z
  .object({
    path: z
      .string()
      .openapi({ description: 'Where it is in the body or the query: `contact.email`, `importModes[0]`' }),
    code: z.string(),
    message: z.string().openapi({ description: 'In the language asked for' }),
    row: z
      .int()
      .optional()
      .openapi({ description: 'The line of the sheet it stands in, as the spreadsheet counts, from 1' }),
  })
  .openapi('Fault');

export const errorCode = z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]).openapi('ErrorCode', {
  description:
    'Why it was refused: programs decide by this. The list is closed; each answer names those that it may bear',
});

const problem = z
  .object({
    type: z.string(),
    title: z.string().openapi({ description: 'What the code means, in the language asked for' }),
    status: z.int(),
    code: errorCode,
    detail: z.string().optional().openapi({ description: 'What is wrong in this case, in the language asked for' }),
    state: z.string().optional().openapi({ description: 'What the state is, where the state does not allow it' }),
    errors: z
      .array(faultView)
      .max(mostErrors)
      .optional()
      .openapi({ description: 'The first faults; `detail` says when there are more' }),
  })
  .openapi('Problem', { description: 'RFC 9457', example: problemExample });

const reference = (component: string) => ({ $ref: `#/components/${component}` });

/** What is said beside a refusal of this status. */
const headersOf: Partial<Record<number, string[]>> = {
  429: ['Retry-After', 'RateLimit', 'RateLimit-Policy'],
  503: ['Retry-After'],
};
const headers = {
  'Retry-After': 'Seconds until a new try makes sense',
  RateLimit: 'The limit that was met: its name, what is left of it, and the seconds until it is whole again',
  'RateLimit-Policy': 'The limit that was met: its name, how many requests it allows and in how many seconds',
};

/** The status and the code. */
type Refusal = readonly [number, ErrorCode];
const plain = (code: ErrorCode): Refusal => [errorCodes[code][0], code];

/** Whatever an operation may refuse for its shape alone. */
function refusalsOfShape(spec: Spec): Refusal[] {
  const { method, roles, params, find, keyRequired, effect, withoutSecondFactor } = spec;
  const hasBody = method !== 'get' && method !== 'delete';
  const owesFactor = roles?.some((role) => role !== 'unit' && isSecondFactorObligatory(role)) && !withoutSecondFactor;
  const codes: ErrorCode[] = [
    ...(['internal', 'unavailable', 'too_many_requests', 'validation_failed', 'malformed_request'] as const),
    ...(keyRequired ? (['idempotency_key_required'] as const) : []),
    ...(roles ? (['unauthenticated', 'forbidden'] as const) : []),
    ...(params || find ? (['not_found'] as const) : []),
    ...(hasBody ? (['unsupported_media_type', 'body_too_large'] as const) : []),
    ...(effect ? (['idempotency_key_in_flight', 'idempotency_key_reused'] as const) : []),
    ...(endsWithEdition(spec) ? (['edition_over'] as const) : []),
  ];
  return [...codes.map(plain), ...(owesFactor ? [[403, 'second_factor_required'] as const] : [])];
}

/** The codes of each status, in their order. */
function codesByStatus(refusals: readonly Refusal[]): Map<number, ErrorCode[]> {
  const statuses = [...new Set(refusals.map(([status]) => status))];
  return new Map(
    statuses.map((status) => [status, [...new Set(refusals.filter(([of]) => of === status).map(([, each]) => each))]]),
  );
}

function response(status: number, codes: readonly ErrorCode[]) {
  const names = headersOf[status];
  return {
    description: codes.join(', '),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            reference('schemas/Problem'),
            { properties: { code: { type: 'string' as const, enum: [...codes] } } },
          ],
        },
      },
    },
    ...(names ? { headers: Object.fromEntries(names.map((name) => [name, reference(`headers/${name}`)])) } : {}),
  };
}

/** `unauthenticated` becomes `Unauthenticated`, several become `ForbiddenOrOwnUnit`. */
function nameOf(codes: readonly ErrorCode[]): string {
  const words = codes.join('_or_').split('_');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

const byStatus = (spec: Spec) => codesByStatus([...refusalsOfShape(spec), ...(spec.refusals ?? []).map(plain)]);

/** More codes than these no name says. */
const mostNamed = 3;

/**
 * The refusals of an operation by status, each with the codes that it may bear there. What several operations refuse alike is written
 * once and has a name.
 */
export function problemsOf(registry: OpenAPIRegistry, operations: readonly Operation[]) {
  registry.register('Problem', problem);
  for (const [name, description] of Object.entries(headers))
    registry.registerComponent('headers', name, { description, schema: { type: 'string' } });
  const uses = new Map<string, { status: number; codes: ErrorCode[]; times: number }>();
  for (const { spec } of operations)
    for (const [status, codes] of byStatus(spec)) {
      const times = uses.get(nameOf(codes))?.times ?? 0;
      uses.set(nameOf(codes), { status, codes, times: times + 1 });
    }
  const shared = new Set<string>();
  for (const [name, { status, codes, times }] of uses) {
    if (times === 1 || codes.length > mostNamed) continue;
    shared.add(name);
    registry.registerComponent('responses', name, response(status, codes));
  }
  return (spec: Spec) =>
    Object.fromEntries(
      [...byStatus(spec)].map(([status, codes]) => {
        const name = nameOf(codes);
        return [status, shared.has(name) ? reference(`responses/${name}`) : response(status, codes)];
      }),
    );
}
