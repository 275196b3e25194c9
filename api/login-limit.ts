import type { Request } from 'express';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { DomainError } from '../domain/errors.ts';
import { sha256 } from '../db/personal-data.ts';
import type { Deps } from './deps.ts';

/** Tries of one caller at one account: 10 in 10 minutes, whichever replica they reach. */
const tries = 10;
const windowSeconds = 600;

const limiters = new WeakMap<object, RateLimiterPostgres>();

function limiterOn({ knex }: Deps['store']): RateLimiterPostgres {
  const limiter =
    limiters.get(knex) ??
    new RateLimiterPostgres({
      storeClient: knex,
      storeType: 'knex',
      tableName: 'login_tries',
      tableCreated: true,
      points: tries,
      duration: windowSeconds,
    });
  limiters.set(knex, limiter);
  return limiter;
}

/**
 * Counts a try before its password is looked at, so that tries at the same time cannot slip past; `passed` forgets them.
 * Refuses with `too_many_requests` and the headers that say when to come back.
 */
export async function countLogin({ store, settings }: Deps, req: Request, account: string): Promise<{ passed: () => Promise<unknown> }> {
  if (!settings.rateLimits) return { passed: () => Promise.resolve() };
  const limiter = limiterOn(store);
  const key = sha256(JSON.stringify([account, req.ip])).toString('hex');
  try {
    await limiter.consume(key);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    const seconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
    req.res?.set({
      'Retry-After': String(seconds),
      'RateLimit-Policy': `"login";q=${tries};w=${windowSeconds}`,
      RateLimit: `"login";r=0;t=${seconds}`,
    });
    throw new DomainError('too_many_requests', { detail: `Too many tries to log in; the next one in ${seconds} s.` });
  }
  return { passed: () => limiter.delete(key) };
}
