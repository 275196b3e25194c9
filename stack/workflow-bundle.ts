import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { hashOfSources } from './source-hash.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const cacheDir = join(root, '.cache');
/** What a bundle is made of, beside how it is made here: the import table lets workflows import nothing else, and the lock file names the SDK. */
const folders = ['workflows', 'domain'];
const prefix = 'workflows-';
/** What `npm run build` leaves for workers in production, and of what sources it was made. */
const built = join(root, 'dist/workflow-bundle.js');
const builtFrom = `${built}.sources`;

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

/** Makes the file that production starts with. */
export async function buildWorkflows(): Promise<void> {
  const { code } = await workflowBundle();
  mkdirSync(join(root, 'dist'), { recursive: true });
  // One that is half written has no hash.
  rmSync(builtFrom, { force: true });
  writeFileSync(built, code);
  writeFileSync(builtFrom, hashOfSources(root, sourcesOfWorkflows()));
}

/** That file; nothing where there is none. Throws when it was made of other sources: its runs would be yesterday's. */
export function builtWorkflows(): { codePath: string } | undefined {
  if (!existsSync(built)) return undefined;
  const from = existsSync(builtFrom) ? readFileSync(builtFrom, 'utf8') : undefined;
  if (from !== hashOfSources(root, sourcesOfWorkflows()))
    throw new Error('dist/workflow-bundle.js was built from other sources than these: npm run build');
  return { codePath: built };
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
