import { Client, Connection } from '@temporalio/client';
import type { Config } from '../../config.ts';

/** What a run cost: events in its history, activities, local activities. */
export async function countHistory(config: Pick<Config, 'temporalAddress' | 'TEMPORAL_NAMESPACE'>, workflowId: string) {
  const connection = await Connection.connect({ address: config.temporalAddress });
  try {
    const { events } = await new Client({ connection, namespace: config.TEMPORAL_NAMESPACE }).workflow
      .getHandle(workflowId)
      .fetchHistory();
    const all = events ?? [];
    return {
      events: all.length,
      activities: all.filter((event) => event.activityTaskScheduledEventAttributes).length,
      localActivities: all.filter((event) => event.markerRecordedEventAttributes?.markerName === 'core_local_activity')
        .length,
    };
  } finally {
    await connection.close();
  }
}
