import { z } from 'zod';
import { regionOf } from '../../../domain/country.ts';
import { DomainError } from '../../../domain/errors.ts';
import { say } from '../../../domain/message.ts';
import { createFirstEdition, type FirstEditionAccount } from '../../../db/registration/first-edition.ts';
import type { Account } from './account-claim.ts';
import { sentCode } from '../../../domain/field-label.ts';
import { calling } from '../../judgement.ts';
import { formerPasswordFits, hashPassword } from '../../auth.ts';
import { tryLogin } from '../../login.ts';
import { operation } from '../../operation.ts';
import { assertGoodPassword } from '../../password.ts';
import { invitationCode, spelledCode } from './invitation-code.ts';
import { openAccount, openingAnswers } from './registration-opening.ts';
import { account, password } from '../../schemas.ts';
import { assertOpeningCode, codeAnswer, givenCode, sendCode } from './verification-code.ts';

const tag = 'First edition';
const entry = { invitationCode: invitationCode.optional(), acceptPrivacyTerms: z.literal(true).optional() };
const refusals = [
  'country_contradicts',
  'unit_already_registered',
  'registration_closed',
  'invitation_code_unknown',
  'invitation_code_exhausted',
  'invitation_code_expired',
] as const;

/** The account decides on the region: what was imported before they were held against each other may contradict itself. */
function unitOf({
  account: of,
  category,
  mobile,
}: FirstEditionAccount): Account & Pick<FirstEditionAccount, 'region' | 'category' | 'mobile'> {
  // A number may hold colons itself.
  const [, country, businessNo] = /^([^:]*):(.*)$/.exec(of) ?? [];
  if (country === undefined || businessNo === undefined)
    return { account: of, uscc: of, country: null, businessNo: null, region: 'mainland', category, mobile };
  const region = regionOf(country);
  if (region === 'mainland') throw new DomainError('country_contradicts', { detail: say('region_mainland') });
  return { account: of, uscc: null, country, businessNo, region, category, mobile };
}

export const firstEditionRoutes = [
  operation({
    method: 'post',
    path: '/first-edition/password',
    tag,
    summary: 'Come back with the account and password of the first edition; its data is brought in (G2)',
    body: z.strictObject({ account, password, ...entry }),
    effect: 'workflow',
    accountIn: (body) => body.account,
    answers: openingAnswers,
    refusals: ['credentials_invalid', ...refusals],
    handle: async ({ deps, store, body, req, businessNo: registrationId, updateId }) => {
      const attempt = await tryLogin(deps, req, { kind: 'first_edition', account: body.account });
      const former = await createFirstEdition(store).find(body.account);
      if (!(await formerPasswordFits(former?.passwordHash, body.password)) || !former)
        throw await attempt.failed(former?.account);
      await attempt.passed();
      const code = await spelledCode(store, body.invitationCode);
      return openAccount(deps, store, registrationId, updateId, {
        ...unitOf(former),
        passwordHash: await hashPassword(body.password),
        privacyAccepted: body.acceptPrivacyTerms === true,
        invitationCode: code,
        firstEdition: true,
      });
    },
  }),
  operation({
    method: 'post',
    path: '/first-edition/codes',
    tag,
    summary: 'Send a code to the mobile on file; answers alike for units that are known and unknown (G2)',
    body: z.strictObject({ uscc: account }),
    answers: { 202: codeAnswer },
    refusals: ['too_many_requests', 'unavailable'],
    handle: async ({ deps, store, body, req }) => {
      const former = await createFirstEdition(store).find(body.uscc);
      return sendCode(deps, req, { purpose: 'first_edition', subject: body.uscc, mobile: former?.mobile });
    },
  }),
  operation({
    method: 'post',
    path: '/first-edition/mobile',
    tag,
    summary: 'Come back with a code sent to the mobile on file, and a new password (G2)',
    body: z.strictObject({ uscc: account, ...givenCode, newPassword: password, ...entry }),
    labels: calling('code', sentCode),
    rules: ({ body: { newPassword, uscc = '' } }) => [() => assertGoodPassword(newPassword, 'newPassword', [uscc])],
    effect: 'workflow',
    accountIn: (body) => body.uscc,
    answers: openingAnswers,
    refusals: ['code_invalid', 'password_too_weak', ...refusals],
    handle: async ({ deps, store, body, businessNo: registrationId, updateId }) => {
      // The same work for a code that is right, wrong, or of nobody.
      const passwordHash = await hashPassword(body.newPassword);
      const former = await createFirstEdition(store).find(body.uscc);
      const given = { requestId: body.requestId, code: body.code };
      await assertOpeningCode(store, registrationId, { purpose: 'first_edition', subject: body.uscc, ...given });
      if (!former) throw new DomainError('code_invalid');
      const code = await spelledCode(store, body.invitationCode);
      return openAccount(deps, store, registrationId, updateId, {
        ...unitOf(former),
        passwordHash,
        privacyAccepted: body.acceptPrivacyTerms === true,
        invitationCode: code,
        firstEdition: true,
        verificationCodeId: body.requestId,
      });
    },
  }),
];
