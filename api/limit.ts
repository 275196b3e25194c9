import type { Request, RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { DomainError } from '../domain/errors.ts';
import type { ComparedAt } from '../db/registration/person-key.ts';
import { codeRules, type CodeSubject } from '../db/registration/verification-code.ts';
import { callerOf } from './caller.ts';
import type { Deps } from './deps.ts';
import {
  counterOf,
  headersOf,
  type Limit,
  secondsUntil,
  take,
  takeAll,
  type Taken,
  tooManyRequests,
} from './limit-count.ts';
import { peopleMet } from './metrics.ts';

/** Ten minutes, an hour, a day. */
const [short, hour, day] = [600, 3_600, 86_400];

const limits = {
  requests: { name: 'requests', points: 3_000, seconds: 60 },

  /** Tries at one account from one place; from one place at any account; at one account, and at all, from places it never let in. */
  login: { name: 'login', points: 10, seconds: short, backOff: { firstSeconds: 60, maxSeconds: short } },
  loginsOfCaller: { name: 'login-caller', points: 30, seconds: short },
  loginsOfAccount: { name: 'login-account', points: 20, seconds: hour, backOff: { firstSeconds: 2, maxSeconds: 30 } },
  logins: {
    name: 'logins',
    points: 2_000,
    seconds: short,
    backOff: { firstSeconds: 1, maxSeconds: 1 },
    breaker: true,
  },

  /** Logins that passed: whoever holds a password fills neither sessions nor audit. */
  sessions: { name: 'sessions', points: 60, seconds: hour, backOff: { firstSeconds: 2, maxSeconds: 30 } },

  openingsOfCaller: { name: 'opening-caller', points: 30, seconds: hour },
  openingsOfMobile: {
    name: 'opening-mobile',
    points: 3,
    seconds: day,
    backOff: { firstSeconds: 60, maxSeconds: hour },
  },
  openings: {
    name: 'openings',
    points: 3_000,
    seconds: hour,
    backOff: { firstSeconds: 1, maxSeconds: 1 },
    breaker: true,
  },

  /**
   * Each code may cost a text. One caller's for one account or mobile; for any; one account's or mobile's from everywhere, which
   * holds its owner up for minutes at most.
   */
  codeAgain: { name: 'code-resend', points: 1, seconds: codeRules.resendAfterSeconds },
  code: { name: 'code', points: 5, seconds: hour },
  codesOfCaller: { name: 'code-caller', points: 20, seconds: hour },
  codesOfAccount: { name: 'code-account', points: 10, seconds: hour, backOff: { firstSeconds: 60, maxSeconds: 300 } },
  /** In mainland texts. */
  texts: { name: 'texts', points: 5_000, seconds: hour, backOff: { firstSeconds: 10, maxSeconds: 10 }, breaker: true },

  /** Each costs a person's time. */
  disputesOfCaller: { name: 'dispute', points: 5, seconds: hour },
  disputesOfAccount: {
    name: 'dispute-account',
    points: 5,
    seconds: day,
    backOff: { firstSeconds: 600, maxSeconds: hour },
  },
  disputes: {
    name: 'disputes',
    points: 200,
    seconds: hour,
    backOff: { firstSeconds: 10, maxSeconds: 60 },
    breaker: true,
  },

  /** Each refusal tells of somebody that another unit has them: of a unit, of a member of staff who locks, of one place, of all. */
  metOfUnit: { name: 'people-met', points: 3, seconds: day, backOff: { firstSeconds: 600, maxSeconds: 4 * hour } },
  metOfStaff: { name: 'people-met-staff', points: 50, seconds: day, backOff: { firstSeconds: 60, maxSeconds: hour } },
  metOfCaller: {
    name: 'people-met-caller',
    points: 30,
    seconds: day,
    backOff: { firstSeconds: 60, maxSeconds: hour },
  },
  met: {
    name: 'people-met-all',
    points: 500,
    seconds: hour,
    backOff: { firstSeconds: 1, maxSeconds: 1 },
    breaker: true,
  },

  /** Numbers and contacts that one member of staff sees whole: enough for whoever looks into cases, too few to copy a list. */
  reveals: { name: 'reveals', points: 60, seconds: hour },
  /** Each costs reading all that is stored of a unit. */
  exportsOfUnit: { name: 'export', points: 5, seconds: day },

  forgedNotices: { name: 'forged-notices', points: 60, seconds: 60 },
} as const satisfies Record<string, Limit>;

/** What a text abroad costs, in mainland texts. */
const textAbroad = 10;
/** How long an account knows a place it let in. */
const knownFor = 30 * day;

/**
 * Counts a try before its password is looked at, so that tries at the same time cannot slip past; `passed` takes them back, and counts logins; `takeBack` leaves what was counted before.
 * A place the account has let in before meets only its own limit: strangers who guess elsewhere do not shut the owner out.
 */
export async function countLogin(
  deps: Deps,
  req: Request,
  account: string,
): Promise<Taken & { passed: () => Promise<unknown> }> {
  const nothing = () => Promise.resolve();
  if (!deps.settings.rateLimits) return { passed: nothing, takeBack: nothing };
  const caller = callerOf(req);
  const pair = JSON.stringify([account, caller]);
  const known = counterOf(deps, 'known', knownFor);
  const isKnown = (await known.counter.get(known.keyOf(pair))) !== null;
  const ofStrangers = [
    [limits.loginsOfCaller, caller],
    [limits.loginsOfAccount, account],
    [limits.logins, ''],
  ] as const;
  const { takeBack } = await takeAll(deps, req, [[limits.login, pair], ...(isKnown ? [] : ofStrangers)]);
  return {
    takeBack,
    passed: async () => {
      await takeBack();
      const own = counterOf(deps, limits.login.name, limits.login.seconds);
      await Promise.all([own.counter.delete(own.keyOf(pair)), known.counter.set(known.keyOf(pair), 1, knownFor)]);
      await take(deps, req, limits.sessions, account);
    },
  };
}

/** Counts an account that somebody opens, before its password is hashed; a mobile that is proved is not counted. */
export async function countOpening(deps: Deps, req: Request, mobile: string | undefined): Promise<void> {
  if (!deps.settings.rateLimits) return;
  const ofMobile = mobile === undefined ? [] : [[limits.openingsOfMobile, mobile] as const];
  await takeAll(deps, req, [[limits.openingsOfCaller, callerOf(req)], ...ofMobile, [limits.openings, '']]);
}

/**
 * Counts a code asked for, and its text by what that costs: where there is no mobile as if there were. `of`: whose it is, each for
 * itself; of a mobile that nobody has proved the mobile is one, so that no number is texted without end.
 */
export async function countCode(
  deps: Deps,
  req: Request,
  { of, mobile }: { of: readonly CodeSubject[]; mobile: string | undefined },
): Promise<void> {
  if (!deps.settings.rateLimits) return;
  const caller = callerOf(req);
  const accounts = of.map(({ purpose, subject }) => JSON.stringify([purpose, subject]));
  const pairs = accounts.map((account) => JSON.stringify([account, caller]));
  await takeAll(deps, req, [
    ...pairs.map((pair) => [limits.codeAgain, pair] as const),
    [limits.codesOfCaller, caller],
    ...pairs.map((pair) => [limits.code, pair] as const),
    ...accounts.map((account) => [limits.codesOfAccount, account] as const),
    [limits.texts, '', mobile?.startsWith('+') ? textAbroad : 1],
  ]);
}

export async function countDispute(deps: Deps, req: Request, account: string): Promise<void> {
  if (!deps.settings.rateLimits) return;
  await takeAll(deps, req, [
    [limits.disputesOfCaller, callerOf(req)],
    [limits.disputesOfAccount, account],
    [limits.disputes, ''],
  ]);
}

export async function countReveal(deps: Deps, req: Request, staffId: string): Promise<void> {
  if (deps.settings.rateLimits) await take(deps, req, limits.reveals, staffId);
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
  const { takeBack } = await takeAll(deps, req, deps.settings.rateLimits ? kinds : []);
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

/** Counts a unit's export of its own data; one that was not begun is taken back. */
export async function countExport(deps: Deps, req: Request, unitId: string): Promise<Taken> {
  return takeAll(deps, req, deps.settings.rateLimits ? [[limits.exportsOfUnit, unitId]] : []);
}

/** A notice from an address that has sent many forged ones is not even verified; `forged` counts one. */
export async function assertNoticesWelcome(deps: Deps, req: Request): Promise<{ forged: () => Promise<unknown> }> {
  if (!deps.settings.rateLimits) return { forged: () => Promise.resolve() };
  const { name, points, seconds } = limits.forgedNotices;
  const { counter, keyOf } = counterOf(deps, name, seconds);
  const key = keyOf(callerOf(req));
  const counted = await counter.get(key);
  if (counted && counted.consumedPoints >= points)
    throw tooManyRequests(req, limits.forgedNotices, secondsUntil(counted));
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
