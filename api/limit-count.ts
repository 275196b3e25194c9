import type { Request } from 'express';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { createBreakers } from '../db/breaker.ts';
import { untyped } from '../db/knex.ts';
import { DomainError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';
import { callerOf } from './caller.ts';
import type { Deps } from './deps.ts';
import { limitsMet } from './metrics.ts';

/** So many in so long, whichever replica they reach. */
export interface Limit {
  name: string;
  points: number;
  seconds: number;
  /**
   * Beyond its points one more passes after a wait, which doubles with each that passes. For whatever a stranger can use up
   * for somebody else: it makes them wait, and shuts nobody out. Without it: nothing passes until the time is over.
   */
  backOff?: { firstSeconds: number; maxSeconds: number };
  /** Of everybody together: once it is met an operator is told. */
  breaker?: true;
}

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

/** The counter of that name; a name has one duration. */
export function counterOf({ store }: Deps, name: string, seconds: number): Counter {
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
  return new DomainError('too_many_requests', { detail: say('next_try', { seconds: waitSeconds }) });
}

/** What a limit and what is left of it look like to a caller. */
export function headersOf({ name, points, seconds }: Limit, remaining: number, resetSeconds: number) {
  return {
    'RateLimit-Policy': `"${name}";q=${points};w=${seconds}`,
    RateLimit: `"${name}";r=${remaining};t=${resetSeconds}`,
  };
}

/** Whole seconds until the count is over, one at least. */
export const secondsUntil = ({ msBeforeNext }: RateLimiterRes) => Math.max(1, Math.ceil(msBeforeNext / 1000));

/** How long whoever was told to wait may come late, in seconds. */
const graceSeconds = 600;
const hour = 3_600;
/** How many may be told to wait for one thing within an hour and be sure of it: what they get comes on top of what the waits let through. */
const promisesOf = ({ points }: Limit) => Math.max(30, Math.floor(points / 10));

/** What was counted: taken back when it turns out not to count. */
export interface Taken {
  takeBack: () => Promise<unknown>;
}

/**
 * What a caller who was told to wait was promised: that it gets through when it comes back then, whoever else asks at that moment.
 * A row of the counter's own table that is there from the promise until the grace is over.
 */
function ticketOf(deps: Deps, req: Request, limit: Limit, of: string) {
  const { counter, keyOf } = counterOf(deps, `${limit.name}-ticket`, hour);
  const promises = counterOf(deps, `${limit.name}-promised`, hour);
  const key = keyOf(JSON.stringify([of, callerOf(req)]));
  const waitOf = ({ msBeforeNext }: RateLimiterRes) => Math.ceil(msBeforeNext / 1000) - graceSeconds;
  return {
    /** Uses up one whose time has come; of two at once one gets it. */
    async use(): Promise<boolean> {
      const held = await counter.get(key);
      return held !== null && waitOf(held) <= 0 && counter.delete(key);
    },
    giveBack: () => counter.set(key, 1, graceSeconds),
    drop: () => counter.delete(key),
    /** The wait that holds, in seconds: an earlier promise's, or this one's while there are promises to give. */
    async promise(waitSeconds: number): Promise<number> {
      const made = await counter.penalty(key, 1, { customDuration: waitSeconds + graceSeconds });
      if (made.consumedPoints > 1) return Math.max(1, waitOf(made));
      const { consumedPoints } = await promises.counter.penalty(promises.keyOf(of), 1);
      if (consumedPoints > promisesOf(limit))
        await Promise.all([counter.delete(key), promises.counter.reward(promises.keyOf(of), 1)]);
      return waitSeconds;
    },
  };
}

/** Counts one of `limit` for `of`, or refuses it. */
export async function take(deps: Deps, req: Request, limit: Limit, of: string, cost = 1): Promise<Taken> {
  const { counter, keyOf } = counterOf(deps, limit.name, limit.seconds);
  const key = keyOf(of);
  const counted = await counter.penalty(key, cost);
  const takeBack = () => counter.reward(key, cost);
  const over = counted.consumedPoints - limit.points;
  if (over > 0 && limit.breaker) await createBreakers(deps.store).trip(limit.name);
  if (over < 0 || (over === 0 && !limit.backOff)) return { takeBack };
  if (!limit.backOff) throw tooManyRequests(req, limit, secondsUntil(counted));

  const ticket = ticketOf(deps, req, limit, of);
  const { firstSeconds, maxSeconds } = limit.backOff;
  const wait = Math.min(maxSeconds, firstSeconds * 2 ** Math.min(over, 20));
  const gate = counterOf(deps, `${limit.name}-wait`, maxSeconds).counter;
  try {
    await gate.consume(key, 1, { customDuration: wait });
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    // The last of its points starts the wait and needs none itself.
    if (over === 0) return { takeBack };
    if (await ticket.use()) return { takeBack: () => Promise.all([takeBack(), ticket.giveBack()]) };
    // Only what passes doubles the wait: asking again and again does not.
    await takeBack();
    throw tooManyRequests(req, limit, await ticket.promise(secondsUntil(refused)));
  }
  if (over > 0) await ticket.drop();
  return { takeBack };
}

/** Counts one of each or of none: a request that is refused counts nowhere. */
export async function takeAll(
  deps: Deps,
  req: Request,
  all: readonly (readonly [limit: Limit, of: string, cost?: number])[],
): Promise<Taken> {
  const taken: Taken[] = [];
  const takeBack = () => Promise.all(taken.map((each) => each.takeBack()));
  try {
    for (const [limit, of, cost] of all) taken.push(await take(deps, req, limit, of, cost));
  } catch (refused) {
    await takeBack();
    throw refused;
  }
  return { takeBack };
}
