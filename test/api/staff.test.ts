import assert from 'node:assert/strict';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, delegationId, staffToken } from '../support/fixtures.ts';

describe('staff, rules and what is remembered of them', () => {
  let api: TestApi;
  let bureau: string;
  before(async () => {
    api = await startApi();
    bureau = await staffToken(api.store, 'bureau');
  });
  after(() => api.close());

  const call = (method: string, path: string, body?: object, token = bureau) => api.call(method, path, { token, ...(body ? { body } : {}) });

  it('given a reviewer, when the bureau notes where they work and how to reach them, then nobody but the bureau may, and the number is masked', async () => {
    const reviewer = await staffToken(api.store, 'delegation-3');
    assert.equal((await call('PATCH', '/bureau/staff/delegation-3', { unitAccount: 'X' }, reviewer)).status, 403);
    assert.equal((await call('PATCH', '/bureau/staff/nobody', { disabled: true })).status, 404);
    const { body } = await call('PATCH', '/bureau/staff/delegation-3', { mobile: '13912345678', unitAccount: ' 9144x ' });
    assert.deepEqual([body.mobileMasked, body.unitAccount, body.delegationNo], ['139****5678', '9144X', 3]);
    const listed = (await call('GET', '/bureau/staff?limit=200')).body.items as Json[];
    assert.deepEqual([listed.length, listed.find((item) => item.login === 'delegation-3').unitAccount], [29, '9144X']);
  });

  it('given a reviewer whose own unit is asked about, when they decide, label or decide in bulk, then 403 own_unit and nothing is recorded (G4.3)', async () => {
    const unit = await createUnit(api.store, { state: 'under_review' });
    await call('PATCH', '/bureau/staff/delegation-3', { unitAccount: unit.account });
    const reviewer = await staffToken(api.store, 'delegation-3');
    const decision = await call('POST', `/review/registrations/${unit.registrationId}/decision`, { decision: 'approve', version: 1 }, reviewer);
    const bulk = await call('POST', '/review/registrations/bulk-decision', { ids: [unit.registrationId], decision: 'approve' }, reviewer);
    assert.deepEqual([decision.status, decision.body.code, bulk.body.code], [403, 'own_unit', 'own_unit']);
    assert.deepEqual(await api.store.knex('reviews').where({ registration_id: unit.registrationId }), []);
  });

  it('given a member of staff who left, when disabled, then their session ends; when enabled, then it lives', async () => {
    const token = await staffToken(api.store, 'delegation-9');
    await call('PATCH', '/bureau/staff/delegation-9', { disabled: true });
    assert.equal((await call('GET', '/review/registrations', undefined, token)).status, 401);
    await call('PATCH', '/bureau/staff/delegation-9', { disabled: false });
    assert.equal((await call('GET', '/review/registrations', undefined, token)).status, 200);
  });

  it('given the rules of allocation, when the bureau sets, changes and removes one, then the list follows and an industry or a wrong place is refused (G1.2)', async () => {
    const rules = async () =>
      ((await call('GET', '/bureau/allocation-rules')).body.items as Json[]).map(({ province, city, delegationNo }) =>
        [province, city, delegationNo].join('/'),
      );
    const seeded = await rules();
    assert.ok(seeded.includes('广东省/佛山市/3'));
    const put = async (province: string, city: string | undefined, no: number | null) =>
      call('PUT', '/bureau/allocation-rules', { province, ...(city ? { city } : {}), delegationId: no && (await delegationId(api.store, no)) });
    assert.equal((await put('湖南省', undefined, 1)).status, 200);
    assert.equal((await put('湖南省', undefined, 2)).status, 200);
    assert.deepEqual((await rules()).filter((rule) => rule.startsWith('湖南省')), ['湖南省//2']); // prettier-ignore
    assert.deepEqual([(await put('湖南省', '佛山市', 2)).body.code, (await put('广东省', '佛山市', 22)).body.code], ['unknown_reference', 'unknown_reference']); // prettier-ignore
    await put('湖南省', undefined, null);
    assert.deepEqual(await rules(), seeded);
  });

  it('given all that, when the audit is read, then each change is there with who made it, and nobody can change the record', async () => {
    const { items } = (await call('GET', '/ops/audit?limit=200', undefined, await staffToken(api.store, 'operator'))).body;
    const actions = items.map((entry: Json) => `${entry.by} ${entry.action}`);
    assert.equal(actions.filter((action: string) => action === 'bureau staff_changed').length, 4);
    assert.equal(actions.filter((action: string) => action === 'bureau allocation_rule_changed').length, 3);
    assert.equal((await call('GET', '/ops/audit', undefined, await staffToken(api.store, 'delegation-3'))).status, 403);
    for (const change of [api.store.knex('audit_entries').delete(), api.store.knex('audit_entries').update({ subject: 'x' })])
      await assert.rejects(change, /permission denied/);
  });
});
