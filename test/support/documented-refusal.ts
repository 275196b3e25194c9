import assert from 'node:assert/strict';
import { basePath } from '../../api/base-path.ts';
import { openApiDocument } from '../../api/openapi.ts';
import { operations } from '../../api/routes/index.ts';

interface Refusals {
  $ref?: string;
  content: Record<string, { schema: { allOf: { properties: { code: { enum: string[] } } }[] } }>;
}
let document: {
  paths: Record<string, Record<string, { responses: Record<number, Refusals> }>>;
  components: { responses: Record<string, Refusals> };
};

/** Whoever is told of a refusal by any test: the document names its code under its status, where the request is of an operation at all. */
export function assertRefusalDocumented(method: string, path: string, problem: { status: number; code: string }): void {
  const [asked] = path.split('?');
  const operation = operations.find(
    ({ spec }) =>
      spec.method === method.toLowerCase() && new RegExp(`^${spec.path.replaceAll(/:\w+/g, '[^/]+')}/?$`).test(asked!),
  );
  if (!operation) return;
  document ??= openApiDocument(operations, basePath) as typeof document;
  const at = basePath + operation.spec.path.replaceAll(/:(\w+)/g, '{$1}');
  const said = document.paths[at]![operation.spec.method]!.responses[problem.status];
  const response = said?.$ref ? document.components.responses[said.$ref.split('/').at(-1)!] : said;
  const codes = response?.content['application/problem+json']!.schema.allOf[1]!.properties.code.enum ?? [];
  assert.ok(codes.includes(problem.code), `undocumented: ${operation.spec.id} ${problem.status} ${problem.code}`);
}
