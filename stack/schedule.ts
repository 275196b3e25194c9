import { Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { taskQueues, workflowTypes } from '../workflows/messages.ts';

export const reconciliationScheduleId = 'reconciliation';
/** Every schedule that there must be. */
export const scheduleIds = [reconciliationScheduleId];

/** Each night at three in China the bills are asked for, until the providers have made them. Safe to repeat; a schedule an operator changed stays as it is. */
export async function ensureSchedules(client: Client): Promise<void> {
  try {
    await client.schedule.create({
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
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
