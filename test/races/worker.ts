import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { testKeyRingFile } from '../support/keys.ts';
import { runDir } from '../support/run.ts';
import { workflowBundle } from '../support/temporal.ts';
import type { GuardName } from './guards.ts';

/** What the process of the main worker is told at its start. */
export interface MainWorkerSettings {
  databaseUrl: string;
  keyRingFile: string;
  address: string;
  bundleFile: string;
  guard: GuardName | undefined;
}

/** Workflows and their records in a process that can be killed at any moment; a spare one waits to take over. */
export async function startMainWorker(given: Pick<MainWorkerSettings, 'databaseUrl' | 'address' | 'guard'>) {
  const bundleFile = `${runDir()}/races-workflows.cjs`;
  writeFileSync(bundleFile, (await workflowBundle()).code);
  const settings: MainWorkerSettings = { ...given, bundleFile, keyRingFile: testKeyRingFile() };
  const program = fileURLToPath(new URL('main-worker.ts', import.meta.url));
  const spawn = () =>
    fork(program, [JSON.stringify(settings)], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  const takeOver = async (worker: ChildProcess) => {
    worker.send('work');
    await once(worker, 'message');
    return worker;
  };
  // Few lives find a missing guard: hardly ever is a worker killed for that, and a spare one costs more than it saves.
  const prepare = () => (given.guard === undefined ? spawn() : undefined);
  let spare = prepare();
  let current = await takeOver(spawn());
  let restarts = 0;
  let restarting: Promise<void> | undefined;
  return {
    restarts: () => restarts,
    /** No warning, nothing given back. Whoever asks meanwhile shares it. */
    restart(): Promise<void> {
      restarting ??= (async () => {
        current.kill('SIGKILL');
        current = await takeOver(spare ?? spawn());
        spare = prepare();
        restarts++;
        restarting = undefined;
      })();
      return restarting;
    },
    kill(): void {
      for (const worker of [current, spare]) worker?.kill('SIGKILL');
    },
  };
}
