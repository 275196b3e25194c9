import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

// `npm run build`: the workflows as one file, so that a worker in production starts without a bundler.
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const { code } = await bundleWorkflowCode({ workflowsPath: path('../workflows/index.ts') });
mkdirSync(path('../dist'), { recursive: true });
writeFileSync(path('../dist/workflow-bundle.js'), code);
