import { join } from 'node:path';
import { openKeys } from '../../sandbox/keys.ts';
import { ensureKeyRing } from '../../stack/keys.ts';
import { runDir } from './run.ts';

/** A key ring for this run: the value of KEY_RING_FILE. */
export const testKeyRingFile = (): string => ensureKeyRing(runDir());

/** The sandbox's credentials for this run, in a folder: five pairs of RSA keys for every sandbox would take a third of a second each time. */
export function testSandboxKeys(): string {
  const dir = join(runDir(), 'sandbox-keys');
  openKeys(dir);
  return dir;
}
