import type { Outcome } from '../domain/errors.ts';
import type { RegistrationCalendar } from '../domain/registration-deadline.ts';
import { createAttendeeLocks } from '../db/attendee-lock.ts';
import { createAttendeeWithdrawals } from '../db/attendee-withdrawal.ts';
import { once } from '../db/effect.ts';
import { inTransaction, type Store } from '../db/knex.ts';
import { createRegistrationDecisions } from '../db/registration-decision.ts';
import { createRegistrationDues } from '../db/registration-deadline.ts';
import { createRegistrationReleases } from '../db/registration-release.ts';
import { createRegistrationStates } from '../db/registration-state.ts';
import { createRegistrations } from '../db/registration.ts';
import { followRequest, type Message } from '../db/staff-request.ts';
import type { RegistrationOpening } from '../domain/registration-opening.ts';
import type { RegistrationState } from '../domain/registration.ts';
import type { ActivityDeps } from './deps.ts';
import { assertOwnRun } from './own-run.ts';

interface Of {
  registrationId: string;
}
type OfAsked = Of & Message;

/** What the registration's workflow writes. */
export function registrationRecords({ store }: ActivityDeps) {
  const records = {
    openRegistration: (opening: RegistrationOpening) => inTransaction(store, (trx) => createRegistrationStates(trx).open(opening)),
    /** `standsAt`: where it stands by now, which a repeat of an old submission must not be mistaken about. */
    async submitRegistration({
      registrationId,
      submissionId,
    }: Of & { submissionId: string }): Promise<Outcome<{ state: RegistrationState; delegationNo?: number; standsAt: RegistrationState }>> {
      const outcome = await once(store, `submit:${submissionId}:${registrationId}`, (trx) => createRegistrationStates(trx).submit(registrationId));
      if ('refused' in outcome) return outcome;
      return { done: { ...outcome.done, standsAt: await createRegistrations(store).stateOf(registrationId) } };
    },
    decideRegistration: (review: Of & { reviewId: unknown }) => inTransaction(store, (trx) => createRegistrationDecisions(trx).decide(review)),
    allocateRegistration: ({ registrationId, ...asked }: OfAsked) =>
      followRequest(store, { ...asked, subject: registrationId, kinds: ['allocate'] }, (trx, { payload }) =>
        createRegistrationStates(trx).allocate({ registrationId, ...payload }),
      ),
    /** The code comes by a message: it may be anything. */
    giveInvitationCode: ({ registrationId, invitationCode }: Of & { invitationCode: unknown }) =>
      inTransaction(store, (trx) => createRegistrationStates(trx).giveCode({ registrationId, invitationCode: String(invitationCode) })),
    releaseRegistration: ({ registrationId, ...asked }: OfAsked) =>
      followRequest(store, { ...asked, subject: registrationId, kinds: ['release'] }, (trx, { payload, staffId }) =>
        createRegistrationReleases(trx).release({ registrationId, staffId, ...payload }),
      ),
    withdrawAttendee: ({ registrationId, ...asked }: OfAsked) =>
      followRequest(store, { ...asked, subject: registrationId, kinds: ['withdraw'] }, (trx, { payload }) =>
        createAttendeeWithdrawals(trx).withdraw({ registrationId, ...payload }),
      ),
    lockAttendees: ({ registrationId, ...asked }: OfAsked): Promise<Outcome<{ locked: number; notificationId?: string }>> =>
      followRequest(store, { ...asked, subject: registrationId, kinds: ['lock'] }, async (trx, { payload: { items }, staffId }) => ({
        done: await createAttendeeLocks(trx).lock(registrationId, { items, staffId }),
      })),
    unlockAttendees: ({ registrationId, ...asked }: OfAsked): Promise<Outcome<{ unlocked: number }>> =>
      followRequest(store, { ...asked, subject: registrationId, kinds: ['unlock'] }, async (trx, { payload }) => ({
        done: { unlocked: await createAttendeeLocks(trx).unlock(registrationId, payload.attendeeIds) },
      })),
    registrationCalendar: ({ registrationId }: Of): Promise<RegistrationCalendar> => createRegistrationDues(store).calendar(registrationId),
    async remindOfClosing(reminder: Of & { daysLeft: number }): Promise<{ notificationIds: string[] }> {
      return { notificationIds: await inTransaction(store, (trx) => createRegistrationDues(trx).remindOfClosing(reminder)) };
    },
    async remindReviewers(reminder: Of & { no: number }): Promise<{ notificationIds: string[] }> {
      return { notificationIds: await inTransaction(store, (trx) => createRegistrationDues(trx).remindReviewers(reminder)) };
    },
    expireRegistration: ({ registrationId }: Of) => inTransaction(store, (trx) => createRegistrationDues(trx).expire(registrationId)),
  };
  const { openRegistration, ...ofOne } = records;
  return { openRegistration, ...byOwnRun(store, ofOne) };
}

/** Each looks first whether it is the registration's own run that asks. */
function byOwnRun<A extends Record<string, (of: never) => Promise<unknown>>>(store: Store, group: A): A {
  const wrap = ([name, activity]: [string, (of: Of) => Promise<unknown>]) =>
    [
      name,
      async (of: Of) => {
        await assertOwnRun(store, of.registrationId);
        return activity(of);
      },
    ] as const;
  return Object.fromEntries(Object.entries(group).map(wrap as never)) as A;
}
