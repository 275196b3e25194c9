import { Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy, type ScheduleOptions } from '@temporalio/client';
import { taskQueues, workflowTypes } from '../workflows/messages.ts';

export const reconciliationScheduleId = 'reconciliation';
const editionCalendarScheduleId = 'edition-calendar';

const schedules: ScheduleOptions[] = [
  // Each night at three in China the bills are asked for, until the providers have made them.
  {
    scheduleId: reconciliationScheduleId,
    spec: { calendars: [{ hour: 3, minute: 0, comment: 'each night' }], timezone: 'Asia/Shanghai' },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 day' },
    action: {
      type: 'startWorkflow',
      workflowType: workflowTypes.reconciliation,
      workflowId: 'reconciliation',
      taskQueue: taskQueues.main,
      args: [{}],
      staticSummary: "The providers' bills against our books",
    },
  },
  // Whoever moves an edition's dates writes a row, and may be gone then: what it says is told from here.
  {
    scheduleId: editionCalendarScheduleId,
    spec: { intervals: [{ every: '5 minutes' }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
    action: {
      type: 'startWorkflow',
      workflowType: workflowTypes.editionCalendar,
      workflowId: 'edition-calendar',
      taskQueue: taskQueues.main,
      args: [{}],
      staticSummary: 'Whether registrations are to hear of moved dates',
    },
  },
];

/** Safe to repeat; a schedule an operator changed stays as it is. */
export async function ensureSchedules(client: Client): Promise<void> {
  for (const schedule of schedules)
    try {
      await client.schedule.create(schedule);
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    }
}
