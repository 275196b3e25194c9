import type { WorkflowExecutionDescription } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import type { History } from '@temporalio/common/lib/proto-utils.js';

/** What a killed worker held comes back after two seconds instead of ten. */
export const workflowTaskTimeoutMs = 2_000;

/** A run that has not ended, with what it has been through. */
export interface OpenRun {
  workflowId: string;
  raw: WorkflowExecutionDescription['raw'];
  events: NonNullable<History['events']>;
}

/** The server is this late with a timer, or with giving a workflow task that nobody answers to another worker: it has forgotten it. */
const forgottenMs = 10_000;

/** Whether the server owes it a timer by the run's own clock, while no activity of it is left to a worker. */
export function isOwedTimer({ raw, events }: OpenRun): boolean {
  const clock = raw.workflowExtendedInfo?.timeSkippingInfo?.currentTime;
  const forgotten = (clock ? tsToMs(clock) : Date.now()) - forgottenMs;
  const task = raw.pendingWorkflowTask;
  if (task) return !!task.startedTime && tsToMs(task.startedTime) + workflowTaskTimeoutMs < forgotten;
  if ((raw.pendingActivities ?? []).length > 0) return false;
  const due = new Map<string, number>();
  for (const {
    eventTime,
    timerStartedEventAttributes: started,
    timerFiredEventAttributes: fired,
    timerCanceledEventAttributes: canceled,
  } of events) {
    if (started) due.set(started.timerId!, tsToMs(eventTime) + tsToMs(started.startToFireTimeout));
    due.delete((fired ?? canceled)?.timerId ?? '');
  }
  return [...due.values()].some((at) => at < forgotten);
}

/** For whoever looks into a failure. */
export function tell({ workflowId, raw, events }: OpenRun): string {
  const kinds = events.map((event) => Object.keys(event).find((key) => key.endsWith('EventAttributes'))!);
  const walked = kinds.map((kind) => kind.replace('EventAttributes', '')).filter((kind) => !kind.startsWith('workflowTask'));
  return `${workflowId} (${raw.pendingActivities?.length} activities, task ${JSON.stringify(raw.pendingWorkflowTask)}): ${walked.join(' ')}`;
}
