import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { maskMobile } from '../../../domain/identity.ts';
import { regions, unitCategories } from '../../../domain/registration.ts';
import { createAudit } from '../../../db/audit.ts';
import { createEvents } from '../../../db/event.ts';
import { inTransaction, type Store } from '../../../db/knex.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import { createSessions } from '../../../db/session.ts';
import { createUnits } from '../../../db/registration/unit.ts';
import { createVerificationCodes } from '../../../db/registration/verification-code.ts';
import { sentCode } from '../../../domain/field-label.ts';
import { calling } from '../../judgement.ts';
import { bearerToken, hashPassword, passwordFits } from '../../auth.ts';
import { tryLogin } from '../../login.ts';
import { operation } from '../../operation.ts';
import { assertGoodPassword } from '../../password.ts';
import { mobile, paragraph, password, time, uuid } from '../../schemas.ts';
import { assertNotOwn } from '../../staff-asking.ts';
import { consentState, readConsent } from './consent.ts';
import { assertCode, codeAnswer, givenCode, sendCode } from './verification-code.ts';

const tag = 'Account';
const profile = z
  .object({
    account: z.string(),
    region: z.enum(regions),
    category: z.enum(unitCategories),
    mobileMasked: z.string(),
    privacyAccepted: z.boolean(),
    privacyTerms: consentState,
    createdAt: time,
  })
  .openapi('Account');

/** What others know of a unit: its account and the parts of it, its mobile, its name. */
async function ownWordsOf(
  store: Store,
  { unitId, registrationId, account }: { unitId: string; registrationId: string; account: string },
) {
  const [{ mobile: number }, registration] = await Promise.all([
    createUnits(store).profile(unitId),
    createRegistrations(store).find(registrationId),
  ]);
  return [account, ...account.split(':'), number, registration?.unitInfo?.name ?? ''];
}

export const accountRoutes = [
  operation({
    method: 'put',
    path: '/account/password',
    tag,
    summary: 'Change the password; every other session of the unit ends',
    roles: ['unit'],
    body: z.strictObject({ currentPassword: password, newPassword: password }),
    answers: { 204: null },
    refusals: ['credentials_invalid', 'password_too_weak'],
    // The slow hashes stay outside the transaction; the exchange itself is conditional on the hash that was checked.
    handle: async ({ deps, store, session, body, req }) => {
      const { unitId, registrationId } = session;
      const { account, passwordHash } = (await createUnits(store).find(unitId))!;
      const attempt = await tryLogin(deps, req, { kind: 'unit', account });
      if (!(await passwordFits(passwordHash, body.currentPassword))) throw await attempt.failed(registrationId);
      await attempt.passed();
      await assertGoodPassword(
        body.newPassword,
        'newPassword',
        await ownWordsOf(store, { unitId, registrationId, account }),
      );
      const to = await hashPassword(body.newPassword);
      await inTransaction(store, async (trx) => {
        if (!(await createUnits(trx).replacePassword({ unitId, from: passwordHash, to })))
          throw new DomainError('credentials_invalid');
        await createSessions(trx).closeOthers(unitId, bearerToken(req)!);
      });
      return { status: 204, body: undefined };
    },
  }),
  operation({
    method: 'get',
    path: '/account',
    tag,
    summary: 'The own account (G9.1)',
    roles: ['unit'],
    answers: { 200: profile },
    handle: async ({ store, session }) => {
      const { mobile: number, ...rest } = await createUnits(store).profile(session.unitId);
      const privacyTerms = await readConsent(store, session, 'privacy_terms');
      return { status: 200, body: { ...rest, privacyTerms, mobileMasked: maskMobile(number) } };
    },
  }),
  operation({
    method: 'post',
    path: '/account/mobile/codes',
    tag,
    summary: 'Send a code to the mobile on file, to change it',
    roles: ['unit'],
    answers: { 202: codeAnswer },
    refusals: ['too_many_requests', 'unavailable'],
    handle: async ({ deps, store, session: { unitId }, req }) => {
      const number = await createUnits(store).mobileOf(unitId);
      return sendCode(deps, req, { purpose: 'mobile_change', subject: unitId, mobile: number });
    },
  }),
  operation({
    method: 'put',
    path: '/account/mobile',
    tag,
    summary: 'Change the mobile, with a code sent to the old one',
    roles: ['unit'],
    body: z.strictObject({ ...givenCode, newMobile: mobile }),
    labels: calling('code', sentCode),
    answers: { 204: null },
    refusals: ['code_invalid'],
    handle: async ({ store, session: { unitId, registrationId }, body: { newMobile, ...given } }) => {
      await assertCode(store, { purpose: 'mobile_change', subject: unitId, ...given });
      await inTransaction(store, async (trx) => {
        if (!(await createVerificationCodes(trx).use(given.requestId))) throw new DomainError('code_invalid');
        await createUnits(trx).replaceMobile(unitId, newMobile);
        await createVerificationCodes(trx).voidAll({ purpose: 'mobile_change', subject: unitId });
        await createEvents(trx).append({ registrationId, kind: 'mobile_changed', actor: 'unit' });
      });
      return { status: 204, body: undefined };
    },
  }),
  operation({
    method: 'post',
    path: '/bureau/registrations/:registrationId/mobile',
    tag: 'Bureau',
    summary: "Change a unit's mobile, where nobody can read the old one any more",
    roles: ['bureau'],
    params: z.object({ registrationId: uuid }),
    find: ({ store, params }) => createRegistrations(store).find(params.registrationId),
    body: z.strictObject({ mobile, reason: paragraph(500) }),
    effect: 'transaction',
    answers: { 204: null },
    refusals: ['own_unit'],
    handle: async ({ store, session: { staffId }, body, found: { unitId, registrationId } }) => {
      await assertNotOwn(store, { staffId }, 'change_mobile', [registrationId]);
      const units = createUnits(store);
      if ((await units.profile(unitId)).mobile === body.mobile) return { status: 204, body: undefined };
      await units.replaceMobile(unitId, body.mobile);
      await createVerificationCodes(store).voidAll({ purpose: 'mobile_change', subject: unitId });
      await createEvents(store).append({ registrationId, kind: 'mobile_changed', actor: 'bureau' });
      await createAudit(store).append({
        staffId,
        action: 'mobile_changed',
        subject: registrationId,
        reason: body.reason,
      });
      return { status: 204, body: undefined };
    },
  }),
];
