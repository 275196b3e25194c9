import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Sealed } from '../../db/table.ts';
import { askCode, noticesTo } from '../support/account-change.ts';
import { startApi, type Reply, type TestApi } from '../support/api.ts';
import { createUnit, staffToken, unitPassword, uscc, type TestUnit } from '../support/fixtures.ts';
import { limitParts } from '../support/limit-stage.ts';
import { notThe, type MobileProof } from '../support/mobile-proof.ts';

const newPassword = 'Three-Words-Apart-77';

describe('a forgotten password', () => {
  let api: TestApi;
  let unit: TestUnit;
  before(async () => (api = await startApi({ ...limitParts, settings: { trustedProxies: 1 } })));
  beforeEach(async () => (unit = await createUnit(api.store)));
  after(() => api.close());

  const askFor = (account: string) => api.call('POST', '/account/password-reset/codes', { body: { account } });
  const prove = (account = unit.account) => askCode(api.store, () => askFor(account));
  const reset = (account: string, given: MobileProof, more: object = {}, headers: Record<string, string> = {}) =>
    api.call('POST', '/account/password-reset', { body: { account, ...given, newPassword, ...more }, headers });
  const login = async (password: string) =>
    (await api.call('POST', '/sessions', { body: { account: unit.account, password } })).status;
  const told = ({ status, body }: Reply) => (status === 204 ? status : (body.code as string));
  const events = ({ registrationId }: TestUnit) =>
    api.store
      .knex('events')
      .where({ registrationId })
      .whereIn('kind', ['password_reset', 'password_changed'])
      .pluck('kind');
  const codeRow = async ({ requestId }: MobileProof) =>
    (await api.store
      .knex('verification_codes')
      .where({ verificationCodeId: requestId })
      .first('subject', 'mobile', 'tries', 'usedAt'))!;

  it('given an account that is known and one that is not, when a code is asked for, then both are answered alike, and only the one has a mobile', async () => {
    const replies = [await askFor(unit.account), await askFor(uscc(70_001)), await askFor('DE:HRB 7')];
    const headersOf = ({ headers }: Reply) =>
      [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name)).map((each) => each.join(': '));
    for (const reply of replies) {
      assert.deepEqual([reply.status, Object.keys(reply.body)], [202, Object.keys(replies[0]!.body)]);
      assert.deepEqual(headersOf(reply), headersOf(replies[0]!));
    }
    const rows = await Promise.all(replies.map(({ body }) => codeRow(body as MobileProof)));
    assert.deepEqual(
      rows.map(({ subject, mobile }) => [subject, mobile !== null]),
      [
        [unit.unitId, true],
        [uscc(70_001), false],
        ['DE:HRB 7', false],
      ],
    );
    const notifications = api.store.knex('notifications').where({ kind: 'verification_code', state: 'pending' });
    const subjects = await notifications.pluck('subject');
    for (const { body } of replies) assert.ok(subjects.includes(body.requestId), 'a run looks after each');
  });

  it('given a code, when the password is set with it, then all sessions are over, only the new password opens, and it is on record and told once', async () => {
    const other = (await api.call('POST', '/sessions', { body: { account: unit.account, password: unitPassword } }))
      .body.token as string;
    const [proof, beside] = [await prove(), await prove()];
    const change = await reset(` ${unit.account.toLowerCase()} `, proof, {}, { 'X-Forwarded-For': '203.0.113.9' });
    assert.equal(change.status, 204, JSON.stringify(change.body));
    for (const token of [unit.token, other]) assert.equal((await api.call('GET', '/account', { token })).status, 401);
    assert.deepEqual([await login(unitPassword), await login(newPassword)], [401, 201]);
    assert.deepEqual(await events(unit), ['password_reset']);
    assert.deepEqual(await noticesTo(api.store, unit.registrationId, 'password_changed'), ['13800000000']);

    const bureau = await staffToken(api.store, 'bureau');
    const query = `action=password_reset&subject=${unit.registrationId}`;
    const { items } = (await api.call('GET', `/ops/audit?${query}`, { token: bureau })).body;
    assert.deepEqual(
      items.map(({ by, address, requestId }: { by: null; address: string; requestId: string }) => [
        by,
        address,
        requestId,
      ]),
      [[null, '203.0.113.9', change.headers.get('x-request-id')]],
    );
    // The one that was used, and the one that was open beside it.
    for (const spent of [proof, beside]) assert.equal(told(await reset(unit.account, spent)), 'code_invalid');
    assert.deepEqual(await events(unit), ['password_reset']);
  });

  it('given codes that are wrong, of another request, another account, nobody or another purpose, when one is tried, then nothing has changed', async () => {
    const other = await createUnit(api.store);
    const [mine, others, nobodys] = [await prove(), await prove(other.account), await prove(uscc(70_002))];
    const change = await askCode(api.store, () => api.call('POST', '/account/mobile/codes', { token: unit.token }));
    for (const [account, given] of [
      [unit.account, { ...mine, code: notThe(mine.code) }],
      [unit.account, { ...mine, requestId: randomUUID() }],
      [unit.account, { ...mine, code: others.code === mine.code ? notThe(mine.code) : others.code }],
      [unit.account, others],
      [other.account, mine],
      [unit.account, nobodys],
      [uscc(70_002), nobodys],
      [uscc(70_002), mine],
      [unit.account, change],
    ] as const)
      assert.equal(told(await reset(account, given)), 'code_invalid', JSON.stringify([account, given]));
    assert.equal(await login(unitPassword), 201);
    for (const each of [unit, other]) assert.deepEqual(await events(each), []);
    assert.deepEqual([(await codeRow(mine)).tries, (await codeRow(nobodys)).tries], [2, 1], 'counted alike');
    assert.equal(told(await reset(unit.account, mine)), 204);
  });

  it('given a request that was tried wrongly five times, when its code comes, then it is refused; another request is as good as before', async () => {
    const [tried, mine] = [await prove(), await prove()];
    for (let n = 0; n < 6; n++)
      assert.equal(told(await reset(unit.account, { ...tried, code: notThe(tried.code) })), 'code_invalid');
    assert.equal(told(await reset(unit.account, tried)), 'code_invalid');
    assert.equal(told(await reset(unit.account, mine)), 204);
  });

  it('given passwords that are soon guessed, when they are set with a code, then each is refused with its reason, and the code is as good as before', async () => {
    await api.store
      .knex('registrations')
      .where({ registrationId: unit.registrationId })
      .update({ unitInfo: { name: 'Zyxwab Trading' } as never });
    const proof = await prove();
    for (const [chosen, reason] of [
      ['short', 'too_short'],
      ['Password123', 'common'],
      [`${unit.account}-a`, 'own_words'],
      ['13800000000-a', 'own_words'],
      ['Zyxwab Trading1', 'own_words'],
    ] as const) {
      const { status, body } = await reset(unit.account, proof, { newPassword: chosen });
      assert.deepEqual([status, body.errors[0].path, body.errors[0].code], [422, 'newPassword', reason], chosen);
    }
    assert.equal(told(await reset(unit.account, proof)), 204);
  });

  it('given one code, when two use it at once, then one does, and the unit is told once', async () => {
    const proof = await prove();
    const chosen = ['One-Of-Two-Words-55', 'Other-Of-Two-Words-66'];
    const replies = await Promise.all(chosen.map((each) => reset(unit.account, proof, { newPassword: each })));
    assert.deepEqual(replies.map((reply) => String(told(reply))).toSorted(), ['204', 'code_invalid']);
    assert.deepEqual(await events(unit), ['password_reset']);
    assert.equal((await noticesTo(api.store, unit.registrationId, 'password_changed')).length, 1);
    assert.equal(await login(chosen[replies.findIndex(({ status }) => status === 204)]!), 201);
  });

  it('given a key, when the request is repeated with it, then the same answer comes and nothing is done again', async () => {
    const proof = await prove();
    const headers = { 'Idempotency-Key': randomUUID() };
    const [first, again] = [
      await reset(unit.account, proof, {}, headers),
      await reset(unit.account, proof, {}, headers),
    ];
    assert.deepEqual([first.status, again.status, again.headers.get('idempotency-replayed')], [204, 204, 'true']);
    assert.deepEqual(await events(unit), ['password_reset']);
  });

  it('given a code, when the account is released and opened by another unit, then it is not that unit’s', async () => {
    const proof = await prove();
    const { knex } = api.store;
    await knex('units').where({ unitId: unit.unitId }).update({ releasedAt: knex.fn.now() });
    const next = await createUnit(api.store);
    await knex('units').where({ unitId: next.unitId }).update({ account: unit.account, uscc: unit.account });
    assert.equal(told(await reset(unit.account, proof)), 'code_invalid');
    assert.equal(await login(unitPassword), 201);
  });

  it('given a mobile that does not open, when a code is asked for and the password is changed, then the answers are as ever and no text is due', async () => {
    await api.store
      .knex('units')
      .where({ unitId: unit.unitId })
      .update({ mobile: Buffer.from('damaged') as Sealed });
    const { status, body } = await askFor(unit.account);
    assert.equal(status, 202);
    assert.equal((await codeRow(body as MobileProof)).mobile, null);
    const change = { currentPassword: unitPassword, newPassword };
    assert.equal((await api.call('PUT', '/account/password', { token: unit.token, body: change })).status, 204);
    assert.deepEqual(await noticesTo(api.store, unit.registrationId, 'password_changed'), []);
  });

  it('given a session, when the password is changed in it, then the mobile is told, once a change; one that is refused is not told', async () => {
    const change = (currentPassword: string, to: string) =>
      api.call('PUT', '/account/password', { token: unit.token, body: { currentPassword, newPassword: to } });
    assert.equal((await change('wrong', newPassword)).status, 401);
    assert.equal((await change(unitPassword, newPassword)).status, 204);
    assert.deepEqual(await noticesTo(api.store, unit.registrationId, 'password_changed'), ['13800000000']);
    assert.equal((await change(newPassword, 'Other-Words-Apart-78')).status, 204);
    assert.equal((await noticesTo(api.store, unit.registrationId, 'password_changed')).length, 2);
    assert.deepEqual(await events(unit), ['password_changed', 'password_changed']);
    const { body } = await api.call('GET', '/account', { token: unit.token });
    assert.ok(Math.abs(Date.parse(body.passwordChangedAt) - Date.now()) < 60_000);
    assert.equal(body.mobileChangedAt, null);
    const { items } = (await api.call('GET', '/notifications', { token: unit.token })).body;
    assert.match(items[0].text, /password/i);
  });
});
