import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { hashOfSources } from './source-hash.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const cacheDir = join(root, '.cache');
/** What a bundle is made of, beside how it is made here: the import table lets workflows import nothing else, and the lock file names the SDK. */
const folders = ['workflows', 'domain'];
const prefix = 'workflows-';

/** The workflows as one file, made once for each state of their sources and kept under `.cache`: bundling takes longer than all else a worker starts with. */
export async function workflowBundle(): Promise<{ code: string }> {
  const name = `${prefix}${hashOfSources(root, sourcesOfWorkflows()).slice(0, 16)}.js`;
  try {
    return { code: readFileSync(join(cacheDir, name), 'utf8') };
  } catch {
    // Not made yet.
  }
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(root, 'workflows/index.ts'),
    workflowInterceptorModules: [join(root, 'workflows/request-id.ts')],
    logger: new DefaultLogger('WARN'),
  });
  try {
    keep(name, code);
  } catch {
    // A checkout that cannot be written to bundles each time.
  }
  return { code };
}

function sourcesOfWorkflows(): string[] {
  const files = folders.flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`));
  return [...files, 'package-lock.json', 'stack/workflow-bundle.ts'];
}

/** Written beside and renamed, so that nobody reads half of it; those of older sources go. */
function keep(name: string, code: string): void {
  mkdirSync(cacheDir, { recursive: true });
  const scratch = join(cacheDir, `bundling-${randomUUID()}`);
  writeFileSync(scratch, code);
  for (const old of readdirSync(cacheDir)) if (old.startsWith(prefix)) rmSync(join(cacheDir, old));
  renameSync(scratch, join(cacheDir, name));
}
