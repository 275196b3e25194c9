import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { say } from '../../../domain/message.ts';
import { accountToOpen } from '../../../domain/typed-text.ts';
import { inTransaction, type Store } from '../../../db/knex.ts';
import { createSessions, type Role } from '../../../db/session.ts';
import { createStaff } from '../../../db/staff.ts';
import { createUnits } from '../../../db/registration/unit.ts';
import { bearerToken, passwordFits } from '../../auth.ts';
import { noteSession, tryLogin } from '../../login.ts';
import { logins } from '../../metrics.ts';
import { editionNumber } from '../../edition-query.ts';
import { operation } from '../../operation.ts';
import { account, digits, login, password, time, uuid } from '../../schemas.ts';
import { sessionHours } from '../../session-hours.ts';

const roles = ['unit', 'delegation', 'bureau', 'operator'] as const satisfies readonly Role[];
const everyone = roles;

const credentials = z
  .strictObject({
    account: account.optional(),
    login: login.optional(),
    edition: editionNumber.optional().openapi({
      description: 'Of a unit: whose account to open, where it has one in several editions; the newest when left out',
    }),
    password,
    totp: digits(6).optional(),
  })
  .openapi('Credentials', { description: 'A unit logs in with its `account`, staff with their `login`.' });

/** Whose account it is, and how the audit calls them. */
async function ownerOf(
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
  return (
    staff && { owner: { staffId: staff.staffId }, subject: login!, passwordHash: staff.passwordHash, role: staff.role }
  );
}

export const sessionRoutes = [
  operation({
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
    refusals: ['credentials_invalid'],
    // Neither transaction nor key: a refused try must stay counted, and a repeat is simply another session.
    handle: async ({ deps, store, body, req }) => {
      const attempt = await tryLogin(deps, req, {
        kind: body.account === undefined ? 'staff' : 'unit',
        // However it is spelled: another spelling is no fresh start.
        account: body.account === undefined ? body.login! : accountToOpen(body.account),
      });
      const known = await ownerOf(store, body);
      if (!(await passwordFits(known?.passwordHash, body.password)) || !known)
        throw await attempt.failed(known?.subject);
      await attempt.passed();
      const { owner, subject, role, registrationId, edition } = known;
      const { token, expiresAt } = await inTransaction(store, async (trx) => {
        await noteSession(trx, req, {
          action: 'logged_in',
          staffId: 'staffId' in owner ? owner.staffId : undefined,
          subject,
          about: registrationId,
          detail: { role },
        });
        return createSessions(trx).open(owner, sessionHours);
      });
      logins.inc({ role });
      return {
        status: 201,
        body: { token, expiresAt, role, ...(registrationId === undefined ? {} : { registrationId, edition }) },
      };
    },
  }),
  operation({
    method: 'delete',
    path: '/sessions/current',
    tag: 'Account',
    summary: 'Log out',
    roles: everyone,
    afterEdition: true,
    answers: { 204: null },
    handle: async ({ store, session, req }) => {
      const staffId = session.role === 'unit' ? undefined : session.staffId;
      const subject =
        session.role === 'unit' ? session.registrationId : await createStaff(store).loginOf(session.staffId);
      await inTransaction(store, async (trx) => {
        if (await createSessions(trx).close(bearerToken(req)!))
          await noteSession(trx, req, {
            action: 'logged_out',
            staffId,
            subject,
            ...(session.role === 'unit' ? { about: subject } : {}),
            detail: { role: session.role },
          });
      });
      return { status: 204, body: undefined };
    },
  }),
];
