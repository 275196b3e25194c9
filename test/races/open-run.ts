import type { WorkflowExecutionDescription } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import type { History } from '@temporalio/common/lib/proto-utils.js';

/** A run that has not ended, with what it has been through. */
export interface OpenRun {
  workflowId: string;
  raw: WorkflowExecutionDescription['raw'];
  events: NonNullable<History['events']>;
}

/** Whether it waits for a timer that was due ten seconds ago by its clock, and no task or activity of it is left to a worker. */
export function isOwedTimer({ raw, events }: OpenRun, offsetMs: number): boolean {
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
  return [...due.values()].some((at) => at < Date.now() + offsetMs - 10_000);
}

/** For whoever looks into a failure. */
export function tell({ workflowId, raw, events }: OpenRun): string {
  const kinds = events.map((event) => Object.keys(event).find((key) => key.endsWith('EventAttributes'))!);
  const walked = kinds.map((kind) => kind.replace('EventAttributes', '')).filter((kind) => !kind.startsWith('workflowTask'));
  return `${workflowId} (${raw.pendingActivities?.length} activities, task ${JSON.stringify(raw.pendingWorkflowTask)}): ${walked.join(' ')}`;
}
