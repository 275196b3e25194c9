import type { Request, RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { DomainError } from '../domain/errors.ts';
import { createBreakers } from '../db/breaker.ts';
import { untyped } from '../db/knex.ts';
import type { ComparedAt } from '../db/person-key.ts';
import { codeRules, type CodeSubject } from '../db/verification-code.ts';
import { callerOf } from './caller.ts';
import type { Deps } from './deps.ts';
import { limitsMet, peopleMet } from './metrics.ts';

/** So many in so long, whichever replica they reach. */
export interface Limit {
  name: string;
  points: number;
  seconds: number;
  /**
   * Beyond its points one more passes after a wait, which doubles with each that passes. For whatever a stranger can use up
   * for somebody else: it makes them wait, and shuts nobody out. Without it: nothing passes until the time is over.
   */
  backOff?: { firstSeconds: number; mostSeconds: number };
  /** Of everybody together: once it is met an operator is told. */
  breaker?: true;
}

/** Ten minutes, an hour, a day. */
const [short, hour, day] = [600, 3_600, 86_400];

const limits = {
  requests: { name: 'requests', points: 3_000, seconds: 60 },

  /** Tries at one account from one place; from one place at any account; at one account, and at all, from places it never let in. */
  login: { name: 'login', points: 10, seconds: short, backOff: { firstSeconds: 60, mostSeconds: short } },
  loginsOfCaller: { name: 'login-caller', points: 30, seconds: short },
  loginsOfAccount: { name: 'login-account', points: 20, seconds: hour, backOff: { firstSeconds: 2, mostSeconds: 30 } },
  logins: { name: 'logins', points: 2_000, seconds: short, backOff: { firstSeconds: 1, mostSeconds: 1 }, breaker: true },

  /** Logins that passed: whoever holds a password fills neither sessions nor audit. */
  sessions: { name: 'sessions', points: 60, seconds: hour, backOff: { firstSeconds: 2, mostSeconds: 30 } },

  openingsOfCaller: { name: 'opening-caller', points: 30, seconds: hour },
  openingsOfMobile: { name: 'opening-mobile', points: 3, seconds: day, backOff: { firstSeconds: 60, mostSeconds: hour } },
  openings: { name: 'openings', points: 3_000, seconds: hour, backOff: { firstSeconds: 1, mostSeconds: 1 }, breaker: true },

  /**
   * Each code may cost a text. One caller's for one account or mobile; for any; one account's or mobile's from everywhere, which
   * holds its owner up for minutes at most.
   */
  codeAgain: { name: 'code-resend', points: 1, seconds: codeRules.resendAfterSeconds },
  code: { name: 'code', points: 5, seconds: hour },
  codesOfCaller: { name: 'code-caller', points: 20, seconds: hour },
  codesOfAccount: { name: 'code-account', points: 10, seconds: hour, backOff: { firstSeconds: 60, mostSeconds: 300 } },
  /** In mainland texts. */
  texts: { name: 'texts', points: 5_000, seconds: hour, backOff: { firstSeconds: 10, mostSeconds: 10 }, breaker: true },

  /** Each costs a person's time. */
  disputesOfCaller: { name: 'dispute', points: 5, seconds: hour },
  disputesOfAccount: { name: 'dispute-account', points: 5, seconds: day, backOff: { firstSeconds: 600, mostSeconds: hour } },
  disputes: { name: 'disputes', points: 200, seconds: hour, backOff: { firstSeconds: 10, mostSeconds: 60 }, breaker: true },

  /** Each refusal tells of somebody that another unit has them: of a unit, of a member of staff who locks, of one place, of all. */
  metOfUnit: { name: 'people-met', points: 3, seconds: day, backOff: { firstSeconds: 600, mostSeconds: 4 * hour } },
  metOfStaff: { name: 'people-met-staff', points: 50, seconds: day, backOff: { firstSeconds: 60, mostSeconds: hour } },
  metOfCaller: { name: 'people-met-caller', points: 30, seconds: day, backOff: { firstSeconds: 60, mostSeconds: hour } },
  met: { name: 'people-met-all', points: 500, seconds: hour, backOff: { firstSeconds: 1, mostSeconds: 1 }, breaker: true },

  forgedNotices: { name: 'forged-notices', points: 60, seconds: 60 },
} as const satisfies Record<string, Limit>;

/** What a text abroad costs, in mainland texts. */
const textAbroad = 10;
/** How long an account knows a place it let in. */
const knownFor = 30 * day;

type Counter = ReturnType<typeof createCounter>;
const counters = new WeakMap<object, Map<string, Counter>>();

/** Counts in PostgreSQL; what is kept of an account, an address or a number is a keyed hash. */
function createCounter({ knex, personalData }: Deps['store'], name: string, seconds: number) {
  const counter = new RateLimiterPostgres({
    storeClient: untyped(knex),
    storeType: 'knex',
    tableName: 'limit_counts',
    tableCreated: true,
    keyPrefix: name,
    points: 1,
    duration: seconds,
    // Housekeeping does it for all.
    clearExpiredByTimeout: false,
  });
  return { counter, keyOf: (of: string) => personalData.blindIndex('limit', of).toString('hex') };
}

function counterOf({ store }: Deps, name: string, seconds: number): Counter {
  const ofStore = counters.get(store.knex) ?? new Map<string, Counter>();
  counters.set(store.knex, ofStore);
  const made = ofStore.get(name) ?? createCounter(store, name, seconds);
  ofStore.set(name, made);
  return made;
}

/** Refuses with the headers that say when to come back. */
export function tooManyRequests(req: Request, limit: Limit, waitSeconds: number): DomainError {
  limitsMet.inc({ limit: limit.name });
  req.res?.set({ 'Retry-After': String(waitSeconds), ...headersOf(limit, 0, waitSeconds) });
  return new DomainError('too_many_requests', { detail: `Too many tries; the next one in ${waitSeconds} s.` });
}

function headersOf({ name, points, seconds }: Limit, remaining: number, resetSeconds: number) {
  return { 'RateLimit-Policy': `"${name}";q=${points};w=${seconds}`, RateLimit: `"${name}";r=${remaining};t=${resetSeconds}` };
}

const secondsUntil = ({ msBeforeNext }: RateLimiterRes) => Math.max(1, Math.ceil(msBeforeNext / 1000));

/** Counts one of `limit` for `of`, or refuses it; takes it back when it turns out not to count. */
async function take(deps: Deps, req: Request, limit: Limit, of: string, cost = 1): Promise<{ takeBack: () => Promise<unknown> }> {
  const { counter, keyOf } = counterOf(deps, limit.name, limit.seconds);
  const key = keyOf(of);
  const counted = await counter.penalty(key, cost);
  const takeBack = () => counter.reward(key, cost);
  const over = counted.consumedPoints - limit.points;
  if (over > 0 && limit.breaker) await createBreakers(deps.store).trip(limit.name);
  if (over >= 0 && limit.backOff) {
    const { firstSeconds, mostSeconds } = limit.backOff;
    const wait = Math.min(mostSeconds, firstSeconds * 2 ** Math.min(over, 20));
    const gate = counterOf(deps, `${limit.name}-wait`, mostSeconds).counter;
    try {
      await gate.consume(key, 1, { customDuration: wait });
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      if (over > 0) {
        // Only what passes doubles the wait: asking again and again does not.
        await takeBack();
        throw tooManyRequests(req, limit, secondsUntil(refused));
      }
    }
  } else if (over > 0) throw tooManyRequests(req, limit, secondsUntil(counted));
  return { takeBack };
}

/**
 * Counts a try before its password is looked at, so that tries at the same time cannot slip past; `passed` takes them back, and counts logins.
 * A place the account has let in before meets only its own limit: strangers who guess elsewhere do not shut the owner out.
 */
export async function countLogin(deps: Deps, req: Request, account: string): Promise<{ passed: () => Promise<unknown> }> {
  if (!deps.settings.rateLimits) return { passed: () => Promise.resolve() };
  const caller = callerOf(req);
  const pair = JSON.stringify([account, caller]);
  const known = counterOf(deps, 'known', knownFor);
  const isKnown = (await known.counter.get(known.keyOf(pair))) !== null;
  const taken = [await take(deps, req, limits.login, pair)];
  if (!isKnown) {
    taken.push(await take(deps, req, limits.loginsOfCaller, caller));
    taken.push(await take(deps, req, limits.loginsOfAccount, account));
    taken.push(await take(deps, req, limits.logins, ''));
  }
  return {
    passed: async () => {
      const own = counterOf(deps, limits.login.name, limits.login.seconds);
      const others = taken.slice(1).map(({ takeBack }) => takeBack());
      await Promise.all([...others, own.counter.delete(own.keyOf(pair)), known.counter.set(known.keyOf(pair), 1, knownFor)]);
      await take(deps, req, limits.sessions, account);
    },
  };
}

/** Counts an account that somebody opens, before its password is hashed; a mobile that is proved is not counted. */
export async function countOpening(deps: Deps, req: Request, mobile: string | undefined): Promise<void> {
  if (!deps.settings.rateLimits) return;
  await take(deps, req, limits.openingsOfCaller, callerOf(req));
  if (mobile !== undefined) await take(deps, req, limits.openingsOfMobile, mobile);
  await take(deps, req, limits.openings, '');
}

/** Counts a code asked for, and its text by what that costs: where there is no mobile as if there were. A request that is refused counts nowhere. */
export async function countCode(deps: Deps, req: Request, asked: CodeSubject & { mobile: string | undefined }): Promise<void> {
  if (!deps.settings.rateLimits) return;
  const caller = callerOf(req);
  const account = JSON.stringify([asked.purpose, asked.subject]);
  const pair = JSON.stringify([account, caller]);
  const taken: Awaited<ReturnType<typeof take>>[] = [];
  try {
    taken.push(await take(deps, req, limits.codeAgain, pair));
    taken.push(await take(deps, req, limits.codesOfCaller, caller));
    taken.push(await take(deps, req, limits.code, pair));
    taken.push(await take(deps, req, limits.codesOfAccount, account));
    await take(deps, req, limits.texts, '', asked.mobile?.startsWith('+') ? textAbroad : 1);
  } catch (refused) {
    await Promise.all(taken.map(({ takeBack }) => takeBack()));
    throw refused;
  }
}

export async function countDispute(deps: Deps, req: Request, account: string): Promise<void> {
  if (!deps.settings.rateLimits) return;
  await take(deps, req, limits.disputesOfCaller, callerOf(req));
  await take(deps, req, limits.disputesOfAccount, account);
  await take(deps, req, limits.disputes, '');
}

/**
 * Counts a step that compares people with other units', before it is taken, so that steps at the same time cannot slip past; what
 * meets nobody is taken back. `work` is the step: it counts where it ends in that refusal, or in nothing known yet.
 */
export async function countComparison<T extends object>(
  deps: Deps,
  req: Request,
  { at, of }: { at: ComparedAt; of: string },
  work: () => Promise<T>,
): Promise<T> {
  const kinds: [Limit, string][] = [
    [at === 'submission' ? limits.metOfUnit : limits.metOfStaff, of],
    [limits.metOfCaller, callerOf(req)],
    [limits.met, ''],
  ];
  const taken: Awaited<ReturnType<typeof take>>[] = [];
  const takeBack = () => Promise.all(taken.map((each) => each.takeBack()));
  if (deps.settings.rateLimits) for (const [limit, whose] of kinds) taken.push(await take(deps, req, limit, whose));
  try {
    const done = await work();
    if (!('pending' in done)) await takeBack();
    return done;
  } catch (error) {
    const { code, errors = [] } = error instanceof DomainError ? error.refusal : { code: undefined };
    if (code === 'attendee_already_registered') peopleMet.inc({ at }, errors.length);
    else await takeBack();
    throw error;
  }
}

/** A notice from an address that has sent many forged ones is not even verified; `forged` counts one. */
export async function assertNoticesWelcome(deps: Deps, req: Request): Promise<{ forged: () => Promise<unknown> }> {
  if (!deps.settings.rateLimits) return { forged: () => Promise.resolve() };
  const { name, points, seconds } = limits.forgedNotices;
  const { counter, keyOf } = counterOf(deps, name, seconds);
  const key = keyOf(callerOf(req));
  const counted = await counter.get(key);
  if (counted && counted.consumedPoints >= points) throw tooManyRequests(req, limits.forgedNotices, secondsUntil(counted));
  return { forged: () => counter.penalty(key, 1) };
}

/** Requests counted here until they are this many, and then for all replicas at once: who asks little costs no write. */
const batch = 50;

/** Requests of one caller in a minute: generous for a person, finite for a loop. */
export function limitRequests(deps: Deps): RequestHandler {
  if (!deps.settings.rateLimits) return (_req, _res, next) => next();
  const limit = limits.requests;
  const here = new RateLimiterMemory({ points: limit.points, duration: limit.seconds });
  return async (req, res, next) => {
    const caller = callerOf(req);
    try {
      const counted = await here.consume(caller);
      if (counted.consumedPoints % batch === 0) await take(deps, req, limit, caller, batch);
      res.set(headersOf(limit, counted.remainingPoints, secondsUntil(counted)));
    } catch (refused) {
      if (refused instanceof RateLimiterRes) throw tooManyRequests(req, limit, secondsUntil(refused));
      // What all replicas counted together holds here until the minute is over.
      if (refused instanceof DomainError) await here.block(caller, Number(res.get('Retry-After')));
      throw refused;
    }
    next();
  };
}
