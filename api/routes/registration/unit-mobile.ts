import { z } from 'zod';
import { DomainError, fieldError } from '../../../domain/errors.ts';
import { sentCode } from '../../../domain/field-label.ts';
import { createEvents } from '../../../db/event.ts';
import { inTransaction, type Store } from '../../../db/knex.ts';
import { createMobileChanges } from '../../../db/registration/mobile-change.ts';
import { createUnits } from '../../../db/registration/unit.ts';
import { createUnitNotices } from '../../../db/registration/unit-notice.ts';
import { createVerificationCodes, type CodeSubject } from '../../../db/registration/verification-code.ts';
import { startNotices } from '../../account-notice.ts';
import { calling } from '../../judgement.ts';
import { operation } from '../../operation.ts';
import { mobile } from '../../schemas.ts';
import { assertCode, codeAnswer, givenCode, mobileProof as provedBy, sendCode } from './verification-code.ts';

const tag = 'Account';
const roles = ['unit'] as const;

/** To the old one, to change it. */
const ofOld = (unitId: string): CodeSubject => ({ purpose: 'mobile_change', subject: unitId });
/** To the new one, which it proves for this unit alone. */
const ofNew = (unitId: string, newMobile: string): CodeSubject => ({
  purpose: 'new_mobile',
  subject: `${unitId} ${newMobile}`,
});

/** Whatever was sent to a number that is no longer on file proves nothing. */
export async function replaceMobile(store: Store, unitId: string, newMobile: string): Promise<void> {
  await createUnits(store).replaceMobile(unitId, newMobile);
  for (const purpose of ['mobile_change', 'password_reset'] as const)
    await createVerificationCodes(store).voidAll({ purpose, subject: unitId });
}

const codeFault = (path: string) => new DomainError('code_invalid', { errors: [fieldError(path, 'code_invalid')] });

async function assertCodeAt(path: string, ...[store, given]: Parameters<typeof assertCode>): Promise<void> {
  await assertCode(store, given).catch((error: unknown) => {
    throw error instanceof DomainError ? codeFault(path) : error;
  });
}

export const unitMobileRoutes = [
  operation({
    id: 'sendMobileCode',
    method: 'post',
    path: '/account/mobile/codes',
    tag,
    summary: 'Send a code to the mobile on file, or to the new one that is named: a change takes one from each (G9.1)',
    roles,
    afterEdition: true,
    body: z.strictObject({ newMobile: mobile.optional() }),
    answers: { 202: codeAnswer },
    refusals: ['too_many_requests', 'unavailable'],
    handle: async ({ deps, store, session: { unitId }, body: { newMobile }, req }) => {
      if (newMobile === undefined)
        return sendCode(deps, req, { ...ofOld(unitId), mobile: await createUnits(store).mobileOf(unitId) });
      // By the unit, whatever numbers it names, and by the number, whoever names it.
      return sendCode(deps, req, { ...ofNew(unitId, newMobile), mobile: newMobile }, [
        { purpose: 'new_mobile', subject: unitId },
        { purpose: 'registration', subject: newMobile },
      ]);
    },
  }),
  operation({
    id: 'changeMobile',
    method: 'put',
    path: '/account/mobile',
    tag,
    summary:
      'Change the mobile, with a code sent to the old one and one sent to the new one; the old one is told (G9.1)',
    roles,
    afterEdition: true,
    body: z.strictObject({
      ...givenCode,
      newMobile: mobile,
      mobileProof: provedBy.openapi({
        description: 'The code of a text to `newMobile` (`POST /account/mobile/codes` with it)',
      }),
    }),
    labels: calling('code', sentCode),
    answers: { 204: null },
    refusals: ['code_invalid', 'mobile_unchanged'],
    handle: async ({
      deps,
      store,
      session: { unitId, registrationId },
      body: { newMobile, mobileProof, ...given },
    }) => {
      await assertCodeAt('code', store, { ...ofOld(unitId), ...given });
      await assertCodeAt('mobileProof.code', store, { ...ofNew(unitId, newMobile), ...mobileProof });
      const notices = await inTransaction(store, async (trx) => {
        const [units, codes] = [createUnits(trx), createVerificationCodes(trx)];
        // Two changes at once, or one and the bureau's: the second finds its codes used or void.
        if (!(await units.hold(unitId)) || !(await codes.useInTime(given.requestId))) throw codeFault('code');
        if (!(await codes.useInTime(mobileProof.requestId))) throw codeFault('mobileProof.code');
        if ((await units.profile(unitId)).mobile === newMobile) throw new DomainError('mobile_unchanged');
        const told = await createUnitNotices(trx).enqueue('mobile_changed', {
          unitId,
          registrationId,
          subject: given.requestId,
        });
        await replaceMobile(trx, unitId, newMobile);
        await createMobileChanges(trx).lapse(registrationId, 'all');
        await createEvents(trx).append({ registrationId, kind: 'mobile_changed', actor: 'unit' });
        return told;
      });
      await startNotices(deps, notices);
      return { status: 204, body: undefined };
    },
  }),
];
