import { Worker, type NativeConnection, type WorkerOptions, type WorkflowBundleOption } from '@temporalio/worker';
import type { Activities } from '../../activities/index.ts';
import { ownRunsOnly } from '../../activities/own-run.ts';
import { activityInterceptors } from '../../activities/request-id.ts';
import { byChannel } from '../../domain/payment.ts';
import { workerOptionsOf, type WorkerBuild } from '../../stack/worker-build.ts';
import { taskQueues } from '../../workflows/messages.ts';

export interface TestWorkers {
  /** Ends them as a deploy does: what they hold is given back and taken up by the next. */
  stop(): Promise<void>;
}

/** Ended by force when it hangs; a call under way may take as long as it needs. */
const common = {
  interceptors: { activity: activityInterceptors },
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

const providerQueues = (
  connection: NativeConnection,
  { payments, taxPlatform, sms, courier }: Activities,
  build?: WorkerBuild,
) =>
  Object.entries({ ...byChannel(() => payments), fapiao: taxPlatform, sms: sms, courier: courier }).map(
    ([queue, activities]) =>
      Worker.create({
        ...common,
        ...workerOptionsOf(build),
        connection,
        taskQueue: taskQueues[queue as keyof typeof taskQueues],
        activities,
      }),
  );

/** All workers of the worker process. Their queues are named once for all, so one set works at a time on a server, or one of each build. */
export function startWorkers(
  connection: NativeConnection,
  {
    activities,
    workflowBundle,
    build,
  }: { activities: Activities; workflowBundle: WorkflowBundleOption; build?: WorkerBuild },
): Promise<TestWorkers> {
  const main = Worker.create({
    ...common,
    ...workerOptionsOf(build),
    connection,
    taskQueue: taskQueues.main,
    workflowBundle,
    activities: activities.localActivities,
    interceptors: { activity: [...activityInterceptors, ownRunsOnly] },
  });
  return run([main, ...providerQueues(connection, activities, build)]);
}

/** Those alone that ask the providers. */
export const startProviderWorkers = (connection: NativeConnection, activities: Activities) =>
  run(providerQueues(connection, activities));
