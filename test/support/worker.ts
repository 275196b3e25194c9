import { Worker, type NativeConnection, type WorkerOptions, type WorkflowBundleOption } from '@temporalio/worker';
import { pino } from 'pino';
import type { Activities } from '../../activities/index.ts';
import { ownRunsOnly } from '../../activities/own-run.ts';
import { activityInterceptors } from '../../activities/request-id.ts';
import { notesTroubles } from '../../activities/trouble.ts';
import type { Store } from '../../db/knex.ts';
import type { WaitsFor } from '../../domain/attention.ts';
import { channels } from '../../domain/payment.ts';
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

function providerQueues(
  connection: NativeConnection,
  { payments, taxPlatform, sms, courier }: Activities,
  store: Store | undefined,
) {
  const worker = (taskQueue: string, waitsFor: WaitsFor, activities: object) =>
    Worker.create({ ...common, connection, taskQueue, activities, interceptors: interceptorsFor(waitsFor, store) });
  return [
    ...channels.map((channel) => worker(taskQueues[channel], channel, payments)),
    worker(taskQueues.fapiao, 'fapiao', taxPlatform),
    worker(taskQueues.sms, 'sms', sms),
    worker(taskQueues.courier, 'sf', courier),
  ];
}

/** All workers of the worker process. Their queues are named once for all, so one set works at a time on a server. */
export function startWorkers(
  connection: NativeConnection,
  {
    activities,
    workflowBundle,
    store,
  }: { activities: Activities; workflowBundle: WorkflowBundleOption; store?: Store },
): Promise<TestWorkers> {
  const main = Worker.create({
    ...common,
    connection,
    taskQueue: taskQueues.main,
    workflowBundle,
    activities: activities.localActivities,
    interceptors: { activity: [...interceptorsFor('operator', store).activity, ownRunsOnly] },
  });
  return run([main, ...providerQueues(connection, activities, store)]);
}

/** Those alone that ask the providers. */
export const startProviderWorkers = (connection: NativeConnection, activities: Activities) =>
  run(providerQueues(connection, activities, undefined));
