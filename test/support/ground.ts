import { testKeyRingFile, testSandboxKeys } from './keys.ts';
import { layPostgres } from './postgres.ts';
import { runDir } from './run.ts';

/**
 * What every process of tests makes for itself before its first test, made once for several: a database server's folder with the
 * template, its password, the keys its rows are sealed with, and the sandbox's. `TEST_GROUND` names it to them; each takes a copy.
 */
export async function layGround(): Promise<string> {
  testKeyRingFile();
  testSandboxKeys();
  await layPostgres();
  return runDir();
}
