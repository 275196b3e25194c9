import type { Refusal } from '../domain/errors.ts';
import type { RegistrationState } from '../domain/registration.ts';
import type { BadgeType } from '../domain/attendee.ts';
import { createAttendeeLocks } from '../db/attendee-lock.ts';
import { once } from '../db/effect.ts';
import { inTransaction } from '../db/knex.ts';
import { createRegistrationStates, type Opening } from '../db/registration-state.ts';
import type { ActivityDeps } from './index.ts';

type Outcome<T> = { done: T } | { refused: Refusal };

/** What the registration's workflow writes. */
export function registrationRecords({ store }: ActivityDeps) {
  return {
    async openRegistration(opening: Opening): Promise<Outcome<{ state: RegistrationState; endsAt: string; delegationNo: number | null }>> {
      const outcome = await inTransaction(store, (trx) => createRegistrationStates(trx).open(opening));
      return 'done' in outcome ? { done: { ...outcome.done, endsAt: outcome.done.endsAt.toISOString() } } : outcome;
    },
    submitRegistration: ({
      registrationId,
      submissionId,
    }: {
      registrationId: string;
      submissionId: string;
    }): Promise<Outcome<{ state: RegistrationState; delegationNo?: number }>> =>
      once(store, `submit:${submissionId}:${registrationId}`, (trx) => createRegistrationStates(trx).submit(registrationId)),
    decideRegistration: (review: {
      registrationId: string;
      reviewId: string;
      version?: number;
    }): Promise<Outcome<{ state: RegistrationState; version: number }>> =>
      inTransaction(store, (trx) => createRegistrationStates(trx).decide(review)),
    allocateRegistration: (allocation: { registrationId: string; delegationId: number }): Promise<Outcome<{ delegationNo: number }>> =>
      inTransaction(store, (trx) => createRegistrationStates(trx).allocate(allocation)),
    lockAttendees: ({
      registrationId,
      lockId,
      items,
    }: {
      registrationId: string;
      lockId: string;
      items: { attendeeId: string; badgeType: BadgeType }[];
    }): Promise<{ locked: number; notificationId?: string }> =>
      once(store, `lock:${lockId}:${registrationId}`, (trx) => createAttendeeLocks(trx).lock(registrationId, items)),
    async unlockAttendees({ registrationId, attendeeIds }: { registrationId: string; attendeeIds: string[] }): Promise<void> {
      await inTransaction(store, (trx) => createAttendeeLocks(trx).unlock(registrationId, attendeeIds));
    },
  };
}
