import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { identify, type ProcessIdentity } from '../../stack/process-identity.ts';

/** A process and everything it has started, and that in turn: the parents first. */
export function processTree(root: number): ProcessIdentity[] {
  const parents = process.platform === 'linux' ? parentsOnLinux() : parentsByPs();
  const tree = [root];
  // Grows while it is walked: children found are looked at in their turn.
  for (const parent of tree) for (const [pid, itsParent] of parents) if (itsParent === parent) tree.push(pid);
  return tree.map(identify).filter((found) => found !== undefined);
}

function parentsOnLinux(): [pid: number, parent: number][] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => [Number(pid), Number(/\) \S (\d+)/.exec(readOrNothing(`/proc/${pid}/stat`))?.[1])]);
}

function parentsByPs(): [pid: number, parent: number][] {
  const lines = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).stdout.trim().split('\n');
  return lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
