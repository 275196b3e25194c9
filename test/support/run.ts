import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Ending = { name: string; end: () => Promise<unknown>; kill: () => void };

interface Run {
  endings: Ending[];
  dir?: string;
}

/** One for the process, also where a test file that cannot be required is imported and brings this module a second time. */
const key = Symbol.for('expo-registration.test-run');
const processWide = globalThis as { [key]?: Run };
const isFirst = processWide[key] === undefined;
const run: Run = (processWide[key] ??= { endings: [] });

/** A folder for everything this run writes, gone with it. */
export function runDir(): string {
  if (run.dir === undefined) {
    run.dir = mkdtempSync(join(tmpdir(), 'expo-test-'));
    // Started by root, Postgres runs under another account, which must pass through.
    chmodSync(run.dir, 0o711);
  }
  return run.dir;
}

/** Says how to end something shared by the whole run; `kill` is for a run that is cut short. */
export function onRunEnd(name: string, end: Ending['end'], kill: Ending['kill'] = () => undefined) {
  run.endings.push({ name, end, kill });
}

/** Ends what was started, the latest first. */
export async function endRun(): Promise<void> {
  for (let ending = run.endings.pop(); ending; ending = run.endings.pop()) await ending.end();
  if (run.dir !== undefined) rmSync(run.dir, { recursive: true, force: true });
  delete run.dir;
}

if (isFirst) {
  process.once('exit', () => {
    for (const { kill } of run.endings.toReversed()) {
      try {
        kill();
      } catch {
        // It has ended already.
      }
    }
  });
}
