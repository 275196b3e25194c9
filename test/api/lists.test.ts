import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { untyped } from '../../db/knex.ts';
import { createRows } from '../db/schema-row.ts';
import { createBuyer, newOrderNo } from '../support/order-fixture.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { address, createUnit, staffToken, unitInfo } from '../support/fixtures.ts';

describe('lists', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  /** Every item of a list, a page of `limit` at a time, and how many pages that took. */
  async function walk(path: string, limit: number, token?: string): Promise<{ items: Json[]; pages: number }> {
    const items: Json[] = [];
    let pages = 0;
    for (let cursor: string | null = ''; cursor !== null; pages++) {
      const { status, body } = await api.call('GET', `${path}?limit=${limit}&cursor=${cursor}`, { token });
      assert.equal(status, 200, JSON.stringify(body));
      assert.ok(body.items.length <= limit);
      items.push(...body.items);
      cursor = body.nextCursor;
    }
    return { items, pages };
  }

  it('given short lists, when they are walked in small pages, then each item comes once and in order', async () => {
    const { items, pages } = await walk('/delegations', 10);
    assert.deepEqual([items.map(({ no }) => no), pages], [Array.from({ length: 27 }, (_, index) => index + 1), 3]);

    const unit = await createUnit(api.store);
    for (const street of ['A', 'B', 'C'])
      await api.call('POST', '/addresses', { token: unit.token, body: { ...address, street } });
    const addresses = await walk('/addresses', 2, unit.token);
    assert.deepEqual([addresses.items.map(({ street }) => street), addresses.pages], [['A', 'C', 'B'], 2]);
  });

  it('given units without a delegation, when the bureau walks them, then the longest waiting comes first and none is left out', async () => {
    const units = [];
    for (let n = 0; n < 3; n++) units.push(await createUnit(api.store, { delegationNo: null }));
    await api.call('PUT', '/registration/unit-info', { token: units[0]!.token, body: unitInfo });
    const { items, pages } = await walk('/bureau/unallocated', 1, await staffToken(api.store, 'bureau'));
    assert.deepEqual(
      items.map(({ registrationId }) => registrationId),
      units.map(({ registrationId }) => registrationId),
    );
    assert.equal(pages, 3);
    const { province, city } = unitInfo.address;
    assert.deepEqual(
      items.map(({ unitName, category, place }) => [unitName, category, place]),
      [
        [unitInfo.name, 'enterprise', { province, city }],
        ...[1, 2].map(() => [null, 'enterprise', { province: null, city: null }]),
      ],
    );
  });

  it('given batches of badges, when the bureau lists them, then the newest comes first, with who made it, how many were asked for and how many are made', async () => {
    const { knex } = api.store;
    const rows = untyped(knex);
    const buyer = await createBuyer(api.store, [{}, {}], { withAddress: false });
    const orderNo = newOrderNo();
    const make = createRows(() => ({ buyer, orderNo }));
    await rows('badge_orders').insert(make.order({ people: 2, orderNo }));
    await rows('order_lines').insert(
      buyer.attendeeIds.map((attendeeId, n) => make.line({ attendeeId, lineNo: n + 1 })),
    );
    const { staffId } = (await knex('staff').where({ login: 'bureau' }).first('staffId'))!;
    const [first, last] = [randomUUID(), randomUUID()];
    await rows('production_batches').insert([
      { batchId: first, edition: '2', staffId, createdAt: '2019-09-01T00:00:00Z' },
      { batchId: last, edition: '2', staffId, createdAt: '2019-09-02T00:00:00Z' },
    ]);
    const asked = { requestId: last, kind: 'make_badges', subject: orderNo, staffId };
    await rows('staff_requests').insert({ ...asked, payload: { attendeeIds: buyer.attendeeIds } });
    await rows('badges').insert({
      badgeNo: '2000000001',
      rowId: randomUUID(),
      edition: '2',
      batchId: last,
      orderNo,
      attendeeId: buyer.attendeeIds[0],
      badgeType: 'professional',
      name: Buffer.from('sealed'),
      documentMasked: Buffer.from('sealed'),
      unitName: 'A',
      token: 't',
      madeAt: new Date(),
    });
    const { items } = await walk('/bureau/production/batches', 1, await staffToken(api.store, 'bureau'));
    assert.deepEqual(
      items.map(({ batchId, by, accepted, made }) => [batchId, by, accepted, made]),
      [
        [last, 'bureau', 2, 1],
        [first, 'bureau', 0, 0],
      ],
    );
  });

  it('given a limit out of bounds, when any list is asked for, then 400', async () => {
    const operator = await staffToken(api.store, 'operator');
    for (const limit of ['0', '201', 'x', '1.5'])
      assert.equal((await api.call('GET', `/ops/attention?limit=${limit}`, { token: operator })).status, 400);
  });
});
