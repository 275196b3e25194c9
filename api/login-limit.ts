import type { Request } from 'express';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { DomainError } from '../domain/errors.ts';
import { sha256 } from '../db/personal-data.ts';
import type { Deps } from './deps.ts';

/** So many in so long, whichever replica they reach. */
interface Limit {
  name: string;
  points: number;
  seconds: number;
}

const limits = {
  /** Tries of one caller at one account. */
  login: { name: 'login', points: 10, seconds: 600 },
  /** Codes for one account, and asked for by one caller: each may cost a text. */
  codeOfAccount: { name: 'code', points: 5, seconds: 3_600 },
  codeOfCaller: { name: 'code-caller', points: 20, seconds: 3_600 },
  /** Disputes of one caller: each costs a person's time. */
  dispute: { name: 'dispute', points: 5, seconds: 3_600 },
} as const satisfies Record<string, Limit>;

const limiters = new WeakMap<object, Map<string, RateLimiterPostgres>>();

function limiterOn({ knex }: Deps['store'], { name, points, seconds }: Limit): RateLimiterPostgres {
  const ofStore = limiters.get(knex) ?? new Map<string, RateLimiterPostgres>();
  limiters.set(knex, ofStore);
  const limiter =
    ofStore.get(name) ??
    new RateLimiterPostgres({
      storeClient: knex,
      storeType: 'knex',
      tableName: 'login_tries',
      tableCreated: true,
      keyPrefix: name,
      points,
      duration: seconds,
    });
  ofStore.set(name, limiter);
  return limiter;
}

/** Refuses with the headers that say when to come back. */
export function tooManyRequests(req: Request, { name, points, seconds }: Limit, waitSeconds: number): DomainError {
  req.res?.set({
    'Retry-After': String(waitSeconds),
    'RateLimit-Policy': `"${name}";q=${points};w=${seconds}`,
    RateLimit: `"${name}";r=0;t=${waitSeconds}`,
  });
  return new DomainError('too_many_requests', { detail: `Too many tries; the next one in ${waitSeconds} s.` });
}

async function count({ store, settings }: Deps, req: Request, limit: Limit, of: string): Promise<{ passed: () => Promise<unknown> }> {
  if (!settings.rateLimits) return { passed: () => Promise.resolve() };
  const limiter = limiterOn(store, limit);
  const key = sha256(of).toString('hex');
  try {
    await limiter.consume(key);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    throw tooManyRequests(req, limit, Math.max(1, Math.ceil(refused.msBeforeNext / 1000)));
  }
  return { passed: () => limiter.delete(key) };
}

/** Counts a try before its password is looked at, so that tries at the same time cannot slip past; `passed` forgets them. */
export function countLogin(deps: Deps, req: Request, account: string): Promise<{ passed: () => Promise<unknown> }> {
  return count(deps, req, limits.login, JSON.stringify([account, req.ip]));
}

/** Counts a code asked for, of an account whether it is known or not. */
export async function countCode(deps: Deps, req: Request, account: string): Promise<void> {
  await count(deps, req, limits.codeOfCaller, req.ip ?? '');
  await count(deps, req, limits.codeOfAccount, account);
}

export async function countDispute(deps: Deps, req: Request): Promise<void> {
  await count(deps, req, limits.dispute, req.ip ?? '');
}
