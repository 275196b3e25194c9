import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildPages } from './web-pages.ts';
import { workflowBundle } from './workflow-bundle.ts';

// `npm run build`: the workflows as one file, so that a worker in production starts without a bundler; and the pages.
const dist = fileURLToPath(new URL('../dist', import.meta.url));
mkdirSync(dist, { recursive: true });
writeFileSync(`${dist}/workflow-bundle.js`, (await workflowBundle()).code);
await buildPages();
