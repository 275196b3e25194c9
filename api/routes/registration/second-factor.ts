import type { Request } from 'express';
import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { oneTimeCode } from '../../../domain/field-label.ts';
import { say } from '../../../domain/message.ts';
import { isSecondFactorObligatory } from '../../../domain/second-factor.ts';
import { staffRoles } from '../../../domain/staff-request.ts';
import { inTransaction } from '../../../db/knex.ts';
import { createSecondFactors, type SecondFactor } from '../../../db/second-factor.ts';
import { createSessions } from '../../../db/session.ts';
import { createStaff } from '../../../db/staff.ts';
import { bearerToken } from '../../auth.ts';
import type { Deps } from '../../deps.ts';
import { calling } from '../../judgement.ts';
import { noteOwn, tryLogin } from '../../login.ts';
import { operation } from '../../operation.ts';
import { digits, identifier } from '../../schemas.ts';
import { newSecondFactor, passesSecondFactor, stepOf, type GivenFactor } from '../../second-factor.ts';

const tag = 'Account';
const path = '/account/second-factor';

const prepared = z
  .object({
    otpauthUrl: z.string().openapi({ description: 'For an app that makes codes; it holds the secret' }),
    qr: z.string().openapi({ description: 'The same as a picture: a data URL (PNG)' }),
    recoveryCodes: z
      .array(z.string())
      .openapi({ description: 'Each lets in once without the app; nobody is told them again' }),
  })
  .openapi('SecondFactor');

/** Whoever holds a session alone does not get at the second factor: the one there is has to be shown, and tries at it are counted as logins are. */
async function assertHeld(deps: Deps, req: Request, login: string, factor: SecondFactor, given: GivenFactor) {
  const attempt = await tryLogin(deps, req, { kind: 'staff', account: login });
  if (given.totp === undefined && given.recoveryCode === undefined) throw await attempt.incomplete();
  if (!(await passesSecondFactor(deps.store, factor, given))) throw await attempt.failed(login, 'second_factor');
  await attempt.passed();
}

export const secondFactorRoutes = [
  operation({
    id: 'beginSecondFactor',
    method: 'post',
    path,
    tag,
    summary:
      'A new second factor, of the own account; it counts once it is confirmed. In the place of a confirmed one it takes a code of that',
    roles: staffRoles,
    withoutSecondFactor: true,
    body: z.strictObject({ totp: digits(6).optional(), recoveryCode: identifier(40).optional() }),
    answers: { 201: prepared },
    refusals: ['second_factor_required', 'second_factor_invalid'],
    // No key: the secret is told once, and a repeat is simply another one.
    handle: async ({ deps, store, session: { staffId }, body, req }) => {
      const login = await createStaff(store).loginOf(staffId);
      const confirmed = await createSecondFactors(store).confirmed(staffId);
      if (confirmed) await assertHeld(deps, req, login, confirmed, body);
      const { shown, ...made } = await newSecondFactor(login);
      await inTransaction(store, (trx) => createSecondFactors(trx).prepare(staffId, made));
      return { status: 201, body: shown };
    },
  }),
  operation({
    id: 'confirmSecondFactor',
    method: 'put',
    path,
    tag,
    summary: 'Confirm the new second factor by a code of it; every other session of the account ends',
    roles: staffRoles,
    withoutSecondFactor: true,
    body: z.strictObject({ code: digits(6) }),
    labels: calling('code', oneTimeCode),
    answers: { 204: null },
    refusals: ['no_second_factor', 'code_invalid'],
    handle: async ({ store, session: { staffId }, body: { code }, req }) => {
      const pending = await createSecondFactors(store).pending(staffId);
      if (!pending) throw new DomainError('no_second_factor');
      const step = stepOf(pending.secret, code);
      if (step === undefined) throw new DomainError('code_invalid');
      await inTransaction(store, async (trx) => {
        if (!(await createSecondFactors(trx).confirm(staffId, { ...pending, step })))
          throw new DomainError('no_second_factor');
        await createSessions(trx).closeOthers({ staffId }, bearerToken(req)!);
        const subject = await createStaff(trx).loginOf(staffId);
        await noteOwn(trx, req, { action: 'second_factor_confirmed', staffId, subject });
      });
      return { status: 204, body: undefined };
    },
  }),
  operation({
    id: 'removeSecondFactor',
    method: 'delete',
    path,
    tag,
    summary: 'Take the second factor away, by a code of it, where the role may be without one',
    roles: staffRoles,
    query: z.strictObject({ code: digits(6) }),
    labels: calling('code', oneTimeCode),
    answers: { 204: null },
    refusals: ['no_second_factor', 'second_factor_invalid'],
    handle: async ({ deps, store, session: { staffId, role }, query: { code }, req }) => {
      if (isSecondFactorObligatory(role) && !deps.settings.demo)
        throw new DomainError('forbidden', { detail: say('second_factor_kept') });
      const confirmed = await createSecondFactors(store).confirmed(staffId);
      if (!confirmed) throw new DomainError('no_second_factor');
      const login = await createStaff(store).loginOf(staffId);
      await assertHeld(deps, req, login, confirmed, { totp: code });
      await inTransaction(store, async (trx) => {
        if (await createSecondFactors(trx).remove(staffId))
          await noteOwn(trx, req, { action: 'second_factor_removed', staffId, subject: login });
      });
      return { status: 204, body: undefined };
    },
  }),
];
