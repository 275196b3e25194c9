import { escalationOf, type RegistrationCalendar } from '../../domain/registration-deadline.ts';
import { isIn, registrationTransitions, shownState, type RegistrationState } from '../../domain/registration.ts';
import { nextState } from '../../domain/state-machine.ts';
import { createDelegations } from '../delegation.ts';
import { createEvents } from '../event.ts';
import type { Store } from '../knex.ts';
import { createNotifications } from '../notification.ts';
import { createRegistrationMoves } from './registration-move.ts';

/** What time brings to a registration (G4). Written only by activities on behalf of the registration's workflow. */
export function createRegistrationDeadlines(store: Store) {
  const { knex } = store;
  const moves = createRegistrationMoves(store);
  const notifications = createNotifications(store);

  return {
    /** As it is now: the bureau may move an edition's dates. */
    async calendar(registrationId: string): Promise<RegistrationCalendar> {
      const { edition } = (await knex('registrations').where({ registrationId }).first('edition'))!;
      return moves.calendar(edition);
    },

    async remindOfClosing({
      registrationId,
      daysLeft,
    }: {
      registrationId: string;
      daysLeft: number;
    }): Promise<string[]> {
      const params = { days: String(daysLeft) };
      return notifications.enqueue({
        registrationId,
        kind: 'registration_closing',
        subject: registrationId,
        round: daysLeft,
        params,
      });
    },

    /** The nth reminder of one stretch of waiting goes to whom the waiting is brought before by then. */
    async remindReviewers({ registrationId, no }: { registrationId: string; no: number }): Promise<string[]> {
      const row = await moves.hold(registrationId);
      if (!isIn('review', row.state)) return [];
      const { reviewLevel } = shownState(row.state);
      const own =
        row.delegationId === null
          ? undefined
          : await knex('delegations as d')
              .leftJoin('delegations as p', 'p.delegationId', 'd.parentId')
              .where('d.delegationId', row.delegationId)
              .first({ id: 'd.delegationId', parent: 'p.delegationId', grandparent: 'p.parentId' });
      const [reviewing, above] = reviewLevel === 2 ? [own?.parent, own?.grandparent] : [own?.id, own?.parent];
      const escalation = escalationOf({ no, hasDelegation: Boolean(reviewing), hasParent: Boolean(above) });
      const toldDelegation = [reviewing, above, null][escalation] ?? null;
      await knex('registrations').where({ registrationId }).update({ escalation });
      await createEvents(store).append({
        registrationId,
        kind: 'reviewers_reminded',
        actor: 'system',
        detail: { no, escalation, ...(toldDelegation === null ? {} : { delegationId: toldDelegation }) },
      });
      const staff = await knex('staff')
        .where({ role: toldDelegation === null ? 'bureau' : 'delegation' })
        .modify((query) => {
          if (toldDelegation !== null)
            void query.whereIn('delegationId', createDelegations(store).inEveryEdition(toldDelegation));
        })
        .whereNull('disabledAt')
        .whereNotNull('mobile')
        .select('staffId');
      const subject = `${registrationId}/${row.round}/${reviewLevel}`;
      const orders = await Promise.all(
        staff.map(({ staffId }) =>
          notifications.enqueue({ registrationId, kind: 'review_due', subject, round: no, staffId }),
        ),
      );
      return orders.flat();
    },

    /** Neither submitted nor decided in time. */
    async expire(registrationId: string): Promise<{ state: RegistrationState; notificationIds: string[] }> {
      const row = await moves.hold(registrationId);
      if (!nextState(registrationTransitions, row.state, 'expired'))
        return { state: row.state, notificationIds: await notifications.pending(registrationId) };
      const { state } = await moves.move(row, 'expired', { actor: 'system' });
      await moves.freePeople(registrationId);
      return {
        state,
        notificationIds: await notifications.enqueue({
          registrationId,
          kind: 'registration_expired',
          subject: registrationId,
          round: 1,
        }),
      };
    },
  };
}
