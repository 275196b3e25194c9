import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onRunEnd } from '../support/run.ts';
import type { RaceResult } from './property.ts';

/**
 * Random lives in a process of their own, with a server and a database of their own, which takes what others leave of the
 * processors. Rejects when it ends without a result.
 */
export function raceBesides({ runs, seed }: { runs: number; seed: number }): Promise<RaceResult> {
  const program = fileURLToPath(new URL('run.ts', import.meta.url));
  const args = ['-n', '19', process.execPath, '--import', 'tsx', program, '--runs', String(runs), '--seed', String(seed)];
  const { TEST_DATABASE_URL: _others, ...env } = process.env;
  const child = spawn('nice', args, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  onRunEnd('random lives', () => {
    if (child.connected) child.disconnect();
    return closed;
  });
  return new Promise((resolve, reject) => {
    child.once('message', (result) => resolve(result as RaceResult));
    child.once('error', reject);
    void closed.then((code) => reject(new Error(`The random lives ended with ${code}, and without a result`)));
  });
}
