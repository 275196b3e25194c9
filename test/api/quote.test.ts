import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { startApi, type TestApi } from '../support/api.ts';
import { createBuyer, type Buyer } from '../support/order-fixture.ts';

describe('quotes', () => {
  let api: TestApi;
  before(async () => (api = await startApi()));
  after(() => api.close());

  const quote = ({ token, attendeeIds }: Buyer, more: object = {}) =>
    api.call('POST', '/orders/quote', { token, body: { attendeeIds, ...more } });
  async function withOutdatedAddress(pickup: 'courier' | 'delegation' | undefined): Promise<Buyer> {
    const buyer = await createBuyer(api.store, [pickup ? { pickup } : {}]);
    const { knex } = api.store;
    await knex('addresses')
      .where({ unitId: buyer.unitId })
      .update({ confirmedAt: knex.raw("now() - interval '7 months'") });
    return buyer;
  }

  it('given an address older than six months, when its people are quoted for the courier, then 422 as when they are ordered, until it is confirmed (G8.1)', async () => {
    for (const pickup of ['courier', undefined] as const) {
      const buyer = await withOutdatedAddress(pickup);
      const refused = await quote(buyer);
      assert.deepEqual([refused.status, refused.body.code], [422, 'address_outdated']);
      const [address] = (await api.call('GET', '/addresses', { token: buyer.token })).body.items;
      assert.equal(refused.body.errors[0].path, 'addressId');
      assert.equal((await quote(buyer, { addressId: address.addressId })).body.code, 'address_outdated');
      await api.call('POST', `/addresses/${address.addressId}/confirm`, { token: buyer.token });
      assert.equal((await quote(buyer)).status, 200);
    }
  });

  it('given the same address, when people fetch their badges from the delegation, then they are quoted', async () => {
    assert.equal((await quote(await withOutdatedAddress('delegation'))).status, 200);
    const buyer = await withOutdatedAddress(undefined);
    assert.equal((await quote(buyer, { pickup: 'delegation' })).status, 200);
    await api.store.knex('registrations').where({ unitId: buyer.unitId }).update({ pickup: 'delegation' });
    assert.equal((await quote(buyer)).status, 200);
  });

  it('given a unit without an address, or one that is not its own, when it asks, then it is quoted, and 404', async () => {
    const buyer = await createBuyer(api.store, [{ pickup: 'courier' }], { withAddress: false });
    assert.equal((await quote(buyer)).status, 200);
    assert.equal((await quote(buyer, { addressId: randomUUID() })).status, 404);
  });
});
