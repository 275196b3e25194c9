import { buildPages } from './web-pages.ts';
import { buildWorkflows } from './workflow-bundle.ts';

// `npm run build`: the workflows as one file, so that a worker in production starts without a bundler; and the pages.
await buildWorkflows();
await buildPages();
