import type { Client } from '@temporalio/client';

export interface HistorySize {
  events: number;
  activities: number;
  local: number;
  text: string;
}

/** What one run left in its history; waits for its end. */
export async function historySize(client: Client, workflowId: string): Promise<HistorySize> {
  const handle = client.workflow.getHandle(workflowId);
  await handle.result();
  const events = (await handle.fetchHistory()).events ?? [];
  const activities = events.filter((event) => event.activityTaskScheduledEventAttributes).length;
  const local = events.filter((event) => event.markerRecordedEventAttributes?.markerName === 'core_local_activity').length;
  return { events: events.length, activities, local, text: `${events.length} events, ${activities} activities, ${local} local activities` };
}
