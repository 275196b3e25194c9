import type { Outcome } from '../domain/errors.ts';
import type { RegistrationCalendar } from '../domain/registration-deadline.ts';
import { createAttendeeLocks } from '../db/registration/attendee-lock.ts';
import { createAttendeeWithdrawals } from '../db/registration/attendee-withdrawal.ts';
import { once } from '../db/effect.ts';
import { inTransaction } from '../db/knex.ts';
import { createRegistrationDecisions } from '../db/registration/registration-decision.ts';
import { createRegistrationDeadlines } from '../db/registration/registration-deadline.ts';
import { createRegistrationReleases } from '../db/registration/registration-release.ts';
import { createRegistrationResumption } from '../db/registration/registration-resumption.ts';
import { createRegistrationIntake } from '../db/registration/registration-intake.ts';
import { createRegistrations } from '../db/registration/registration.ts';
import { createWithdrawals } from '../db/registration/withdrawal.ts';
import { createResumptions } from '../db/resumption.ts';
import { createUnfinishedOrders, unfinishedError } from '../db/order/badge-order-unfinished.ts';
import { followRequest, type Message } from '../db/staff-request.ts';
import type { RegistrationOpening } from '../domain/registration-opening.ts';
import { registrationWorkflowId, type RegistrationState } from '../domain/registration.ts';
import type { ActivityDeps } from './deps.ts';
import { around } from './failures.ts';
import { assertOwnRun } from './own-run.ts';

interface RegistrationRef {
  registrationId: string;
}
type RegistrationAsked = RegistrationRef & Message;

function withoutRefused<T extends { refused: unknown }>(outcome: Outcome<T>): Outcome<Omit<T, 'refused'>> {
  if ('refused' in outcome) return outcome;
  const { refused: _kept, ...done } = outcome.done;
  return { done };
}

/** What the registration's workflow writes. */
export function registrationLocalActivities({ store }: ActivityDeps) {
  const localActivities = {
    openRegistration: (opening: RegistrationOpening) =>
      inTransaction(store, (trx) => createRegistrationIntake(trx).open(opening)),
    /** `standsAt`: where it stands by now, which a repeat of an old submission must not be mistaken about. */
    async submitRegistration({
      registrationId,
      submissionId,
    }: RegistrationRef & { submissionId: string }): Promise<
      Outcome<{ state: RegistrationState; delegationNo?: number; standsAt: RegistrationState }>
    > {
      const outcome = await once(store, `submit:${submissionId}:${registrationId}`, (trx) =>
        createRegistrationIntake(trx).submit(registrationId),
      );
      if ('refused' in outcome) return outcome;
      return { done: { ...outcome.done, standsAt: await createRegistrations(store).stateOf(registrationId) } };
    },
    decideRegistration: (review: RegistrationRef & { reviewId: unknown }) =>
      inTransaction(store, (trx) => createRegistrationDecisions(trx).decide(review)),
    allocateRegistration: ({ registrationId, ...asked }: RegistrationAsked) =>
      followRequest(store, { ...asked, subject: registrationId, kinds: ['allocate'] }, (trx, { payload }) =>
        createRegistrationIntake(trx).allocate({ registrationId, ...payload }),
      ),
    /** The code comes by a message: it may be anything. */
    giveInvitationCode: ({ registrationId, invitationCode }: RegistrationRef & { invitationCode: unknown }) =>
      inTransaction(store, (trx) =>
        createRegistrationIntake(trx).giveCode({ registrationId, invitationCode: String(invitationCode) }),
      ),
    releaseRegistration: ({ registrationId, ...asked }: RegistrationAsked) =>
      followRequest(store, { ...asked, subject: registrationId, kinds: ['release'] }, (trx, { payload, staffId }) =>
        createRegistrationReleases(trx).release({ registrationId, staffId, ...payload }),
      ),
    /** Not while an order is under way: its money and its badges are somebody's. */
    withdrawRegistration: ({ registrationId, requestId }: RegistrationAsked) =>
      inTransaction(store, async (trx) => {
        const withdrawals = createWithdrawals(trx);
        const looked = await withdrawals.look(registrationId, requestId);
        if (!('row' in looked)) return looked;
        const unfinished = await createUnfinishedOrders(trx).of(registrationId);
        if (unfinished.length === 0) return withdrawals.end(looked);
        return withdrawals.refuse(looked, {
          code: 'orders_unfinished',
          errors: unfinished.slice(0, 50).map(unfinishedError),
        });
      }),
    withdrawAttendee: ({ registrationId, ...asked }: RegistrationAsked) =>
      followRequest(store, { ...asked, subject: registrationId, kinds: ['withdraw'] }, (trx, { payload }) =>
        createAttendeeWithdrawals(trx).withdraw({ registrationId, ...payload }),
      ),
    /** Who was left as they were stands in the request's row alone: a run needs numbers. */
    lockAttendees: async ({
      registrationId,
      ...asked
    }: RegistrationAsked): Promise<Outcome<{ locked: number; notificationId?: string }>> =>
      withoutRefused(
        await followRequest(
          store,
          { ...asked, subject: registrationId, kinds: ['lock'] },
          async (trx, { payload: { items }, staffId }) => ({
            done: await createAttendeeLocks(trx).lock(registrationId, { items, staffId }),
          }),
        ),
      ),
    unlockAttendees: async ({ registrationId, ...asked }: RegistrationAsked): Promise<Outcome<{ unlocked: number }>> =>
      withoutRefused(
        await followRequest(
          store,
          { ...asked, subject: registrationId, kinds: ['unlock'] },
          async (trx, { payload }) => ({
            done: await createAttendeeLocks(trx).unlock(registrationId, payload.attendeeIds),
          }),
        ),
      ),
    registrationCalendar: ({ registrationId }: RegistrationRef): Promise<RegistrationCalendar> =>
      createRegistrationDeadlines(store).calendar(registrationId),
    async remindOfClosing(reminder: RegistrationRef & { daysLeft: number }): Promise<{ notificationIds: string[] }> {
      return {
        notificationIds: await inTransaction(store, (trx) =>
          createRegistrationDeadlines(trx).remindOfClosing(reminder),
        ),
      };
    },
    async remindReviewers(reminder: RegistrationRef & { no: number }): Promise<{ notificationIds: string[] }> {
      return {
        notificationIds: await inTransaction(store, (trx) =>
          createRegistrationDeadlines(trx).remindReviewers(reminder),
        ),
      };
    },
    /** Where it stands from now on, in a run that goes on in place of another. */
    resumeRegistration: ({
      registrationId,
      resumptionId,
      ...of
    }: RegistrationRef & { edition: string; account: string; resumptionId: string }): Promise<RegistrationState> =>
      inTransaction(store, async (trx) => {
        const resumptions = createResumptions(trx);
        const knew = await resumptions.find(registrationWorkflowId(of), resumptionId);
        await resumptions.end(resumptionId);
        return createRegistrationResumption(trx).resume(registrationId, knew?.state);
      }),
    expireRegistration: ({ registrationId }: RegistrationRef) =>
      inTransaction(store, (trx) => createRegistrationDeadlines(trx).expire(registrationId)),
  };
  const { openRegistration, ...ofOne } = localActivities;
  const byOwnRun = async (work: () => Promise<unknown>, { registrationId }: RegistrationRef) => {
    await assertOwnRun(store, registrationId);
    return work();
  };
  return { openRegistration, ...around(ofOne, byOwnRun) };
}
