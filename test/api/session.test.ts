import assert from 'node:assert/strict';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, staffToken, unitPassword, type TestUnit } from '../support/fixtures.ts';
import { limitParts } from '../support/limit-stage.ts';

describe('sessions', () => {
  let api: TestApi;
  let unit: TestUnit;
  before(async () => {
    api = await startApi({ ...limitParts, settings: { rateLimits: true } });
  });
  beforeEach(async () => {
    unit = await createUnit(api.store);
  });
  after(() => api.close());

  const login = (body: object) => api.call('POST', '/sessions', { body });
  const registration = async (token: string) => (await api.call('GET', '/registration', { token })).status;

  it('given a unit, when it logs in with its account in any spelling, then the session is its own', async () => {
    const { status, body } = await login({ account: ` ${unit.account.toLowerCase()} `, password: unitPassword });
    assert.deepEqual([status, body.role, body.registrationId], [201, 'unit', unit.registrationId]);
    assert.ok(new Date(body.expiresAt).getTime() > Date.now());
    assert.equal(await registration(body.token), 200);
  });

  it('given accounts abroad, one opened with blanks beside its hyphen, when each logs in as it is written and as it would be opened by now, then the session is its own (G1.4)', async () => {
    for (const [kept, spellings] of [
      ['DE:HRB - 1', ['DE:HRB - 1', 'de：hrb – 1']],
      ['DE:HRB 266493', ['DE:HRB 266493', 'de: hrb  266493.', 'DE:#HRB 266493']],
    ] as const) {
      const { unitId, registrationId } = await createUnit(api.store);
      await api.store.knex('units').where({ unitId }).update({ account: kept });
      for (const account of spellings) {
        const { status, body } = await login({ account, password: unitPassword });
        assert.deepEqual([status, body.registrationId], [201, registrationId], account);
      }
    }
  });

  it('given staff, when they log in, then the role is theirs and the unit’s pages are not', async () => {
    const { status, body } = await login({
      login: 'delegation-3',
      password: process.env['DEMO_PASSWORD'] ?? 'expo-demo-2019',
    });
    assert.deepEqual([status, body.role, body.registrationId], [201, 'delegation', undefined]);
    assert.equal(await registration(body.token), 403);
    assert.equal((await api.call('GET', '/review/registrations', { token: body.token })).status, 200);
  });

  it('given a wrong password, an unknown account and one not yet opened, when logged in, then all are answered alike', async () => {
    const pending = await createUnit(api.store, { opened: false });
    const replies = await Promise.all([
      login({ account: unit.account, password: 'wrong' }),
      login({ account: '91440600000999999X', password: unitPassword }),
      login({ account: pending.account, password: unitPassword }),
      login({ login: 'nobody', password: unitPassword }),
    ]);
    for (const { status, body } of replies) assert.deepEqual([status, body], [401, replies[0].body]);
    assert.equal(replies[0].body.code, 'credentials_invalid');
  });

  it('given both or neither of account and login, when logged in, then 400', async () => {
    assert.equal((await login({ password: 'x' })).status, 400);
    assert.equal((await login({ account: unit.account, login: 'bureau', password: unitPassword })).status, 400);
  });

  it('given a session, when logged out, then that one is over and others go on', async () => {
    const { body } = await login({ account: unit.account, password: unitPassword });
    assert.equal((await api.call('DELETE', '/sessions/current', { token: body.token })).status, 204);
    assert.equal(await registration(body.token), 401);
    assert.equal(await registration(unit.token), 200);
  });

  it('given ten wrong tries, when the right password comes, then 429 says when to come back; another account is free', async () => {
    const tries = await Promise.all(
      Array.from({ length: 10 }, () => login({ account: unit.account, password: 'wrong' })),
    );
    assert.ok(tries.every(({ status }) => status === 401));
    const { status, body, headers } = await login({ account: unit.account, password: unitPassword });
    assert.deepEqual([status, body.code], [429, 'too_many_requests']);
    const seconds = Number(headers.get('retry-after'));
    assert.ok(seconds > 0 && seconds <= 600, headers.get('retry-after') ?? 'none');
    assert.match(headers.get('ratelimit') ?? '', /r=0/);
    const other = await createUnit(api.store);
    assert.equal((await login({ account: other.account, password: unitPassword })).status, 201);
  });

  it('given nine wrong tries and a right one, when wrong ones follow, then they are counted anew', async () => {
    for (let n = 0; n < 9; n++) await login({ account: unit.account, password: 'wrong' });
    assert.equal((await login({ account: unit.account, password: unitPassword })).status, 201);
    assert.equal((await login({ account: unit.account, password: 'wrong' })).status, 401);
  });

  it('given two sessions, when the password is changed in one, then the other is over and only the new password opens', async () => {
    const other = (await login({ account: unit.account, password: unitPassword })).body.token as string;
    const change = (body: object) => api.call('PUT', '/account/password', { token: unit.token, body });
    const wrong = await change({ currentPassword: 'wrong', newPassword: 'Another-Password-2' });
    assert.deepEqual([wrong.status, wrong.body.code], [401, 'credentials_invalid']);
    const weak = await change({ currentPassword: unitPassword, newPassword: 'aaaaaaaaaa' });
    assert.deepEqual([weak.status, weak.body.code], [422, 'password_too_weak']);
    const refused = async (newPassword: string, language: string) =>
      (
        await api.call('PUT', '/account/password', {
          token: unit.token,
          body: { currentPassword: unitPassword, newPassword },
          headers: { 'Accept-Language': language },
        })
      ).body.errors;
    assert.deepEqual(await refused('Password123', 'zh'), [
      {
        path: 'newPassword',
        code: 'common',
        message: '该密码或与其相近的密码过于常见，容易被猜到。请更换，例如使用三个互不相关的词。',
      },
    ]);
    assert.deepEqual((await refused(`${unit.account}-a`, 'en'))[0].code, 'own_words');
    assert.equal(await registration(other), 200);
    assert.equal((await change({ currentPassword: unitPassword, newPassword: 'Another-Password-2' })).status, 204);
    assert.deepEqual([await registration(unit.token), await registration(other)], [200, 401]);
    assert.equal((await login({ account: unit.account, password: unitPassword })).status, 401);
    assert.equal((await login({ account: unit.account, password: 'Another-Password-2' })).status, 201);
  });

  const demo = process.env['DEMO_PASSWORD'] ?? 'expo-demo-2019';
  const from = { 'User-Agent': 'Firefox/140.0 (of a test)' };
  const own = async (token: string): Promise<Json[]> => (await api.call('GET', '/sessions', { token })).body.items;
  const status = async (token: string) => (await api.call('GET', '/sessions/current', { token })).status;
  const setUse = (staffId: string, ago: string) =>
    api.store
      .knex('sessions')
      .where({ staffId })
      .update({ lastUsedAt: api.store.knex.raw(`now() - interval '${ago}'`) });
  const lastUse = async (staffId: string) =>
    (await api.store.knex('sessions').where({ staffId }).first('lastUsedAt'))!.lastUsedAt.getTime();

  it('given a session of each role, when it asks who it is, then account, role and what is its own are answered', async () => {
    const asUnit = await api.call('GET', '/sessions/current', { token: unit.token });
    assert.deepEqual(
      { ...asUnit.body, expiresAt: '' },
      { role: 'unit', account: unit.account, registrationId: unit.registrationId, expiresAt: '', idleSeconds: null },
    );
    for (const name of ['delegation-3', 'bureau', 'operator']) {
      const { body: opened } = await login({ login: name, password: demo });
      const { body } = await api.call('GET', '/sessions/current', { token: opened.token });
      const { delegation, ...rest } = body;
      assert.deepEqual(rest, {
        role: name.split('-')[0],
        account: name,
        expiresAt: opened.expiresAt,
        idleSeconds: 1800,
        secondFactor: 'none',
      });
      assert.equal(delegation?.no, name === 'delegation-3' ? 3 : undefined);
    }
    assert.equal((await api.call('GET', '/sessions/current')).status, 401);
  });

  it('given sessions in two browsers, when they are listed, then each with where from and which one asks; one that is ended is over, and nobody else’s can be', async () => {
    const { body } = await api.call('POST', '/sessions', {
      body: { account: unit.account, password: unitPassword },
      headers: from,
    });
    const [newest, ...older] = await own(body.token);
    assert.deepEqual([newest.isCurrent, newest.userAgent, newest.address], [true, from['User-Agent'], '127.0.0.1']);
    assert.deepEqual(
      older.map(({ isCurrent, address }) => [isCurrent, address]),
      [[false, null]],
    );
    assert.equal((await own(unit.token)).find(({ isCurrent }) => isCurrent).sessionId, older[0].sessionId);

    const stranger = await createUnit(api.store);
    const end = (sessionId: string, token: string) => api.call('DELETE', `/sessions/${sessionId}`, { token });
    for (const sessionId of [newest.sessionId, older[0].sessionId, 'no-id'])
      assert.equal((await end(sessionId, stranger.token)).status, 404);
    assert.deepEqual([await status(unit.token), await status(body.token)], [200, 200]);
    assert.equal((await end(older[0].sessionId, body.token)).status, 204);
    assert.deepEqual([await status(unit.token), await status(body.token)], [401, 200]);
    assert.equal((await end(older[0].sessionId, body.token)).status, 404);
    const rows = await api.store.knex('sessions').where({ unitId: unit.unitId });
    for (const text of [from['User-Agent'], '127.0.0.1'])
      assert.ok(!rows.some(({ userAgent, address }) => userAgent?.includes(text) || address?.includes(text)), text);
  });

  it('given staff who ask for nothing, when half an hour has passed, then they are logged out; whoever asks now and then is not, and it is written once a minute', async () => {
    const { staffId } = (await api.store.knex('staff').where({ login: 'delegation-8' }).first('staffId'))!;
    const token = await staffToken(api.store, 'delegation-8');
    await setUse(staffId, '59 seconds');
    const before = await lastUse(staffId);
    assert.equal(await status(token), 200);
    assert.equal(await lastUse(staffId), before, 'within the minute nothing is written');
    await setUse(staffId, '29 minutes');
    assert.equal(await status(token), 200);
    assert.ok((await lastUse(staffId)) > before);
    await setUse(staffId, '31 minutes');
    assert.equal(await status(token), 401);
    assert.deepEqual(await own(await staffToken(api.store, 'delegation-8')).then(({ length }) => length), 1);
    await api.store
      .knex('sessions')
      .where({ unitId: unit.unitId })
      .update({ lastUsedAt: api.store.knex.raw("now() - interval '5 hours'") });
    assert.equal(await status(unit.token), 200, 'units stay until their session’s own end');
  });

  it('given a member of staff, when they change their password, then the other sessions are over and only the new one lets in', async () => {
    const [token, other] = [await staffToken(api.store, 'delegation-7'), await staffToken(api.store, 'delegation-7')];
    const change = (body: object) => api.call('PUT', '/account/password', { token, body });
    const next = 'Another-Password-2';
    assert.equal((await change({ currentPassword: 'wrong', newPassword: next })).body.code, 'credentials_invalid');
    assert.equal((await change({ currentPassword: demo, newPassword: 'delegation-7' })).body.code, 'password_too_weak');
    assert.deepEqual([await status(token), await status(other)], [200, 200]);
    assert.equal((await change({ currentPassword: demo, newPassword: next })).status, 204);
    assert.deepEqual([await status(token), await status(other)], [200, 401]);
    assert.equal((await login({ login: 'delegation-7', password: demo })).status, 401);
    assert.equal((await login({ login: 'delegation-7', password: next })).status, 201);
    const audited = await api.store
      .knex('audit_entries')
      .where({ action: 'password_changed', subject: 'delegation-7' });
    assert.equal(audited.length, 1);
  });
});
