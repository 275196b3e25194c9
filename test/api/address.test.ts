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

  it('given an address, when some of it is changed, then the rest stays, the whole is checked again, and it holds anew (G8.1)', async () => {
    const { addressId } = (await add({ county: '禅城区' })).body;
    await api.store.knex('addresses').update({ confirmedAt: new Date('2019-01-01') });
    const change = (body: object, token = unit.token) => api.call('PATCH', `/addresses/${addressId}`, { token, body });
    const shown = async () => (await api.call('GET', '/addresses', { token: unit.token })).body.items as Json[];
    const [before] = await shown();
    const refused = [
      [{ city: '石家庄市' }, 422, 'city'],
      [{ province: '河北省' }, 422, 'city'],
      [{ mobile: '12345' }, 400, 'mobile'],
      [{ mobile: '138****4455' }, 400, 'mobile'],
      [{ street: '' }, 400, 'street'],
      [{ addressee: '某人' }, 400, 'addressee'],
    ] as const;
    for (const [body, status, path] of refused) {
      const reply = await change(body);
      assert.deepEqual([reply.status, reply.body.errors[0].path], [status, path], JSON.stringify(body));
    }
    const stranger = await createUnit(api.store);
    assert.equal((await change({ street: 'X' }, stranger.token)).status, 404);
    assert.equal((await change({ default: true, mobile: before.mobile })).status, 200);
    assert.deepEqual(await shown(), [before]);

    const changed = await change({
      province: '河北',
      city: '石家庄',
      county: null,
      recipient: '司徒志高',
      mobile: before.mobile,
    });
    const { county: _county, ...rest } = before;
    const { confirmedAt, validUntil } = changed.body;
    const moved = { province: '河北省', city: '石家庄市', recipient: '司徒志高', outdated: false };
    assert.deepEqual(changed.body, { ...rest, ...moved, confirmedAt, validUntil });
    assert.ok(confirmedAt > before.validUntil);
    assert.deepEqual(await shown(), [changed.body]);
    assert.equal((await api.store.knex('addresses').where({ unitId: unit.unitId })).length, 1);
  });

  it('given several, when another is made the default, then it alone is; said to be none, nothing moves', async () => {
    await add({ street: 'A' });
    const { addressId } = (await add({ street: 'B' })).body;
    const change = (body: object) => api.call('PATCH', `/addresses/${addressId}`, { token: unit.token, body });
    assert.equal((await change({ default: true })).body.default, true);
    const swapped = [
      ['B', true],
      ['A', false],
    ];
    assert.deepEqual(await listed(), swapped);
    assert.equal((await change({ default: false })).body.default, true);
    assert.deepEqual(await listed(), swapped);
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
