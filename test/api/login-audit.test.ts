import assert from 'node:assert/strict';
import { requestIdHeader } from '../../domain/request-id.ts';
import { startApi, type Json, type Reply, type TestApi } from '../support/api.ts';
import { createUnit, staffToken, unitPassword, type TestUnit } from '../support/fixtures.ts';

describe('logins in the audit', () => {
  const staffPassword = process.env['DEMO_PASSWORD'] ?? 'expo-demo-2019';
  let api: TestApi;
  let bureau: string;
  let unit: TestUnit;
  let addresses = 0;
  let address = '';
  before(async () => {
    api = await startApi({ settings: { rateLimits: true, trustedProxies: 1 } });
    bureau = await staffToken(api.store, 'bureau');
  });
  beforeEach(async () => {
    unit = await createUnit(api.store);
    address = `203.0.113.${++addresses}`;
  });
  after(() => api.close());

  const login = (body: object, from = address) =>
    api.call('POST', '/sessions', { body, headers: { 'X-Forwarded-For': from } });
  const entries = async (query: string): Promise<Json[]> =>
    (await api.call('GET', `/ops/audit?limit=200&${query}`, { token: bureau })).body.items;
  const here = async () => (await entries('')).filter((entry) => entry.address === address);
  const idOf = ({ headers }: Reply) => headers.get(requestIdHeader);
  const rows = async () => (await api.store.knex('audit_entries').count({ n: '*' }))[0]!.n;

  it('given a unit and staff, when they log in and out, then each time there is an entry with who, from where and by which request', async () => {
    const asUnit = await login({ account: unit.account, password: unitPassword });
    const asStaff = await login({ login: 'delegation-4', password: staffPassword });
    const out = (token: string) =>
      api.call('DELETE', '/sessions/current', { token, headers: { 'X-Forwarded-For': address } });
    const [unitOut, staffOut] = [await out(asUnit.body.token), await out(asStaff.body.token)];
    assert.deepEqual(
      (await here()).map(({ by, action, subject, detail, requestId }) => [by, action, subject, detail.role, requestId]),
      [
        ['delegation-4', 'logged_out', 'delegation-4', 'delegation', idOf(staffOut)],
        [null, 'logged_out', unit.registrationId, 'unit', idOf(unitOut)],
        ['delegation-4', 'logged_in', 'delegation-4', 'delegation', idOf(asStaff)],
        [null, 'logged_in', unit.registrationId, 'unit', idOf(asUnit)],
      ],
    );
    assert.deepEqual(
      (await entries(`action=logged_in&subject=${unit.registrationId}`)).map(({ address: from }) => from),
      [address],
    );
    assert.equal((await out(asUnit.body.token)).status, 401);
    assert.equal((await here()).length, 4);
  });

  it('given wrong passwords and accounts that nobody has, when they are tried, then each is an entry, answered alike, and what was typed stands nowhere', async () => {
    const typed = 'My-Password-In-The-Wrong-Field';
    const tries = [
      await login({ account: unit.account, password: 'wrong' }),
      await login({ login: 'operator', password: 'wrong' }),
      await login({ login: typed, password: 'x' }),
      await login({ login: typed, password: 'y' }),
      await login({ account: typed, password: 'x' }),
    ];
    for (const reply of tries) assert.deepEqual([reply.status, reply.body], [401, tries[0]!.body]);
    const found = (await here()).toReversed();
    assert.deepEqual(
      found.map(({ requestId }) => requestId),
      tries.map(idOf),
    );
    assert.deepEqual(
      found.map(({ by, action, detail }) => [by, action, detail.kind, detail.reason]),
      [
        [null, 'login_failed', 'unit', 'wrong_password'],
        [null, 'login_failed', 'staff', 'wrong_password'],
        [null, 'login_failed', 'staff', 'unknown_account'],
        [null, 'login_failed', 'staff', 'unknown_account'],
        [null, 'login_failed', 'unit', 'unknown_account'],
      ],
    );
    const [, , staff, again, asUnit] = found.map(({ subject }) => subject as string);
    assert.deepEqual([found[0].subject, found[1].subject], [unit.registrationId, 'operator']);
    assert.match(staff!, /^unknown:[0-9a-f]{32}$/);
    assert.deepEqual([again === staff, asUnit === staff], [true, false]);
    const stored = JSON.stringify(
      await api.store.knex('audit_entries').select({
        row: api.store.knex.raw<string>("to_jsonb(audit_entries)::text || encode(coalesce(address, ''), 'escape')"),
      }),
    );
    for (const secret of [typed, typed.toUpperCase(), 'wrong-', address]) assert.ok(!stored.includes(secret), secret);
  });

  it('given an account of the first edition, or a session that guesses the password it would change, when the password is wrong, then that is an entry as well (G2)', async () => {
    const from = { 'X-Forwarded-For': address };
    await api.call('POST', '/first-edition/password', {
      body: { account: unit.account, password: 'x', acceptPrivacyTerms: true },
      headers: from,
    });
    const body = { currentPassword: 'wrong', newPassword: 'Another-Password-2' };
    await api.call('PUT', '/account/password', { token: unit.token, body, headers: from });
    assert.deepEqual(
      (await here()).map(({ detail, subject }) => [detail.kind, detail.reason, subject === unit.registrationId]),
      [
        ['unit', 'wrong_password', true],
        ['previous_edition', 'unknown_account', false],
      ],
    );
  });

  it('given tries that a limit refuses, when they go on, then no entry is added by them', async () => {
    for (let n = 0; n < 10; n++) await login({ account: unit.account, password: 'wrong' });
    const before = await rows();
    for (let n = 0; n < 5; n++) assert.equal((await login({ account: unit.account, password: 'wrong' })).status, 429);
    assert.equal(await rows(), before);
    assert.equal((await here()).length, 10);
  });

  it('given a login that passed sixty times in an hour, when it passes again and again, then it waits for seconds, and neither a session nor an entry is added', async () => {
    const key = `sessions:${api.store.personalData.blindIndex('limit', unit.account).toString('hex')}`;
    const { knex } = api.store;
    await knex('limit_counts').insert({ key, points: 60, expire: Date.now() + 60_000 });
    const sessions = async () => (await knex('sessions').where({ unitId: unit.unitId })).length;
    const passes = { account: unit.account, password: unitPassword };
    assert.equal((await login(passes)).status, 201);
    const before = [await rows(), await sessions()];
    const refused = await login(passes);
    assert.deepEqual([refused.status, refused.headers.get('ratelimit-policy')], [429, '"sessions";q=60;w=3600']);
    assert.ok(Number(refused.headers.get('retry-after')) <= 30);
    assert.deepEqual([await rows(), await sessions()], before);
  });

  it('given a unit or a delegation, when it reads the audit, then 403', async () => {
    for (const token of [unit.token, await staffToken(api.store, 'delegation-3')])
      assert.equal((await api.call('GET', '/ops/audit', { token })).status, 403);
  });
});
