import { OpenApiGeneratorV31, OpenAPIRegistry, extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { problemsOf } from './openapi-problem.ts';
import type { AnswerBody, Operation } from './operation.ts';

extendZodWithOpenApi(z);

type Spec = Operation['spec'];

const file = z.any().openapi({ type: 'string', format: 'binary' });

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

function successesOf(spec: Spec) {
  const replayed = { 'Idempotency-Replayed': { $ref: '#/components/headers/Idempotency-Replayed' } };
  return Object.fromEntries(
    Object.entries(spec.answers).map(([status, answer]) => [
      status,
      {
        description: status === '202' ? 'Accepted; not known yet' : 'Done',
        ...(answer === null
          ? {}
          : { content: Object.assign({}, ...[answer].flat().map((body) => contentOf(body as AnswerBody))) as object }),
        ...(spec.effect && spec.method === 'post' ? { headers: replayed } : {}),
      },
    ]),
  );
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
  registry.registerComponent('headers', 'Idempotency-Replayed', {
    description: 'The answer is the one that the first request of this key was given',
    schema: { type: 'string', const: 'true' } as never,
  });
  const problems = problemsOf(registry);
  for (const { spec } of operations) {
    registry.registerPath({
      method: spec.method,
      path: basePath + spec.path.replaceAll(/:(\w+)/g, '{$1}'),
      operationId: spec.id,
      summary: spec.roles ? `${spec.summary} (${spec.roles.join(', ')})` : spec.summary,
      tags: [spec.tag],
      ...(spec.roles ? { security: [{ session: [] }] } : {}),
      request: requestOf(spec),
      responses: { ...problems(spec), ...successesOf(spec) },
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
