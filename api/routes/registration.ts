import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import { normaliseIdentifier } from '../../domain/identity.ts';
import { passwordTooWeak } from '../../domain/password.ts';
import { invitationCodeRequired, registrationTransitions, unitCategories } from '../../domain/registration.ts';
import { statesOf } from '../../domain/state-machine.ts';
import { createEditions } from '../../db/edition.ts';
import { createInvitationCodes } from '../../db/invitation-code.ts';
import { createRegistrationRuns } from '../../db/registration-run.ts';
import { createSessions } from '../../db/session.ts';
import { createUnitOpenings } from '../../db/unit-opening.ts';
import { accountOf } from '../account-claim.ts';
import { hashPassword } from '../auth.ts';
import { basePath } from '../base-path.ts';
import { operation } from '../operation.ts';
import { progress, readProgress } from '../progress.ts';
import { assertKnown, codeClaim } from '../reference-check.ts';
import { mobile, password, text, uuid } from '../schemas.ts';
import { sessionHours } from './session.ts';

const invitationCode = z
  .string()
  .transform(normaliseIdentifier)
  .pipe(z.string().regex(/^[0-9A-Z-]{4,32}$/));

const shared = {
  category: z.enum(unitCategories),
  invitationCode: z.union([z.literal('').transform(() => undefined), z.null().transform(() => undefined), invitationCode]).optional(),
  mobile,
  password,
  acceptPrivacyTerms: z.boolean().optional(),
};
const abroad = { country: z.string().regex(/^[A-Z]{2}$/), businessNo: text(40) };

const opening = z
  .discriminatedUnion('region', [
    z.strictObject({ region: z.literal('mainland'), uscc: z.string().max(40), ...shared }),
    z.strictObject({ region: z.literal('hk_macao_taiwan'), ...abroad, ...shared }),
    z.strictObject({ region: z.literal('overseas'), ...abroad, ...shared }),
  ])
  .openapi('Opening', { description: 'A mainland unit gives its `uscc`; any other its `country` (ISO 3166 alpha-2) and `businessNo`.' });

const opened = z
  .object({ registrationId: uuid, account: z.string().openapi({ description: 'What the unit logs in with' }), token: z.string(), progress })
  .openapi('OpenedRegistration');
const pending = z.object({ registrationId: uuid, statusUrl: z.string() }).openapi('PendingRegistration');

export const registrationRoutes = [
  operation({
    method: 'post',
    path: '/registrations',
    tag: 'Public',
    summary: 'Open an account and start its registration (G1)',
    body: opening,
    effect: 'workflow',
    answers: { 201: opened, 202: pending },
    refusals: [
      'privacy_terms_not_accepted',
      'uscc_invalid',
      'unknown_reference',
      'invitation_code_required',
      'invitation_code_unknown',
      'invitation_code_exhausted',
      'invitation_code_expired',
      'password_too_weak',
      'unit_already_registered',
      'registration_closed',
    ],
    handle: async ({ deps, store, body, language, businessNo: registrationId, updateId }) => {
      if (body.acceptPrivacyTerms !== true) throw new DomainError('privacy_terms_not_accepted');
      const account = accountOf(body, language);
      if (body.region !== 'mainland') await assertKnown(store, [codeClaim('country', 'countries', body.country)], language);
      if (body.invitationCode === undefined && invitationCodeRequired(body)) throw new DomainError('invitation_code_required');
      // The run decides on the code's places; one that is unknown is refused in any state of the account.
      if (body.invitationCode !== undefined && !(await createInvitationCodes(store).find('all', body.invitationCode)))
        throw new DomainError('invitation_code_unknown');
      if (passwordTooWeak(body.password, account.account)) throw new DomainError('password_too_weak');
      const { edition } = await createEditions(store).current();
      // One unit, one registration: they share the id that the idempotency key fixed.
      await createUnitOpenings(store).insert({
        unitId: registrationId, edition, ...account, region: body.region, category: body.category, mobile: body.mobile,
        passwordHash: await hashPassword(body.password),
      }); // prettier-ignore
      const told = await deps.engine.openRegistration(
        {
          edition,
          account: account.account,
          unitId: registrationId,
          registrationId,
          ...(body.invitationCode ? { invitationCode: body.invitationCode } : {}),
        },
        { edition, account: account.account, delegationNo: undefined },
        updateId,
      );
      if ('slow' in told) return { status: 202, body: { registrationId, statusUrl: `${basePath}/registration` } };
      const [{ token }, { body: progress }] = await Promise.all([
        createSessions(store).open({ unitId: registrationId }, sessionHours),
        readProgress(store, registrationId),
      ]);
      return { status: 201, body: { registrationId, account: account.account, token, progress } };
    },
  }),
  operation({
    method: 'post',
    path: '/registration/submit',
    tag: 'Registration',
    summary: 'Submit for review; from here the forms cannot be changed (G4.2)',
    roles: ['unit'],
    find: ({ store, session }) => createRegistrationRuns(store).find(session.registrationId),
    effect: 'workflow',
    answers: { 200: z.object({ state: z.enum(statesOf(registrationTransitions)) }), 202: pending },
    refusals: ['incomplete', 'already_submitted', 'registration_closed'],
    handle: async ({ deps, found, updateId }) => {
      const told = await deps.engine.submitRegistration(found, updateId);
      if ('slow' in told) return { status: 202, body: { registrationId: found.registrationId, statusUrl: `${basePath}/registration` } };
      return { status: 200, body: { state: told.done.state } };
    },
  }),
];
