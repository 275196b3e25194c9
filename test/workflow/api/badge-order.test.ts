import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { orderWorkflowId } from '../../../workflows/messages.ts';
import { until } from '../../activities/local-sandbox.ts';
import type { Json, Reply, TestApi } from '../../support/api.ts';
import { address, staffToken } from '../../support/fixtures.ts';
import { createBuyer, createPeople, type Buyer } from '../../support/order-fixture.ts';
import { startStageApi } from '../../support/stage-api.ts';
import type { Stage } from '../../support/stage.ts';

describe('badge orders over HTTP', () => {
  let stage: Stage;
  let api: TestApi;
  before(async () => {
    ({ stage, api } = await startStageApi());
  });
  after(async () => {
    await api.close();
    await stage.close();
  });

  async function place(buyer: Buyer, body: object = {}, key = randomUUID()): Promise<Reply> {
    const order = { attendeeIds: buyer.attendeeIds, pickup: 'courier', ...body };
    const reply = await api.call('POST', '/orders', {
      token: buyer.token,
      body: order,
      headers: { 'Idempotency-Key': key },
    });
    if (reply.status === 201) stage.started.add(orderWorkflowId(reply.body.orderNo as string));
    return reply;
  }
  const pay = ({ token }: Buyer, orderNo: string) =>
    api.call('POST', `/orders/${orderNo}/payments`, {
      token,
      body: { channel: 'alipay' },
      headers: { 'Idempotency-Key': randomUUID() },
    });
  const get = async ({ token }: Buyer, orderNo: string) =>
    (await api.call('GET', `/orders/${orderNo}`, { token })).body as Json;
  /** Why each line is not refunded; null where it may be. */
  const refundable = ({ lines }: Json) => {
    for (const line of lines) assert.equal(line.refundable, line.notRefundableReason === null);
    return lines.map(({ notRefundableReason }: Json) => notRefundableReason);
  };
  const ordersOf = async ({ token }: Buyer) => (await api.call('GET', '/orders', { token })).body.items as Json[];
  const assertRefused = ({ status, body }: Reply, expected: number, code: string) =>
    assert.deepEqual([status, body.code], [expected, code], JSON.stringify(body));

  it('given no key, people nobody knows or an address of somebody else, when ordered, then each is refused in its turn and nothing is ordered', async () => {
    const [buyer, other] = [await createBuyer(stage.store), await createBuyer(stage.store)];
    const { items } = (await api.call('GET', '/addresses', { token: other.token })).body;
    assertRefused(await api.call('POST', '/orders', { token: buyer.token, body: {} }), 400, 'idempotency_key_required');
    assertRefused(await place(buyer, { attendeeIds: [] }), 400, 'validation_failed');
    assertRefused(
      await place(buyer, { attendeeIds: [...buyer.attendeeIds, ...buyer.attendeeIds] }),
      400,
      'validation_failed',
    );
    assertRefused(await place(buyer, { attendeeIds: other.attendeeIds }), 404, 'not_found');
    assertRefused(await place(buyer, { addressId: items[0].addressId }), 404, 'not_found');
    assert.deepEqual([await ordersOf(buyer), await ordersOf(other)], [[], []]);
  });

  it('given one key, when a placing comes twenty times at once, then there is one order and every answer is it or "in flight"', async () => {
    const buyer = await createBuyer(stage.store);
    const key = randomUUID();
    const replies = await Promise.all(Array.from({ length: 20 }, () => place(buyer, {}, key)));
    assert.ok(replies.every(({ status, body }) => status === 201 || body.code === 'idempotency_key_in_flight'));
    const [order] = await ordersOf(buyer);
    const again = await place(buyer, {}, key);
    assert.deepEqual(
      [again.status, again.headers.get('idempotency-replayed'), again.body.orderNo],
      [201, 'true', order.orderNo],
    );
    assertRefused(await place(buyer, { pickup: 'delegation' }, key), 422, 'idempotency_key_reused');
    assert.equal((await ordersOf(buyer)).length, 1);
  });

  it('given twenty keys, when one person is ordered by all at once, then one order is placed and the rest are told why', async () => {
    const buyer = await createBuyer(stage.store);
    const replies = await Promise.all(Array.from({ length: 20 }, () => place(buyer)));
    assert.deepEqual(
      replies.filter(({ status }) => status !== 201).map(({ status, body }) => [status, body.code]),
      Array.from({ length: 19 }, () => [409, 'attendee_already_ordered']),
    );
    assert.equal((await ordersOf(buyer)).length, 1);
  });

  it('given one person ordered and one not locked, when both are ordered, then the rule comes before the state, in quote and order alike', async () => {
    const buyer = await createBuyer(stage.store);
    const placed = await place(buyer);
    const attendeeIds = [
      ...buyer.attendeeIds,
      ...(await createPeople(stage.store, buyer.registrationId, [{ unlocked: true }])),
    ];
    assertRefused(await place(buyer, { attendeeIds }), 422, 'attendee_not_locked');
    assertRefused(
      await api.call('POST', '/orders/quote', { token: buyer.token, body: { attendeeIds } }),
      422,
      'attendee_not_locked',
    );
    assert.deepEqual(
      (await ordersOf(buyer)).map(({ orderNo, people }) => [orderNo, people]),
      [[placed.body.orderNo, 1]],
    );
  });

  it('given an order, when it is paid, reviewed and made, then it says at each step for whom it waits, and how to pay', async () => {
    const buyer = await createBuyer(stage.store, [{}, { badgeType: 'vip', pickup: 'delegation' }]);
    const { orderNo, payableFen, waitsFor, expiresAt } = (await place(buyer)).body;
    assert.deepEqual([payableFen, waitsFor], [20_000, ['unit']]);
    const payment = (await pay(buyer, orderNo)).body;
    const open = await get(buyer, orderNo);
    assert.deepEqual(open.payment, {
      outTradeNo: payment.outTradeNo,
      channel: 'alipay',
      state: 'open',
      codeUrl: payment.codeUrl,
      expiresAt,
    });
    assert.deepEqual([payment.expiresAt, open.shipments], [expiresAt, []]);
    assert.deepEqual(refundable(open), ['not_paid', 'nothing_paid']);
    assert.deepEqual([open.invoiceable, open.notInvoiceableReason], [false, 'order_not_invoiceable']);
    const { body: edition } = await api.call('GET', '/edition');
    assert.deepEqual([edition.channels, edition.invoices], [['alipay', 'wechat'], true]);

    const sentTo = { ...address, mobile: '139****4455' };
    assert.deepEqual(open.address, sentTo);
    const own = async () => (await api.call('GET', '/addresses', { token: buyer.token })).body.items as Json[];
    const [{ addressId }] = (await own()) as [Json];
    const change = { token: buyer.token, body: { street: '季华六路8号' } };
    assert.equal((await api.call('PATCH', `/addresses/${addressId}`, change)).body.addressId, addressId);
    assert.deepEqual(
      (await own()).map(({ street }) => street),
      ['季华六路8号'],
    );
    assert.deepEqual((await get(buyer, orderNo)).address, sentTo);

    await stage.sandbox.pay(payment.outTradeNo);
    await stage.engine.paymentNoticed({ orderNo, outTradeNo: payment.outTradeNo, channel: 'alipay' });
    await until(async () => ((await get(buyer, orderNo)).state === 'paid' ? true : undefined));
    const paid = await get(buyer, orderNo);
    assert.deepEqual(paid.waitsFor, ['bureau']);
    assert.deepEqual(refundable(paid), ['review_not_failed', 'nothing_paid']);
    assert.deepEqual([paid.invoiceable, paid.notInvoiceableReason, paid.invoiceNeedsConfirmation], [true, null, true]);
    const { items: tabs } = (await api.call('GET', '/orders/counts', { token: buyer.token })).body;
    assert.deepEqual(
      tabs.map(({ tab, count }: Json) => [tab, count]),
      [
        ['all', 1],
        ['unpaid', 0],
        ['paid', 1],
        ['refunded', 0],
      ],
    );
    assertRefused(await pay(buyer, orderNo), 409, 'order_not_payable');

    const bureau = await staffToken(stage.store, 'bureau');
    const items = buyer.attendeeIds.map((attendeeId) => ({ attendeeId, result: 'approve' }));
    const wrong = await api.call('POST', '/bureau/production/batches', {
      token: bureau,
      body: { attendeeIds: buyer.attendeeIds },
    });
    assertRefused(wrong, 409, 'line_not_approved');
    assert.equal(wrong.body.errors[1].path, 'attendeeIds[1]');
    assert.equal((await api.call('POST', '/bureau/person-reviews', { token: bureau, body: { items } })).status, 202);
    const lines = async () => (await get(buyer, orderNo)).lines.map(({ state }: Json) => state).join();
    await until(async () => ((await lines()) === 'approved,approved' ? true : undefined));
    await api.call('POST', '/bureau/production/batches', { token: bureau, body: { attendeeIds: buyer.attendeeIds } });
    await until(async () => ((await lines()) === 'dispatched,ready_for_pickup' ? true : undefined));
    const made = await get(buyer, orderNo);
    assert.deepEqual(made.waitsFor, ['courier', 'delegation']);
    assert.deepEqual([refundable(made), made.invoiceNeedsConfirmation], [['badge_made', 'nothing_paid'], false]);
    assert.deepEqual(made.address, sentTo);
    const shipments = (await stage.sandbox.journal()).shipments.filter(({ orderId }) => orderId.startsWith(orderNo));
    assert.deepEqual(
      made.shipments.map(({ waybill, pieces }: Json) => [waybill, pieces]),
      shipments.map(({ waybill }) => [waybill, 1]),
    );
    assert.equal(shipments.length, 1);
  });

  it('given a person whom the bureau fails with a reason of two lines, when the unit looks at its order, then it reads them (G5.1)', async () => {
    const buyer = await createBuyer(stage.store, [{}, {}]);
    const { orderNo } = (await place(buyer)).body;
    const payment = (await pay(buyer, orderNo)).body;
    await stage.sandbox.pay(payment.outTradeNo);
    await stage.engine.paymentNoticed({ orderNo, outTradeNo: payment.outTradeNo, channel: 'alipay' });
    await until(async () => ((await get(buyer, orderNo)).state === 'paid' ? true : undefined));
    const bureau = await staffToken(stage.store, 'bureau');
    const [failed, other] = buyer.attendeeIds;
    const judge = (attendeeId: string, reason: string) =>
      api.call('POST', '/bureau/person-reviews', {
        token: bureau,
        body: { items: [{ attendeeId, result: 'fail', reason }] },
      });
    assert.equal((await judge(failed!, '照片模糊\r\n请重拍')).status, 202);
    const shown = async (path: string) =>
      (await get(buyer, path)).lines.map(({ state, reviewReason }: Json) => [state, reviewReason]);
    await until(async () => ((await shown(orderNo))[0][0] === 'review_failed' ? true : undefined));
    assert.deepEqual(await shown(orderNo), [
      ['review_failed', '照片模糊\n请重拍'],
      ['under_review', null],
    ]);
    assertRefused(await judge(other!, 'a\u0000b'), 400, 'validation_failed');
  });

  it('given badges to hand over, when somebody of another order is named, then 404 and nobody’s badge is gone', async () => {
    const [buyer, other] = [await createBuyer(stage.store), await createBuyer(stage.store)];
    const { orderNo } = (await place(buyer)).body;
    const token = await staffToken(stage.store, 'delegation-3');
    const handOver = (attendeeIds: string[]) =>
      api.call('POST', `/pickups/${orderNo}/handed-over`, { token, body: { attendeeIds } });
    assertRefused(await handOver([...buyer.attendeeIds, ...other.attendeeIds]), 404, 'not_found');
    assertRefused(await handOver(buyer.attendeeIds), 409, 'not_ready_for_pickup');
    assert.equal((await get(buyer, orderNo)).lines[0].state, 'awaiting_payment');
  });

  it('given an order, when it is cancelled while it is paid, then provider and order agree in the end', async () => {
    const buyer = await createBuyer(stage.store);
    const { orderNo } = (await place(buyer)).body;
    const { outTradeNo } = (await pay(buyer, orderNo)).body;
    await stage.sandbox.scan(outTradeNo);
    const [cancelled] = await Promise.all([
      api.call('POST', `/orders/${orderNo}/cancel`, { token: buyer.token }),
      stage.sandbox.pay(outTradeNo),
    ]);
    assert.ok([200, 409].includes(cancelled.status), JSON.stringify(cancelled.body));
    const end = await until(async () => {
      const now = await get(buyer, orderNo);
      return now.state === 'closed' || now.state === 'paid' ? (now.state as string) : undefined;
    });
    const trade = (await stage.sandbox.journal()).trades.find((row) => row.outTradeNo === outTradeNo);
    assert.equal(trade?.state, end);
  });

  it('given a cancellation whose answer was lost, when it comes again with its key, then it is told that it was cancelled; another key is refused', async () => {
    const buyer = await createBuyer(stage.store);
    const { orderNo } = (await place(buyer, { pickup: 'delegation' })).body as { orderNo: string };
    const cancel = (key: string) =>
      api.call('POST', `/orders/${orderNo}/cancel`, { token: buyer.token, headers: { 'Idempotency-Key': key } });
    const key = randomUUID();
    assert.equal((await cancel(key)).status, 200);
    await stage.handle(orderWorkflowId(orderNo)).result();
    await stage.store
      .knex('idempotency_keys')
      .where({ key })
      .update({ status: null, answer: null, leaseUntil: stage.store.knex.fn.now() });
    const again = await cancel(key);
    assert.deepEqual([again.status, again.body.state], [200, 'closed'], JSON.stringify(again.body));
    assertRefused(await cancel(randomUUID()), 409, 'order_not_cancellable');
  });
});
