import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A process that cannot be mistaken for a later one under the same number. */
export type ProcessIdentity = { pid: number; startedAt: string };

/** Who runs under this number now; nothing when nobody does (a zombie has ended already). */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === 'linux' ? startOnLinux(pid) : startByPs(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Whether exactly this process still runs. */
export function isRunning({ pid, startedAt }: ProcessIdentity): boolean {
  return identify(pid)?.startedAt === startedAt;
}

/** Asks this process to end, waits, and kills it when it has not; touches nobody who merely has its number. */
export async function endProcess(identity: ProcessIdentity, signal: NodeJS.Signals, graceMs: number): Promise<void> {
  if (!isRunning(identity)) return;
  process.kill(identity.pid, signal);
  if (await hasEnded(identity, graceMs)) return;
  process.kill(identity.pid, 'SIGKILL');
  if (!(await hasEnded(identity, 2_000))) throw new Error(`Process ${identity.pid} does not end`);
}

/** The command line of a running process; empty when it cannot be read. */
export function commandLine(pid: number): string {
  if (process.platform !== 'linux')
    return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
  return readOrNothing(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim() ?? '';
}

async function hasEnded(identity: ProcessIdentity, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (isRunning(identity)) {
    if (Date.now() > deadline) return false;
    await pause(25);
  }
  return true;
}

function startOnLinux(pid: number): string | undefined {
  // The command in parentheses may itself hold spaces and parentheses: fields are counted after the last one (proc(5): 3 is the state, 22 the start).
  const stat = readOrNothing(`/proc/${pid}/stat`);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields?.[0], fields?.[19]];
  if (state === undefined || startTicks === undefined || state === 'Z' || state === 'X') return undefined;
  return `${readOrNothing('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}/${startTicks}`;
}

function startByPs(pid: number): string | undefined {
  const line = spawnSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim();
  return line && !line.startsWith('Z') ? line.replace(/^\S+\s+/, '') : undefined;
}

function readOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
