import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { TestApi } from '../../support/api.ts';
import { createUnit, staffToken } from '../../support/fixtures.ts';
import { notThe, readCode, type MobileProof } from '../../support/mobile-proof.ts';
import { startStageApi } from '../../support/stage-api.ts';
import type { Stage } from '../../support/stage.ts';

describe('the own account', () => {
  let stage: Stage;
  let api: TestApi;
  before(async () => {
    ({ stage, api } = await startStageApi());
  });
  after(async () => {
    await api.close();
    await stage.close();
  });
  const masked = async (token: string) => (await api.call('GET', '/account', { token })).body.mobileMasked as string;

  it('given a unit, when it changes its mobile by a code to the old one, then the new one is on file, once (G9.1)', async () => {
    const { token, unitId, registrationId } = await createUnit(stage.store);
    assert.equal(await masked(token), '138****0000');
    const ask = () => readCode(stage, '13800000000', () => api.call('POST', '/account/mobile/codes', { token }));
    const [proof, other] = [await ask(), await ask()];
    const change = (given: MobileProof) =>
      api.call('PUT', '/account/mobile', { token, body: { ...given, newMobile: '13911112222' } });
    assert.equal((await change({ ...proof, code: notThe(proof.code) })).body.code, 'code_invalid');
    assert.equal((await change({ ...proof, requestId: randomUUID() })).body.code, 'code_invalid');
    assert.equal(await masked(token), '138****0000');
    assert.equal((await change(proof)).status, 204);
    assert.equal(await masked(token), '139****2222');
    // The one that was used, and the one that reached the old mobile beside it.
    for (const spent of [proof, other]) assert.equal((await change(spent)).body.code, 'code_invalid');
    const events = await stage.store.knex('events').where({ registrationId, kind: 'mobile_changed' }).pluck('actor');
    assert.deepEqual(events, ['unit']);
    const codes = stage.store.knex('verification_codes').where({ subject: unitId });
    assert.deepEqual((await codes.pluck('usedAt')).filter(Boolean).length, 1);
  });

  it('given a unit that lost its mobile, when the bureau changes it, then it is changed and on record with the reason (G9.1)', async () => {
    const { token, registrationId } = await createUnit(stage.store);
    const path = `/bureau/registrations/${registrationId}/mobile`;
    const body = { mobile: '13933334444', reason: '换号' };
    assert.equal(
      (await api.call('POST', path, { token: await staffToken(stage.store, 'delegation-3'), body })).status,
      403,
    );
    const bureau = await staffToken(stage.store, 'bureau');
    assert.equal((await api.call('POST', path, { token: bureau, body })).status, 204);
    assert.equal(await masked(token), '139****4444');
    const { items } = (await api.call('GET', `/ops/audit?subject=${registrationId}`, { token: bureau })).body;
    assert.deepEqual([items.length, items[0].action, items[0].reason], [1, 'mobile_changed', '换号']);
  });

  it('given a released account, when its old unit logs in or uses its session, then it is nobody', async () => {
    const { token, unitId, account } = await createUnit(stage.store);
    await stage.store.knex('units').where({ unitId }).update({ releasedAt: stage.store.knex.fn.now() });
    await stage.store.knex('sessions').where({ unitId }).delete();
    assert.equal((await api.call('GET', '/account', { token })).status, 401);
    assert.equal(
      (await api.call('POST', '/sessions', { body: { account, password: 'A-Unit-Password-1' } })).status,
      401,
    );
  });
});
