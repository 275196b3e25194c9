import type { Request } from 'express';
import { createAudit, type NewAuditEntry } from '../db/audit.ts';
import type { Store } from '../db/knex.ts';
import { DomainError } from '../domain/errors.ts';
import { callerOf } from './caller.ts';
import type { Deps } from './deps.ts';
import { countLogin } from './limit.ts';
import { loginFailures } from './metrics.ts';
import { requestId } from './request-log.ts';

/** Whose password is tried: a unit's, a member of staff's, or one of the edition before (G2). */
export type LoginKind = 'unit' | 'staff' | 'previous_edition';

/** How limits know the account; they are apart by kind. */
const counted: Record<LoginKind, (account: string) => string> = {
  unit: (account) => account,
  staff: (account) => `staff:${account}`,
  previous_edition: (account) => `previous-edition:${account}`,
};

/** From where and by which request, for an entry of the audit about a session. */
const from = (req: Request) => ({ address: callerOf(req), requestId: requestId() });

/**
 * One try at a password, counted before it is looked at. `failed` keeps it and is the refusal; `passed` gives the count back, or
 * refuses one login too many. Only tries that the limits let through become entries, so nobody fills the audit faster than they allow.
 */
export async function tryLogin(deps: Deps, req: Request, { kind, account }: { kind: LoginKind; account: string }) {
  const { store } = deps;
  const count = await countLogin(deps, req, counted[kind](account)).catch((error: unknown) => {
    if (error instanceof DomainError) loginFailures.inc({ kind, reason: 'limited' });
    throw error;
  });
  return {
    /**
     * `subject` is whose password it was not; without it nobody has such an account. What was typed then may be a password in the
     * wrong field, so a keyed hash stands for it: tries at one name are seen as such, and nobody reads it. Both ways cost the same.
     */
    async failed(subject: string | undefined): Promise<DomainError> {
      const typed = `unknown:${store.personalData.blindIndex('login', `${kind}:${account}`).toString('hex').slice(0, 32)}`;
      const reason = subject === undefined ? 'unknown_account' : 'wrong_password';
      loginFailures.inc({ kind, reason });
      await createAudit(store).append({
        action: 'login_failed',
        subject: subject ?? typed,
        detail: { kind, reason },
        ...(kind === 'unit' && subject !== undefined ? { about: subject } : {}),
        ...from(req),
      });
      return new DomainError('credentials_invalid');
    },
    passed: count.passed,
  };
}

/** Keeps that a session began or ended, or that all did with a new password; in the transaction in which it does. */
export function noteSession(
  store: Store,
  req: Request,
  entry: Pick<NewAuditEntry, 'staffId' | 'subject' | 'detail' | 'about'> & {
    action: 'logged_in' | 'logged_out' | 'password_reset';
  },
): Promise<void> {
  return createAudit(store).append({ ...entry, ...from(req) });
}
