import type { WorkflowExecutionDescription } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import type { History } from '@temporalio/common/lib/proto-utils.js';

/** A run that has not ended, with what it has been through. */
export interface OpenRun {
  workflowId: string;
  raw: WorkflowExecutionDescription['raw'];
  events: NonNullable<History['events']>;
}

/** A timer this late is forgotten. */
const forgottenMs = 10_000;

/** Whether the server owes it a timer by the run's own clock, while no task or activity of it is left to a worker, who might fail at it. */
export function isOwedTimer({ raw, events }: OpenRun): boolean {
  const clock = raw.workflowExtendedInfo?.timeSkippingInfo?.currentTime;
  const forgotten = (clock ? tsToMs(clock) : Date.now()) - forgottenMs;
  if (raw.pendingWorkflowTask || (raw.pendingActivities ?? []).length > 0) return false;
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
  const walked = kinds
    .map((kind) => kind.replace('EventAttributes', ''))
    .filter((kind) => !/^workflowTask(Scheduled|Started|Completed)/.test(kind));
  return `${workflowId} (${raw.pendingActivities?.length} activities, task ${JSON.stringify(raw.pendingWorkflowTask)}): ${walked.join(' ')}`;
}
