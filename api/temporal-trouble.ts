import type { Client } from '@temporalio/client';
import { createRunTroubles, ownProgram } from '../db/ops/run-trouble.ts';
import type { Deps } from './deps.ts';
import { taskQueues } from '../workflows/messages.ts';
import { isRunMissing } from './temporal-error.ts';

type Asked = Pick<Client, 'workflowService' | 'options'>;

/** Runs whose own program fails, as Temporal itself reports: also where no worker has a program that could. */
const failingRunsQuery = `TaskQueue = '${taskQueues.main}' AND ExecutionStatus = 'Running' AND TemporalReportedProblems IS NOT NULL`;
/** As many are looked at in one go. */
const mostRuns = 100;
/** A step that is tried again has mostly been met within so long: longer than a round's pause, in which nothing is pending (workflows/activities.ts). */
const unseenSeconds = 120;

const dateOf = (at: { seconds?: unknown } | null | undefined) =>
  at ? new Date(Number(at.seconds) * 1_000) : new Date();

/** What Temporal knows of runs that are in trouble. */
function createLook({ workflowService, options: { namespace } }: Asked) {
  const of = (workflowId: string) => ({ namespace, execution: { workflowId } });

  return {
    async failing(): Promise<{ workflowId: string; runId: string }[]> {
      const found = await workflowService.listWorkflowExecutions({
        namespace,
        query: failingRunsQuery,
        pageSize: mostRuns,
      });
      return (found.executions ?? []).map(({ execution }) => ({
        workflowId: execution!.workflowId!,
        runId: execution!.runId!,
      }));
    },

    /** Undefined once the run goes on. */
    async failure({ workflowId, runId }: { workflowId: string; runId: string }) {
      const execution = { workflowId, runId };
      const { pendingWorkflowTask: task } = await workflowService.describeWorkflowExecution({ namespace, execution });
      if (!task) return undefined;
      const { history } = await workflowService.getWorkflowExecutionHistoryReverse({
        namespace,
        execution,
        maximumPageSize: 10,
      });
      const failed = (history?.events ?? []).find((event) => event.workflowTaskFailedEventAttributes);
      return {
        since: dateOf(task.originalScheduledTime),
        attempts: Math.max(1, Number(task.attempt)),
        lastError: failed?.workflowTaskFailedEventAttributes?.failure?.message || 'no answer from its worker',
      };
    },

    /** The activities that a run waits for; none of one that is over. */
    async pending(workflowId: string): Promise<(string | null | undefined)[]> {
      try {
        const { pendingActivities } = await workflowService.describeWorkflowExecution(of(workflowId));
        return (pendingActivities ?? []).map(({ activityType }) => activityType?.name);
      } catch (error) {
        if (isRunMissing(error)) return [];
        throw error;
      }
    },
  };
}

/**
 * Looks for runs that cannot go on, and at steps that nobody has met for a while: what is over, or healed elsewhere, is no trouble
 * any more. Depends on no run's program. Any number of workers may do it at once.
 */
export async function lookForTroubles({ client, store }: { client: Asked } & Pick<Deps, 'store'>): Promise<void> {
  const troubles = createRunTroubles(store);
  const look = createLook(client);

  const failing = await look.failing();
  for (const run of failing) {
    const failure = await look.failure(run);
    const { workflowId } = run;
    if (failure) await troubles.note({ workflowId, step: ownProgram, waitsFor: 'operator', ...failure });
  }
  const stillFailing = new Set(failing.map(({ workflowId }) => workflowId));
  // Of more than are looked at nobody knows which have healed.
  if (failing.length < mostRuns)
    for (const workflowId of await troubles.failingRuns())
      if (!stillFailing.has(workflowId)) await troubles.end({ workflowId, step: ownProgram });

  for (const { workflowId, step, waitsFor } of await troubles.takeUnseen(unseenSeconds, mostRuns)) {
    const [type] = step.split('#');
    // A local activity is in no list of Temporal's: as long as it fails it is met, every 30 s at the latest.
    const isPending = waitsFor !== 'operator' && (await look.pending(workflowId)).includes(type);
    if (!isPending) await troubles.end({ workflowId, step });
  }
}
