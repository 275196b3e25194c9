import { OpenApiGeneratorV31, OpenAPIRegistry, extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { examples } from './openapi-example.ts';
import { problemsOf } from './openapi-problem.ts';
import { withNamedWords } from './openapi-vocabulary.ts';
import type { AnswerBody, Operation } from './operation.ts';
import { listedEdition } from './edition-query.ts';
import { cursorQuery } from './schemas.ts';

extendZodWithOpenApi(z);

type Spec = Operation['spec'];

const file = z.any().openapi({ type: 'string', format: 'binary' });

const idempotencyKey = z
  .string()
  .min(1)
  .max(255)
  .openapi({ description: 'Repeats of one request carry one key; the answer is the first one.' });
const ifMatch = z.string().openapi({ description: 'The `ETag` that was read; 412 when it has changed since.' });
const header = (name: string) => ({ param: { name, in: 'header' as const } });

/** What many operations take, each written once. */
function parametersOf(registry: OpenAPIRegistry) {
  registry.registerParameter('Limit', cursorQuery.shape.limit);
  registry.registerParameter('Cursor', cursorQuery.shape.cursor);
  registry.registerParameter('ListedEdition', listedEdition);
  return {
    idempotencyKey: registry.registerParameter(
      'IdempotencyKey',
      idempotencyKey.optional().openapi(header('Idempotency-Key')),
    ),
    idempotencyKeyNeeded: registry.registerParameter(
      'IdempotencyKeyNeeded',
      idempotencyKey.openapi(header('Idempotency-Key')),
    ),
    ifMatch: registry.registerParameter('IfMatch', ifMatch.optional().openapi(header('If-Match'))),
  };
}

function contentOf(body: AnswerBody, example: object | undefined) {
  return typeof body === 'string'
    ? { [body]: { schema: body.startsWith('text/') ? z.string() : file } }
    : { 'application/json': { schema: body, ...(example ? { example } : {}) } };
}

function successesOf(spec: Spec) {
  const replayed = { 'Idempotency-Replayed': { $ref: '#/components/headers/Idempotency-Replayed' } };
  return Object.fromEntries(
    Object.entries(spec.answers).map(([status, answer]) => [
      status,
      {
        description: status === '202' ? 'Accepted; not known yet' : 'Done',
        ...(answer === null
          ? {}
          : {
              content: Object.assign(
                {},
                ...[answer]
                  .flat()
                  .map((body) => contentOf(body as AnswerBody, examples[spec.id]?.answers?.[Number(status)])),
              ) as object,
            }),
        ...(spec.effect && spec.method === 'post' ? { headers: replayed } : {}),
      },
    ]),
  );
}

function requestOf(
  { id, params, query, body: drafted, wholeBody, raw, effect, method, keyRequired, refusals }: Spec,
  { idempotencyKey, idempotencyKeyNeeded, ifMatch }: ReturnType<typeof parametersOf>,
) {
  const body = drafted && wholeBody ? z.union([wholeBody, drafted]) : drafted;
  const isRequired = !(wholeBody ?? body)?.safeParse({}).success;
  const headers = {
    ...(effect && method === 'post' ? { 'Idempotency-Key': keyRequired ? idempotencyKeyNeeded : idempotencyKey } : {}),
    ...(refusals?.includes('stale_version') && method !== 'post' ? { 'If-Match': ifMatch } : {}),
  };
  return {
    ...(params ? { params } : {}),
    ...(query ? { query } : {}),
    ...(Object.keys(headers).length > 0 ? { headers: z.object(headers) } : {}),
    ...(body ? { body: { required: isRequired, content: contentOf(body, examples[id]?.body) } } : {}),
    ...(raw
      ? { body: { required: true, content: Object.fromEntries(raw.types.map((type) => [type, { schema: file }])) } }
      : {}),
  };
}

/** In the order in which a page shows them. */
const tags = {
  Public: 'For anybody: what there is to know before an account is open, the opening, and the login.',
  'Previous edition': 'How a unit of the edition before comes back, its data with it (G2).',
  Registration: 'The forms of the own unit, their submission and what becomes of it (G3, G4).',
  Attendees: 'The people of the own unit, one by one or from a table, with their photos (G3.3).',
  Addresses: 'Where parcels go (G8.1).',
  Account: 'The own account: sessions, password, second factor, mobile, consents and notifications (G9.1).',
  Files: 'Links to single files, for browsers that fetch them by themselves.',
  Events: 'Supporting events and who signs up for them (G9.1).',
  Survey: 'The satisfaction survey (G9.1).',
  Orders: 'Badge orders, their payment and refunds (G6).',
  Invoices: 'Invoices of paid orders and the titles they are made out to (G7).',
  Review: 'What delegations and the bureau decide: registrations, and who of their people comes (G4.3, G5.2).',
  'Invitation codes': 'The codes by which units come to a delegation (G1.1).',
  Distribution: 'Badges that a delegation hands out (G8.1).',
  Bureau: 'Allocation, review of people, parcels, corrections and reductions.',
  Allocation: 'Which delegation gets units that come without a code (G1.2).',
  Disputes: 'Accounts that somebody else claims (G1.4).',
  Staff: 'Who works here, and what they may.',
  Edition: 'All that is decided of an edition; money by two people.',
  Production: 'Making badges, in batches or one by one.',
  Operators: 'What needs a human: orders, refunds, invoices, and what does not agree with the bills of providers.',
  Operations: 'What is on record of staff and of logins.',
};

/** OpenAPI 3.1 from the very schemas that validate. `publicUrl` is where the outside finds what `basePath` is under. */
export function openApiDocument(operations: readonly Operation[], basePath: string, publicUrl?: string): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'session', { type: 'http', scheme: 'bearer' });
  registry.registerComponent('headers', 'Idempotency-Replayed', {
    description: 'The answer is the one that the first request of this key was given',
    schema: { type: 'string', const: 'true' } as never,
  });
  const problems = problemsOf(registry, operations);
  const parameters = parametersOf(registry);
  for (const { spec } of operations) {
    registry.registerPath({
      method: spec.method,
      path: basePath + spec.path.replaceAll(/:(\w+)/g, '{$1}'),
      operationId: spec.id,
      summary: spec.roles ? `${spec.summary} (${spec.roles.join(', ')})` : spec.summary,
      tags: [spec.tag],
      ...(spec.roles ? { security: [{ session: [] }] } : {}),
      request: requestOf(spec, parameters),
      responses: { ...problems(spec), ...successesOf(spec) },
    });
  }
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Expo registration',
      version: '1',
      description:
        'Registration, badge orders and payment for professional visitors. Money is whole fen, times are UTC. Refusals are RFC 9457 problems, ' +
        'in Chinese or English by `Accept-Language`, at most 16 KiB; nothing unknown in a body or a query is ignored. An optional field that is null, empty or blank ' +
        'is left out; in a PATCH it takes away what may be left out. Every answer carries `X-Request-Id`.',
    },
    // Where the document was got from comes first: the page asks there, and may ask nowhere else.
    servers: [{ url: '/' }, ...(publicUrl ? [{ url: publicUrl }] : [])],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
  });
  return withNamedWords(document);
}
