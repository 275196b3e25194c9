import assert from 'node:assert/strict';
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

  it('given a limit out of bounds, when any list is asked for, then 400', async () => {
    const operator = await staffToken(api.store, 'operator');
    for (const limit of ['0', '201', 'x', '1.5'])
      assert.equal((await api.call('GET', `/ops/attention?limit=${limit}`, { token: operator })).status, 400);
  });
});
