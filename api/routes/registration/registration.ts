import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import {
  invitationCodeRequired,
  mobileProofRequired,
  shownState,
  shownStates,
  unitCategories,
} from '../../../domain/registration.ts';
import { createEditions } from '../../../db/edition.ts';
import { createRegistrationWorkflowRefs } from '../../../db/registration/registration-workflow-ref.ts';
import { accountOf, claimedAccount } from './account-claim.ts';
import { hashPassword } from '../../auth.ts';
import { basePath } from '../../base-path.ts';
import { fieldError } from '../../errors.ts';
import { countComparison, countOpening } from '../../limit.ts';
import { operation } from '../../operation.ts';
import { assertGoodPassword } from '../../password.ts';
import { assertKnown, codeClaim } from '../../reference-check.ts';
import { openAccount, openingAnswers, pendingRegistration } from './registration-opening.ts';
import { businessNo, countryCode, identifier, mobile, password } from '../../schemas.ts';
import { invitationCode, spelledCode } from './invitation-code.ts';
import { assertOpeningCode, codeAnswer, givenCode, sendCode } from './verification-code.ts';

const shared = {
  category: z.enum(unitCategories),
  invitationCode: invitationCode.optional(),
  mobile,
  mobileProof: z.strictObject(givenCode).optional().openapi({
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

export const registrationRoutes = [
  operation({
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
    method: 'post',
    path: '/registrations',
    tag: 'Public',
    summary: 'Open an account and start its registration (G1)',
    body: opening,
    effect: 'workflow',
    accountIn: claimedAccount,
    answers: openingAnswers,
    refusals: [
      'privacy_terms_not_accepted',
      'uscc_invalid',
      'unknown_reference',
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
    handle: async ({ deps, store, body, language, req, businessNo: registrationId, updateId }) => {
      if (body.acceptPrivacyTerms !== true) throw new DomainError('privacy_terms_not_accepted');
      const account = accountOf(body, language);
      if (body.region !== 'mainland')
        await assertKnown(store, [codeClaim('country', 'countries', body.country)], language);
      if (body.invitationCode === undefined && invitationCodeRequired(body))
        throw new DomainError('invitation_code_required');
      const code = await spelledCode(store, body.invitationCode);
      await assertGoodPassword(
        body.password,
        'password',
        [account.account, account.businessNo ?? '', body.mobile],
        language,
      );
      const { mobileProof: proof } = body;
      const { mobileProof: asksFor } = await createEditions(store).current();
      if (!proof && mobileProofRequired({ mobileProof: asksFor, invitationCode: code }))
        throw new DomainError('mobile_proof_required', {
          errors: [fieldError('mobileProof', 'mobile_proof_required', language)],
        });
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
