import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import { normaliseIdentifier, parseUscc } from '../../domain/identity.ts';
import { passwordTooWeak } from '../../domain/password.ts';
import { invitationCodeRequired, registrationTransitions, regions, unitCategories } from '../../domain/registration.ts';
import { statesOf } from '../../domain/state-machine.ts';
import { createEditions } from '../../db/edition.ts';
import { createRegistrationRuns } from '../../db/registration-run.ts';
import { createSessions } from '../../db/session.ts';
import { createUnitOpenings } from '../../db/unit-opening.ts';
import { hashPassword } from '../auth.ts';
import { basePath } from '../base-path.ts';
import { operation } from '../operation.ts';
import { mobile, password, text, uuid } from '../schemas.ts';
import { progress, readProgress } from '../progress.ts';
import { sessionHours } from './session.ts';

const invitationCode = z
  .string()
  .transform(normaliseIdentifier)
  .pipe(z.string().regex(/^[0-9A-Z-]{4,32}$/));

const opening = z
  .strictObject({
    region: z.enum(regions),
    category: z.enum(unitCategories),
    uscc: z.string().max(40).optional(),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional(),
    businessNo: text(40).optional(),
    invitationCode: z.union([z.literal('').transform(() => undefined), z.null().transform(() => undefined), invitationCode]).optional(),
    mobile,
    password,
    acceptPrivacyTerms: z.boolean().optional(),
  })
  .openapi('Opening', { description: 'A mainland unit gives its `uscc`; any other its `country` (ISO 3166 alpha-2) and `businessNo`.' });

/** What the unit logs in with (G1.4): its USCC, or country and business number. */
function accountOf(body: z.output<typeof opening>): { account: string; uscc: string | null; country: string | null; businessNo: string | null } {
  const missing = (path: string) =>
    new DomainError('validation_failed', { errors: [{ path, code: 'required', message: `${path} is required for region ${body.region}` }] });
  if (body.region === 'mainland') {
    if (body.uscc === undefined) throw missing('uscc');
    const uscc = parseUscc(body.uscc);
    if (!uscc.ok)
      throw new DomainError('uscc_invalid', {
        detail: `"${body.uscc}" is not a USCC: ${uscc.reason}.`,
        errors: [{ path: 'uscc', code: uscc.reason, message: body.uscc }],
      });
    return { account: uscc.value, uscc: uscc.value, country: null, businessNo: null };
  }
  if (body.country === undefined) throw missing('country');
  if (body.businessNo === undefined) throw missing('businessNo');
  const businessNo = normaliseIdentifier(body.businessNo);
  return { account: `${body.country}:${businessNo}`, uscc: null, country: body.country, businessNo };
}

const opened = z.object({ registrationId: uuid, token: z.string(), progress }).openapi('OpenedRegistration');
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
      'invitation_code_required',
      'invitation_code_unknown',
      'invitation_code_exhausted',
      'invitation_code_expired',
      'password_too_weak',
      'unit_already_registered',
      'registration_closed',
    ],
    handle: async ({ deps, store, body, businessNo: registrationId, updateId }) => {
      if (body.acceptPrivacyTerms !== true) throw new DomainError('privacy_terms_not_accepted');
      const account = accountOf(body);
      if (body.invitationCode === undefined && invitationCodeRequired(body)) throw new DomainError('invitation_code_required');
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
      return { status: 201, body: { registrationId, token, progress } };
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
    answers: { 200: z.object({ state: z.enum(statesOf(registrationTransitions)) }), 202: z.object({ statusUrl: z.string() }) },
    refusals: ['incomplete', 'already_submitted', 'registration_closed'],
    handle: async ({ deps, found, updateId }) => {
      const told = await deps.engine.submitRegistration(found, updateId);
      if ('slow' in told) return { status: 202, body: { statusUrl: `${basePath}/registration` } };
      return { status: 200, body: told.done };
    },
  }),
];
