import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { askCode, noticesTo } from '../support/account-change.ts';
import { startApi, type Json, type Reply, type TestApi } from '../support/api.ts';
import { createUnit, type TestUnit } from '../support/fixtures.ts';
import { limitParts } from '../support/limit-stage.ts';
import { notThe, type MobileProof } from '../support/mobile-proof.ts';

describe('a unit that changes its mobile', () => {
  let api: TestApi;
  let unit: TestUnit;
  let other: TestUnit;
  before(async () => (api = await startApi(limitParts)));
  beforeEach(async () => {
    unit = await createUnit(api.store);
    other = await createUnit(api.store);
  });
  after(() => api.close());

  const newMobile = '13911112222';
  const prove = (of: TestUnit, to?: string): Promise<MobileProof> =>
    askCode(api.store, () =>
      api.call('POST', '/account/mobile/codes', {
        token: of.token,
        body: to === undefined ? undefined : { newMobile: to },
      }),
    );
  const change = (of: TestUnit, old: MobileProof, mobileProof: MobileProof | undefined, to = newMobile) =>
    api.call('PUT', '/account/mobile', { token: of.token, body: { ...old, newMobile: to, mobileProof } });
  const account = async (of: TestUnit): Promise<Json> => (await api.call('GET', '/account', { token: of.token })).body;
  const told = ({ status, body }: Reply) => (status === 204 ? status : [body.code, body.errors?.[0]?.path]);
  const changes = ({ registrationId }: TestUnit) =>
    api.store.knex('events').where({ registrationId, kind: 'mobile_changed' }).pluck('actor');

  it('given a code to the old mobile and one to the new, when it is changed, then the new one is on file, the old one is told, and the session goes on (G9.1)', async () => {
    const [old, beside, proof] = [await prove(unit), await prove(unit), await prove(unit, '139 1111-2222')];
    assert.equal(told(await change(unit, old, proof)), 204);
    const now = await account(unit);
    assert.deepEqual([now.mobileMasked, now.passwordChangedAt], ['139****2222', null]);
    assert.ok(Math.abs(Date.parse(now.mobileChangedAt) - Date.now()) < 60_000);
    assert.deepEqual(await changes(unit), ['unit']);
    assert.deepEqual(await noticesTo(api.store, unit.registrationId, 'mobile_changed'), ['13800000000']);
    // What was used, and what had reached the old mobile beside it.
    for (const spent of [old, beside])
      assert.deepEqual(told(await change(unit, spent, await prove(unit, '13911113333'), '13911113333')), [
        'code_invalid',
        'code',
      ]);
    assert.deepEqual(told(await change(unit, await prove(unit), proof)), ['code_invalid', 'mobileProof.code']);
    assert.deepEqual(await changes(unit), ['unit']);
  });

  it('given codes, when one is wrong, of another unit, another mobile, another request or the other purpose, then it is named and nothing has changed (G9.1)', async () => {
    const [old, proof] = [await prove(unit), await prove(unit, newMobile)];
    const [othersOld, othersProof] = [await prove(other), await prove(other, newMobile)];
    const elsewhere = await prove(unit, '13911114444');
    const opening = await askCode(api.store, () =>
      api.call('POST', '/registrations/codes', { body: { mobile: newMobile } }),
    );
    for (const wrong of [{ ...old, code: notThe(old.code) }, { ...old, requestId: randomUUID() }, othersOld, proof])
      assert.deepEqual(told(await change(unit, wrong, proof)), ['code_invalid', 'code']);
    for (const wrong of [
      { ...proof, code: notThe(proof.code) },
      { ...proof, requestId: randomUUID() },
      othersProof,
      elsewhere,
      opening,
      old,
    ])
      assert.deepEqual(told(await change(unit, old, wrong)), ['code_invalid', 'mobileProof.code']);
    assert.deepEqual(told(await change(unit, old, undefined)), ['validation_failed', 'mobileProof']);
    for (const each of [unit, other]) assert.equal((await account(each)).mobileMasked, '138****0000');
    assert.deepEqual([await changes(unit), await changes(other)], [[], []]);
    assert.deepEqual(await noticesTo(api.store, unit.registrationId, 'mobile_changed'), []);
    assert.equal(told(await change(unit, old, proof)), 204);
  });

  it('given the number that is on file, when it is changed to that, then it is told so, and the codes are as good as before', async () => {
    const [old, same, proof] = [await prove(unit), await prove(unit, '13800000000'), await prove(unit, newMobile)];
    assert.deepEqual(told(await change(unit, old, same, '13800000000')), ['mobile_unchanged', undefined]);
    assert.deepEqual(await changes(unit), []);
    assert.equal(told(await change(unit, old, proof)), 204);
  });

  it('given two changes with codes of their own, when they come at once, then one is made, and told once (G9.1)', async () => {
    const numbers = ['13911115555', '13911116666'];
    const proofs = [];
    for (const number of numbers) proofs.push([await prove(unit), await prove(unit, number)] as const);
    const replies = await Promise.all(proofs.map(([old, proof], n) => change(unit, old, proof, numbers[n])));
    assert.deepEqual(replies.map(({ status }) => String(status)).toSorted(), ['204', '422']);
    assert.deepEqual(await changes(unit), ['unit']);
    assert.deepEqual(await noticesTo(api.store, unit.registrationId, 'mobile_changed'), ['13800000000']);
    const kept = numbers[replies.findIndex(({ status }) => status === 204)]!;
    assert.ok((await account(unit)).mobileMasked.endsWith(kept.slice(-4)));
  });

  it('given a code for a forgotten password, when the mobile is changed, then what had reached the old one opens nothing', async () => {
    const ask = () => api.call('POST', '/account/password-reset/codes', { body: { account: unit.account } });
    const code = await askCode(api.store, ask);
    assert.equal(told(await change(unit, await prove(unit), await prove(unit, newMobile))), 204);
    const body = { account: unit.account, ...code, newPassword: 'Three-Words-Apart-77' };
    const reply = await api.call('POST', '/account/password-reset', { body });
    assert.equal(reply.body.code, 'code_invalid');
    assert.equal((await api.call('GET', '/account', { token: unit.token })).status, 200);
  });

  it('given codes to a new mobile, when the table is read, then the number stands nowhere in it', async () => {
    await prove(unit, newMobile);
    const rows = await api.store.knex('verification_codes').pluck('subject');
    assert.ok(rows.length > 0 && !rows.some((subject) => subject.includes(newMobile)));
  });
});
