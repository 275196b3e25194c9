import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { ours } from '../../stack/parts.ts';
import { freePort } from '../../stack/port.ts';
import { onRunEnd } from './run.ts';
import { testKeyRingFile } from './keys.ts';

/** Of providers that nobody asks; who starts without them says which are missing. */
const ofProviders = {
  ALIPAY_ENDPOINT: 'http://127.0.0.1:1',
  ALIPAY_APP_ID: 'none',
  ALIPAY_SELLER_ID: 'none',
  ALIPAY_PRIVATE_KEY: 'none',
  ALIPAY_PUBLIC_KEY: 'none',
  SMS_ENDPOINT: 'http://127.0.0.1:1',
  SMS_ACCESS_KEY_ID: 'none',
  SMS_ACCESS_KEY_SECRET: 'none',
  SF_ENDPOINT: 'http://127.0.0.1:1',
  SF_PARTNER_ID: 'none',
  SF_CHECKWORD: 'none',
};

/** One of our own programs as a process, with what it has said; `ready` is in the line it says when it serves. */
export async function startProgram(file: 'server.ts' | 'worker.ts', ready: string, more: Record<string, string>) {
  const port = await freePort();
  const env = {
    PATH: process.env['PATH'],
    ENV_FILE: '',
    HOST: '127.0.0.1',
    PORT: String(port),
    METRICS_PORT: String(await freePort()),
    WORKER_METRICS_PORT: String(await freePort()),
    // Nobody is there: what reads alone does not need it.
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    KEY_RING_FILE: testKeyRingFile(),
    ...ofProviders,
    ...more,
  };
  const { command, args } = ours(file);
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  onRunEnd(
    `${file} ${child.pid}`,
    () => (child.kill('SIGKILL'), exited),
    () => void child.kill('SIGKILL'),
  );
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (line.includes(ready)) resolve();
      });
    void exited.then((how) => reject(new Error(`${file} ended with ${how}:\n${lines.slice(-20).join('\n')}`)));
  });
  return { url: `http://127.0.0.1:${port}`, child, lines, exited };
}
