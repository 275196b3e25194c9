import type { Request } from 'express';
import { createAudit, type NewAuditEntry } from '../db/audit.ts';
import type { Store } from '../db/knex.ts';
import { DomainError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';
import type { OpenedFrom } from '../db/session.ts';
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
    async failed(subject: string | undefined, what: 'password' | 'second_factor' = 'password'): Promise<DomainError> {
      const typed = `unknown:${store.personalData.blindIndex('login', `${kind}:${account}`).toString('hex').slice(0, 32)}`;
      const reason = subject === undefined ? 'unknown_account' : `wrong_${what}`;
      loginFailures.inc({ kind, reason });
      await createAudit(store).append({
        action: 'login_failed',
        subject: subject ?? typed,
        detail: { kind, reason },
        ...(kind === 'unit' && subject !== undefined ? { about: subject } : {}),
        ...from(req),
      });
      return new DomainError(what === 'password' ? 'credentials_invalid' : 'second_factor_invalid');
    },
    /** Of a right password without a second factor: neither failed nor passed, so no wrong try is forgiven by it. */
    async incomplete(): Promise<DomainError> {
      await count.takeBack();
      return new DomainError('second_factor_required', { detail: say('second_factor_ask') });
    },
    passed: count.passed,
  };
}

/** More of a browser's name tells nobody anything. */
const longestUserAgent = 200;

/** Where a session is opened, for its owner to know it by. */
export function openedFrom(req: Request): OpenedFrom {
  return { address: callerOf(req), userAgent: req.get('user-agent')?.slice(0, longestUserAgent) };
}

/** Keeps what was done to the account of whoever does it; in the transaction in which it is. */
export function noteOwn(
  store: Store,
  req: Request,
  entry: Pick<NewAuditEntry, 'staffId' | 'subject' | 'detail' | 'action' | 'about'>,
): Promise<void> {
  return createAudit(store).append({ ...entry, ...from(req) });
}
