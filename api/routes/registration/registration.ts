import { z } from 'zod';
import { numberFault, regionFault } from '../../../domain/country.ts';
import type { ErrorCode } from '../../../domain/error-code.ts';
import { DomainError, fieldError } from '../../../domain/errors.ts';
import {
  invitationCodeRequired,
  mobileProofRequired,
  shownState,
  shownStates,
  unitCategories,
} from '../../../domain/registration.ts';
import { createEditions } from '../../../db/edition.ts';
import type { Store } from '../../../db/knex.ts';
import { createRegistrationWorkflowRefs } from '../../../db/registration/registration-workflow-ref.ts';
import { accountOf, claimedAccount, numberOf } from './account-claim.ts';
import { hashPassword } from '../../auth.ts';
import { basePath } from '../../base-path.ts';
import type { Rule } from '../../judgement.ts';
import { countComparison, countOpening } from '../../limit.ts';
import { operation } from '../../operation.ts';
import { assertGoodPassword } from '../../password.ts';
import { assertKnown, codeClaims } from '../../reference-check.ts';
import { openAccount, openingAnswers, pendingRegistration } from './registration-opening.ts';
import { businessNo, countryCode, identifier, mobile, password } from '../../schemas.ts';
import { invitationCode, spelledCode } from './invitation-code.ts';
import { assertOpeningCode, codeAnswer, mobileProof, sendCode } from './verification-code.ts';

const shared = {
  category: z.enum(unitCategories),
  invitationCode: invitationCode.optional(),
  mobile,
  mobileProof: mobileProof.optional().openapi({
    description:
      'The code of a text to this very `mobile` (`POST /registrations/codes`), where the edition’s `mobileProof` asks for it',
  }),
  password,
  acceptPrivacyTerms: z.boolean().optional(),
};
const abroad = { country: countryCode, businessNo };

const opening = z
  .discriminatedUnion('region', [
    z.strictObject({ region: z.literal('mainland'), uscc: identifier(40), ...shared }),
    z.strictObject({ region: z.literal('hk_macao_taiwan'), ...abroad, ...shared }),
    z.strictObject({ region: z.literal('overseas'), ...abroad, ...shared }),
  ])
  .openapi('Opening', {
    description: 'A mainland unit gives its `uscc`; any other its `country` (ISO 3166 alpha-2) and `businessNo`.',
  });

type Opening = z.output<typeof opening>;
type Whole = {
  [K in Opening extends infer O ? (O extends unknown ? keyof O : never) : never]?: Extract<
    Opening,
    Partial<Record<K, unknown>>
  >[K];
};

function broken(path: keyof Whole, code: ErrorCode): DomainError {
  return new DomainError(code, { errors: [fieldError(path, code)] });
}

/** G1: what must hold of an opening beside its form. */
function openingRules(store: Store, given: Partial<Opening>, isWrong: (field: keyof Opening) => boolean): Rule[] {
  const {
    region,
    category,
    uscc,
    country,
    businessNo,
    invitationCode: code,
    mobile: number,
    password: chosen,
    acceptPrivacyTerms,
  } = given as Whole;
  return [
    () => {
      if (acceptPrivacyTerms !== true && !isWrong('acceptPrivacyTerms'))
        throw broken('acceptPrivacyTerms', 'privacy_terms_not_accepted');
    },
    () => void (uscc !== undefined && accountOf({ uscc })),
    () => assertKnown(store, codeClaims('country', 'countries', country)),
    () => {
      const ofCountry = region && country !== undefined ? regionFault(region, country) : undefined;
      const fault = ofCountry ?? (businessNo && numberFault(numberOf(country ?? '', businessNo)));
      if (fault) throw new DomainError('country_contradicts', { errors: [fault] });
    },
    () => {
      const isMissing = code === undefined && !isWrong('invitationCode');
      if (isMissing && region && category && invitationCodeRequired({ region, category }))
        throw broken('invitationCode', 'invitation_code_required');
    },
    async () => void (await spelledCode(store, code)),
    () => assertGoodPassword(chosen, 'password', [uscc, country, businessNo, number]),
  ];
}

