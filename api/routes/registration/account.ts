import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { maskMobile } from '../../../domain/identity.ts';
import { regions, unitCategories } from '../../../domain/registration.ts';
import { createAudit } from '../../../db/audit.ts';
import { createEvents } from '../../../db/event.ts';
import { inTransaction } from '../../../db/knex.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import { createUnits } from '../../../db/registration/unit.ts';
import { createVerificationCodes } from '../../../db/registration/verification-code.ts';
import { sentCode } from '../../../domain/field-label.ts';
import { calling } from '../../judgement.ts';
import { operation } from '../../operation.ts';
import { mobile, paragraph, time, uuid } from '../../schemas.ts';
import { assertNotOwn } from '../../staff-asking.ts';
import { assertCode, codeAnswer, givenCode, sendCode } from './verification-code.ts';

const tag = 'Account';
const profile = z
  .object({
    account: z.string(),
    region: z.enum(regions),
    category: z.enum(unitCategories),
    mobileMasked: z.string(),
    privacyAccepted: z.boolean(),
    createdAt: time,
  })
  .openapi('Account');

export const accountRoutes = [
  operation({
    method: 'get',
    path: '/account',
    tag,
    summary: 'The own account (G9.1)',
    roles: ['unit'],
    answers: { 200: profile },
    handle: async ({ store, session }) => {
      const { mobile: number, ...rest } = await createUnits(store).profile(session.unitId);
      return { status: 200, body: { ...rest, mobileMasked: maskMobile(number) } };
    },
  }),
  operation({
    method: 'post',
    path: '/account/privacy-terms',
    tag,
    summary: 'Accept the privacy terms, where the opening did not (G1.4, G2)',
    roles: ['unit'],
    body: z.strictObject({ accept: z.literal(true) }),
    effect: 'transaction',
    answers: { 204: null },
    handle: async ({ store, session: { unitId, registrationId } }) => {
      await createUnits(store).acceptPrivacyTerms(unitId);
      await createEvents(store).append({ registrationId, kind: 'privacy_terms_accepted', actor: 'unit' });
      return { status: 204, body: undefined };
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
