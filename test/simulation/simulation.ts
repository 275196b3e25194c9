import { createHash } from 'node:crypto';
import type { WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';
import { createEventQueue } from './event-queue.ts';
import type { Random } from './random.ts';
import { createServer, type Server } from './server.ts';
import type { Stats } from './stats.ts';
import { realDate, world } from './virtual-time.ts';
import { createWorker, type Worker } from './worker.ts';
import type { ActivityTable } from './workflow-run.ts';

export interface SimulationSettings {
  vm: WorkflowCreator;
  random: Random;
  stats: Stats;
  local: ActivityTable;
  remote: ActivityTable;
  /** How likely the worker dies after anything that happens. */
  killed: number;
  /** How likely the answer of a local activity gets lost and it is done again. */
  repeated: number;
  tasksPerRun: number;
  /** Every line of the log, with its time. */
  log?: ((line: string) => void) | undefined;
}

/** After so long the server misses a task whose worker died. */
const taskTimeoutMs = 10_000;

export type Simulation = ReturnType<typeof createSimulation>;

/** A Temporal server and a worker for one life, in virtual time, without either: one queue of what happens and one seed for its order. */
export function createSimulation({
  vm,
  random,
  stats,
  local,
  remote,
  killed,
  repeated,
  tasksPerRun,
  log,
}: SimulationSettings) {
  const hash = createHash('sha256');
  const say = (line: string) => {
    hash.update(`${world.now} ${line}\n`);
    log?.(`${new realDate(world.now).toISOString()} ${line}`);
  };
  const queue = createEventQueue(() => {
    if (random.chance(killed)) worker.kill();
  });
  const server: Server = createServer({
    queue,
    random,
    stats,
    say,
    remote,
    work: (run) => worker.work(run),
    tasksPerRun,
  });
  const worker: Worker = createWorker({
    queue,
    random,
    stats,
    say,
    server: () => server,
    vm,
    local,
    repeated,
    taskTimeoutMs,
  });
  return {
    server,
    say,
    pump: queue.pump,
    kill: worker.kill,
    replayAll: worker.replayAll,
    /** Of everything that was said. */
    digest: () => hash.digest('hex'),
    /** Until the isolate has let go of the runs. */
    async close(): Promise<void> {
      await worker.close();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
