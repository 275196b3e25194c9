import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { ReadAction } from '../domain/audit.ts';
import type { ErrorCode } from '../domain/error-code.ts';
import { DomainError } from '../domain/errors.ts';
import { languages, type Language } from '../domain/message.ts';
import type { Store } from '../db/knex.ts';
import { principalOf, type Role } from '../db/session.ts';
import { admit, withAuditors, type Admission, type SessionOf } from './admission.ts';
import type { Deps } from './deps.ts';
import { assertEditionOpen, endsWithEdition } from './edition-over.ts';
import { filledIn } from './left-out.ts';
import { answerInTransaction, answerThroughWorkflow, idempotencyKeyOf, type Answer } from './idempotency.ts';
import { assertRules, judge, misfit, type Judged, type Labels, type Rule } from './judgement.ts';
import { guardStream, readRecordOf, type NoteRead } from './read-record.ts';
import { readBody, type RawBody } from './request-body.ts';

/** What a handler is given; everything in it is checked. */
interface Context<R extends Role, P, Q, B, F> {
  deps: Deps;
  /** A transaction in a write to the database alone, else the plain store. */
  store: Store;
  session: SessionOf<R>;
  params: P;
  query: Q;
  body: B;
  /** What `find` found. */
  found: F;
  language: Language;
  /** The request's version condition: undefined when it made none. */
  ifMatch: string | undefined;
  /** Fixed by the idempotency key before a workflow is told; see `allocate`. */
  businessNo: string;
  /** An update's id: the same for each try of one request, another once a refusal has freed the key, because a run answers one id alike for ever. */
  updateId: string;
  /** Puts on record, before it is answered, what staff are told of people; see `reads`. */
  noteRead: NoteRead;
  req: Request;
}

/** The schema of a JSON body, or the media type of another. */
export type AnswerBody = z.ZodType | string;

type Found<P, R extends Role> = { store: Store; params: P; session: SessionOf<R> };

interface Shape<
  R extends Role,
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  F,
> extends Admission<R> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** In express's words: `/orders/:orderNo`. */
  path: string;
  /** The `operationId`: what a program calls it, a verb and its object (`placeOrder`). */
  id: string;
  summary: string;
  tag: string;
  params?: P;
  query?: Q;
  body?: B;
  /** Where `body` takes half a form as well: what it must be unless the query says `partial=true`. */
  wholeBody?: z.ZodType;
  /** A raw body of one of these types instead of JSON, at most so many bytes. `read` makes the handler's body of it, before any transaction: no connection waits for a parser. */
  raw?: RawBody<SessionOf<R>>;
  /** Looks the thing up within what the caller may see; undefined is a 404, before the body is looked at. */
  find?: (context: Found<z.output<P>, R>) => Promise<F | undefined>;
  /** `transaction`: the handler writes to the database alone. `workflow`: it tells a workflow. Left out: it writes nothing, or nothing but what is on record of reads: its answer is kept under no key. */
  effect?: 'transaction' | 'workflow';
  keyRequired?: boolean;
  /** Makes the business number of an effect through a workflow. */
  allocate?: (store: Store) => Promise<string>;
  /**
   * Where the answer tells staff of people: what it is on record as, before its first byte leaves. `people_read` and `audit_read` are
   * noted of whatever JSON is answered; a handler that knows more, or writes the response itself, says it by `noteRead`.
   */
  reads?: ReadAction;
  /** Status → schema of the JSON body, the media type of another, several of these to choose from by `Accept`, or null for none. */
  answers: Record<number, AnswerBody | readonly AnswerBody[] | null>;
  refusals?: readonly ErrorCode[];
  /** Of a unit whose edition is over, too: what is about its account or its money, not about its registration. */
  afterEdition?: true;
}

export interface OperationSpec<
  R extends Role,
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  F,
> extends Shape<R, P, Q, B, F> {
  /** Where anybody may: the account a body is about. Whose idempotency keys an anonymous caller's are, so that strangers share none. */
  accountIn?: (body: z.output<B>) => string;
  /** What no schema can see of the values, judged beside it so that one answer names every wrong field. */
  rules?: (context: {
    store: Store;
    session: SessionOf<R>;
    found: F;
    /** The fields that fit the schema. */
    body: Partial<z.output<B>>;
    /** Whether a field is not among them because it is wrong, not because it was left out. */
    isWrong: (field: keyof z.output<B>) => boolean;
  }) => readonly Rule[];
  /** What the body's form calls its fields. */
  labels?: (body: unknown, found: F) => Labels | undefined;
  handle: (context: Context<R, z.output<P>, z.output<Q>, z.output<B>, F>) => Promise<Answer>;
}

interface StreamSpec<R extends Role, P extends z.ZodObject, Q extends z.ZodObject, F> extends Shape<
  R,
  P,
  Q,
  z.ZodNever,
  F
> {
  /** Writes the response itself: files and event streams. */
  stream: (context: Context<R, z.output<P>, z.output<Q>, never, F>, res: Response) => Promise<void>;
}

