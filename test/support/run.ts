import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Ending = { name: string; end: () => Promise<unknown>; kill: () => void };

const endings: Ending[] = [];
let dir: string | undefined;

/** A folder for everything this run writes, gone with it. */
export function runDir(): string {
  if (dir === undefined) {
    dir = mkdtempSync(join(tmpdir(), 'expo-test-'));
    // Started by root, Postgres runs under another account, which must pass through.
    chmodSync(dir, 0o711);
  }
  return dir;
}

/** Says how to end something shared by the whole run; `kill` is for a run that is cut short. */
export function onRunEnd(name: string, end: Ending['end'], kill: Ending['kill'] = () => undefined) {
  endings.push({ name, end, kill });
}

/** Ends what was started, the latest first. */
export async function endRun(): Promise<void> {
  for (let ending = endings.pop(); ending; ending = endings.pop()) await ending.end();
  if (dir !== undefined) rmSync(dir, { recursive: true, force: true });
  dir = undefined;
}

process.once('exit', () => {
  for (const { kill } of endings.toReversed()) {
    try {
      kill();
    } catch {
      // It has ended already.
    }
  }
});
