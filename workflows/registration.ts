import { condition, continueAsNew, log, setHandler, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { Outcome } from '../domain/errors.ts';
import { isGivenBack, isIn, shownState, type RegistrationState, type StateIn } from '../domain/registration.ts';
import {
  daysToClosing,
  nextDeadline,
  type RegistrationCalendar,
  type RegistrationDeadline,
  type RegistrationStatus,
} from '../domain/registration-deadline.ts';
import { localActivities, sms } from './activities.ts';
import { startDeadline, type Deadline } from './deadline.ts';
import { explain as explainRun, isAbout } from './details.ts';
import { summaryOf, waitsFor } from './registration-details.ts';
import { createInbox, mustBeMessage, refused } from './inbox.ts';
import { receive, type Fact } from './registration-inbox.ts';
import { openRegistration, searchAttributes, type RegistrationInput } from './messages.ts';

export interface RegistrationResult {
  outcome: 'refused' | StateIn<'ended'> | 'edition_over';
}

/** One unit's registration in one edition (G4, G5.2): opened, submitted, decided, then its people are locked for badges. */
export async function registration(input: RegistrationInput): Promise<RegistrationResult> {
  const inbox = createInbox<Fact>();
  const texting = new Set<Promise<void>>();
  let opened: Outcome<{ state: RegistrationState }> | undefined = input.standing && {
    done: { state: input.standing.state },
  };

  setHandler(
    openRegistration,
    async ({ registrationId }) => {
      await condition(() => opened !== undefined);
      // Two units raced for one account, or one came back: only the one that this run opened for has succeeded.
      if (registrationId === input.registrationId) return opened!;
      // Where that one was refused or given back the account is free, and the run is over in a moment.
      return refused('refused' in opened! || isGivenBack(standing.state) ? 'unavailable' : 'unit_already_registered');
    },
    { description: 'Opens the account; repeats are answered alike.', validator: mustBeMessage },
  );
  const dates = receive(inbox);

  const { resumptionId, ...own } = input;
  const { edition, account, registrationId } = own;
  isAbout('registration', registrationId);
  const now = (): string => new Date().toISOString();
  let standing: RegistrationStatus;
  let calendar: RegistrationCalendar | undefined;
  if (input.standing) ({ standing, calendar } = { standing: input.standing, calendar: input.calendar });
  else {
    const opening = await localActivities.openRegistration(input);
    if ('refused' in opening) {
      opened = opening;
      await inbox.drain((fact) => fact.answer?.(opening));
      return { outcome: 'refused' };
    }
    const { state, delegationNo } = opening.done;
    ({ calendar } = opening.done);
    standing = { state, since: now(), reminders: 0 };
    labelDelegation(delegationNo);
    opened = { done: { state } };
  }

  function labelDelegation(no: number | null | undefined): void {
    if (no !== null && no !== undefined)
      upsertSearchAttributes([{ key: searchAttributes.delegation, value: String(no) }]);
  }

  function explain(): void {
    explainRun(`${waitsFor[standing.state]}\n\nSince ${standing.since}.`);
  }

  /** It came into a state: what was waited for before is no longer. */
  function entered(state: RegistrationState): void {
    const { state: shown } = shownState(state);
    if (shown !== shownState(standing.state).state)
      upsertSearchAttributes([{ key: searchAttributes.state, value: shown }]);
    standing = { state, since: now(), reminders: 0 };
    explain();
  }

  const logRefusal = (code: string): void => log.info('A request was refused', { code });

  /** A text must not hold up the next decision; what becomes of it stands in its row. */
  function send(notificationIds: readonly string[] = []): void {
    for (const notificationId of notificationIds) {
      const sending = sms
        .sendNotification({ notificationId })
        .catch((error: unknown) => log.warn('Text not sent', { error }))
        .finally(() => texting.delete(sending));
      texting.add(sending);
    }
  }

  async function decide(fact: Fact): Promise<void> {
    switch (fact.kind) {
      case 'submit': {
        const outcome = await localActivities.submitRegistration({ registrationId, submissionId: fact.submissionId });
        if ('refused' in outcome) return fact.answer(outcome);
        const { state, delegationNo, standsAt } = outcome.done;
        labelDelegation(delegationNo);
        if (standsAt !== standing.state) entered(standsAt);
        return fact.answer({ done: { state } });
      }
      case 'decide': {
        const outcome = await localActivities.decideRegistration({ registrationId, ...fact.review });
        if ('refused' in outcome) {
          logRefusal(outcome.refused.code);
          return fact.answer?.(outcome);
        }
        const { notificationIds, repeated, ...done } = outcome.done;
        if (!repeated || done.state !== standing.state) entered(done.state);
        send(notificationIds);
        return fact.answer?.({ done });
      }
      case 'allocate': {
        const outcome = await localActivities.allocateRegistration({ registrationId, ...fact.asked });
        if ('refused' in outcome) return fact.answer(outcome);
        labelDelegation(outcome.done.delegationNo);
        return fact.answer({ done: { delegationId: outcome.done.delegationId } });
      }
      case 'give_code': {
        const outcome = await localActivities.giveInvitationCode({
          registrationId,
          invitationCode: fact.invitationCode,
        });
        if ('refused' in outcome) return fact.answer(outcome);
        labelDelegation(outcome.done.delegationNo);
        return fact.answer({ done: { delegationId: outcome.done.delegationId } });
      }
      case 'release': {
        const outcome = await localActivities.releaseRegistration({ registrationId, ...fact.asked });
        if ('refused' in outcome) return fact.answer(outcome);
        entered(outcome.done.state);
        send(outcome.done.notificationIds);
        return fact.answer({ done: { state: outcome.done.state } });
      }
      case 'end': {
        const outcome = await localActivities.withdrawRegistration({ registrationId, ...fact.asked });
        if ('refused' in outcome) return fact.answer(outcome);
        entered(outcome.done.state);
        return fact.answer(outcome);
      }
      case 'withdraw': {
        const outcome = await localActivities.withdrawAttendee({ registrationId, ...fact.asked });
        if ('refused' in outcome) return fact.answer(outcome);
        send(outcome.done.notificationIds);
        return fact.answer({ done: { attendeeId: outcome.done.attendeeId } });
      }
      case 'lock': {
        const outcome = await localActivities.lockAttendees({ registrationId, ...fact.asked });
        if ('refused' in outcome) return logRefusal(outcome.refused.code);
        const { notificationId } = outcome.done;
        return send(notificationId ? [notificationId] : []);
      }
      case 'unlock': {
        const outcome = await localActivities.unlockAttendees({ registrationId, ...fact.asked });
        if ('refused' in outcome) logRefusal(outcome.refused.code);
        return undefined;
      }
    }
  }

  async function fallDue(due: RegistrationDeadline): Promise<void> {
    if (due.what === 'expiry') {
      const outcome = await localActivities.expireRegistration({ registrationId });
      entered(outcome.state);
      return send(outcome.notificationIds);
    }
    const { notificationIds } =
      due.what === 'review_reminder'
        ? await localActivities.remindReviewers({ registrationId, no: due.no })
        : due.what === 'closing_reminder'
          ? await localActivities.remindOfClosing({
              registrationId,
              daysLeft: daysToClosing(due, calendar!, Date.now()),
            })
          : { notificationIds: [] };
    standing = { ...standing, reminders: standing.reminders + 1, remindedAt: now() };
    send(notificationIds);
  }

  /** Nothing undecided, nobody waiting, every text handed over: also what arrived while the last text was on its way. */
  async function finish(): Promise<void> {
    do {
      await Promise.all(texting);
      await inbox.drain(decide);
    } while (texting.size > 0);
  }

  if (resumptionId !== undefined) {
    const state = await localActivities.resumeRegistration({ registrationId, edition, account, resumptionId });
    if (state !== standing.state) entered(state);
  }
  explain();
  // One that is over already was started again only to be released or withdrawn.
  if (!calendar) await condition(() => !inbox.isEmpty(), '1 minute');
  let editionOver = !calendar;
  let armed: { at: number; timer: Deadline } | undefined;
  const isOver = () => editionOver || isIn('ended', standing.state);
  while (!isOver()) {
    // Nothing falls due of what has ended alone, and that is over.
    const due = nextDeadline(standing, calendar!)!;
    if (armed?.at !== due.at.getTime()) {
      armed?.timer.cancel();
      armed = { at: due.at.getTime(), timer: startDeadline(due.at, summaryOf[due.what]) };
    }
    const { timer } = armed;
    await condition(() => !inbox.isEmpty() || timer.isOver() || dates.moved);
    await inbox.handleAll(decide);
    if (dates.moved && !isOver()) {
      dates.moved = false;
      calendar = await localActivities.registrationCalendar({ registrationId });
      continue;
    }
    if (timer.isOver() && !isOver()) {
      armed = undefined;
      // The bureau may have moved the dates; and what was decided a moment ago has deadlines of its own.
      calendar = await localActivities.registrationCalendar({ registrationId });
      const fallen = nextDeadline(standing, calendar);
      if (fallen && fallen.at.getTime() <= Date.now()) {
        if (fallen.what === 'edition_end') editionOver = true;
        else await fallDue(fallen);
      }
    }
    if (workflowInfo().continueAsNewSuggested && !isOver()) {
      await finish();
      // What was heard meanwhile would be forgotten.
      if (!isOver() && !dates.moved)
        await continueAsNew<typeof registration>({ ...own, standing, ...(calendar ? { calendar } : {}) });
    }
  }
  armed?.timer.cancel();
  await finish();
  const { state } = standing;
  return { outcome: isIn('ended', state) ? state : 'edition_over' };
}
