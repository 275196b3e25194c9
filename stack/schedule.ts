import { Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy, type ScheduleOptions } from '@temporalio/client';
import type { Duration } from '@temporalio/common';
import { taskQueues, workflowTypes } from '../workflows/messages.ts';

interface Schedule {
  type: string;
  spec: ScheduleOptions['spec'];
  catchupWindow: Duration;
  summary: string;
}

/** What runs by the clock, when, how late it is still made up for, and what for. */
const schedules: Record<string, Schedule> = {
  reconciliation: {
    type: workflowTypes.reconciliation,
    spec: { calendars: [{ hour: 3, minute: 0, comment: 'each night' }], timezone: 'Asia/Shanghai' },
    catchupWindow: '1 day',
    summary: "The providers' bills against our books",
  },
  retention: {
    type: workflowTypes.retention,
    spec: { intervals: [{ every: '1 hour' }] },
    catchupWindow: '1 hour',
    summary: 'Personal data whose time is over',
  },
  // Whoever moves an edition's dates writes a row, and may be gone then: what it says is told from here.
  'edition-calendar': {
    type: workflowTypes.editionCalendar,
    spec: { intervals: [{ every: '5 minutes' }] },
    catchupWindow: '1 minute',
    summary: 'Whether registrations are to hear of moved dates',
  },
};

export const scheduleIds = Object.keys(schedules);

/** Safe to repeat; a schedule an operator changed stays as it is. */
export async function ensureSchedules(client: Client): Promise<void> {
  for (const [id, schedule] of Object.entries(schedules)) await ensureSchedule(client, id, schedule);
}

async function ensureSchedule(
  client: Client,
  id: string,
  { type, spec, catchupWindow, summary }: Schedule,
): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId: id,
      spec,
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow },
      action: {
        type: 'startWorkflow',
        workflowType: type,
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
