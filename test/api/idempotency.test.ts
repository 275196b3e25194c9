import assert from 'node:assert/strict';
import { untyped } from '../../db/knex.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { createUnit, mainlander, type TestUnit } from '../support/fixtures.ts';
import { untilOneWaits } from '../support/lock-wait.ts';

describe('idempotency keys', () => {
  let api: TestApi;
  let unit: TestUnit;
  before(async () => {
    api = await startApi();
  });
  beforeEach(async () => {
    unit = await createUnit(api.store);
  });
  after(() => api.close());

  const post = (key: string, body: unknown, token = unit.token) =>
    api.call('POST', '/attendees', { token, body, headers: { 'Idempotency-Key': key } });
  const people = async (of = unit) =>
    (await api.call('GET', '/attendees', { token: of.token })).body.items.length as number;

  it('given an answered request, when it is repeated, then the same answer comes marked as a replay and nobody is added', async () => {
    const first = await post('one', mainlander(1));
    const again = await post('"one"', mainlander(1));
    assert.equal(first.status, 201);
    assert.equal(first.headers.get('idempotency-replayed'), null);
    assert.deepEqual(
      [again.status, again.headers.get('idempotency-replayed'), again.headers.get('etag')],
      [201, 'true', '"1"'],
    );
    assert.deepEqual(again.body, first.body);
    assert.equal(await people(), 1);
  });

  it('given a used key, when another body comes with it, then 422 and nothing is done; for another unit it is a new key', async () => {
    await post('two', mainlander(2));
    const reused = await post('two', mainlander(3));
    assert.deepEqual([reused.status, reused.body.code], [422, 'idempotency_key_reused']);
    assert.equal(await people(), 1);
    const other = await createUnit(api.store);
    assert.equal((await post('two', mainlander(3), other.token)).status, 201);
    assert.equal(await people(other), 1);
  });

  it('given a request that is being worked on, when it comes again meanwhile, then 409, and its own answer afterwards', async () => {
    const blocker = await untyped(api.store.knex).transaction();
    await blocker('registrations').where({ registrationId: unit.registrationId }).forUpdate().select('state');
    const first = post('three', mainlander(4));
    await untilOneWaits(api.store);
    const second = await post('three', mainlander(4));
    assert.deepEqual([second.status, second.body.code], [409, 'idempotency_key_in_flight']);
    await blocker.rollback();
    assert.equal((await first).status, 201);
    assert.equal((await post('three', mainlander(4))).headers.get('idempotency-replayed'), 'true');
    assert.equal(await people(), 1);
  });

  it('given two equal requests at once, when both have answered, then one person is added', async () => {
    const replies = await Promise.all([post('four', mainlander(5)), post('four', mainlander(5))]);
    const statuses = replies.map(({ status }) => status).toSorted((a, b) => a - b);
    assert.ok(statuses[0] === 201 && [201, 409].includes(statuses[1]!), JSON.stringify(statuses));
    assert.equal(await people(), 1);
  });

  it('given a refused request, when it is corrected under the same key, then it is done: a refusal is not stored', async () => {
    const refused = await post('five', { ...mainlander(6), documentNumber: '440604199001010000' });
    assert.deepEqual([refused.status, refused.body.code], [422, 'document_invalid']);
    assert.equal(await people(), 0);
    assert.equal((await post('five', mainlander(6))).status, 201);
  });

  it('given a key out of bounds, when it is sent, then 400', async () => {
    assert.equal((await post('k'.repeat(255), mainlander(7))).status, 201);
    const tooLong = await post('k'.repeat(256), mainlander(8));
    assert.deepEqual([tooLong.status, tooLong.body.code], [400, 'malformed_request']);
  });

  it('given strangers without a login, when they come with one key about two accounts, then neither meets the other’s; about one account it is one key', async () => {
    const other = await createUnit(api.store);
    const claimant = { unitName: '佛山进口有限公司', name: '诸葛明月', mobile: '13800138000' };
    const dispute = (account: string, statement = '该账户并非本单位登记') =>
      api.call('POST', '/disputes', {
        body: { uscc: account, claimant, statement },
        headers: { 'Idempotency-Key': 'six' },
      });
    const [one, two] = [await dispute(unit.account), await dispute(other.account)];
    assert.deepEqual([one.status, two.status, two.headers.get('idempotency-replayed')], [202, 202, null]);
    assert.notEqual(one.body.disputeId, two.body.disputeId);
    const again = await dispute(unit.account);
    assert.deepEqual([again.body, again.headers.get('idempotency-replayed')], [one.body, 'true']);
    // However it is written: it is the same request.
    const shouted = await dispute(` ${unit.account.toLowerCase()} `);
    assert.deepEqual([shouted.body, shouted.headers.get('idempotency-replayed')], [one.body, 'true']);
    assert.equal((await dispute(unit.account, 'another statement')).body.code, 'idempotency_key_reused');
    assert.equal((await api.store.knex('disputes').whereIn('account', [unit.account, other.account])).length, 2);
  });
});
