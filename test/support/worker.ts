import { Worker, type NativeConnection, type WorkerOptions, type WorkflowBundleOption } from '@temporalio/worker';
import { pino } from 'pino';
import type { Activities } from '../../activities/index.ts';
import { ownRunsOnly } from '../../activities/own-run.ts';
import { activityInterceptors } from '../../activities/request-id.ts';
import { notesTroubles } from '../../activities/trouble.ts';
import type { Store } from '../../db/knex.ts';
import type { WaitsFor } from '../../domain/attention.ts';
import { channels } from '../../domain/payment.ts';
import { workerOptionsOf, type WorkerBuild } from '../../stack/worker-build.ts';
import { taskQueues } from '../../workflows/messages.ts';

export interface TestWorkers {
  /** Ends them as a deploy does: what they hold is given back and taken up by the next. */
  stop(): Promise<void>;
}

/** Ended by force when it hangs; a call under way may take as long as it needs. */
const common = {
  identity: 'expo-test',
  shutdownGraceTime: '500 milliseconds',
  shutdownForceTime: '1 minute',
} satisfies Partial<WorkerOptions>;

async function run(workers: Promise<Worker>[]): Promise<TestWorkers> {
  const started = await Promise.all(workers);
  const runs = started.map((worker) => worker.run());
  return {
    async stop() {
      for (const worker of started) if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.all(runs);
    },
  };
}

const log = pino({ level: 'silent' });
/** As the worker process has them: what fails is noted where the stage has a database. */
const interceptorsFor = (waitsFor: WaitsFor, store: Store | undefined) => ({
  activity: [...activityInterceptors, ...(store ? [notesTroubles({ store, waitsFor, log })] : [])],
});

/** What the workers of a test may have beside what they do: where failures are noted, and which build they are. */
interface Given {
  store?: Store;
  build?: WorkerBuild;
}

function providerQueues(
  connection: NativeConnection,
  { payments, taxPlatform, sms, courier }: Activities,
  { store, build }: Given,
) {
  const worker = (taskQueue: string, waitsFor: WaitsFor, activities: object) =>
    Worker.create({
      ...common,
      ...workerOptionsOf(build),
      connection,
      taskQueue,
      activities,
      interceptors: interceptorsFor(waitsFor, store),
    });
  return [
    ...channels.map((channel) => worker(taskQueues[channel], channel, payments)),
    worker(taskQueues.fapiao, 'fapiao', taxPlatform),
    worker(taskQueues.sms, 'sms', sms),
    worker(taskQueues.courier, 'sf', courier),
  ];
}

/** All workers of the worker process. Their queues are named once for all, so one set works at a time on a server, or one of each build. */
export function startWorkers(
  connection: NativeConnection,
  { activities, workflowBundle, ...given }: { activities: Activities; workflowBundle: WorkflowBundleOption } & Given,
): Promise<TestWorkers> {
  const main = Worker.create({
    ...common,
    ...workerOptionsOf(given.build),
    connection,
    taskQueue: taskQueues.main,
    workflowBundle,
    activities: activities.localActivities,
    interceptors: { activity: [...interceptorsFor('operator', given.store).activity, ownRunsOnly] },
  });
  return run([main, ...providerQueues(connection, activities, given)]);
}

/** Those alone that ask the providers. */
export const startProviderWorkers = (connection: NativeConnection, activities: Activities) =>
  run(providerQueues(connection, activities, {}));
