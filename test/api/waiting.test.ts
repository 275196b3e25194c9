import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { untyped } from '../../db/knex.ts';
import { createRows } from '../db/schema-row.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, staffToken } from '../support/fixtures.ts';
import { createBuyer, newOrderNo } from '../support/order-fixture.ts';

/** Each queue, and the list that shows it. */
const lists = {
  personReviews: '/bureau/person-reviews?state=waiting',
  production: '/bureau/production',
  unallocated: '/bureau/unallocated',
  disputes: '/bureau/disputes',
  mobileChanges: '/bureau/mobile-changes',
  reductions: '/bureau/reductions',
  editionChanges: '/bureau/edition/changes?state=waiting',
} as const;

describe('what waits for the bureau', () => {
  let api: TestApi;
  before(async () => (api = await startApi()));
  after(() => api.close());

  const get = async (path: string, login = 'bureau') =>
    api.call('GET', path, { token: await staffToken(api.store, login) });
  const waiting = async (): Promise<Json> => (await get('/bureau/waiting')).body;

  /** A line in each of these states. */
  async function order(...states: string[]) {
    const { knex } = api.store;
    const buyer = await createBuyer(
      api.store,
      states.map(() => ({})),
      { withAddress: false },
    );
    const orderNo = newOrderNo();
    const rows = createRows(() => ({ buyer, orderNo }));
    await untyped(knex)('badge_orders').insert(rows.order({ orderNo, state: 'paid', paidAt: new Date() }));
    for (const [index, state] of states.entries())
      await untyped(knex)('order_lines').insert(
        rows.line({ orderNo, attendeeId: buyer.attendeeIds[index], lineNo: index + 1, state }),
      );
  }

  it('given nothing and then something in each queue, when the bureau counts, then each number is that of its list, and what was decided is in none', async () => {
    const nothing = { personReviews: 0, production: 0, unallocated: 0, disputes: 0, mobileChanges: 0, reductions: 0 };
    assert.deepEqual(await waiting(), { ...nothing, editionChanges: 0 });
    const knex = untyped(api.store.knex);
    const bureau = (await knex('staff').where({ login: 'bureau' }).first('staffId')).staffId;
    await order('under_review', 'under_review', 'under_review', 'approved', 'approved', 'review_failed');
    await createUnit(api.store, { delegationNo: null });
    const { registrationId, account } = await createUnit(api.store);
    const dispute = () => ({
      disputeId: randomUUID(),
      edition: '2',
      account,
      registrationId,
      claimant: randomBytes(40),
    });
    const decided = { state: 'dismissed', staffId: bureau, reason: randomBytes(40), decidedAt: new Date() };
    await knex('disputes').insert(dispute());
    await knex('disputes').insert(dispute());
    await knex('disputes').insert({ ...dispute(), ...decided });
    const token = await staffToken(api.store, 'bureau');
    const proposed = { mobile: '13700001111', reason: '遗失' };
    await api.call('POST', `/bureau/registrations/${registrationId}/mobile`, { token, body: proposed });
    for (const amountFen of [100, 100_000])
      await api.call('POST', '/bureau/reductions', {
        token,
        body: { registrationId, amountFen, reason: '公益' },
        headers: { 'Idempotency-Key': randomUUID() },
      });
    await api.call('PATCH', '/bureau/edition', { token, body: { feesFen: { vip: 100 } } });

    const counts = await waiting();
    assert.deepEqual(counts, {
      personReviews: 3,
      production: 2,
      unallocated: 1,
      disputes: 2,
      mobileChanges: 1,
      reductions: 1,
      editionChanges: 1,
    });
    for (const [queue, path] of Object.entries(lists)) {
      const { items } = (await get(path)).body;
      const shown = queue === 'reductions' ? items.filter((item: Json) => item.peopleNeeded) : items;
      assert.equal(shown.length, (await waiting())[queue], queue);
    }
    assert.deepEqual(
      [(await get('/bureau/waiting', 'auditor')).status, (await get('/bureau/waiting', 'operator')).status],
      [200, 403],
    );
  });

  it('given units under review, one with reminders of this stretch of waiting, one of the stretch before, when a reviewer counts, then one was reminded (G4.3)', async () => {
    const at = (days: number) => new Date(Date.now() - days * 86_400_000);
    const units = await Promise.all(
      [1, 2, 3].map(() => createUnit(api.store, { state: 'under_review', delegationNo: 8 })),
    );
    const [now, before] = units.map(({ registrationId }) => registrationId) as [string, string];
    await api.store
      .knex('registrations')
      .whereIn('registrationId', [now, before])
      .update({ submittedAt: at(9) });
    const reminder = { kind: 'reviewers_reminded', actor: 'system' } as const;
    await api.store.knex('events').insert([
      { ...reminder, registrationId: now, at: at(6) },
      { ...reminder, registrationId: now, at: at(4) },
      { ...reminder, registrationId: before, at: at(6) },
      { kind: 'submitted', actor: 'unit', registrationId: before, toState: 'under_review', at: at(5) },
    ]);
    const reminded = async (query = '') =>
      (await get(`/review/registrations/counts${query}`, 'delegation-8')).body.reminded as number;
    assert.deepEqual(
      [await reminded(), await reminded('?state=under_review'), await reminded('?state=returned')],
      [1, 1, 0],
    );
  });

  it('given a reduction of a unit, when it is listed, then it says whose it is (G6.1)', async () => {
    const { registrationId, account } = await createUnit(api.store);
    await api.store.knex('registrations').where({ registrationId }).update({ unitName: '佛山市南海进口有限公司' });
    const token = await staffToken(api.store, 'bureau');
    await api.call('POST', '/bureau/reductions', {
      token,
      body: { registrationId, amountFen: 100, reason: '公益' },
      headers: { 'Idempotency-Key': randomUUID() },
    });
    const { items } = (await get(`/bureau/reductions?registrationId=${registrationId}`)).body;
    assert.deepEqual(
      items.map((item: Record<string, unknown>) => [item['account'], item['unitName'], item['amountFen']]),
      [[account, '佛山市南海进口有限公司', 100]],
    );
  });
});
