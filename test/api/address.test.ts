import assert from 'node:assert/strict';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { address, createUnit, type TestUnit } from '../support/fixtures.ts';

describe('addresses', () => {
  let api: TestApi;
  let unit: TestUnit;
  before(async () => {
    api = await startApi();
  });
  beforeEach(async () => {
    unit = await createUnit(api.store);
  });
  after(() => api.close());

  const add = (more: object = {}) =>
    api.call('POST', '/addresses', { token: unit.token, body: { ...address, ...more } });
  const remove = (addressId: string, token = unit.token) => api.call('DELETE', `/addresses/${addressId}`, { token });
  const listed = async () =>
    (await api.call('GET', '/addresses', { token: unit.token })).body.items.map((item: Json) => [
      item.street,
      item.default,
    ]) as Json[];

  it('given no address, when the first is added, then it is the default and its mobile comes back masked', async () => {
    const { status, body } = await add({ mobile: '+86 139 2233 4455', county: '禅城区' });
    assert.equal(status, 201);
    const { addressId, createdAt, confirmedAt, validUntil, ...rest } = body;
    assert.deepEqual(rest, { ...address, county: '禅城区', mobile: '139****4455', default: true, outdated: false });
    assert.ok(confirmedAt < validUntil);
    assert.ok(addressId && createdAt);
  });

  it('given several, when one becomes the default or the default is deleted, then there is always exactly one', async () => {
    await add({ street: 'A' });
    await add({ street: 'B' });
    assert.deepEqual(await listed(), [
      ['A', true],
      ['B', false],
    ]);
    const third = await add({ street: 'C', default: true });
    assert.deepEqual(await listed(), [
      ['C', true],
      ['B', false],
      ['A', false],
    ]);
    assert.equal((await remove(third.body.addressId)).status, 204);
    assert.deepEqual(await listed(), [
      ['B', true],
      ['A', false],
    ]);
    assert.equal((await remove(third.body.addressId)).status, 404);
  });

  it('given several that all want to be the default at once, when all have answered, then one is', async () => {
    const replies = await Promise.all(['A', 'B', 'C', 'D'].map((street) => add({ street, default: true })));
    assert.deepEqual(
      replies.map(({ status }) => status),
      [201, 201, 201, 201],
    );
    assert.equal((await listed()).filter(([, isDefault]: [string, boolean]) => isDefault).length, 1);
  });

  it('given an address older than six months, when it is read, then it is outdated until its unit confirms it (G8.1)', async () => {
    const { addressId } = (await add()).body;
    const { knex } = api.store;
    const age = (interval: string) =>
      knex('addresses')
        .where({ addressId })
        .update({ confirmedAt: knex.raw(`now() - interval '${interval}'`) });
    const outdated = async () =>
      (await api.call('GET', '/addresses', { token: unit.token })).body.items[0].outdated as boolean;
    await age('5 months 25 days');
    assert.equal(await outdated(), false);
    await age('6 months 1 day');
    assert.equal(await outdated(), true);
    const stranger = await createUnit(api.store);
    assert.equal((await api.call('POST', `/addresses/${addressId}/confirm`, { token: stranger.token })).status, 404);
    const confirmed = await api.call('POST', `/addresses/${addressId}/confirm`, { token: unit.token });
    assert.deepEqual([confirmed.status, confirmed.body.outdated, await outdated()], [200, false, false]);
  });

  it('given another unit’s address, when deleted, then 404 and it stays', async () => {
    const { body } = await add();
    const other = await createUnit(api.store);
    assert.equal((await remove(body.addressId, other.token)).status, 404);
    assert.equal((await listed()).length, 1);
  });

  it('given an address that cannot be, when added, then it is refused and not stored', async () => {
    const place = await add({ city: '石家庄市' });
    assert.deepEqual([place.status, place.body.code, place.body.errors[0].path], [422, 'unknown_reference', 'city']);
    const mobile = await add({ mobile: '12345' });
    assert.deepEqual([mobile.status, mobile.body.errors[0].path], [400, 'mobile']);
    assert.deepEqual(await listed(), []);
  });
});
