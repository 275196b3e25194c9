import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleOption } from '@temporalio/worker';
import { runDir } from './run.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** In a file of the workflows, these words in place of those, which must be there. */
export interface Change {
  file: string;
  from: string;
  to: string;
}

/** The workflows of another build: a copy of the sources in which something is changed, bundled as ours are. */
export async function otherBuild(changes: readonly Change[]): Promise<WorkflowBundleOption> {
  const copy = mkdtempSync(join(runDir(), 'build-'));
  // What workflows are made of, and the activities whose types they name.
  for (const folder of ['workflows', 'domain', 'activities', 'package.json'])
    cpSync(join(root, folder), join(copy, folder), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const { file, from, to } of changes) {
    const path = join(copy, 'workflows', file);
    const source = readFileSync(path, 'utf8');
    assert.ok(source.includes(from), `${file} has no "${from}" any more`);
    writeFileSync(path, source.replace(from, to));
  }
  return bundleWorkflowCode({
    workflowsPath: join(copy, 'workflows/index.ts'),
    workflowInterceptorModules: [join(copy, 'workflows/request-id.ts')],
    logger: new DefaultLogger('WARN'),
  });
}
