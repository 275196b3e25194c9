import { z } from 'zod';
import { regionOf } from '../../../domain/country.ts';
import { DomainError, fieldError } from '../../../domain/errors.ts';
import { say } from '../../../domain/message.ts';
import { createEditions } from '../../../db/edition.ts';
import type { Store } from '../../../db/knex.ts';
import { createPreviousEdition, type PreviousEditionAccount } from '../../../db/registration/previous-edition.ts';
import { accountToOpen } from '../../../domain/typed-text.ts';
import type { Account } from './account-claim.ts';
import { sentCode } from '../../../domain/field-label.ts';
import { calling } from '../../judgement.ts';
import { formerPasswordFits, hashPassword } from '../../auth.ts';
import { tryLogin } from '../../login.ts';
import { operation } from '../../operation.ts';
import { assertGoodPassword } from '../../password.ts';
import { invitationCode, spelledCode } from './invitation-code.ts';
import { openAccount, openingAnswers } from './registration-opening.ts';
import { account, mobile, password } from '../../schemas.ts';
import {
  assertOpeningCode,
  codeAnswer,
  givenCode,
  mobileProof,
  sendCode,
  type GivenCode,
} from './verification-code.ts';

const tag = 'Previous edition';
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
}: PreviousEditionAccount): Account & Pick<PreviousEditionAccount, 'region' | 'category'> {
  // A number may hold colons itself.
  const [, country, businessNo] = /^([^:]*):(.*)$/.exec(of) ?? [];
  if (country === undefined || businessNo === undefined)
    return { account: of, uscc: of, country: null, businessNo: null, region: 'mainland', category };
  const region = regionOf(country);
  if (region === 'mainland') throw new DomainError('country_contradicts', { detail: say('region_mainland') });
  return { account: of, uscc: null, country, businessNo, region, category };
}

/** However it is spelled: accounts of before may be spelled otherwise. */
async function find(store: Store, typed: string): Promise<PreviousEditionAccount | undefined> {
  const accounts = createPreviousEdition(store);
  return (await accounts.find(typed)) ?? (await accounts.find(accountToOpen(typed)));
}

/** The mobile on file; where it was erased another one, proved as an opening's. */
async function mobileFor(
  store: Store,
  registrationId: string,
  onFile: string | undefined,
  given: { mobile?: string | undefined; mobileProof?: GivenCode | undefined },
): Promise<{ mobile: string; verificationCodeId?: string }> {
  if (onFile !== undefined) return { mobile: onFile };
  const { mobile: number, mobileProof: proof } = given;
  const { mobileProof: asksFor } = await createEditions(store).current();
  const lacks = number === undefined ? 'mobile' : asksFor !== 'never' && !proof ? 'mobileProof' : undefined;
  if (number === undefined || lacks)
    throw new DomainError('mobile_proof_required', {
      errors: [fieldError(lacks ?? 'mobile', 'mobile_proof_required')],
    });
  if (!proof) return { mobile: number };
  await assertOpeningCode(store, registrationId, { purpose: 'registration', subject: number, ...proof });
  return { mobile: number, verificationCodeId: proof.requestId };
}

export const previousEditionRoutes = [
  operation({
    id: 'returnWithPassword',
    method: 'post',
    path: '/first-edition/password',
    tag,
    summary: 'Come back with the account and password of the edition before; its data is brought in (G2)',
    body: z.strictObject({
      account,
      password,
      ...entry,
      mobile: mobile.optional().openapi({
        description:
          'Only where the one on file was erased since (`mobile_proof_required`); it counts wherever it can be read',
      }),
      mobileProof: mobileProof.optional().openapi({
        description: 'The code of a text to this very `mobile` (`POST /registrations/codes`)',
      }),
    }),
    effect: 'workflow',
    accountIn: (body) => body.account,
    answers: openingAnswers,
    refusals: ['credentials_invalid', 'mobile_proof_required', 'code_invalid', ...refusals],
    handle: async ({ deps, store, body, req, businessNo: registrationId, updateId }) => {
      const attempt = await tryLogin(deps, req, { kind: 'previous_edition', account: body.account });
      const former = await find(store, body.account);
      if (!(await formerPasswordFits(former?.passwordHash, body.password)) || !former)
        throw await attempt.failed(former?.account);
      await attempt.passed();
      const code = await spelledCode(store, body.invitationCode);
      return openAccount(deps, store, registrationId, updateId, {
        ...unitOf(former),
        ...(await mobileFor(store, registrationId, former.mobile, body)),
        passwordHash: await hashPassword(body.password),
        privacyAccepted: body.acceptPrivacyTerms === true,
        invitationCode: code,
        previousEdition: true,
      });
    },
  }),
  operation({
    id: 'sendReturnCode',
    method: 'post',
    path: '/first-edition/codes',
    tag,
    summary: 'Send a code to the mobile on file; answers alike for units that are known and unknown (G2)',
    body: z.strictObject({ uscc: account }),
    answers: { 202: codeAnswer },
    refusals: ['too_many_requests', 'unavailable'],
    handle: async ({ deps, store, body, req }) => {
      const former = await find(store, body.uscc);
      return sendCode(deps, req, { purpose: 'previous_edition', subject: body.uscc, mobile: former?.mobile });
    },
  }),
  operation({
    id: 'returnWithCode',
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
      const former = await find(store, body.uscc);
      const given = { requestId: body.requestId, code: body.code };
      await assertOpeningCode(store, registrationId, { purpose: 'previous_edition', subject: body.uscc, ...given });
      if (former?.mobile === undefined) throw new DomainError('code_invalid');
      const code = await spelledCode(store, body.invitationCode);
      return openAccount(deps, store, registrationId, updateId, {
        ...unitOf(former),
        mobile: former.mobile,
        passwordHash,
        privacyAccepted: body.acceptPrivacyTerms === true,
        invitationCode: code,
        previousEdition: true,
        verificationCodeId: body.requestId,
      });
    },
  }),
];
