import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { say } from '../../../domain/message.ts';
import { accountToOpen } from '../../../domain/typed-text.ts';
import { createDelegations } from '../../../db/delegation.ts';
import { inTransaction, type Store } from '../../../db/knex.ts';
import { createSecondFactors } from '../../../db/second-factor.ts';
import { createSessions, ownerOf, staffIdleMinutes, type Session } from '../../../db/session.ts';
import { createStaff } from '../../../db/staff.ts';
import { createUnits } from '../../../db/registration/unit.ts';
import { owesSecondFactor, roles } from '../../admission.ts';
import { bearerToken, passwordFits } from '../../auth.ts';
import { noteOwn, openedFrom, tryLogin } from '../../login.ts';
import { logins } from '../../metrics.ts';
import { editionNumber } from '../../edition-query.ts';
import { operation } from '../../operation.ts';
import {
  account,
  cursorQuery,
  digits,
  identifier,
  keysetPage,
  login,
  page,
  pageOf,
  password,
  serial,
  time,
  uuid,
} from '../../schemas.ts';
import { passesSecondFactor } from '../../second-factor.ts';
import { sessionHours } from '../../session-hours.ts';

const tag = 'Account';

const credentials = z
  .strictObject({
    account: account.optional(),
    login: login.optional(),
    edition: editionNumber.optional().openapi({
      description: 'Of a unit: whose account to open, where it has one in several editions; the newest when left out',
    }),
    password,
    totp: digits(6).optional(),
    recoveryCode: identifier(40).optional(),
  })
  .openapi('Credentials', {
    description:
      'A unit logs in with its `account`, staff with their `login` and, where they have a second factor, with the six digits their app shows as `totp`, or instead with one of their recovery codes.',
  });

const currentSession = z
  .object({
    role: z.enum(roles),
    account: z.string().openapi({ description: "A unit's account, or the login of staff" }),
    registrationId: uuid.optional(),
    delegation: z.object({ delegationId: serial, no: z.int(), nameZh: z.string(), nameEn: z.string() }).optional(),
    expiresAt: time,
    idleSeconds: z
      .int()
      .nullable()
      .openapi({ description: 'After so long without a request the session is over; null: it is not by that' }),
    secondFactor: z
      .enum(['none', 'required', 'confirmed'])
      .optional()
      .openapi({ description: 'Of staff. `required`: nothing else is let in before one is set up' }),
  })
  .openapi('CurrentSession');

const openSession = z
  .object({
    sessionId: uuid,
    isCurrent: z.boolean(),
    createdAt: time,
    lastUsedAt: time.openapi({ description: 'To the minute' }),
    expiresAt: time,
    address: z.string().nullable().openapi({ description: 'Where it was opened; of IPv6 the network (/64)' }),
    userAgent: z.string().nullable(),
  })
  .openapi('OpenSession');

/** Whose account it is, and how the audit calls them. */
async function accountOf(
  store: Store,
  {
    account,
    login,
    edition,
  }: { account?: string | undefined; login?: string | undefined; edition?: string | undefined },
) {
  if (account !== undefined) {
    const unit = await createUnits(store).findAccount(account, edition);
    if (!unit) return undefined;
    const { unitId, registrationId, edition: of, passwordHash } = unit;
    const role = 'unit' as const;
    return { owner: { unitId }, subject: registrationId, passwordHash, role, registrationId, edition: of };
  }
  const staff = await createStaff(store).findLogin(login!);
  return staff && { owner: { staffId: staff.staffId }, subject: login!, ...staff };
}

/** How the audit calls whose session it is. */
async function subjectOf(store: Store, session: Session) {
  return session.role === 'unit'
    ? { staffId: undefined, subject: session.registrationId, about: session.registrationId }
    : { staffId: session.staffId, subject: await createStaff(store).loginOf(session.staffId) };
}

