import { OpenApiGeneratorV31, OpenAPIRegistry, extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { errorCodes, type ErrorCode } from '../domain/errors.ts';
import type { Operation } from './operation.ts';

extendZodWithOpenApi(z);

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
    detail: z.string().optional(),
    state: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem');

const problemBody = { content: { 'application/problem+json': { schema: problem } } };

function answersOf({ spec }: Operation) {
  const refusals: ErrorCode[] = ['internal', 'unavailable', 'too_many_requests', ...(spec.refusals ?? [])];
  if (spec.roles) refusals.push('unauthenticated', 'forbidden');
  if (spec.params || spec.find) refusals.push('not_found');
  if (spec.body || spec.query) refusals.push('validation_failed', 'malformed_request');
  if (spec.body) refusals.push('unsupported_media_type', 'body_too_large');
  if (spec.effect) refusals.push('idempotency_key_in_flight', 'idempotency_key_reused');
  const statuses = new Set(refusals.map((code) => errorCodes[code][0]));
  const problems = [...statuses].map((status) => [
    status,
    { description: refusals.filter((code) => errorCodes[code][0] === status).join(', '), ...problemBody },
  ]);
  const contentOf = (answer: z.ZodType | string) =>
    typeof answer === 'string' ? { [answer]: { schema: z.any() } } : { 'application/json': { schema: answer } };
  const successes = Object.entries(spec.answers).map(([status, answer]) => [
    status,
    { description: typeof answer === 'string' ? answer : 'Done', ...(answer === null ? {} : { content: contentOf(answer) }) },
  ]);
  return Object.fromEntries([...problems, ...successes]) as Record<string, { description: string }>;
}

/** OpenAPI 3.1 from the very schemas that validate. */
export function openApiDocument(operations: readonly Operation[], basePath: string): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'session', { type: 'http', scheme: 'bearer' });
  for (const operation of operations) {
    const { spec } = operation;
    const idempotencyKey = z.string().min(1).max(255).openapi({ description: 'Repeats of one request carry one key; the answer is the first one.' });
    registry.registerPath({
      method: spec.method,
      path: basePath + spec.path.replaceAll(/:(\w+)/g, '{$1}'),
      summary: spec.roles ? `${spec.summary} (${spec.roles.join(', ')})` : spec.summary,
      tags: [spec.tag],
      ...(spec.roles ? { security: [{ session: [] }] } : {}),
      request: {
        ...(spec.params ? { params: spec.params } : {}),
        ...(spec.query ? { query: spec.query } : {}),
        ...(spec.body ? { body: { required: true, content: { 'application/json': { schema: spec.body } } } } : {}),
        ...(spec.raw ? { body: { required: true, content: Object.fromEntries(spec.raw.types.map((type) => [type, { schema: z.any() }])) } } : {}),
        ...(spec.effect && spec.method === 'post'
          ? { headers: z.object({ 'Idempotency-Key': spec.keyRequired ? idempotencyKey : idempotencyKey.optional() }) }
          : {}),
      },
      responses: answersOf(operation),
    });
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Expo registration',
      version: '1',
      description: 'Registration, badge orders and payment for professional visitors. Money is whole fen, times are UTC.',
    },
  });
}
