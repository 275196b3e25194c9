import { AsyncLocalStorage } from 'node:async_hooks';
import { ApplicationFailure } from '@temporalio/common';
import { registrationWorkflowId } from '../domain/registration.ts';
import { createRefusedMessages } from '../db/refused-message.ts';
import { createRegistrationWorkflowRefs } from '../db/registration/registration-workflow-ref.ts';
import type { Store } from '../db/knex.ts';

/** What is read of an activity's context. */
interface Asking {
  info: { isLocal: boolean; activityType: string; workflowExecution?: { workflowId: string } };
}

const current = new AsyncLocalStorage<{ workflowId: string }>();

/**
 * For the worker of our own runs: what they write, they write themselves, as local activities. Whoever reaches Temporal can
 * schedule an activity on its queue from a run of their own, and is refused.
 */
export const ownRunsOnly = ({ info }: Asking) => ({
  inbound: {
    execute: <I>(input: I, next: (input: I) => Promise<unknown>) => {
      if (!info.isLocal)
        throw ApplicationFailure.nonRetryable(`${info.activityType} is done by our own runs alone`, 'not_asked_for', {
          workflowId: info.workflowExecution?.workflowId,
        });
      return current.run({ workflowId: info.workflowExecution?.workflowId ?? '' }, () => next(input));
    },
  },
});

/** Refuses a run that is not the registration's own, whatever it was started with: only one run at a time bears its id. */
export async function assertOwnRun(store: Store, registrationId: string): Promise<void> {
  const asking = current.getStore();
  if (!asking) return;
  const own = await createRegistrationWorkflowRefs(store).find(registrationId);
  if (!own || registrationWorkflowId(own) === asking.workflowId) return;
  await createRefusedMessages(store).note({ subject: registrationId, kind: 'start_registration', fault: 'other_row' });
  throw ApplicationFailure.nonRetryable(`Registration ${registrationId} has a run of its own`, 'not_asked_for');
}