export interface Operation {
  spec: Shape<Role, z.ZodObject, z.ZodObject, z.ZodType, unknown>;
  /** The express handler, given what it works with. */
  on: (deps: Deps) => RequestHandler;
}

const nothing = z.strictObject({});
const none: ReadonlySet<string> = new Set();

/** The first asked for of those we speak; who asks for none is a program, unless a page is asked for. */
export function languageOf(req: Request): Language {
  const asked = req.headers['accept-language']?.trim();
  if (!asked || asked === '*') return req.headers.accept?.includes('text/html') ? 'zh' : 'en';
  return req.acceptsLanguages([...languages]) === 'zh' ? 'zh' : 'en';
}

function send(res: Response, answer: Answer): void {
  res.status(answer.status).set(answer.headers ?? {});
  if (answer.body === undefined) res.end();
  else res.type('application/json').send(JSON.stringify(answer.body));
}

/**
 * One route: what it takes, who may, what it answers. The same schemas validate and make the OpenAPI document.
 * Checks run in the order 401, 403, 404, 400/422, 409.
 */
export function operation<R extends Role, P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, F>(
  spec: OperationSpec<R, P, Q, B, F> | StreamSpec<R, P, Q, F>,
): Operation {
  const shape = withAuditors(spec as unknown as Operation['spec']);
  const own = 'stream' in spec ? undefined : spec;
  const name = `${spec.method} ${spec.path}`;
  const takesBody = spec.method !== 'get' && spec.method !== 'delete';
  if (shape.effect && !shape.roles && !('accountIn' in spec))
    throw new Error(`${name}: say whose an anonymous caller's keys are (accountIn)`);

  const on =
    (deps: Deps): RequestHandler =>
    async (req, res) => {
      const language = languageOf(req);
      const { store } = deps;
      const session = await admit(deps, shape, req);
      const params = (shape.params ?? nothing).safeParse(req.params);
      if (!params.success) throw new DomainError('not_found');
      const found = shape.find && (await shape.find({ store, params: params.data, session: session as never }));
      if (shape.find && found === undefined) throw new DomainError('not_found');

      const query = judge(shape.query ?? nothing, filledIn(req.query));
      // No upload is read for a query that is refused.
      if (!query.fits && (shape.raw || !takesBody)) throw await misfit(query.errors);
      const key = idempotencyKeyOf(req, shape);
      const read: Judged<unknown> = takesBody
        ? await readBody(shape, session, req.query.partial === 'true', req, res, language)
        : { fits: true, data: {} };
      const labels = own?.labels?.(req.body, found as F);
      const rulesOf = (db: Store, { body, wrong }: { body: object; wrong: ReadonlySet<string> }): readonly Rule[] =>
        own?.rules?.({
          store: db,
          session: session as never,
          found: found as F,
          body,
          isWrong: (field) => wrong.has(String(field)),
        }) ?? [];
      if (!query.fits || !read.fits) {
        const faults = [query, read].flatMap((judged) => (judged.fits ? [] : judged.errors));
        throw await misfit(faults, {
          rules: read.fits ? [] : rulesOf(store, { body: read.sound, wrong: read.wrong }),
          labels,
        });
      }
      const body = read.data;
      const reads = readRecordOf(deps, { name, action: shape.reads, session, params: params.data });
      const context = {
        deps,
        store,
        session,
        params: params.data,
        query: query.data,
        body,
        found,
        language,
        req,
        ifMatch: req.headers['if-match'],
        businessNo: '',
        updateId: '',
        noteRead: reads.noteIn(store),
      } as unknown as Context<R, z.output<P>, z.output<Q>, z.output<B>, F>;
      if ('stream' in spec) return spec.stream(context as never, guardStream(res, reads));
      // After the look for an earlier answer: what was right then may break a rule by now.
      const handle = async (given: typeof context): Promise<Answer> => {
        await assertRules(rulesOf(given.store, { body: body as object, wrong: none }), labels);
        if (session?.role === 'unit' && endsWithEdition(shape)) await assertEditionOpen(given.store, session.edition);
        return spec.handle(given);
      };

      const withRequest =
        key === undefined
          ? undefined
          : {
              scope: {
                principal: session ? principalOf(session) : `public:${spec.accountIn!(body as z.output<B>)}`,
                operation: name,
                key,
              },
              request: JSON.stringify([req.params, req.query, Buffer.isBuffer(body) ? body.toString('base64') : body]),
            };
      let answer: Answer;
      if (spec.effect === 'transaction')
        answer = await answerInTransaction(store, withRequest, (trx) =>
          handle({ ...context, store: trx, noteRead: reads.noteIn(trx) }),
        );
      else if (spec.effect === 'workflow') {
        const allocate = spec.allocate ?? (() => Promise.resolve(crypto.randomUUID()));
        answer = await answerThroughWorkflow(store, withRequest, allocate, (businessNo) =>
          handle({ ...context, businessNo, updateId: businessNo }),
        );
      } else answer = await handle(context);
      await reads.answered(answer);
      send(res, answer);
    };
  return { spec: shape, on };
}
