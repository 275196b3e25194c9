import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Ending = { name: string; end: () => Promise<unknown>; kill: () => void };

interface Run {
  endings: Ending[];
  ended?: Promise<void>;
  dir?: string;
  test?: string | undefined;
}

// A deployment's `.env` in this checkout reaches no test, and nothing that one starts.
process.env['ENV_FILE'] = '';

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
    // What each of several runs would make for itself first (ground.ts): with its owners, which no copy by Node keeps.
    const ground = process.env['TEST_GROUND'];
    if (ground && spawnSync('cp', ['-a', `${ground}/.`, run.dir]).status !== 0)
      throw new Error(`cp of ${ground} failed`);
  }
  return run.dir;
}

/** The test that runs, by its whole name; none while hooks of a file do. */
export const testUnderWay = (): string | undefined => run.test;

export function setTestUnderWay(name: string | undefined): void {
  run.test = name;
}

/** Says how to end something shared by the whole run; `kill` is for a run that is cut short. What is answered ends it before that. */
export function onRunEnd(name: string, end: Ending['end'], kill: Ending['kill'] = () => undefined) {
  const ending = { name, end, kill };
  run.endings.push(ending);
  return () => endOne(ending);
}

async function endOne(ending: Ending): Promise<void> {
  await ending.end();
  run.endings.splice(run.endings.indexOf(ending), 1);
}

/** Ends what was started, the latest first; whoever asks meanwhile waits for the same. What has not ended yet is not forgotten. */
export function endRun(): Promise<void> {
  run.ended ??= endAll().finally(() => delete run.ended);
  return run.ended;
}

async function endAll(): Promise<void> {
  for (let ending = run.endings.at(-1); ending; ending = run.endings.at(-1)) await endOne(ending);
  if (run.dir !== undefined) rmSync(run.dir, { recursive: true, force: true });
  delete run.dir;
}

/**
 * A command that starts what tests share. Ctrl-C comes twice, from the terminal and from npm, and Temporal's runtime takes it for
 * itself: it ends everything, once, and what fails because of that is no news.
 */
export async function runAsCommand(work: () => Promise<void>): Promise<void> {
  let isStopped = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      isStopped = true;
      void endRun().finally(() => process.exit(130));
    });
  try {
    await work();
  } catch (error) {
    if (!isStopped) console.error((error as Error).stack);
    process.exitCode = 1;
  } finally {
    await endRun();
  }
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
    if (run.dir !== undefined) rmSync(run.dir, { recursive: true, force: true });
  });
}
