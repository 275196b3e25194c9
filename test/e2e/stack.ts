import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { readConfig } from '../../config.ts';
import { ours } from '../../stack/parts.ts';
import { portProblems } from '../../stack/port.ts';
import { isRunning, type ProcessIdentity } from '../../stack/process-identity.ts';
import { onRunEnd, runDir } from '../support/run.ts';
import { until } from './http.ts';
import { processTree } from './processes.ts';

type Part = 'postgres' | 'temporal' | 'sandbox' | 'worker' | 'api';
export type Settings = Record<string, string>;
/** Undefined: what this process has of it is not inherited. */
type Given = Record<string, string | undefined>;

const ports = [
  'PORT',
  'SANDBOX_PORT',
  'POSTGRES_PORT',
  'TEMPORAL_PORT',
  'TEMPORAL_UI_PORT',
  'METRICS_PORT',
  'WORKER_METRICS_PORT',
];
/** What would make it somebody else's stack. */
const notInherited =
  /^(DATABASE_URL|DATA_DIR$|DEMO_PASSWORD$|(\w+_)?PORT$|TEMPORAL_|KEY_RING|NODE_ENV$|(METRICS_)?HOST$|TRUSTED_PROXIES$|CORS_ORIGINS$|SHUTDOWN_GRACE|DEMO$|BUILD_ID$|PUBLIC_URL$|PAYMENT_WINDOW|RATE_LIMITS$|(ALIPAY|WECHAT|SMS|SF)_)/;

/** A folder and ports for a stack of its own, to be started on more than once. */
export async function newSettings(more: Settings = {}): Promise<Settings> {
  const dir = mkdtempSync(join(runDir(), 'stack-'));
  // Started by root, Postgres runs under another account, which must pass through.
  chmodSync(dir, 0o711);
  for (;;) {
    // Below the range the kernel gives to outgoing connections: while a part is dead, none of them may take its port.
    const first = 20_000 + Math.floor(Math.random() * 12_000);
    const wanted = ports.map((setting, index) => ({ setting, port: first + index, host: '127.0.0.1' }));
    if ((await portProblems(wanted)).length > 0) continue;
    return {
      DATA_DIR: join(dir, 'data'),
      ...Object.fromEntries(wanted.map(({ setting, port }) => [setting, String(port)])),
      ...more,
    };
  }
}

function environmentOf(settings: Given): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !notInherited.test(name))),
    ...settings,
  };
}

/** All that a command in another terminal is told of the stack: which one, for there may be others in this checkout. */
export const inAnotherTerminal = ({ config }: Stack): Settings => ({ DATA_DIR: config.dataDir });

/** One of our programs with these settings: what it said, and its exit code once it has ended. */
export function run(settings: Settings, file: string, ...words: string[]) {
  return runCommand(settings, ours(file, ...words));
}

/** Any program with these settings, as `run` has it. */
export function runCommand(settings: Given, { command, args, cwd }: { command: string; args: string[]; cwd?: string }) {
  const child = spawn(command, args, { env: environmentOf(settings), cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => lines.push(line));
  const exited = new Promise<number | NodeJS.Signals>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal!)),
  );
  return { child, lines, exited };
}

/** A folder where a deployment's `.env` lies, whose settings would end a stack that took them, or anything that it starts. */
function besideDeployment(): string {
  const dir = mkdtempSync(join(runDir(), 'deployment-'));
  chmodSync(dir, 0o711);
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(dir, 'node_modules'));
  const nowhere = ['NODE_ENV=production', 'DATABASE_URL=postgres://owner@db.example/expo', 'RATE_LIMITS=off'];
  writeFileSync(join(dir, '.env'), `${nowhere.join('\n')}\n`);
  return dir;
}

export type Stack = Awaited<ReturnType<typeof startStack>>;

/** `npm start`, as a child: resolves when it serves, and rejects with its last words when it does not. */
export async function startStack(settings: Settings) {
  const config = readConfig(environmentOf(settings));
  // As a person's shell has it, which knows nothing of our own ENV_FILE.
  const { child, lines, exited } = runCommand(
    { ...settings, ENV_FILE: undefined },
    { ...ours('stack.ts'), cwd: besideDeployment() },
  );
  onRunEnd(
    `stack ${child.pid}`,
    () => stop('SIGTERM'),
    () => void child.kill(),
  );
  let ended = false;
  void exited.then(() => (ended = true));
  await until('the stack ready', async () => ended || lines.some((line) => line.includes('Ready after')), 150);
  if (ended) throw new Error(`The stack does not start:\n${lines.slice(-20).join('\n')}`);
  const databaseUrl = config.DATABASE_URL ?? readFileSync(join(config.localKeyDir, 'database-url'), 'utf8');

  async function stop(...signals: NodeJS.Signals[]): Promise<number | NodeJS.Signals> {
    if (!ended) for (const signal of signals) child.kill(signal);
    return exited;
  }

  /** The process that runs a part now, by the stack's own record. */
  const recordOf = (part: Part) =>
    JSON.parse(readFileSync(join(config.dataDir, 'run', `child-${part}.json`), 'utf8')) as ProcessIdentity;

  function kill(part: Part): void {
    const it = recordOf(part);
    if (isRunning(it)) process.kill(it.pid, 'SIGKILL');
  }

  return {
    config,
    settings,
    lines,
    api: `${config.publicUrl}/api/v1`,
    databaseUrl,
    keyRingFile: join(config.localKeyDir, 'key-ring.json'),
    stop,
    kill,
    pidOf: (part: Part) => recordOf(part).pid,
    processes: () => processTree(child.pid!),

    /** Kills a part, and whatever is started in its place, for as long as the work lasts. */
    async whileDown<T>(part: Part, work: () => Promise<T>): Promise<T> {
      const over = new AbortController();
      const killing = (async () => {
        while (!over.signal.aborted) {
          kill(part);
          await pause(10);
        }
      })();
      try {
        return await work();
      } finally {
        over.abort();
        await killing;
      }
    },

    /** `kill -9` of the supervisor and everything below it at once: nobody can put anything in order. */
    async killEverything(): Promise<void> {
      const all = processTree(child.pid!);
      // The supervisor first: it would start the others again.
      for (const { pid } of all) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // Postgres' backends end with their postmaster.
        }
      }
      await exited;
      await until('everything dead', async () => !all.some(isRunning));
    },

    /** Rows of the stack's own database. */
    async rows<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      try {
        return (await client.query<T>(sql, values)).rows;
      } finally {
        await client.end();
      }
    },
  };
}