export const registrationRoutes = [
  operation({
    id: 'sendRegistrationCode',
    method: 'post',
    path: '/registrations/codes',
    tag: 'Public',
    summary: 'Send a code to a mobile, to open an account with it (G1.4)',
    body: z.strictObject({ mobile }),
    answers: { 202: codeAnswer },
    refusals: ['too_many_requests', 'unavailable'],
    handle: ({ deps, body, req }) =>
      sendCode(deps, req, { purpose: 'registration', subject: body.mobile, mobile: body.mobile }),
  }),
  operation({
    id: 'openRegistration',
    method: 'post',
    path: '/registrations',
    tag: 'Public',
    summary: 'Open an account and start its registration (G1)',
    body: opening,
    rules: ({ store, body, isWrong }) => openingRules(store, body, isWrong),
    effect: 'workflow',
    accountIn: claimedAccount,
    answers: openingAnswers,
    refusals: [
      'privacy_terms_not_accepted',
      'uscc_invalid',
      'unknown_reference',
      'country_contradicts',
      'invitation_code_required',
      'invitation_code_unknown',
      'invitation_code_exhausted',
      'invitation_code_expired',
      'password_too_weak',
      'mobile_proof_required',
      'code_invalid',
      'unit_already_registered',
      'registration_closed',
      'too_many_requests',
    ],
    handle: async ({ deps, store, body, req, businessNo: registrationId, updateId }) => {
      const account = accountOf(body);
      const { mobileProof: proof } = body;
      const code = await spelledCode(store, body.invitationCode);
      const { mobileProof: asksFor } = await createEditions(store).current();
      if (!proof && mobileProofRequired({ mobileProof: asksFor, invitationCode: code }))
        throw broken('mobileProof', 'mobile_proof_required');
      // Last of all that may be wrong, and whether it was asked for or not: a code is a claim.
      if (proof)
        await assertOpeningCode(store, registrationId, { purpose: 'registration', subject: body.mobile, ...proof });
      await countOpening(deps, req, proof ? undefined : body.mobile);
      return openAccount(deps, store, registrationId, updateId, {
        ...account,
        region: body.region,
        category: body.category,
        mobile: body.mobile,
        passwordHash: await hashPassword(body.password),
        privacyAccepted: true,
        invitationCode: code,
        verificationCodeId: proof?.requestId,
      });
    },
  }),
  operation({
    id: 'submitRegistration',
    method: 'post',
    path: '/registration/submit',
    tag: 'Registration',
    summary:
      'Submit for review; from here the forms cannot be changed (G4.2). People that cannot be taken are named, no more than ten at a time',
    roles: ['unit'],
    find: ({ store, session }) => createRegistrationWorkflowRefs(store).find(session.registrationId),
    effect: 'workflow',
    answers: { 200: z.object({ state: z.enum(shownStates) }), 202: pendingRegistration },
    refusals: [
      'incomplete',
      'already_submitted',
      'registration_closed',
      'attendee_already_registered',
      'too_many_requests',
    ],
    handle: async ({ deps, found, updateId, req }) => {
      const told = await countComparison(deps, req, { at: 'submission', of: found.registrationId }, () =>
        deps.engine.submitRegistration(found, updateId),
      );
      if ('pending' in told)
        return { status: 202, body: { registrationId: found.registrationId, statusUrl: `${basePath}/registration` } };
      return { status: 200, body: { state: shownState(told.done.state).state } };
    },
  }),
  operation({
    id: 'giveInvitationCode',
    method: 'put',
    path: '/registration/invitation-code',
    tag: 'Registration',
    summary: 'Give an invitation code later than at the opening (G1.1)',
    roles: ['unit'],
    find: ({ store, session }) => createRegistrationWorkflowRefs(store).find(session.registrationId),
    body: z.strictObject({ invitationCode }),
    effect: 'workflow',
    answers: { 200: z.object({ delegationId: z.int() }), 202: pendingRegistration },
    refusals: [
      'not_editable',
      'invitation_code_given',
      'invitation_code_unknown',
      'invitation_code_exhausted',
      'invitation_code_expired',
    ],
    handle: async ({ deps, store, found, body, updateId }) => {
      const code = await spelledCode(store, body.invitationCode);
      const told = await deps.engine.giveInvitationCode(found, { invitationCode: code }, updateId);
      if ('pending' in told)
        return { status: 202, body: { registrationId: found.registrationId, statusUrl: `${basePath}/registration` } };
      return { status: 200, body: told.done };
    },
  }),
];
