import assert from 'node:assert/strict';
import { pino } from 'pino';
import type { Courier } from '../../domain/shipment.ts';
import type { Engine } from '../../api/temporal.ts';
import { until } from '../activities/local-sandbox.ts';
import { startApi, type Reply, type TestApi } from '../support/api.ts';
import { createUnit, staffToken, unitPassword, uscc } from '../support/fixtures.ts';

/** What is told to Temporal and the courier, which these tests have not: nothing comes of it. */
const engine = { sendVerificationCode: () => Promise.resolve() } as unknown as Engine;
const courier = {
  noticePaths: ['/sf'],
  noticeWords: { accepted: '' },
  readNotice: () => ({ kind: 'refused', reason: 'signature' }),
} as unknown as Courier;

describe('limits', () => {
  let api: TestApi;
  const lines: string[] = [];
  let addresses = 0;
  before(async () => {
    const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
    api = await startApi({ engine, courier, log, settings: { rateLimits: true, trustedProxies: 1 } });
  });
  after(() => api.close());

  const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } });
  const newAddress = () => `203.0.113.${++addresses}`;
  const login = (account: string, password: string, address: string) =>
    api.call('POST', '/sessions', { body: { account, password }, ...from(address) });
  const statuses = (replies: Reply[]) => replies.map(({ status }) => status);

  function assertLimited({ status, body, headers }: Reply, name: string, mostSeconds: number) {
    assert.deepEqual([status, body.code], [429, 'too_many_requests'], JSON.stringify(body));
    const seconds = Number(headers.get('retry-after'));
    assert.ok(seconds >= 1 && seconds <= mostSeconds, `${seconds} s`);
    assert.match(headers.get('ratelimit') ?? '', new RegExp(`^"${name}";r=0;t=${seconds}$`));
    assert.match(headers.get('ratelimit-policy') ?? '', new RegExp(`^"${name}";q=\\d+;w=\\d+$`));
  }
  /** As if so many had been counted already. */
  const keyOf = (limit: string, of: string) => `${limit}:${api.store.personalData.blindIndex('limit', of).toString('hex')}`;
  /** A forged notice is counted once it is answered. */
  const untilCounted = (limit: string, of: string, points: number) =>
    until(async () => api.store.knex('limit_counts').where({ key: keyOf(limit, of) }).where('points', '>=', points).first('key')); // prettier-ignore
  async function counted(limit: string, of: string, points: number) {
    const key = keyOf(limit, of);
    await api.store
      .knex('limit_counts')
      .insert({ key, points, expire: Date.now() + 60_000 })
      .onConflict('key')
      .merge();
  }

  it('given one address, when it guesses once at each of forty accounts, then the last ten are refused; another address is not', async () => {
    const address = newAddress();
    const replies: Reply[] = [];
    for (let n = 0; n < 40; n++) replies.push(await login(uscc(5_000 + n), 'a guess', address));
    assert.deepEqual(statuses(replies), [...Array.from({ length: 30 }, () => 401), ...Array.from({ length: 10 }, () => 429)]);
    assertLimited(replies.at(-1)!, 'login-caller', 600);
    assert.equal((await login(uscc(5_000), 'a guess', newAddress())).status, 401);
  });

  it('given an address of IPv6, when it takes others of its network, then it is one caller', async () => {
    const replies: Reply[] = [];
    for (let n = 0; n < 31; n++) replies.push(await login(uscc(6_000 + n), 'a guess', `2001:db8::${n.toString(16)}:1`));
    assert.equal(replies.at(-2)!.status, 401);
    assertLimited(replies.at(-1)!, 'login-caller', 600);
    assert.equal((await login(uscc(6_000), 'a guess', '2001:db8:0:1::1')).status, 401);
  });

  it('given strangers who guess at one account from many addresses, when its owner comes where it was let in before, then it gets in; the strangers wait, for seconds', async () => {
    const unit = await createUnit(api.store);
    const [home, elsewhere] = [newAddress(), newAddress()];
    assert.equal((await login(unit.account, unitPassword, home)).status, 201);
    const strangers: Reply[] = [];
    for (let n = 0; n < 25; n++) strangers.push(await login(unit.account, 'a guess', newAddress()));
    assert.deepEqual(new Set(statuses(strangers.slice(0, 20))), new Set([401]));
    const refused = strangers.filter(({ status }) => status === 429);
    assert.ok(refused.length > 0);
    assertLimited(refused.at(-1)!, 'login-account', 30);
    assert.equal((await login(unit.account, unitPassword, home)).status, 201);
    const other = await createUnit(api.store);
    assert.equal((await login(other.account, unitPassword, elsewhere)).status, 201);
  });

  it('given a mobile on which three accounts were opened, when a fourth is, from wherever, then it waits, and nothing is stored; another mobile is free', async () => {
    const open = (n: number, mobile: string) => {
      const body = { region: 'mainland', category: 'enterprise', uscc: uscc(7_000 + n), mobile, password: unitPassword, acceptPrivacyTerms: true };
      return api.call('POST', '/registrations', { body, ...from(newAddress()) });
    };
    const replies = [];
    for (let n = 0; n < 4; n++) replies.push(await open(n, '13912345678'));
    // Temporal is not there: what passed ends with 500.
    assert.deepEqual(statuses(replies), [500, 500, 500, 429]);
    assertLimited(replies[3]!, 'opening-mobile', 3_600);
    assert.equal(
      await api.store
        .knex('units')
        .where({ account: uscc(7_003) })
        .first(),
      undefined,
    );
    assert.equal((await open(4, '13912345679')).status, 500);
  });

  it('given disputes of an account from many addresses, when there are five, then the next waits; another account may be disputed', async () => {
    const [unit, other] = [await createUnit(api.store), await createUnit(api.store)];
    const dispute = (account: string) => {
      const claimant = { unitName: '佛山陶瓷', name: '李四', mobile: '13912345678' };
      return api.call('POST', '/disputes', {
        body: { uscc: account, claimant, statement: 'It is ours.' },
        ...from(newAddress()),
      });
    };
    const replies = [];
    for (let n = 0; n < 6; n++) replies.push(await dispute(unit.account));
    assert.deepEqual(statuses(replies), [202, 202, 202, 202, 202, 429]);
    assertLimited(replies[5]!, 'dispute-account', 3_600);
    assert.equal((await api.store.knex('disputes').where({ account: unit.account }).pluck('disputeId')).length, 5);
    assert.equal((await dispute(other.account)).status, 202);
  });

  it('given as many texts as an hour may cost, when one more is asked for, then none is sent and an operator sees it', async () => {
    const unit = await createUnit(api.store);
    const operator = await staffToken(api.store, 'operator');
    const attention = async () => (await api.call('GET', '/ops/attention', { token: operator })).body.items.map((item: { subject: string }) => item.subject) as string[]; // prettier-ignore
    assert.ok(!(await attention()).includes('limit:texts'));
    await counted('texts', '', 5_000);
    const codes = () => api.store.knex('verification_codes').pluck('verificationCodeId');
    const before = await codes();
    assertLimited(await api.call('POST', '/account/mobile/codes', { token: unit.token, ...from(newAddress()) }), 'texts', 3_600);
    assert.deepEqual(await codes(), before);
    assert.ok((await attention()).includes('limit:texts'));
    await counted('texts', '', 0);
    assert.equal((await api.call('POST', '/account/mobile/codes', { token: unit.token, ...from(newAddress()) })).status, 202);
  });

  it('given sixty forged notices from one address, when another comes from there, then it is not even read; elsewhere it is', async () => {
    const address = newAddress();
    const notice = (of: string) => fetch(new URL('/notices/sf', api.url), { method: 'POST', body: '{}', ...from(of) });
    const replies = [];
    for (let n = 0; n < 60; n++) replies.push((await notice(address)).status);
    assert.deepEqual(new Set(replies), new Set([401]));
    await untilCounted('forged-notices', address, 60);
    const refused = await notice(address);
    assert.equal(refused.status, 429);
    assert.match(refused.headers.get('ratelimit') ?? '', /^"forged-notices";r=0;/);
    assert.equal((await notice(newAddress())).status, 401);
  });

  it('given a caller whom other replicas have counted to the end, when its requests go on here, then all are refused after the next count; others are not', async () => {
    const address = newAddress();
    const ask = (of = address) => api.call('GET', '/edition', from(of));
    await counted('requests', address, 3_000);
    const replies: Reply[] = [];
    for (let n = 0; n < 52; n++) replies.push(await ask());
    assert.deepEqual(new Set(statuses(replies.slice(0, 49))), new Set([200]));
    assert.match(replies[0]!.headers.get('ratelimit') ?? '', /^"requests";r=2999;/);
    for (const reply of replies.slice(49)) assertLimited(reply, 'requests', 60);
    assert.equal((await ask(newAddress())).status, 200);
  });

  it('given what is counted, when the table is read, then no account, address or mobile stands in it', async () => {
    const rows = await api.store.knex('limit_counts').pluck('key');
    assert.ok(rows.length > 20);
    for (const key of rows) assert.match(key as string, /^[a-z-]+:[0-9a-f]{64}$/);
  });
});

describe('requests forwarded for somebody else', () => {
  async function warningsOf(trustedProxies: string[] | number) {
    const lines: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
    const api = await startApi({ log, settings: { rateLimits: true, trustedProxies } });
    const guess = (address: string) =>
      api.call('POST', '/sessions', { body: { account: uscc(1), password: 'a guess' }, headers: { 'X-Forwarded-For': address } });
    const replies: Reply[] = [];
    for (let n = 1; n <= 11; n++) replies.push(await guess(`203.0.113.${n}`));
    await api.close();
    return { warnings: lines.filter((line) => line.includes('TRUSTED_PROXIES')), last: replies.at(-1)!.status };
  }

  it('given no trusted proxy, when they come, then one line says whom to trust, and the header buys nobody another try', async () => {
    const { warnings, last } = await warningsOf([]);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /TRUSTED_PROXIES=(::ffff:)?127\.0\.0\.1/);
    assert.equal(last, 429);
  });

  for (const trusted of [['loopback'], ['127.0.0.0/8'], 1])
    it(`given ${JSON.stringify(trusted)} trusted, when they come from there, then each is a caller of its own and nothing is said`, async () => {
      assert.deepEqual(await warningsOf(trusted), { warnings: [], last: 401 });
    });
});
