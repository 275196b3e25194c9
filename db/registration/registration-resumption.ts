import { randomUUID } from 'node:crypto';
import { isIn, registrationTransitions, type RegistrationState } from '../../domain/registration.ts';
import { nextState } from '../../domain/state-machine.ts';
import type { Store } from '../knex.ts';
import { createInvitationPlaces } from './invitation-code-place.ts';
import { createRegistrationMoves } from './registration-move.ts';
import { createWithdrawals } from './withdrawal.ts';

/** A registration whose run is another from now on, on behalf of that run. */
export function createRegistrationResumption(store: Store) {
  const moves = createRegistrationMoves(store);

  return {
    /**
     * Where it stands from now on. A verdict on what the rows still hold is taken from the run, without its words; so is that the unit
     * ended it, whose data must go again. What was typed is in the rows alone: where that is lost, the unit submits again.
     */
    async resume(registrationId: string, knew: string | undefined): Promise<RegistrationState> {
      const row = await moves.hold(registrationId);
      const { edition, delegationId, invitationCode: given } = row;
      if (knew === 'withdrawn' && nextState(registrationTransitions, row.state, 'withdrawn')) {
        const withdrawals = createWithdrawals(store);
        const withdrawalId = randomUUID();
        await withdrawals.ask({ withdrawalId, registrationId });
        await withdrawals.end({ withdrawalId, row });
        return 'withdrawn';
      }
      if (!isIn('review', row.state) || (knew !== 'approved' && knew !== 'rejected')) return row.state;
      const code =
        knew === 'approved' && given === null && delegationId !== null
          ? await createInvitationPlaces(store).fillIn({ edition, delegationId, registrationId })
          : undefined;
      const fields = { decidedAt: store.knex.fn.now(), ...(code ? { invitationCode: code } : {}) };
      const { state } = await moves.move(row, knew, { actor: 'system', fields });
      if (state === 'rejected') await moves.freePeople(registrationId);
      return state;
    },
  };
}
