import type { Outcome } from '../domain/errors.ts';
import type { RegistrationCalendar } from '../domain/registration-deadline.ts';
import type { BadgeType } from '../domain/attendee.ts';
import { createAttendeeLocks } from '../db/attendee-lock.ts';
import { createAttendeeWithdrawals } from '../db/attendee-withdrawal.ts';
import { once } from '../db/effect.ts';
import { inTransaction } from '../db/knex.ts';
import { createRegistrationDecisions } from '../db/registration-decision.ts';
import { createRegistrationDues } from '../db/registration-due.ts';
import { createRegistrationReleases } from '../db/registration-release.ts';
import { createRegistrationStates, type Opening } from '../db/registration-state.ts';
import { createRegistrations } from '../db/registration.ts';
import type { RegistrationState } from '../domain/registration.ts';
import type { ActivityDeps } from './index.ts';

interface Of {
  registrationId: string;
}

/** What the registration's workflow writes. */
export function registrationRecords({ store }: ActivityDeps) {
  return {
    openRegistration: (opening: Opening) => inTransaction(store, (trx) => createRegistrationStates(trx).open(opening)),
    /** `standsAt`: where it stands by now, which a repeat of an old submission must not be mistaken about. */
    async submitRegistration({
      registrationId,
      submissionId,
    }: Of & { submissionId: string }): Promise<Outcome<{ state: RegistrationState; delegationNo?: number; standsAt: RegistrationState }>> {
      const outcome = await once(store, `submit:${submissionId}:${registrationId}`, (trx) => createRegistrationStates(trx).submit(registrationId));
      if ('refused' in outcome) return outcome;
      return { done: { ...outcome.done, standsAt: await createRegistrations(store).stateOf(registrationId) } };
    },
    decideRegistration: (review: Of & { reviewId: string; version?: number }) =>
      inTransaction(store, (trx) => createRegistrationDecisions(trx).decide(review)),
    allocateRegistration: (allocation: Of & { delegationId: number }) =>
      inTransaction(store, (trx) => createRegistrationStates(trx).allocate(allocation)),
    giveInvitationCode: (given: Of & { invitationCode: string }) => inTransaction(store, (trx) => createRegistrationStates(trx).giveCode(given)),
    releaseRegistration: (release: Of & { staffId: string; disputeId?: string }) =>
      inTransaction(store, (trx) => createRegistrationReleases(trx).release(release)),
    withdrawAttendee: (withdrawal: Of & { attendeeId: string }) => inTransaction(store, (trx) => createAttendeeWithdrawals(trx).withdraw(withdrawal)),
    lockAttendees: ({
      registrationId,
      lockId,
      items,
    }: Of & { lockId: string; items: { attendeeId: string; badgeType: BadgeType }[] }): Promise<{ locked: number; notificationId?: string }> =>
      once(store, `lock:${lockId}:${registrationId}`, (trx) => createAttendeeLocks(trx).lock(registrationId, items)),
    async unlockAttendees({ registrationId, attendeeIds }: Of & { attendeeIds: string[] }): Promise<void> {
      await inTransaction(store, (trx) => createAttendeeLocks(trx).unlock(registrationId, attendeeIds));
    },
    registrationCalendar: ({ registrationId }: Of): Promise<RegistrationCalendar> => createRegistrationDues(store).calendar(registrationId),
    async remindOfClosing(reminder: Of & { daysLeft: number }): Promise<{ notificationIds: string[] }> {
      return { notificationIds: await inTransaction(store, (trx) => createRegistrationDues(trx).remindOfClosing(reminder)) };
    },
    async remindReviewers(reminder: Of & { no: number }): Promise<{ notificationIds: string[] }> {
      return { notificationIds: await inTransaction(store, (trx) => createRegistrationDues(trx).remindReviewers(reminder)) };
    },
    expireRegistration: ({ registrationId }: Of) => inTransaction(store, (trx) => createRegistrationDues(trx).expire(registrationId)),
  };
}
