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
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(`ended with ${code ?? signal}`));
    child.once('error', ({ message }) => resolve(`were not started: ${message}`));
  });
  onRunEnd('random lives', () => {
    if (child.connected) child.disconnect();
    return ended;
  });
  return new Promise((resolve, reject) => {
    child.once('message', (result) => resolve(result as RaceResult));
    void ended.then((how) => reject(new Error(`The random lives ${how}, without a result`)));
  });
}
