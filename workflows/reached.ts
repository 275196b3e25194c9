import type { SignalDefinition } from '@temporalio/common';
import { getExternalWorkflowHandle, log } from '@temporalio/workflow';

/** Whether a run was there to hear it. */
export async function reached<A extends unknown[]>(
  workflowId: string,
  signal: SignalDefinition<A>,
  ...args: A
): Promise<boolean> {
  try {
    await getExternalWorkflowHandle(workflowId).signal(signal, ...args);
    return true;
  } catch (error) {
    log.info('Nobody is there to be told', { workflowId, error });
    return false;
  }
}
