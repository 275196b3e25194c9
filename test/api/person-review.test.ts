import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { inTransaction } from '../../db/knex.ts';
import { createBadgeOrderPlacement } from '../../db/order/badge-order-placing.ts';
import { createPersonReviews } from '../../db/order/person-review.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { staffToken, unitInfo } from '../support/fixtures.ts';
import { createBuyer, newOrderNo, type Buyer } from '../support/order-fixture.ts';

describe('people under review', () => {
  let api: TestApi;
  let buyer: Buyer;
  let orderNo: string;
  const tokens: Record<string, string> = {};
  before(async () => {
    api = await startApi();
    const { store } = api;
    for (const login of ['bureau', 'delegation-3', 'delegation-4']) tokens[login] = await staffToken(store, login);
    buyer = await createBuyer(store, [{ badgeType: 'vip' }, {}, {}]);
    const { registrationId, attendeeIds } = buyer;
    orderNo = newOrderNo();
    const order = { orderNo, registrationId, attendeeIds, pickup: 'delegation', paymentWindowSeconds: 900 } as const;
    await inTransaction(store, (trx) => createBadgeOrderPlacement(trx).place(order));
    await store.knex('order_lines').where({ orderNo }).update({ state: 'under_review' });
  });
  after(() => api.close());

  const get = (path: string, login = 'bureau') => api.call('GET', path, { token: tokens[login]! });
  const ids = async (query = '') => {
    const { items } = (await get(`/bureau/person-reviews${query}`)).body;
    return (items as Json[]).map(({ attendeeId }): string => attendeeId).toSorted();
  };
  const counts = async (query = '') =>
    ((await get(`/bureau/person-reviews/counts${query}`)).body.items as Json[]).map(({ count }) => count);
  /** What staff said of people, as their request leaves it; its number. */
  async function judge(result: 'approve' | 'fail', ...attendeeIds: string[]): Promise<string> {
    const requestId = randomUUID();
    const { staffId } = (await api.store.knex('staff').where({ login: 'bureau' }).first('staffId'))!;
    await createPersonReviews(api.store).record(
      attendeeIds.map((attendeeId) => ({ attendeeId, orderNo, result, reason: '照片不清晰' })),
      { requestId, staffId },
    );
    return requestId;
  }
  const apply = (requestId: string) => createPersonReviews(api.store).apply(orderNo, requestId, buyer.registrationId);
  const job = async (jobId: string, login = 'bureau') => get(`/review/jobs/${jobId}`, login);

  it('given people who wait, when they are listed, then each says whose and from where they are, and filters narrow list and counts alike', async () => {
    const { items } = (await get('/bureau/person-reviews')).body;
    assert.equal(items.length, 3);
    const { list, sex, residence, hasPhoto, possibleDuplicates, delegation, registrationId, review } = items[0];
    assert.deepEqual(
      [list, typeof sex, Object.keys(residence), hasPhoto, possibleDuplicates, delegation.no, registrationId, review],
      ['mainland', 'string', ['province', 'city'], true, 0, 3, buyer.registrationId, null],
    );
    for (const [query, count] of [
      ['?badgeType=vip', 1],
      ['?delegation=3', 3],
      ['?delegation=1&badgeType=professional', 2],
      ['?delegation=4', 0],
      [`?query=${buyer.account}`, 3],
      ['?query=nobody', 0],
    ] as const) {
      assert.equal((await ids(query)).length, count, query);
      assert.deepEqual(await counts(query), [count, 0, 0], query);
    }
    assert.equal((await get('/bureau/person-reviews?delegation=99')).status, 404);
    assert.equal((await get('/bureau/person-reviews?state=lost')).status, 400);
  });

  it('given verdicts, when they are applied, then their job says how far it is and whom it refused, and the people are found by verdict', async () => {
    const [first, second, third] = buyer.attendeeIds as [string, string, string];
    const approval = await judge('approve', first, second);
    const told = await job(approval);
    assert.deepEqual(
      [told.status, told.body],
      [200, { jobId: approval, kind: 'review_people', state: 'running', total: 2, done: 0, refused: 0, items: [] }],
    );
    await apply(approval);
    const { state, done } = (await job(approval)).body;
    assert.deepEqual([state, done], ['done', 2]);
    const late = await judge('fail', second, third);
    await apply(late);
    const { body } = await job(late);
    assert.deepEqual([body.state, body.done, body.refused], ['done', 1, 1]);
    const [refused] = body.items;
    assert.deepEqual([refused.attendeeId, refused.code], [second, 'line_not_under_review']);
    assert.ok(refused.message);
    const { name } = (await get(`/review/attendees/${second}`)).body;
    assert.deepEqual([refused.name, refused.unitName], [name, unitInfo.name]);
    const read = await api.store.knex('audit_entries').where({ action: 'people_read', subject: late });
    assert.deepEqual(
      read.map(({ detail }) => detail),
      [{ operation: 'get /review/jobs/:jobId', people: 1, ids: [second] }],
    );

    assert.deepEqual(await counts(), [0, 2, 1]);
    assert.deepEqual(
      [await ids(), await ids('?state=approved'), await ids('?state=failed')],
      [[], [first, second].toSorted(), [third]],
    );
    const failed = (await get('/bureau/person-reviews?state=failed')).body.items[0].review;
    assert.deepEqual([failed.result, failed.reason, failed.by], ['fail', '照片不清晰', 'bureau']);
  });

  it('given a job, when anybody but who asked for it looks, then there is none', async () => {
    const jobId = await judge('approve', buyer.attendeeIds[0]!);
    assert.equal((await job(jobId)).status, 200);
    assert.equal((await job(jobId, 'delegation-3')).status, 404);
    assert.equal((await job(randomUUID())).status, 404);
  });

  it('given badges to hand out, when a delegation lists them, then each says of which unit and delegation, and only its own are there', async () => {
    await api.store.knex('order_lines').where({ orderNo }).update({ state: 'ready_for_pickup' });
    const { items } = (await get('/pickups?badgeType=professional', 'delegation-3')).body;
    assert.deepEqual(
      items.map((item: Json) => [item.orderNo, item.unitName, item.delegation.no]),
      [1, 2].map(() => [orderNo, unitInfo.name, 3]),
    );
    assert.deepEqual((await get('/pickups', 'delegation-4')).body.items, []);
    assert.equal((await get('/pickups?delegation=3', 'delegation-4')).status, 404);
  });
});
