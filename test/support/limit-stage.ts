import assert from 'node:assert/strict';
import type { Engine } from '../../api/temporal.ts';
import type { Courier } from '../../domain/shipment.ts';
import { until } from '../activities/local-sandbox.ts';
import type { Reply, TestApi } from './api.ts';

/** What is told to Temporal and the courier, which these tests have not: nothing comes of it. */
const engine = {
  sendVerificationCode: () => Promise.resolve(),
  sendAccountNotice: () => Promise.resolve(),
} as unknown as Engine;
const courier = {
  noticePaths: ['/sf'],
  noticeWords: { accepted: '' },
  readNotice: () => ({ kind: 'refused', reason: 'signature' }),
} as unknown as Courier;

export const limitParts = { engine, courier };

/** A 429 of that limit whose headers say when to come back, which is within so many seconds. */
export function assertLimited({ status, body, headers }: Reply, name: string, maxSeconds: number) {
  assert.deepEqual([status, body.code], [429, 'too_many_requests'], JSON.stringify(body));
  const seconds = Number(headers.get('retry-after'));
  assert.ok(seconds >= 1 && seconds <= maxSeconds, `${seconds} s`);
  assert.match(headers.get('ratelimit') ?? '', new RegExp(`^"${name}";r=0;t=${seconds}$`));
  assert.match(headers.get('ratelimit-policy') ?? '', new RegExp(`^"${name}";q=\\d+;w=\\d+$`));
}

/** Callers from many addresses, and what is counted of them, as it would be later. */
export function createLimitStage(api: () => TestApi) {
  let addresses = 0;
  const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } });
  const newAddress = () => `203.0.113.${++addresses}`;
  const login = (account: string, password: string, address: string) =>
    api().call('POST', '/sessions', { body: { account, password }, ...from(address) });
  const statuses = (replies: Reply[]) => replies.map(({ status }) => status);

  /** As if so many had been counted already. */
  const keyOf = (limit: string, of: string) =>
    `${limit}:${api().store.personalData.blindIndex('limit', of).toString('hex')}`;
  /** A forged notice is counted once it is answered. */
  const untilCounted = (limit: string, of: string, points: number) =>
    until(async () =>
      api()
        .store.knex('limit_counts')
        .where({ key: keyOf(limit, of) })
        .where('points', '>=', points)
        .first('key'),
    );
  async function counted(limit: string, of: string, points: number) {
    const key = keyOf(limit, of);
    await api()
      .store.knex('limit_counts')
      .insert({ key, points, expire: Date.now() + 60_000 })
      .onConflict('key')
      .merge();
  }

  /** As if the wait were over. */
  const waited = (limit: string, of: string) =>
    api()
      .store.knex('limit_counts')
      .where({ key: keyOf(`${limit}-wait`, of) })
      .delete();
  const pointsOf = async (limit: string, of: string) =>
    (
      (await api()
        .store.knex('limit_counts')
        .where({ key: keyOf(limit, of) })
        .first('points')) as { points: number } | undefined
    )?.points ?? 0;

  const askCode = (mobile: string, address: string) =>
    api().call('POST', '/registrations/codes', { body: { mobile }, ...from(address) });
  const subjectOf = (purpose: string, subject: string) => JSON.stringify([purpose, subject]);
  const pairOf = (account: string, address: string) => JSON.stringify([account, address]);

  /** As if what the caller was promised had come, while everybody else still waits. */
  const promiseCame = (limit: string, of: string, address: string) =>
    api()
      .store.knex('limit_counts')
      .where({ key: keyOf(`${limit}-ticket`, JSON.stringify([of, address])) })
      .update({ expire: Date.now() + 599_000 });

  return {
    from,
    newAddress,
    login,
    statuses,
    keyOf,
    untilCounted,
    counted,
    waited,
    pointsOf,
    askCode,
    subjectOf,
    pairOf,
    promiseCame,
  };
}
