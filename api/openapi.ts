import { OpenApiGeneratorV31, OpenAPIRegistry, extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { errorCodes, type ErrorCode } from '../domain/error-code.ts';
import { endsWithEdition } from './edition-over.ts';
import { mostErrors } from './errors.ts';
import type { AnswerBody, Operation } from './operation.ts';

extendZodWithOpenApi(z);

type Spec = Operation['spec'];

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
    detail: z.string().optional(),
    state: z.string().optional().openapi({ description: 'What the state is, where the state does not allow it' }),
    errors: z
      .array(z.object({ path: z.string(), code: z.string(), message: z.string() }))
      .max(mostErrors)
      .optional()
      .openapi({ description: 'The first faults; `detail` says when there are more' }),
  })
  .openapi('Problem');

const file = z.any().openapi({ type: 'string', format: 'binary' });
const seconds = z.string().openapi({ description: 'Seconds until a new try makes sense' });

const requestHeaders = {
  idempotencyKey: z
    .string()
    .min(1)
    .max(255)
    .openapi({ description: 'Repeats of one request carry one key; the answer is the first one.' }),
  ifMatch: z.string().openapi({ description: 'The `ETag` that was read; 412 when it has changed since.' }),
};

function contentOf(body: AnswerBody) {
  return typeof body === 'string'
    ? { [body]: { schema: body.startsWith('text/') ? z.string() : file } }
    : { 'application/json': { schema: body } };
}

/** Whatever an operation may refuse for its shape alone, and what it says itself. */
function refusalsOf(spec: Spec): ErrorCode[] {
  const hasBody = spec.method !== 'get' && spec.method !== 'delete';
  return [
    ...(['internal', 'unavailable', 'too_many_requests', 'validation_failed', 'malformed_request'] as const),
    ...(spec.keyRequired ? (['idempotency_key_required'] as const) : []),
    ...(spec.roles ? (['unauthenticated', 'forbidden'] as const) : []),
    ...(spec.params || spec.find ? (['not_found'] as const) : []),
    ...(hasBody ? (['unsupported_media_type', 'body_too_large'] as const) : []),
    ...(spec.effect ? (['idempotency_key_in_flight', 'idempotency_key_reused'] as const) : []),
    ...(endsWithEdition(spec) ? (['edition_over'] as const) : []),
    ...(spec.refusals ?? []),
  ];
}

function responsesOf(spec: Spec) {
  const refusals = [...new Set(refusalsOf(spec))];
  const statuses = [...new Set(refusals.map((code) => errorCodes[code][0]))];
  const problems = statuses.map((status) => [
    status,
    {
      description: refusals.filter((code) => errorCodes[code][0] === status).join(', '),
      content: { 'application/problem+json': { schema: problem } },
      ...(status === 429 || status === 503 ? { headers: z.object({ 'Retry-After': seconds }) } : {}),
    },
  ]);
  const replayed = z.object({ 'Idempotency-Replayed': z.literal('true').optional() });
  const successes = Object.entries(spec.answers).map(([status, answer]) => [
    status,
    {
      description: status === '202' ? 'Accepted; not known yet' : 'Done',
      ...(answer === null
        ? {}
        : { content: Object.assign({}, ...[answer].flat().map((body) => contentOf(body as AnswerBody))) as object }),
      ...(spec.effect && spec.method === 'post' ? { headers: replayed } : {}),
    },
  ]);
  return Object.fromEntries([...problems, ...successes]) as Record<string, { description: string }>;
}

function requestOf({ params, query, body: drafted, wholeBody, raw, effect, method, keyRequired, refusals }: Spec) {
  const { idempotencyKey, ifMatch } = requestHeaders;
  const body = drafted && wholeBody ? z.union([wholeBody, drafted]) : drafted;
  const isRequired = !(wholeBody ?? body)?.safeParse({}).success;
  const headers = {
    ...(effect && method === 'post'
      ? { 'Idempotency-Key': keyRequired ? idempotencyKey : idempotencyKey.optional() }
      : {}),
    ...(refusals?.includes('stale_version') && method !== 'post' ? { 'If-Match': ifMatch.optional() } : {}),
  };
  return {
    ...(params ? { params } : {}),
    ...(query ? { query } : {}),
    ...(Object.keys(headers).length > 0 ? { headers: z.object(headers) } : {}),
    ...(body ? { body: { required: isRequired, content: { 'application/json': { schema: body } } } } : {}),
    ...(raw
      ? { body: { required: true, content: Object.fromEntries(raw.types.map((type) => [type, { schema: file }])) } }
      : {}),
  };
}

/** OpenAPI 3.1 from the very schemas that validate. */
export function openApiDocument(operations: readonly Operation[], basePath: string): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'session', { type: 'http', scheme: 'bearer' });
  for (const { spec } of operations) {
    registry.registerPath({
      method: spec.method,
      path: basePath + spec.path.replaceAll(/:(\w+)/g, '{$1}'),
      operationId: spec.id,
      summary: spec.roles ? `${spec.summary} (${spec.roles.join(', ')})` : spec.summary,
      tags: [spec.tag],
      ...(spec.roles ? { security: [{ session: [] }] } : {}),
      request: requestOf(spec),
      responses: responsesOf(spec),
    });
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Expo registration',
      version: '1',
      description:
        'Registration, badge orders and payment for professional visitors. Money is whole fen, times are UTC. Refusals are RFC 9457 problems, ' +
        'in Chinese or English by `Accept-Language`, at most 16 KiB; nothing unknown in a body or a query is ignored. An optional field that is null, empty or blank ' +
        'is left out; in a PATCH it takes away what may be left out. Every answer carries `X-Request-Id`.',
    },
  });
}
