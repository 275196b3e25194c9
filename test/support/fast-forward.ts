import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { msToTs } from '@temporalio/common/lib/time.js';
import { untilStarted, type Stage } from './stage.ts';

/**
 * Puts the clock of one run forward: its timers in between fire at once, in order, and whatever they start is waited for.
 * Other runs keep their time; a run it starts begins at its time and stays there until it is put forward itself.
 */
export async function fastForward(
  stage: Pick<Stage, 'environment' | 'handle'>,
  workflowId: string,
  seconds: number,
): Promise<void> {
  // The row that names a run may be there before the run itself.
  await untilStarted(stage, workflowId);
  await fastForwardRun(stage.environment, workflowId, seconds);
}

/** The same for a run that is there. */
export async function fastForwardRun(
  environment: TestWorkflowEnvironment,
  workflowId: string,
  seconds: number,
): Promise<void> {
  const { workflowService } = environment.connection;
  const namespace = environment.namespace ?? 'default';
  const id = randomUUID();
  await workflowService.updateWorkflowExecutionOptions({
    namespace,
    workflowExecution: { workflowId },
    updateMask: { paths: ['time_skipping_config'] },
    workflowExecutionOptions: {
      timeSkippingConfig: {
        enabled: true,
        disablePropagation: true,
        fastForwardConfig: { id, duration: msToTs(seconds * 1000) },
      },
    },
  });
  await workflowService.pollWorkflowExecutionTimeSkipping({
    namespace,
    workflowExecution: { workflowId },
    fastForwardId: id,
  });
}