export const sessionRoutes = [
  operation({
    id: 'logIn',
    method: 'post',
    path: '/sessions',
    tag: 'Public',
    summary: 'Log in, as a unit or as staff',
    body: credentials,
    rules: ({ body: { account, login, edition }, isWrong }) => [
      () => {
        if (edition === undefined || login === undefined) return;
        throw new DomainError('validation_failed', {
          errors: [{ path: 'edition', code: 'custom', message: say('edition_of_unit') }],
        });
      },
      () => {
        if (isWrong('account') || isWrong('login') || (account === undefined) !== (login === undefined)) return;
        throw new DomainError('validation_failed', {
          errors: [{ path: 'account', code: 'custom', message: say('account_or_login') }],
        });
      },
    ],
    answers: {
      201: z
        .object({
          token: z.string(),
          expiresAt: time,
          role: z.enum(roles),
          registrationId: uuid.optional(),
          edition: z.string().optional(),
        })
        .openapi('Session'),
    },
    refusals: ['credentials_invalid', 'second_factor_required', 'second_factor_invalid'],
    // Neither transaction nor key: a refused try must stay counted, and a repeat is simply another session.
    handle: async ({ deps, store, body, req }) => {
      const attempt = await tryLogin(deps, req, {
        kind: body.account === undefined ? 'staff' : 'unit',
        // However it is spelled: another spelling is no fresh start.
        account: body.account === undefined ? body.login! : accountToOpen(body.account),
      });
      const known = await accountOf(store, body);
      if (!(await passwordFits(known?.passwordHash ?? undefined, body.password)) || !known)
        throw await attempt.failed(known?.subject);
      const { owner, subject, role, registrationId, edition } = {
        registrationId: undefined,
        edition: undefined,
        ...known,
      };
      const staffId = 'staffId' in owner ? owner.staffId : undefined;
      const factor = staffId === undefined ? undefined : await createSecondFactors(store).confirmed(staffId);
      if (factor && body.totp === undefined && body.recoveryCode === undefined) throw await attempt.incomplete();
      if (factor && !(await passesSecondFactor(store, factor, body)))
        throw await attempt.failed(subject, 'second_factor');
      await attempt.passed();
      const by = factor && (body.totp === undefined ? 'recovery_code' : 'totp');
      const { token, expiresAt } = await inTransaction(store, async (trx) => {
        const detail = { role, ...(by ? { secondFactor: by } : {}) };
        await noteOwn(trx, req, { action: 'logged_in', staffId, subject, about: registrationId, detail });
        return createSessions(trx).open(owner, sessionHours, openedFrom(req));
      });
      logins.inc({ role });
      return {
        status: 201,
        body: { token, expiresAt, role, ...(registrationId === undefined ? {} : { registrationId, edition }) },
      };
    },
  }),
  operation({
    id: 'getSession',
    method: 'get',
    path: '/sessions/current',
    tag,
    summary: 'Who is logged in, and until when',
    roles,
    withoutSecondFactor: true,
    answers: { 200: currentSession },
    handle: async ({ deps, store, session, req }) => {
      const { role } = session;
      const expiresAt = await createSessions(store).expiresAt(bearerToken(req)!);
      if (role === 'unit') {
        const { unitId, registrationId } = session;
        const { account } = (await createUnits(store).find(unitId))!;
        return { status: 200, body: { role, account, registrationId, expiresAt, idleSeconds: null } };
      }
      const own = role === 'delegation' ? await createDelegations(store).labelOf(session.delegationId) : undefined;
      const secondFactor = session.hasSecondFactor
        ? 'confirmed'
        : owesSecondFactor(deps, session)
          ? 'required'
          : 'none';
      return {
        status: 200,
        body: {
          role,
          account: await createStaff(store).loginOf(session.staffId),
          ...(own ? { delegation: own } : {}),
          expiresAt,
          idleSeconds: staffIdleMinutes * 60,
          secondFactor,
        } satisfies z.input<typeof currentSession>,
      };
    },
  }),
  operation({
    id: 'listSessions',
    method: 'get',
    path: '/sessions',
    tag,
    summary: 'The own sessions, the newest first',
    roles,
    withoutSecondFactor: true,
    query: cursorQuery,
    answers: { 200: page(openSession) },
    handle: async ({ store, session, query, req }) => {
      const found = await createSessions(store).list(ownerOf(session), bearerToken(req)!, keysetPage(query));
      return { status: 200, body: pageOf(found, query) };
    },
  }),
  operation({
    id: 'logOut',
    method: 'delete',
    path: '/sessions/current',
    tag,
    summary: 'Log out',
    roles,
    withoutSecondFactor: true,
    afterEdition: true,
    answers: { 204: null },
    handle: async ({ store, session, req }) => {
      const whose = await subjectOf(store, session);
      await inTransaction(store, async (trx) => {
        if (await createSessions(trx).close(bearerToken(req)!))
          await noteOwn(trx, req, { action: 'logged_out', ...whose, detail: { role: session.role } });
      });
      return { status: 204, body: undefined };
    },
  }),
  operation({
    id: 'endSession',
    method: 'delete',
    path: '/sessions/:sessionId',
    tag,
    summary: 'End one of the own sessions',
    roles,
    withoutSecondFactor: true,
    afterEdition: true,
    params: z.object({ sessionId: uuid }),
    answers: { 204: null },
    handle: async ({ store, session, params: { sessionId }, req }) => {
      const whose = await subjectOf(store, session);
      await inTransaction(store, async (trx) => {
        if (!(await createSessions(trx).closeOne(ownerOf(session), sessionId))) throw new DomainError('not_found');
        await noteOwn(trx, req, { action: 'session_revoked', ...whose, detail: { role: session.role } });
      });
      return { status: 204, body: undefined };
    },
  }),
];
