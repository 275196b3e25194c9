import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { inTransaction, untyped } from '../../db/knex.ts';
import { createBadgeOrderPlacement } from '../../db/order/badge-order-placing.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, delegationId, staffToken } from '../support/fixtures.ts';
import { createBuyer, createPeople, newOrderNo } from '../support/order-fixture.ts';

describe('staff, rules and what is remembered of them', () => {
  let api: TestApi;
  let bureau: string;
  before(async () => {
    api = await startApi();
    bureau = await staffToken(api.store, 'bureau');
  });
  after(() => api.close());

  const lockedIn = async (registrationId: string) => (await createPeople(api.store, registrationId, [{}]))[0];
  const call = (method: string, path: string, body?: object, token = bureau) =>
    api.call(method, path, { token, ...(body ? { body } : {}) });

  it('given a reviewer, when the bureau notes where they work and how to reach them, then nobody but the bureau may, and the number is masked', async () => {
    const reviewer = await staffToken(api.store, 'delegation-3');
    assert.equal((await call('PATCH', '/bureau/staff/delegation-3', { unitAccount: 'X' }, reviewer)).status, 403);
    assert.equal((await call('PATCH', '/bureau/staff/nobody', { disabled: true })).status, 404);
    const { body } = await call('PATCH', '/bureau/staff/delegation-3', {
      mobile: '13912345678',
      unitAccount: ' 9144x ',
    });
    assert.deepEqual([body.mobileMasked, body.unitAccount, body.delegationNo], ['139****5678', '9144X', 3]);
    const listed = (await call('GET', '/bureau/staff?limit=200')).body.items as Json[];
    assert.deepEqual([listed.length, listed.find((item) => item.login === 'delegation-3').unitAccount], [31, '9144X']);
  });

  it('given a reviewer whose own unit is asked about, when they decide, label or decide in bulk, then 403 own_unit and nothing is recorded (G4.3)', async () => {
    const unit = await createUnit(api.store, { state: 'under_review' });
    await call('PATCH', '/bureau/staff/delegation-3', { unitAccount: unit.account });
    const reviewer = await staffToken(api.store, 'delegation-3');
    const decision = await call(
      'POST',
      `/review/registrations/${unit.registrationId}/decision`,
      { decision: 'approve', version: 1 },
      reviewer,
    );
    const bulk = await call(
      'POST',
      '/review/registrations/bulk-decision',
      { ids: [unit.registrationId], decision: 'approve' },
      reviewer,
    );
    assert.deepEqual([decision.status, decision.body.code, bulk.body.code], [403, 'own_unit', 'own_unit']);
    assert.deepEqual(await api.store.knex('reviews').where({ registrationId: unit.registrationId }), []);
  });

  it('given a member of staff who left, when disabled, then their sessions end for good: enabled, they log in again', async () => {
    const token = await staffToken(api.store, 'delegation-9');
    await call('PATCH', '/bureau/staff/delegation-9', { disabled: true });
    assert.equal((await call('GET', '/review/registrations', undefined, token)).status, 401);
    // A login that went on meanwhile.
    const late = await staffToken(api.store, 'delegation-9');
    await call('PATCH', '/bureau/staff/delegation-9', { disabled: false });
    for (const old of [token, late])
      assert.equal((await call('GET', '/review/registrations', undefined, old)).status, 401);
    assert.equal(
      (await call('GET', '/review/registrations', undefined, await staffToken(api.store, 'delegation-9'))).status,
      200,
    );
  });

  it('given members of staff, when somebody changes their own row, the bureau an operator or an operator the bureau, then 403 and nothing changes; an operator changes another', async () => {
    const { knex } = api.store;
    const operator = await staffToken(api.store, 'operator');
    await knex('staff').insert({ staffId: randomUUID(), login: 'operator-2', role: 'operator', passwordHash: 'none' });
    const rows = () => knex('staff').orderBy('login').select('login', 'unitAccount', 'disabledAt', 'mobile');
    const before = await rows();
    for (const [login, token] of [
      ['bureau', bureau],
      ['operator', bureau],
      ['operator', operator],
      ['bureau', operator],
      ['delegation-3', operator],
    ] as const)
      for (const change of [{ unitAccount: null }, { disabled: true }, { mobile: null }]) {
        const { status, body } = await call('PATCH', `/bureau/staff/${login}`, change, token);
        assert.deepEqual([status, body.code], [403, 'forbidden'], `${login} ${JSON.stringify(change)}`);
      }
    assert.deepEqual(await rows(), before);
    assert.equal((await call('PATCH', '/bureau/staff/operator-2', { disabled: true }, operator)).body.disabled, true);
    await knex('staff').where({ login: 'operator-2' }).delete();
  });

  it('given the unit that the bureau works for, when it waives, allocates, releases, withdraws, reviews people or extends there, then 403 own_unit and nothing is recorded', async () => {
    const { knex } = api.store;
    const { registrationId, account, attendeeIds } = await createBuyer(api.store);
    const orderNo = newOrderNo();
    await inTransaction(api.store, (trx) =>
      createBadgeOrderPlacement(trx).place({
        orderNo,
        registrationId,
        attendeeIds,
        pickup: 'delegation',
        paymentWindowSeconds: 900,
      }),
    );
    await knex('order_lines').where({ orderNo }).update({ state: 'under_review' });
    await knex('staff').where({ login: 'bureau' }).update({ unitAccount: account });
    const [attendeeId] = attendeeIds;
    const asks: [path: string, body: object][] = [
      ['/bureau/reductions', { registrationId, amountFen: 1, reason: 'x' }],
      ['/bureau/reductions', { orderNo, amountFen: 1, reason: 'x' }],
      [`/bureau/registrations/${registrationId}/allocate`, { delegationId: await delegationId(api.store, 3) }],
      [`/bureau/registrations/${registrationId}/release`, { reason: 'x' }],
      [`/bureau/attendees/${attendeeId}/withdraw`, { reason: 'x' }],
      ['/bureau/person-reviews', { items: [{ attendeeId, result: 'approve' }] }],
      ['/review/attendees/unlock', { attendeeIds: [await lockedIn(registrationId)] }],
      [`/ops/orders/${orderNo}/extend`, { minutes: 5 }],
    ];
    for (const [path, body] of asks) {
      const answer = await api.call('POST', path, {
        token: bureau,
        body,
        headers: { 'Idempotency-Key': randomUUID() },
      });
      assert.deepEqual([answer.status, answer.body.code], [403, 'own_unit'], `${path}: ${JSON.stringify(answer.body)}`);
    }
    await knex('staff').where({ login: 'bureau' }).update({ unitAccount: null });
    for (const table of ['staff_requests', 'reductions', 'person_reviews'] as const)
      assert.deepEqual(await knex(table), []);
  });

  it('given the rules of allocation, when the bureau sets, changes and removes one, then the list follows and an industry or a wrong place is refused (G1.2)', async () => {
    const rules = async () =>
      ((await call('GET', '/bureau/allocation-rules')).body.items as Json[]).map(({ province, city, delegationNo }) =>
        [province, city, delegationNo].join('/'),
      );
    const seeded = await rules();
    assert.ok(seeded.includes('广东省/佛山市/3'));
    const put = async (province: string, city: string | undefined, no: number | null) =>
      call('PUT', '/bureau/allocation-rules', {
        province,
        ...(city ? { city } : {}),
        delegationId: no && (await delegationId(api.store, no)),
      });
    assert.equal((await put('湖南省', undefined, 1)).status, 200);
    assert.equal((await put('湖南省', undefined, 2)).status, 200);
    assert.deepEqual(
      (await rules()).filter((rule) => rule.startsWith('湖南省')),
      ['湖南省//2'],
    );
    assert.deepEqual(
      [(await put('湖南省', '佛山市', 2)).body.code, (await put('广东省', '佛山市', 22)).body.code],
      ['unknown_reference', 'unknown_reference'],
    );
    await put('湖南', undefined, null);
    assert.deepEqual(await rules(), seeded);
    // As elsewhere, places are understood as people write them.
    assert.ok(
      (await put('广东', '佛山', 2)).body.items.some((rule: Json) => rule.city === '佛山市' && rule.delegationNo === 2),
    );
    await put('Guangdong', 'Foshan', 3);
    assert.deepEqual(await rules(), seeded);
    const told = async (province: string, city?: string) =>
      (await put(province, city, 2)).body.errors.map(({ path, message }: Json) => `${path} ${message}`);
    assert.deepEqual(
      [await told('阿特兰'), await told('河北', '佛山市'), await told('上海', '浦东新区')],
      [
        ['province Province: "阿特兰" is not known here.'],
        ['city "佛山市" is no city of 河北省: write a prefecture-level city of it.'],
        ['city "浦东新区" is no city of 上海市: write "上海市".'],
      ],
    );
  });

  it('given all that, when the audit is read, then each change is there with who made it, and nobody can change the record', async () => {
    const { items } = (await call('GET', '/ops/audit?limit=200', undefined, await staffToken(api.store, 'operator')))
      .body;
    const actions = items.map((entry: Json) => `${entry.by} ${entry.action}`);
    assert.equal(actions.filter((action: string) => action === 'bureau staff_changed').length, 4);
    assert.equal(actions.filter((action: string) => action === 'bureau allocation_rule_changed').length, 5);
    assert.equal((await call('GET', '/ops/audit', undefined, await staffToken(api.store, 'delegation-3'))).status, 403);
    const entries = untyped(api.store.knex)('audit_entries');
    for (const change of [entries.clone().delete(), entries.clone().update({ subject: 'x' })])
      await assert.rejects(change, /permission denied/);
  });
});
