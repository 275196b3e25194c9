import type { Request } from 'express';
import { DomainError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';
import { staffRoles } from '../domain/staff-request.ts';
import { isSecondFactorObligatory } from '../domain/second-factor.ts';
import type { Role, Session } from '../db/session.ts';
import { authenticate } from './auth.ts';
import type { Deps } from './deps.ts';

/** Whoever can log in. */
export const roles = ['unit', ...staffRoles] as const satisfies readonly Role[];

/** An auditor reads what bureau or operators read. */
type Reading<R extends Role> = R | (R extends 'bureau' | 'operator' ? 'auditor' : never);
/** The session of whoever an operation of these roles lets in. */
export type SessionOf<R extends Role> = Extract<Session, { role: Reading<R> }>;

/** Who an operation lets in. */
export interface Admission<R extends Role> {
  /** Who may; without it anybody. Where bureau or operators may read (a GET), auditors may as well. */
  roles?: readonly R[];
  /** Read to be used, as a badge: not an auditor's. */
  exceptAuditors?: true;
  /** Also for staff who are to have a second factor and have none yet. */
  withoutSecondFactor?: true;
}

/** The operation with everybody it lets in among its roles. */
export function withAuditors<S extends Admission<Role> & { method: string }>(spec: S): S {
  const { method, roles, exceptAuditors } = spec;
  const isRead = method === 'get' && roles?.some((role) => role === 'bureau' || role === 'operator');
  return isRead && !exceptAuditors ? { ...spec, roles: [...new Set([...roles!, 'auditor' as const])] } : spec;
}

/** Whether this session may do nothing but get itself a second factor. A demo, whose passwords are public, asks for none. */
export function owesSecondFactor({ settings }: Pick<Deps, 'settings'>, session: Session): boolean {
  const isOwed = session.role !== 'unit' && !session.hasSecondFactor && isSecondFactorObligatory(session.role);
  return isOwed && !settings.demo;
}

/** Whoever asks, when the operation lets them in: 401, then 403. */
export async function admit(
  deps: Pick<Deps, 'store' | 'settings'>,
  { roles, withoutSecondFactor }: Admission<Role>,
  req: Request,
): Promise<Session | undefined> {
  if (!roles) return undefined;
  const session = await authenticate(deps.store, req);
  if (!roles.includes(session.role)) throw new DomainError('forbidden');
  if (!withoutSecondFactor && owesSecondFactor(deps, session))
    throw new DomainError('second_factor_required', { status: 403, detail: say('second_factor_first') });
  return session;
}
