import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Engine } from '../../api/temporal.ts';
import type { Store } from '../../db/knex.ts';
import { createReviews } from '../../db/registration/review.ts';
import type { BadgeType } from '../../domain/attendee.ts';
import type { Decision } from '../../domain/registration.ts';
import {
  allocateRegistration,
  lockAttendees,
  registrationWorkflowId,
  releaseRegistration,
  unlockAttendees,
  withdrawAttendee,
  withdrawRegistration,
} from '../../workflows/messages.ts';
import { allocate, askInRow, lockPeople, release, unlockPeople, withdraw } from '../support/staff-request.ts';
import type { Applicants, Registration } from './registration-applicants.ts';
import { Violation } from './workflow-run.ts';

/** Reviewers: the units' own delegation, the one above it, another, and the bureau. */
export const reviewers = ['delegation-3', 'delegation-1', 'delegation-2', 'bureau'] as const;
export type Reviewer = (typeof reviewers)[number];

/** A reviewer saw what is there now, an older version, or decides by a list without looking at versions. */
export type Look = 'fresh' | 'stale' | 'bulk';

export interface StaffSettings {
  store: Store;
  engine: Engine;
  /** To tell runs what the API would not. */
  client: Client;
  ask: (call: Promise<unknown>) => Promise<void>;
  /** Their ids by login. */
  staff: ReadonlyMap<string, string>;
  delegationIds: readonly number[];
}

/** What staff ask of registrations, those who may and those who may not. */
export function createStaffSide(settings: StaffSettings, { of, withIts, peopleOf }: Applicants) {
  const { store, engine, client, ask, staff, delegationIds } = settings;
  const { knex } = store;

  /** What staff who may, and the unit itself, ask of a run; each ask leads to one event of the kind at most. */
  const requests = new Map<string, number>();
  async function requested(
    { registrationId }: Registration,
    event: string,
    tell: () => Promise<unknown>,
  ): Promise<void> {
    const what = `${registrationId} ${event}`;
    requests.set(what, (requests.get(what) ?? 0) + 1);
    await ask(tell());
  }
  /** Whatever a run that is not there, or is over, makes of it. */
  const told = (call: Promise<unknown>) =>
    call.catch((error: unknown) => {
      if (error instanceof Violation) throw error;
    });

  return {
    requests,
    requested,

    review: (applicant: number, decision: Decision, by: Reviewer, look: Look) =>
      withIts(applicant, async (registration) => {
        const requestId = randomUUID();
        const { registrationId, version } = registration;
        const reason = decision === 'approve' ? undefined : '核验';
        const seen = look === 'bulk' ? {} : { version: look === 'fresh' ? version : version - 1 };
        const recorded = await createReviews(store).record([registrationId], {
          decision,
          reason,
          staffId: staff.get(by)!,
          requestId,
          ...seen,
        });
        const reviewId = recorded.get(registrationId)!;
        if (look === 'bulk') return ask(engine.registrationDecided(registration, reviewId));
        await ask(
          engine.decideRegistration(registration, { reviewId }, randomUUID()).then((told) => {
            if (look === 'stale' && 'done' in told)
              throw new Violation(`A decision on what was no longer so stands: ${registrationId}`);
          }),
        );
      }),
    allocate: (applicant: number, n: number) =>
      withIts(applicant, (registration) =>
        requested(registration, 'allocated', () => allocate(settings, registration, delegationIds[n]!)),
      ),
    withdraw: (applicant: number) =>
      withIts(applicant, async (registration) => {
        const [first] = await peopleOf(registration.registrationId);
        if (first)
          await requested(registration, 'attendee_withdrawn', () => withdraw(settings, registration, first.attendeeId));
      }),
    release: (applicant: number) =>
      withIts(applicant, (registration) =>
        requested(registration, 'released', () => release(settings, registration, registration.state)),
      ),
    /** The API refuses what cannot be locked; the run must do so itself, since much may change on the way. */
    lock: (applicant: number, badgeType: BadgeType) =>
      withIts(applicant, async (registration) => {
        const items = (await peopleOf(registration.registrationId))
          .filter(({ state }) => state !== 'withdrawn')
          .map((row) => ({ attendeeId: row.attendeeId, badgeType }));
        if (items.length > 0)
          await requested(registration, 'attendees_locked', () => lockPeople(settings, registration, items));
      }),
    unlock: (applicant: number) =>
      withIts(applicant, async (registration) => {
        const attendeeIds = (await peopleOf(registration.registrationId)).map((row) => row.attendeeId);
        if (attendeeIds.length > 0)
          await requested(registration, 'attendees_unlocked', () => unlockPeople(settings, registration, attendeeIds));
      }),
    /** Whoever reaches Temporal tells a run what was asked of another, or of it before, and what nobody asked. */
    forge: (applicant: number, other: number) =>
      withIts(applicant, async (registration) => {
        const subject = (await of(other))?.registrationId ?? '';
        const requestIds = await knex('staff_requests')
          .where({ subject })
          .orderBy(['madeAt', 'requestId'])
          .pluck('requestId');
        const withdrawalIds = await knex('withdrawals')
          .whereRaw('registration_id::text = ?', [subject])
          .orderBy(['askedAt', 'withdrawalId'])
          .pluck('withdrawalId');
        const handle = client.workflow.getHandle(registrationWorkflowId(registration));
        const whatever = [
          lockAttendees,
          unlockAttendees,
          allocateRegistration,
          withdrawAttendee,
          releaseRegistration,
          withdrawRegistration,
        ] as const;
        for (const requestId of [...requestIds.slice(-3), ...withdrawalIds.slice(-1), randomUUID(), 'nothing'])
          for (const message of whatever) {
            const args = [{ requestId }] as [{ requestId: string }];
            if (message.type === 'signal') await told(handle.signal(message, ...args));
            else await told(handle.executeUpdate(message as never, { args, updateId: randomUUID() } as never));
          }
      }),
    /** Of one who may not; on record all the same. */
    askAsOperator: (applicant: number) =>
      withIts(applicant, async (registration) => {
        const { edition, account, registrationId: subject, state } = registration;
        const items = (await peopleOf(subject)).map((row) => ({
          attendeeId: row.attendeeId,
          badgeType: 'vip' as const,
        }));
        await ask(
          engine.lockAttendees(
            registration,
            await askInRow(store, { kind: 'lock', subject, payload: { items }, by: 'operator' }),
          ),
        );
        const input = { edition, account, unitId: subject, registrationId: subject };
        const standing = { state, since: new Date().toISOString(), reminders: 0 };
        const requestId = await askInRow(store, { kind: 'release', subject, payload: {}, by: 'operator' });
        await ask(engine.releaseRegistration({ ...input, standing }, requestId));
      }),
  };
}
