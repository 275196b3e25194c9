import {
  condition,
  continueAsNew,
  currentUpdateInfo,
  log,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { RegistrationState } from '../domain/registration.ts';
import { records, texts } from './activities.ts';
import { startDeadline } from './deadline.ts';
import { createInbox, refused } from './inbox.ts';
import {
  allocateRegistration,
  decideRegistration,
  lockAttendees,
  openRegistration,
  registrationDecided,
  submitRegistration,
  unlockAttendees,
  type AttendeeLock,
  type AttendeeUnlock,
  type Outcome,
  type RegistrationInput,
} from './messages.ts';

type Answer<T> = (outcome: Outcome<T>) => void;
type Fact =
  | { kind: 'submit'; submissionId: string; answer: Answer<{ state: RegistrationState }> }
  | { kind: 'decide'; reviewId: string; version?: number; answer?: Answer<{ state: RegistrationState; version: number }> }
  | { kind: 'allocate'; delegationId: number; answer: Answer<{ delegationId: number }> }
  | { kind: 'lock'; lock: AttendeeLock }
  | { kind: 'unlock'; unlock: AttendeeUnlock };

export interface RegistrationResult {
  outcome: 'refused' | 'rejected' | 'edition_over';
}

const stateKey = defineSearchAttributeKey('ExpoState', 'KEYWORD');
const delegationKey = defineSearchAttributeKey('ExpoDelegation', 'KEYWORD');

const waitsFor: Record<RegistrationState, string> = {
  draft: 'Waits for the **unit** to fill in and submit its forms.',
  under_review: 'Waits for the **delegation** to review it.',
  returned: 'Waits for the **unit** to correct what was returned and submit again.',
  approved: 'Approved. Waits for the **delegation** to label and lock attendees.',
  rejected: 'Rejected; ends.',
};

/** One unit's registration in one edition (G4, G5.2): opened, submitted, decided, then its people are locked for badges. */
export async function registration(input: RegistrationInput): Promise<RegistrationResult> {
  const inbox = createInbox<Fact>();
  const texting: Promise<void>[] = [];
  let opened: Outcome<{ state: RegistrationState }> | undefined = input.standing && { done: { state: input.standing.state } };

  setHandler(
    openRegistration,
    async ({ registrationId }) => {
      await condition(() => opened !== undefined);
      // Two units raced for one account, or one came back: only the one that this run opened for has succeeded.
      if (registrationId === input.registrationId) return opened!;
      // Where that one was refused the account is still free, and the run is over in a moment.
      return refused('refused' in opened! ? 'unavailable' : 'unit_already_registered');
    },
    { description: 'Opens the account; repeats are answered alike.' },
  );
  setHandler(submitRegistration, () => {
    const { id: submissionId } = currentUpdateInfo()!;
    return inbox.ask<{ state: RegistrationState }>((answer) => ({ kind: 'submit', submissionId, answer }));
  });
  setHandler(decideRegistration, (decision) =>
    inbox.ask<{ state: RegistrationState; version: number }>((answer) => ({ kind: 'decide', ...decision, answer })),
  );
  setHandler(allocateRegistration, ({ delegationId }) =>
    inbox.ask<{ delegationId: number }>((answer) => ({ kind: 'allocate', delegationId, answer })),
  );
  setHandler(registrationDecided, ({ reviewId }) => inbox.post({ kind: 'decide', reviewId }));
  setHandler(lockAttendees, (lock) => inbox.post({ kind: 'lock', lock }));
  setHandler(unlockAttendees, (unlock) => inbox.post({ kind: 'unlock', unlock }));

  const { registrationId } = input;
  let state: RegistrationState;
  let endsAt: string;
  if (input.standing) ({ state, endsAt } = input.standing);
  else {
    const opening = await records.openRegistration(input);
    if ('refused' in opening) {
      opened = opening;
      await inbox.drain((fact) => fact.kind !== 'lock' && fact.kind !== 'unlock' && fact.answer?.(opening));
      return { outcome: 'refused' };
    }
    ({ state, endsAt } = opening.done);
    if (opening.done.delegationNo !== null) upsertSearchAttributes([{ key: delegationKey, value: String(opening.done.delegationNo) }]);
    opened = { done: { state } };
  }

  function stands(next: RegistrationState): void {
    if (next !== state) upsertSearchAttributes([{ key: stateKey, value: next }]);
    state = next;
    setCurrentDetails(`${waitsFor[state]}\n\nSince ${new Date().toISOString()}.`);
  }

  async function decide(fact: Fact): Promise<void> {
    switch (fact.kind) {
      case 'submit': {
        const outcome = await records.submitRegistration({ registrationId, submissionId: fact.submissionId });
        if ('refused' in outcome) return fact.answer(outcome);
        const { state: next, delegationNo } = outcome.done;
        if (delegationNo !== undefined) upsertSearchAttributes([{ key: delegationKey, value: String(delegationNo) }]);
        stands(next);
        return fact.answer({ done: { state: next } });
      }
      case 'decide': {
        const { reviewId, version } = fact;
        const outcome = await records.decideRegistration({ registrationId, reviewId, ...(version === undefined ? {} : { version }) });
        if ('done' in outcome) stands(outcome.done.state);
        else log.info('A decision was refused', { code: outcome.refused.code });
        return fact.answer?.(outcome);
      }
      case 'allocate': {
        const outcome = await records.allocateRegistration({ registrationId, delegationId: fact.delegationId });
        if ('done' in outcome) upsertSearchAttributes([{ key: delegationKey, value: String(outcome.done.delegationNo) }]);
        return fact.answer('done' in outcome ? { done: { delegationId: fact.delegationId } } : outcome);
      }
      case 'lock': {
        const { notificationId } = await records.lockAttendees({ registrationId, ...fact.lock });
        // The text must not hold up the next decision; what becomes of it stands in its row.
        if (notificationId) texting.push(texts.sendNotification({ notificationId }).catch((error: unknown) => log.warn('Text not sent', { error })));
        return;
      }
      case 'unlock':
        return records.unlockAttendees({ registrationId, ...fact.unlock });
    }
  }

  stands(state);
  const edition = startDeadline(new Date(endsAt), 'Edition over');
  const isOver = () => state === 'rejected' || edition.isOver();
  while (!isOver()) {
    await condition(() => !inbox.isEmpty() || edition.isOver());
    for (let fact = inbox.take(); fact; fact = inbox.take()) await decide(fact);
    if (workflowInfo().continueAsNewSuggested && !isOver()) {
      await Promise.all(texting);
      await inbox.drain(decide);
      if (!isOver()) await continueAsNew<typeof registration>({ ...input, standing: { state, endsAt } });
    }
  }
  await Promise.all(texting);
  await inbox.drain(decide);
  return { outcome: state === 'rejected' ? 'rejected' : 'edition_over' };
}
