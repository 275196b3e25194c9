import { writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { operations } from '../api/routes/index.ts';
import { basePath } from '../api/base-path.ts';
import { openApiDocument } from '../api/openapi.ts';

// `npm run web:client`: the types of the pages' client, from the very document that `/openapi.json` is.

// openapi-typescript writes with functions of the compiler that TypeScript 7 has none of: for it alone there is the one before.
register(
  `data:text/javascript,${encodeURIComponent("export const resolve = (name, context, next) => next(name === 'typescript' ? '@typescript/typescript6' : name, context);")}`,
);
const { default: openapiTS, astToString } = await import('openapi-typescript');
const document = openApiDocument(operations, basePath);
const types = astToString(
  await openapiTS(document as never, { rootTypes: true, rootTypesNoSchemaPrefix: true, alphabetize: true }),
);
writeFileSync(new URL('../web/client/schema.ts', import.meta.url), types);
