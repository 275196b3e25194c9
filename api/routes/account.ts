import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import { passwordTooWeak } from '../../domain/password.ts';
import { inTransaction } from '../../db/knex.ts';
import { createSessions } from '../../db/session.ts';
import { createUnits } from '../../db/unit.ts';
import { bearerToken, hashPassword, passwordFits } from '../auth.ts';
import { countLogin } from '../login-limit.ts';
import { operation } from '../operation.ts';
import { password } from '../schemas.ts';

export const accountRoutes = [
  operation({
    method: 'put',
    path: '/account/password',
    tag: 'Account',
    summary: 'Change the password; every other session of the unit ends',
    roles: ['unit'],
    body: z.strictObject({ currentPassword: password, newPassword: password }),
    answers: { 204: null },
    refusals: ['credentials_invalid', 'password_too_weak'],
    // The slow hashes stay outside the transaction; the exchange itself is conditional on the hash that was checked.
    handle: async ({ deps, store, session, body, req }) => {
      const { unitId } = session;
      const { account, passwordHash } = (await createUnits(store).find(unitId))!;
      const count = await countLogin(deps, req, account);
      if (!(await passwordFits(passwordHash, body.currentPassword))) throw new DomainError('credentials_invalid');
      if (passwordTooWeak(body.newPassword, account)) throw new DomainError('password_too_weak');
      const to = await hashPassword(body.newPassword);
      await inTransaction(store, async (trx) => {
        if (!(await createUnits(trx).replacePassword({ unitId, from: passwordHash, to }))) throw new DomainError('credentials_invalid');
        await createSessions(trx).closeOthers(unitId, bearerToken(req)!);
      });
      await count.passed();
      return { status: 204, body: undefined };
    },
  }),
];
