import { z } from 'zod';
import { shownState, shownStates } from '../../../domain/registration.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import { createUnits } from '../../../db/registration/unit.ts';
import { createWithdrawals } from '../../../db/registration/withdrawal.ts';
import { passwordFits } from '../../auth.ts';
import { tryLogin } from '../../login.ts';
import { operation } from '../../operation.ts';
import { password } from '../../schemas.ts';
import { pendingRegistration } from './registration-opening.ts';
import { basePath } from '../../base-path.ts';

export const withdrawalRoutes = [
  operation({
    id: 'withdrawRegistration',
    method: 'post',
    path: '/account/withdrawal',
    tag: 'Account',
    summary:
      'End the own registration and have its personal data erased: its people and its account are free, every session ends. Not while an order, a refund or an invoice is under way; `errors` says which',
    roles: ['unit'],
    afterEdition: true,
    find: ({ store, session }) => createRegistrations(store).find(session.registrationId),
    body: z.strictObject({ password }),
    effect: 'workflow',
    answers: { 200: z.object({ state: z.enum(shownStates) }), 202: pendingRegistration },
    refusals: ['credentials_invalid', 'orders_unfinished'],
    // The request is on record before the run is told, which ends nothing for anybody's message alone.
    handle: async ({ deps, store, session, body, found, req, businessNo: withdrawalId }) => {
      const { edition, account, unitId, registrationId, state } = found;
      const unit = await createUnits(store).find(session.unitId);
      const attempt = await tryLogin(deps, req, { kind: 'unit', account });
      if (!(await passwordFits(unit?.passwordHash, body.password))) throw await attempt.failed(registrationId);
      await attempt.passed();
      await createWithdrawals(store).ask({ withdrawalId, registrationId });
      const standing = { state, since: new Date().toISOString(), reminders: 0 };
      const told = await deps.engine.withdrawRegistration(
        { edition, account, unitId, registrationId, standing },
        withdrawalId,
      );
      if ('pending' in told) return { status: 202, body: { registrationId, statusUrl: `${basePath}/registration` } };
      return { status: 200, body: { state: shownState(told.done.state).state } };
    },
  }),
];
