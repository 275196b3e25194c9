import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { createEvents } from '../../../db/event.ts';
import { inTransaction, type Store } from '../../../db/knex.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import { createUnits } from '../../../db/registration/unit.ts';
import { createUnitNotices } from '../../../db/registration/unit-notice.ts';
import { createSessions, ownerOf, type Session } from '../../../db/session.ts';
import { createStaff } from '../../../db/staff.ts';
import { startNotices } from '../../account-notice.ts';
import { roles } from '../../admission.ts';
import { bearerToken, hashPassword, passwordFits } from '../../auth.ts';
import { noteOwn, tryLogin, type LoginKind } from '../../login.ts';
import { operation } from '../../operation.ts';
import { assertGoodPassword } from '../../password.ts';
import { password } from '../../schemas.ts';

/** What others know of a unit: its account and the parts of it, its mobile, its name. */
export async function ownWordsOf(
  store: Store,
  { unitId, registrationId, account }: { unitId: string; registrationId: string; account: string },
) {
  const [{ mobile: number }, registration] = await Promise.all([
    createUnits(store).profile(unitId),
    createRegistrations(store).find(registrationId),
  ]);
  return [account, ...account.split(':'), number, registration?.unitInfo?.name ?? ''];
}

interface OwnAccount {
  kind: LoginKind;
  account: string;
  passwordHash: string;
  /** How the audit calls it. */
  audited: { staffId: string | undefined; subject: string; about?: string };
  ownWords: () => Promise<string[]>;
  /** False when the password is no longer the one that was checked. */
  replace: (store: Store, to: string) => Promise<boolean>;
  /** Has the owner told; the texts to send. */
  tell: (store: Store) => Promise<string[]>;
}

async function accountOf(store: Store, session: Session): Promise<OwnAccount> {
  if (session.role === 'unit') {
    const { unitId, registrationId } = session;
    const { account, passwordHash } = (await createUnits(store).find(unitId))!;
    return {
      kind: 'unit',
      account,
      passwordHash,
      audited: { staffId: undefined, subject: registrationId, about: registrationId },
      ownWords: () => ownWordsOf(store, { unitId, registrationId, account }),
      replace: (trx, to) => createUnits(trx).replacePassword({ unitId, from: passwordHash, to }),
      async tell(trx) {
        await createEvents(trx).append({ registrationId, kind: 'password_changed', actor: 'unit' });
        return createUnitNotices(trx).enqueue('password_changed', { unitId, registrationId });
      },
    };
  }
  const { staffId } = session;
  const { login, mobile, passwordHash } = await createStaff(store).account(staffId);
  // A reset between the look at the session and here has ended it.
  if (passwordHash === null) throw new DomainError('unauthenticated');
  return {
    kind: 'staff',
    account: login,
    passwordHash,
    audited: { staffId, subject: login },
    ownWords: () => Promise.resolve([login, mobile ?? '']),
    replace: (trx, to) => createStaff(trx).replacePassword({ staffId, from: passwordHash, to }),
    tell: () => Promise.resolve([]),
  };
}

export const accountPasswordRoutes = [
  operation({
    id: 'changePassword',
    method: 'put',
    path: '/account/password',
    tag: 'Account',
    summary: 'Change the password; every other session of the account ends, and a unit is told at its mobile',
    roles,
    withoutSecondFactor: true,
    afterEdition: true,
    body: z.strictObject({ currentPassword: password, newPassword: password }),
    answers: { 204: null },
    refusals: ['credentials_invalid', 'password_too_weak'],
    // The slow hashes stay outside the transaction; the exchange itself is conditional on the hash that was checked.
    handle: async ({ deps, store, session, body, req }) => {
      const { kind, account, passwordHash, audited, ownWords, replace, tell } = await accountOf(store, session);
      const attempt = await tryLogin(deps, req, { kind, account });
      if (!(await passwordFits(passwordHash, body.currentPassword))) throw await attempt.failed(audited.subject);
      await attempt.passed();
      await assertGoodPassword(body.newPassword, 'newPassword', await ownWords());
      const to = await hashPassword(body.newPassword);
      const notices = await inTransaction(store, async (trx) => {
        if (!(await replace(trx, to))) throw new DomainError('credentials_invalid');
        await createSessions(trx).closeOthers(ownerOf(session), bearerToken(req)!);
        await noteOwn(trx, req, { action: 'password_changed', ...audited, detail: { role: session.role } });
        return tell(trx);
      });
      await startNotices(deps, notices);
      return { status: 204, body: undefined };
    },
  }),
];
