import express, { type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { DomainError } from '../domain/errors.ts';
import { say, type Language } from '../domain/message.ts';
import type { Session } from '../db/session.ts';
import { assertModest } from './body-size.ts';
import { judge, type Judged } from './judgement.ts';
import { withoutEmpty } from './left-out.ts';

export interface RawBody<S> {
  types: string[];
  /** The types are what is promised, but what it is called does not matter: `read` looks at the bytes. */
  isReadByBytes?: true;
  limit: number;
  read?: (upload: { bytes: Buffer; type: string; language: Language; session: S; req: Request }) => Promise<unknown>;
}

/** What of an operation says what is sent to it. */
interface BodySpec {
  method: string;
  body?: z.ZodType;
  wholeBody?: z.ZodType;
  raw?: RawBody<Session>;
}

/** What is put takes the place of what is stored: a body that got lost on the way would erase it. */
function assertMayBeEmpty(method: string | undefined): void {
  if (method === 'PUT') throw new DomainError('malformed_request', { detail: say('send_body') });
}

const readJson = express.json({
  limit: '1mb',
  strict: true,
  verify: (req, _res, json, charset) => {
    if (json.length === 0) assertMayBeEmpty(req.method);
    assertModest(json, charset);
  },
});

async function runMiddleware(middleware: RequestHandler, req: Request, res: Response): Promise<void> {
  await new Promise<void>((done, fail) => {
    void middleware(req, res, (error?: unknown) => (error ? fail(error as Error) : done()));
  });
}

/** What was sent, read and judged by the operation's schema; no more of it than that allows. */
export async function readBody(
  spec: BodySpec,
  session: Session | undefined,
  isPartial: boolean,
  req: Request,
  res: Response,
  language: Language,
): Promise<Judged<unknown>> {
  const type = req.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (spec.raw) {
    if (!spec.raw.isReadByBytes && (!type || !spec.raw.types.includes(type)))
      throw new DomainError('unsupported_media_type', {
        detail: say('send_one_of', { types: spec.raw.types.join(', ') }),
      });
    await runMiddleware(express.raw({ type: () => true, limit: spec.raw.limit }), req, res);
    if (!spec.raw.read) return { fits: true, data: req.body };
    const data = await spec.raw.read({
      bytes: Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0),
      type: type ?? '',
      language,
      session: session!,
      req,
    });
    return { fits: true, data };
  }
  const hasBody = req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
  if (hasBody && type !== 'application/json')
    throw new DomainError('unsupported_media_type', { detail: say('send_one_of', { types: 'application/json' }) });
  if (hasBody) {
    // A usual spelling of the one charset there is, which express does not know.
    req.headers['content-type'] = req.headers['content-type']!.replace(/(charset="?)utf8\b/i, '$1utf-8');
    await runMiddleware(readJson, req, res);
  } else if (spec.body) assertMayBeEmpty(req.method);
  const { body = z.strictObject({}), wholeBody } = spec;
  const schema = isPartial ? body : (wholeBody ?? body);
  return judge(schema, withoutEmpty(schema, hasBody ? req.body : {}, spec.method === 'patch'));
}
