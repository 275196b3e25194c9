import { randomUUID } from 'node:crypto';
import type { RegistrationState } from '../../domain/registration.ts';
import type { Activities } from '../../activities/index.ts';
import type { Store } from '../../db/knex.ts';
import { isRowId } from '../../db/staff-request.ts';

type Records = Activities['localActivities'];
type Asked = Parameters<Records['lockAttendees']>[0];
type Review = Parameters<Records['decideRegistration']>[0];

/** Does something before each activity that follows a request of staff. */
function beforeEach(
  { allocateRegistration, withdrawAttendee, releaseRegistration, lockAttendees, unlockAttendees }: Records,
  meddle: (asked: { registrationId: string; requestId: string }) => Promise<void>,
): Partial<Records> {
  const before =
    <A extends Asked, T>(follow: (asked: A) => Promise<T>) =>
    async (asked: A) => {
      const { registrationId, requestId } = asked;
      // What is no id at all would only make the meddling fail.
      if (isRowId(requestId)) await meddle({ registrationId, requestId });
      return follow(asked);
    };
  return {
    allocateRegistration: before(allocateRegistration),
    withdrawAttendee: before(withdrawAttendee),
    releaseRegistration: before(releaseRegistration),
    lockAttendees: before(lockAttendees),
    unlockAttendees: before(unlockAttendees),
  };
}

const reviewed = ({ reviewId }: Review) => ({ reviewId: reviewId as string });

/** Each takes one guard out of an activity of registrations, as a careless change would. */
const withoutGuard = {
  'a review counts once': ({ decideRegistration }, { knex }) => ({
    decideRegistration: async (review) => {
      await knex('reviews').where(reviewed(review)).update({ appliedAt: null, level: null, round: null });
      return decideRegistration(review);
    },
  }),
  'a decision stands on what was seen': ({ decideRegistration }, { knex }) => ({
    decideRegistration: async (review) => {
      await knex('reviews').where(reviewed(review)).update({ version: null });
      return decideRegistration(review);
    },
  }),
  'a request is about its subject': (localActivities, { knex }) =>
    beforeEach(localActivities, async ({ registrationId, requestId }) => {
      const row = await knex('staff_requests').where({ requestId }).first('requestId', 'kind', 'payload', 'staffId');
      if (row)
        await knex('staff_requests')
          .insert({ ...row, subject: registrationId })
          .onConflict()
          .ignore();
    }),
  'a request is used once': (localActivities, { knex }) =>
    beforeEach(localActivities, async ({ registrationId, requestId }) => {
      await knex('staff_requests')
        .where({ requestId, subject: registrationId })
        .update({ usedAt: null, outcome: null });
    }),
  'who asks may': (localActivities, { knex }) =>
    beforeEach(localActivities, async ({ requestId }) => {
      const makers = knex('staff_requests').where({ requestId }).select('staffId');
      await knex('staff').whereIn('staffId', makers).update({ disabledAt: null, role: 'bureau', delegationId: null });
    }),
  'who ended frees its people': ({ expireRegistration }, { knex }) => ({
    expireRegistration: async (registration) => {
      const keys = await knex('list_keys').where({ registrationId: registration.registrationId });
      const outcome = await expireRegistration(registration);
      if (keys.length > 0) await knex('list_keys').insert(keys).onConflict().ignore();
      return outcome;
    },
  }),
  'a released account gives its place back': ({ releaseRegistration }, { knex }) => ({
    releaseRegistration: async (release) => {
      const codes = await knex('invitation_codes').select('code', 'used');
      const outcome = await releaseRegistration(release);
      for (const { code, used } of codes) await knex('invitation_codes').where({ code }).update({ used });
      return outcome;
    },
  }),
  'only people of an approved unit are locked': ({ lockAttendees }, { knex }) => ({
    lockAttendees: async (lock) => {
      const { state } = (await knex('registrations').where({ registrationId: lock.registrationId }).first('state'))!;
      // The schema lets no draft pass for approved.
      if (state === 'draft') return lockAttendees(lock);
      const pretend = (as: RegistrationState) =>
        knex('registrations').where({ registrationId: lock.registrationId }).update({ state: as });
      await pretend('approved');
      const locked = await lockAttendees(lock);
      await pretend(state);
      return locked;
    },
  }),
  'a unit is told of a verdict once': ({ decideRegistration }, { knex }) => ({
    decideRegistration: async (review) => {
      const outcome = await decideRegistration(review);
      const verdict = { registrationId: review.registrationId };
      const texts = await knex('notifications')
        .where(verdict)
        .whereLike('kind', 'registration_%')
        .whereNot({ kind: 'registration_closing' });
      // Under a key of its own, as one that is not the verdict's would be.
      for (const text of texts)
        if (text.round < 100)
          await knex('notifications')
            .insert({
              ...text,
              notificationId: randomUUID(),
              round: text.round + 100,
              state: 'sent',
              endedAt: knex.fn.now(),
            })
            .onConflict()
            .ignore();
      return outcome;
    },
  }),
} satisfies Record<string, (localActivities: Records, store: Store) => Partial<Records>>;

export type RegistrationGuardName = keyof typeof withoutGuard;
export const registrationGuardNames = Object.keys(withoutGuard) as RegistrationGuardName[];

/** The activities without that guard of theirs, or as they are. */
export function withoutRegistrationGuard(activities: Activities, store: Store, guard: string | undefined): Activities {
  const take = withoutGuard[guard as keyof typeof withoutGuard] as
    | (typeof withoutGuard)[keyof typeof withoutGuard]
    | undefined;
  if (!take) return activities;
  const mutated = take(activities.localActivities, store);
  return { ...activities, localActivities: { ...activities.localActivities, ...mutated } };
}
