import { Worker, type NativeConnection, type WorkflowBundleOption } from '@temporalio/worker';
import type { Activities } from '../../activities/index.ts';
import { taskQueues } from '../../workflows/messages.ts';

export interface TestWorkers {
  /** Ends them as a deploy does: what they hold is given back and taken up by the next. */
  stop(): Promise<void>;
}

/** The four workers of the worker process. Their queues are named once for all, so one set works at a time on a server. */
export async function startWorkers(
  connection: NativeConnection,
  {
    activities,
    workflowBundle,
    forceTime = '2 seconds',
  }: { activities: Activities; workflowBundle: WorkflowBundleOption; forceTime?: '2 seconds' | '30 seconds' },
): Promise<TestWorkers> {
  const common = { connection, identity: 'expo-test', shutdownGraceTime: '500 milliseconds', shutdownForceTime: forceTime } as const;
  const provider = (taskQueue: string, group: object) => Worker.create({ ...common, taskQueue, activities: group });
  const workers = await Promise.all([
    Worker.create({ ...common, taskQueue: taskQueues.main, workflowBundle, activities: activities.records }),
    provider(taskQueues.alipay, activities.trades),
    provider(taskQueues.wechat, activities.trades),
    provider(taskQueues.fapiao, activities.paper),
    provider(taskQueues.sms, activities.texts),
    provider(taskQueues.courier, activities.parcels),
  ]);
  const runs = workers.map((worker) => worker.run());
  return {
    async stop() {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.all(runs);
    },
  };
}
