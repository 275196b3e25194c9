import { registrationTransitions, type RegistrationState } from '../../domain/registration.ts';
import type { Outcome } from '../../domain/errors.ts';
import { nextState } from '../../domain/state-machine.ts';
import { createInvitationPlaces } from './invitation-code-place.ts';
import type { Store } from '../knex.ts';
import { createNotifications } from '../notification.ts';
import { createRegistrationMoves, refusedIn } from './registration-move.ts';

interface Released {
  state: RegistrationState;
  notificationIds: string[];
}

/** Gives an account back that its unit should not have (G1.4). Written only on behalf of the registration's workflow. */
export function createRegistrationReleases(store: Store) {
  const { knex } = store;
  const moves = createRegistrationMoves(store);

  return {
    /** The unit is logged out for good, its people and its code's place are free, and it is told; the account can be opened anew. */
    async release({
      registrationId,
      staffId,
      disputeId,
    }: {
      registrationId: string;
      staffId: string;
      disputeId?: string;
    }): Promise<Outcome<Released>> {
      const row = await moves.hold(registrationId);
      if (row.state === 'released')
        return {
          done: { state: row.state, notificationIds: await createNotifications(store).pending(registrationId) },
        };
      if (!nextState(registrationTransitions, row.state, 'released')) return refusedIn(row.state, 'not_releasable');
      const detail = { staffId, ...(disputeId ? { disputeId } : {}) };
      const { state } = await moves.move(row, 'released', { actor: 'bureau', detail });
      await moves.freePeople(registrationId);
      await knex('units').where({ unitId: row.unitId }).update({ releasedAt: knex.fn.now() });
      await knex('sessions').where({ unitId: row.unitId }).delete();
      if (row.invitationCode !== null)
        await createInvitationPlaces(store).giveBack({
          edition: row.edition,
          code: row.invitationCode,
          registrationId,
        });
      // Whoever else disputes the account is right as well: it is free now.
      await knex('disputes')
        .where({ registrationId, state: 'open' })
        .update({ state: 'upheld', staffId, decidedAt: knex.fn.now() });
      const order = { registrationId, kind: 'account_released', subject: registrationId, round: 1 } as const;
      return { done: { state, notificationIds: await createNotifications(store).enqueue(order) } };
    },
  };
}
