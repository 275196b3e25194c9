import assert from 'node:assert/strict';
import { basePath } from '../../api/base-path.ts';
import { openApiDocument } from '../../api/openapi.ts';
import { operations } from '../../api/routes/index.ts';
import type { Json } from './api.ts';

let document: Json;

/** Whoever is told of a refusal by any test: the document names its code under its status, where the request is of an operation at all. */
export function assertRefusalDocumented(method: string, path: string, problem: { status: number; code: string }): void {
  const [asked] = path.split('?');
  const operation = operations.find(
    ({ spec }) =>
      spec.method === method.toLowerCase() && new RegExp(`^${spec.path.replaceAll(/:\w+/g, '[^/]+')}/?$`).test(asked!),
  );
  if (!operation) return;
  document ??= openApiDocument(operations, basePath);
  const { responses } =
    document.paths[basePath + operation.spec.path.replaceAll(/:(\w+)/g, '{$1}')][operation.spec.method];
  const said = responses[problem.status];
  const response = said?.$ref ? document.components.responses[said.$ref.split('/').at(-1)] : said;
  const codes: string[] = response?.content['application/problem+json'].schema.allOf[1].properties.code.enum ?? [];
  assert.ok(
    codes.includes(problem.code),
    `${operation.spec.id} answers ${problem.status} ${problem.code}, of which the document says nothing`,
  );
}
