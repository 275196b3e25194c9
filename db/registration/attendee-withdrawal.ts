import { attendeeTransitions } from '../../domain/attendee.ts';
import { freeLineStates } from '../../domain/badge.ts';
import type { Outcome } from '../../domain/errors.ts';
import { nextState } from '../../domain/state-machine.ts';
import { createEvents } from '../event.ts';
import type { Store } from '../knex.ts';
import { createNotifications } from '../notification.ts';
import { createPersonKeys } from './person-key.ts';
import { refused } from './registration-move.ts';

/** Takes a person off a unit's list by the bureau's word: the person comes with another unit. On behalf of the registration's workflow. */
export function createAttendeeWithdrawals(store: Store) {
  const { knex } = store;

  return {
    /** Not out of a live order: that is cancelled or refunded first. A repeat finds it done. */
    async withdraw({
      registrationId,
      attendeeId,
    }: {
      registrationId: string;
      attendeeId: string;
    }): Promise<Outcome<{ attendeeId: string; notificationIds: string[] }>> {
      const person = await knex('attendees').where({ registrationId, attendeeId }).forUpdate().first('state');
      if (!person) return refused('not_found');
      if (person.state === 'withdrawn')
        return { done: { attendeeId, notificationIds: await createNotifications(store).pending(registrationId) } };
      const live = await knex('order_lines')
        .where({ attendeeId })
        .whereNotIn('state', [...freeLineStates])
        .first('state');
      if (live) return refused('attendee_already_ordered', { state: live.state });
      const to = nextState(attendeeTransitions, person.state, 'withdrawn')!;
      await knex('attendees')
        .where({ attendeeId, state: person.state })
        .update({ state: to, version: knex.raw('version + 1') });
      await createPersonKeys(store).unlist([attendeeId]);
      await knex('event_sign_ups').where({ attendeeId }).delete();
      await createEvents(store).append({
        registrationId,
        kind: 'attendee_withdrawn',
        from: person.state,
        to,
        actor: 'bureau',
        detail: { attendeeId },
      });
      const order = { registrationId, kind: 'attendee_withdrawn', subject: attendeeId, round: 1 } as const;
      return { done: { attendeeId, notificationIds: await createNotifications(store).enqueue(order) } };
    },
  };
}
