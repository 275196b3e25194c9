import { fileURLToPath } from 'node:url';
import { findTemporalCli } from '../../stack/program.ts';
import { buildPages } from '../../stack/web-pages.ts';
import { findBrowser } from './browser-program.ts';
import { testKeyRingFile, testSandboxKeys } from './keys.ts';
import { layPostgres } from './postgres.ts';
import { runDir } from './run.ts';
import { workflowBundle } from './temporal.ts';

const cacheDir = fileURLToPath(new URL('../../.cache', import.meta.url));

/**
 * What every process of tests makes for itself before its first test, made once for several: a database server's folder with the
 * template, its password, the keys its rows are sealed with, and the sandbox's. `TEST_GROUND` names it to them; each takes a copy.
 * What the checkout keeps lies there before several look for it at once.
 */
export async function layGround(): Promise<string> {
  testKeyRingFile();
  testSandboxKeys();
  await Promise.all([
    layPostgres(),
    workflowBundle(),
    buildPages(),
    findTemporalCli(cacheDir),
    // Where there is none, the tests that need one say so.
    findBrowser(cacheDir, runDir()).catch(() => undefined),
  ]);
  return runDir();
}
