import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import { normaliseIdentifier } from '../../domain/identity.ts';
import type { Store } from '../../db/knex.ts';
import { createSessions, type Role } from '../../db/session.ts';
import { createStaff } from '../../db/staff.ts';
import { createUnits } from '../../db/unit.ts';
import { bearerToken, passwordFits } from '../auth.ts';
import { countLogin } from '../limit.ts';
import { operation } from '../operation.ts';
import { password, text, time, uuid } from '../schemas.ts';
import { sessionHours } from '../session-hours.ts';

const roles = ['unit', 'delegation', 'bureau', 'operator'] as const satisfies readonly Role[];
const everyone = roles;

const name = text(100);
const credentials = z
  .strictObject({
    account: name.optional(),
    login: name.optional(),
    password,
    totp: z
      .string()
      .regex(/^[0-9]{6}$/)
      .optional(),
  })
  .refine(({ account, login }) => (account === undefined) !== (login === undefined), { path: ['account'] })
  .openapi('Credentials', { description: 'A unit logs in with its `account`, staff with their `login`.' });

async function ownerOf(store: Store, { account, login }: { account?: string | undefined; login?: string | undefined }) {
  if (account !== undefined) {
    const unit = await createUnits(store).findAccount(account);
    return unit && { owner: { unitId: unit.unitId }, passwordHash: unit.passwordHash, role: 'unit' as const, registrationId: unit.registrationId };
  }
  const staff = await createStaff(store).findLogin(login!);
  return staff && { owner: { staffId: staff.staffId }, passwordHash: staff.passwordHash, role: staff.role };
}

export const sessionRoutes = [
  operation({
    method: 'post',
    path: '/sessions',
    tag: 'Public',
    summary: 'Log in, as a unit or as staff',
    body: credentials,
    answers: { 201: z.object({ token: z.string(), expiresAt: time, role: z.enum(roles), registrationId: uuid.optional() }).openapi('Session') },
    refusals: ['credentials_invalid'],
    // Neither transaction nor key: a refused try must stay counted, and a repeat is simply another session.
    handle: async ({ deps, store, body, req }) => {
      const who = { ...body, ...(body.account === undefined ? {} : { account: normaliseIdentifier(body.account) }) };
      const count = await countLogin(deps, req, who.account ?? `staff:${who.login}`);
      const known = await ownerOf(store, who);
      if (!(await passwordFits(known?.passwordHash, body.password)) || !known) throw new DomainError('credentials_invalid');
      const [{ token, expiresAt }] = await Promise.all([createSessions(store).open(known.owner, sessionHours), count.passed()]);
      const { role, registrationId } = known;
      return { status: 201, body: { token, expiresAt, role, ...(registrationId === undefined ? {} : { registrationId }) } };
    },
  }),
  operation({
    method: 'delete',
    path: '/sessions/current',
    tag: 'Account',
    summary: 'Log out',
    roles: everyone,
    answers: { 204: null },
    handle: async ({ store, req }) => {
      await createSessions(store).close(bearerToken(req)!);
      return { status: 204, body: undefined };
    },
  }),
];
