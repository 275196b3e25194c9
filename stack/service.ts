import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

/** A program to run: what it needs before, how one sees that it serves, how it is asked to stop. */
export type ServiceSpec = {
  name: string;
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
  stopSignal?: NodeJS.Signals;
  /** How long it may take to stop before it is killed. */
  graceMs?: number;
  readyWithinMs?: number;
  prepare?: () => void | Promise<void>;
  /** True when it serves; throws when it never will. */
  isReady: () => Promise<boolean>;
};

/** One running instance of a service. */
export type RunningService = { pid: number; exited: Promise<string>; stop: (graceMs?: number) => Promise<void> };

type Hooks = { onLine: (line: string) => void; onSpawn?: (pid: number) => void; signal?: AbortSignal };

type Command = Pick<ServiceSpec, 'name' | 'command' | 'args' | 'env' | 'uid' | 'gid'>;

/** Starts a service and resolves when it serves; rejects, with its last lines, when it ends before or takes too long. */
export async function startService(spec: ServiceSpec, { onLine, onSpawn, signal }: Hooks): Promise<RunningService> {
  signal?.throwIfAborted();
  await spec.prepare?.();
  const lastLines: string[] = [];
  const child = spawnInOwnGroup(spec, (line) => {
    lastLines.push(line);
    if (lastLines.length > 15) lastLines.shift();
    onLine(line);
  });
  const exited = exitOf(child);
  if (child.pid === undefined) throw new Error(`${spec.name} cannot be started: ${await exited}`);
  onSpawn?.(child.pid);
  const running = {
    pid: child.pid,
    exited,
    stop: (graceMs = spec.graceMs ?? 2_000) => stop(child, exited, spec.stopSignal ?? 'SIGTERM', graceMs),
  };

  const giveUp = new AbortController();
  try {
    const early = await Promise.race([
      exited,
      untilReady(spec, signal ? AbortSignal.any([signal, giveUp.signal]) : giveUp.signal),
    ]);
    if (early !== undefined) throw new Error(`it ended before it was ready (${early})`);
    signal?.throwIfAborted();
    return running;
  } catch (error) {
    await running.stop();
    throw new Error(`${spec.name} does not start: ${(error as Error).message}\n${lastLines.join('\n')}`, {
      cause: error,
    });
  } finally {
    giveUp.abort();
  }
}

/** Runs a program to its end; rejects when it fails. */
export async function runToEnd(spec: Command, { onLine, onSpawn, signal }: Hooks): Promise<void> {
  const lines: string[] = [];
  const child = spawnInOwnGroup(spec, (line) => {
    lines.push(line);
    onLine(line);
  });
  if (child.pid !== undefined) onSpawn?.(child.pid);
  const end = () => void child.kill();
  signal?.addEventListener('abort', end, { once: true });
  const how = await exitOf(child);
  signal?.removeEventListener('abort', end);
  if (child.exitCode !== 0) throw new Error(`${spec.name} failed (${how})\n${lines.slice(-15).join('\n')}`);
}

/** Own process group: Ctrl-C in a terminal reaches the supervisor alone, which then stops the others in order. */
function spawnInOwnGroup(spec: Command, onLine: (line: string) => void): ChildProcess {
  const { command, args, env, uid, gid } = spec;
  const account = uid === undefined || gid === undefined ? {} : { uid, gid };
  const child = spawn(command, args, {
    ...account,
    ...(env ? { env } : {}),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine);
  return child;
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

async function untilReady(spec: ServiceSpec, signal: AbortSignal): Promise<undefined> {
  const within = spec.readyWithinMs ?? 60_000;
  const deadline = Date.now() + within;
  while (!signal.aborted && !(await spec.isReady())) {
    if (Date.now() > deadline) throw new Error(`not ready within ${within / 1000} s`);
    await pause(100, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

async function stop(
  child: ChildProcess,
  exited: Promise<string>,
  signal: NodeJS.Signals,
  graceMs: number,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  const timer = new AbortController();
  const late = await Promise.race([
    exited.then(() => false),
    pause(graceMs, true, { signal: timer.signal }).catch(() => false),
  ]);
  timer.abort();
  if (!late) return;
  const closed = once(child, 'exit');
  process.kill(-child.pid!, 'SIGKILL');
  await closed;
}
