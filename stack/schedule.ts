import { Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { taskQueues, workflowTypes } from '../workflows/messages.ts';

/** What runs each night, in China: at what hour, and what for. */
const nightly = {
  reconciliation: { hour: 3, summary: "The providers' bills against our books" },
  retention: { hour: 4, summary: 'Personal data whose time is over' },
} as const;

export const scheduleIds = Object.keys(nightly) as (keyof typeof nightly)[];

/** Safe to repeat; a schedule an operator changed stays as it is. */
export async function ensureSchedules(client: Client): Promise<void> {
  for (const id of scheduleIds) await ensureSchedule(client, id);
}

async function ensureSchedule(client: Client, id: keyof typeof nightly): Promise<void> {
  const { hour, summary } = nightly[id];
  try {
    await client.schedule.create({
      scheduleId: id,
      spec: { calendars: [{ hour, minute: 0, comment: 'each night' }], timezone: 'Asia/Shanghai' },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 day' },
      action: {
        type: 'startWorkflow',
        workflowType: workflowTypes[id],
        workflowId: id,
        taskQueue: taskQueues.main,
        args: [{}],
        staticSummary: summary,
      },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
