import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { sentCode } from '../../../domain/field-label.ts';
import { accountToOpen } from '../../../domain/typed-text.ts';
import { createEvents } from '../../../db/event.ts';
import { inTransaction } from '../../../db/knex.ts';
import { createUnits, type UnitAccount } from '../../../db/registration/unit.ts';
import { createUnitNotices } from '../../../db/registration/unit-notice.ts';
import { createVerificationCodes, type CodeSubject } from '../../../db/registration/verification-code.ts';
import { createSessions } from '../../../db/session.ts';
import { startNotices } from '../../account-notice.ts';
import { hashPassword } from '../../auth.ts';
import { calling } from '../../judgement.ts';
import { noteOwn } from '../../login.ts';
import { operation } from '../../operation.ts';
import { assertGoodPassword } from '../../password.ts';
import { account, password } from '../../schemas.ts';
import { ownWordsOf } from './account-password.ts';
import { assertCode, codeAnswer, givenCode, sendCode } from './verification-code.ts';

const tag = 'Account';

/** Whose password a code is for: the unit's, so that it is nobody's who opens the account anew; where nobody has it, what was typed. */
const resetOf = (unit: UnitAccount | undefined, typed: string): CodeSubject => ({
  purpose: 'password_reset',
  subject: unit?.unitId ?? accountToOpen(typed),
});

export const unitPasswordRoutes = [
  operation({
    id: 'sendPasswordResetCode',
    method: 'post',
    path: '/account/password-reset/codes',
    tag,
    summary:
      'Send a code to the mobile on file, for a forgotten password; answers alike for accounts that are known and unknown',
    body: z.strictObject({ account }),
    answers: { 202: codeAnswer },
    refusals: ['too_many_requests', 'unavailable'],
    handle: async ({ deps, store, body, req }) => {
      const unit = await createUnits(store).findReachable(body.account);
      return sendCode(deps, req, { ...resetOf(unit, body.account), mobile: unit?.mobile });
    },
  }),
  operation({
    id: 'resetPassword',
    method: 'post',
    path: '/account/password-reset',
    tag,
    summary:
      'Set a new password with a code sent to the mobile on file; every session of the unit ends, and its mobile is told',
    body: z.strictObject({ account, ...givenCode, newPassword: password }),
    labels: calling('code', sentCode),
    rules: ({ body: { newPassword, account: of = '' } }) => [
      () => assertGoodPassword(newPassword, 'newPassword', [of, ...of.split(':')]),
    ],
    // Not in one transaction: a wrong code stays counted.
    effect: 'workflow',
    accountIn: (body) => body.account,
    answers: { 204: null },
    refusals: ['code_invalid', 'password_too_weak'],
    handle: async ({ deps, store, body, req }) => {
      const unit = await createUnits(store).findAccount(body.account);
      const given = { requestId: body.requestId, code: body.code };
      await assertCode(store, { ...resetOf(unit, body.account), ...given });
      if (!unit) throw new DomainError('code_invalid');
      const { unitId, registrationId } = unit;
      // Only whoever has shown the code learns what else is too near to the unit.
      await assertGoodPassword(body.newPassword, 'newPassword', await ownWordsOf(store, unit));
      const to = await hashPassword(body.newPassword);
      const notices = await inTransaction(store, async (trx) => {
        const [units, codes] = [createUnits(trx), createVerificationCodes(trx)];
        if (!(await units.hold(unitId)) || !(await codes.useInTime(given.requestId)))
          throw new DomainError('code_invalid');
        await codes.voidAll(resetOf(unit, body.account));
        await units.setPassword(unitId, to);
        await createSessions(trx).closeAll({ unitId });
        await createEvents(trx).append({ registrationId, kind: 'password_reset', actor: 'unit' });
        await noteOwn(trx, req, { action: 'password_reset', subject: registrationId, about: registrationId });
        const change = { unitId, registrationId, subject: given.requestId };
        return createUnitNotices(trx).enqueue('password_changed', change);
      });
      await startNotices(deps, notices);
      return { status: 204, body: undefined };
    },
  }),
];
