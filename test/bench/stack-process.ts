import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { basePath } from '../../api/base-path.ts';
import { ours } from '../../stack/parts.ts';
import { freePort } from '../../stack/port.ts';

/** A whole stack of its own, as `npm start` makes it, on free ports and a folder that goes with it. */
export interface StackProcess {
  apiUrl: string;
  sandboxUrl: string;
  temporalAddress: string;
  databaseUrl: string;
  keyRing: string;
  stop: () => Promise<void>;
}

const ports = ['PORT', 'SANDBOX_PORT', 'POSTGRES_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'METRICS_PORT'] as const;
/** What would make it somebody else's stack. */
const notInherited = ['DATABASE_URL', 'DATABASE_URL_FILE', 'TEMPORAL_ADDRESS', 'KEY_RING', 'KEY_RING_FILE', 'NODE_ENV', 'HOST', 'PUBLIC_URL'];

/** Starts the stack and resolves when it serves; rejects with its output when it does not. */
export async function startStack(): Promise<StackProcess> {
  const dir = mkdtempSync(join(tmpdir(), 'expo-bench-'));
  // Started by root, Postgres runs under another account, which must pass through.
  chmodSync(dir, 0o711);
  const port = Object.fromEntries(await Promise.all(ports.map(async (name) => [name, await freePort()]))) as Record<(typeof ports)[number], number>;
  const inherited = Object.entries(process.env).filter(([name]) => !notInherited.includes(name));
  const settings = { DATA_DIR: dir, RATE_LIMITS: 'off', LOG_LEVEL: 'warn', ...port };
  const { command, args } = ours('stack.ts');
  const child = spawn(command, args, { env: { ...Object.fromEntries(inherited), ...settings } as never, stdio: ['ignore', 'pipe', 'inherit'] });

  const end = () => void child.kill();
  process.once('exit', end);
  async function stop() {
    process.off('exit', end);
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    }
    rmSync(dir, { recursive: true, force: true });
  }
  try {
    await untilReady(child);
    return {
      apiUrl: `http://127.0.0.1:${port.PORT}${basePath}`,
      sandboxUrl: `http://127.0.0.1:${port.SANDBOX_PORT}`,
      temporalAddress: `127.0.0.1:${port.TEMPORAL_PORT}`,
      databaseUrl: readFileSync(join(dir, 'keys', 'database-url'), 'utf8'),
      keyRing: readFileSync(join(dir, 'keys', 'key-ring.json'), 'utf8'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function untilReady(child: ChildProcess): Promise<void> {
  const lines: string[] = [];
  const ready = new Promise<boolean>((resolve) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if (/Ready after/.test(line)) resolve(true);
      // Afterwards only what went wrong is worth a line.
      else if (/"level":[56]0|died|is back/.test(line)) console.error(line);
      else lines.push(line);
    });
    child.once('exit', () => resolve(false));
  });
  if (!(await ready)) throw new Error(`The stack does not start:\n${lines.slice(-20).join('\n')}`);
}
