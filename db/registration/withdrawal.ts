import { attendeeTransitions } from '../../domain/attendee.ts';
import { freeLineStates } from '../../domain/badge.ts';
import type { Outcome, Refusal } from '../../domain/errors.ts';
import { registrationTransitions, type RegistrationState } from '../../domain/registration.ts';
import { nextState, statesAccepting } from '../../domain/state-machine.ts';
import { createEvents } from '../event.ts';
import type { Store } from '../knex.ts';
import { createRefusedMessages } from '../refused-message.ts';
import { isRowId } from '../staff-request.ts';
import { createConsents } from './consent.ts';
import { createInvitationPlaces } from './invitation-code-place.ts';
import { createRegistrationMoves, refused, refusedIn, type RegistrationRow } from './registration-move.ts';

interface Ended {
  state: RegistrationState;
}
/** A request that its run is to follow. */
interface Withdrawal {
  withdrawalId: string;
  row: RegistrationRow;
}

/** A unit ends its registration. That it asked is the API's row; all else is written on behalf of the registration's workflow. */
export function createWithdrawals(store: Store) {
  const { knex } = store;
  const moves = createRegistrationMoves(store);

  /** Off the list, but for whom a badge was made: their lines tell what became of them. */
  async function withdrawPeople(registrationId: string): Promise<void> {
    const ordered = knex('order_lines')
      .whereNotIn('state', [...freeLineStates])
      .select('attendeeId');
    for (const from of statesAccepting(attendeeTransitions, 'withdrawn')) {
      const to = nextState(attendeeTransitions, from, 'withdrawn')!;
      const rows = await knex('attendees')
        .where({ registrationId, state: from })
        .whereNotIn('attendeeId', ordered.clone())
        .update({ state: to, version: knex.raw('version + 1') })
        .returning('attendeeId');
      const attendeeIds = rows.map(({ attendeeId }) => attendeeId).toSorted();
      if (attendeeIds.length > 0)
        await createEvents(store).append({
          registrationId,
          kind: 'attendees_withdrawn',
          from,
          to,
          actor: 'unit',
          detail: { attendeeIds, people: attendeeIds.length },
        });
    }
  }

  return {
    /** Before the run is told. A repeat finds its row. */
    async ask(withdrawal: { withdrawalId: string; registrationId: string }): Promise<void> {
      await knex('withdrawals').insert(withdrawal).onConflict('withdrawalId').ignore();
    },

    /** The request behind a message, with the registration and its people held until the transaction ends; or how it was answered before. */
    async look(registrationId: string, withdrawalId: unknown): Promise<Withdrawal | Outcome<Ended>> {
      const row = await moves.hold(registrationId);
      const request = isRowId(withdrawalId)
        ? await knex('withdrawals').where({ withdrawalId, registrationId }).first('withdrawalId', 'endedAt', 'refusal')
        : undefined;
      if (!request) {
        await createRefusedMessages(store).note({
          subject: registrationId,
          kind: 'request_withdrawal',
          fault: 'no_request',
        });
        return refused('not_found');
      }
      if (request.endedAt) return { done: { state: row.state } };
      if (request.refusal) return refusedIn(row.state, request.refusal);
      // Nobody is ordered for meanwhile: whoever places an order holds its people too, in the same order.
      await knex('attendees').where({ registrationId }).orderBy('attendeeId').forUpdate().select('attendeeId');
      return { withdrawalId: request.withdrawalId, row };
    },

    async refuse({ withdrawalId, row }: Withdrawal, { code, ...more }: Refusal): Promise<Outcome<Ended>> {
      await knex('withdrawals').where({ withdrawalId }).update({ refusal: code });
      return refusedIn(row.state, code, more);
    },

    /** The unit is logged out for good, its people and its code's place are free, and the account can be opened anew. */
    async end({ withdrawalId, row }: Withdrawal): Promise<Outcome<Ended>> {
      const { registrationId, unitId, edition, invitationCode } = row;
      if (!nextState(registrationTransitions, row.state, 'withdrawn'))
        return this.refuse({ withdrawalId, row }, { code: 'not_found' });
      const { state } = await moves.move(row, 'withdrawn', { actor: 'unit' });
      await withdrawPeople(registrationId);
      await moves.freePeople(registrationId);
      const people = knex('attendees').where({ registrationId }).select('attendeeId');
      await knex('event_sign_ups').whereIn('attendeeId', people).delete();
      await createConsents(store).withdrawAll(unitId);
      await knex('units').where({ unitId }).update({ releasedAt: knex.fn.now() });
      await knex('sessions').where({ unitId }).delete();
      if (invitationCode !== null)
        await createInvitationPlaces(store).giveBack({ edition, code: invitationCode, registrationId });
      await knex('withdrawals').where({ withdrawalId }).update({ endedAt: knex.fn.now() });
      return { done: { state } };
    },
  };
}
