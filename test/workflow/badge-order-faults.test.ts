import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { latePaymentWorkflowId } from '../../workflows/messages.ts';
import { until } from '../activities/local-sandbox.ts';
import { assertNobodyInHistories } from '../support/canary.ts';
import {
  courierReports,
  createBuyer,
  lineStates,
  makeBadges,
  notice,
  openPayment,
  pay,
  paymentStates,
  placeOrder,
  placePaid,
  refunds,
  review,
  untilLines,
  untilOrder,
} from '../support/order-fixture.ts';
import { handOver } from '../support/staff-request.ts';
import { orderStatus, startStage, untilStarted, type Stage } from '../support/stage.ts';

describe('badge order: faults', () => {
  let stage: Stage;
  before(async () => {
    // A provider that hangs is given up soon.
    stage = await startStage({ providerTimeoutMs: 1_000 });
  });
  after(() => stage.close());
  beforeEach(() => stage.sandbox.faults());

  const place = async () => placeOrder(stage, { buyer: await createBuyer(stage.store) });
  const fault = (provider: string, route: string, kind: string, count: number) =>
    stage.sandbox.faults({ provider, route, kind, probability: 1, count });
  const tradesOf = async (orderNo: string) =>
    (await stage.sandbox.journal()).trades.filter((row) => row.outTradeNo.startsWith(orderNo));

  // The client itself repeats a call once after a reset, so two resets are one lost answer.
  for (const [kind, count] of [
    ['http_502', 1],
    ['hang', 1],
    ['commit_then_reset', 2],
    ['reset_before_commit', 2],
  ] as const) {
    it(`given ${kind} where codes are opened, when one is asked for, then there is one trade and one attempt, and it can be paid`, async () => {
      const order = await place();
      await fault('alipay', 'precreate', kind, count);
      const trade = await openPayment(stage, order);
      assert.deepEqual(
        (await tradesOf(order.orderNo)).map((row) => row.outTradeNo),
        [trade],
      );
      await pay(stage, trade);
      await notice(stage, order, trade);
      await untilOrder(stage, order, 'paid');
      assert.deepEqual(await paymentStates(stage, order), ['paid']);
    });

    it(`given ${kind} where trades are queried, when a notice comes, then the order waits for an answer and is paid once`, async () => {
      const order = await place();
      const trade = await openPayment(stage, order);
      await pay(stage, trade);
      await fault('alipay', 'query', kind, count);
      await notice(stage, order, trade);
      await untilOrder(stage, order, 'paid');
      assert.deepEqual(await paymentStates(stage, order), ['paid']);
      assert.deepEqual(await refunds(stage, order), []);
    });

    it(`given ${kind} where trades are closed, when the order is cancelled, then nobody is released before the provider has closed`, async () => {
      const order = await place();
      const trade = await openPayment(stage, order);
      await stage.sandbox.scan(trade);
      await fault('alipay', 'close', kind, count);
      await stage.engine.cancelOrder(order.orderNo, randomUUID());
      assert.deepEqual(await order.handle.result(), { outcome: 'closed' });
      assert.deepEqual(
        (await tradesOf(order.orderNo)).map((row) => row.state),
        ['closed'],
      );
      assert.deepEqual(await paymentStates(stage, order), ['closed']);
      assert.deepEqual(await lineStates(stage, order), ['released']);
    });
  }

  it('given a provider that is away, when an order is closing, then its people stay held until it is back (R5)', async () => {
    const order = await place();
    const trade = await openPayment(stage, order);
    await stage.sandbox.scan(trade);
    await stage.sandbox.faults({ provider: 'alipay', route: '*', kind: 'http_502', probability: 1 });
    await stage.engine.cancelOrder(order.orderNo, randomUUID());
    await until(async () => {
      const { raw } = await order.handle.describe();
      return (raw.pendingActivities?.[0]?.attempt ?? 0) > 1 ? true : undefined;
    });
    assert.equal((await orderStatus(stage, order.orderNo))?.state, 'closing');
    assert.deepEqual(await lineStates(stage, order), ['awaiting_payment']);
    await stage.sandbox.faults();
    await order.handle.result();
    assert.deepEqual(await lineStates(stage, order), ['released']);
  });

  it('given a payer who scans between close and query, when the order is cancelled, then the provider has closed the trade before the people are free', async () => {
    const order = await place();
    const trade = await openPayment(stage, order);
    const { alipay } = stage.gateways;
    let scans = 1;
    stage.gateways.alipay = {
      ...alipay,
      async close(closing) {
        const answer = await alipay.close(closing);
        if (scans-- > 0) await stage.sandbox.scan(trade);
        return answer;
      },
    };
    await stage.engine.cancelOrder(order.orderNo, randomUUID());
    assert.deepEqual(await order.handle.result(), { outcome: 'closed' });
    stage.gateways.alipay = alipay;
    assert.deepEqual(
      (await tradesOf(order.orderNo)).map((row) => row.state),
      ['closed'],
    );
    assert.equal((await stage.sandbox.pay(trade)).status, 409);
    assert.deepEqual(await lineStates(stage, order), ['released']);
  });

  it('given a refund whose answer is lost, when it is asked again, then the money went back once (R3)', async () => {
    const order = await place();
    const [first, second] = [await openPayment(stage, order), await openPayment(stage, order)];
    await pay(stage, first);
    await pay(stage, second);
    await fault('alipay', 'refund', 'commit_then_reset', 2);
    await notice(stage, order, first);
    const late = await untilStarted(stage, latePaymentWorkflowId(second));
    assert.deepEqual(await late.result(), { outcome: 'refunded' });
    assert.deepEqual(await refunds(stage, order), [[`${second}L`, 20_000]]);
    assert.deepEqual(await paymentStates(stage, order), ['paid', 'refunded']);
  });

  for (const kind of ['http_502', 'commit_then_reset'] as const) {
    it(`given ${kind} at the courier, when badges are made, then there is one parcel and the order settles`, async () => {
      const order = await placePaid(stage, { buyer: await createBuyer(stage.store), pickup: 'courier' });
      await fault('sf', 'create', kind, 1);
      await review(stage, order, { 0: 'approve' });
      await untilLines(stage, order, 'approved');
      await makeBadges(stage, order);
      await untilLines(stage, order, 'dispatched');
      await courierReports(stage, order, 'delivered');
      assert.deepEqual(await order.handle.result(), { outcome: 'settled' });
      const parcels = (await stage.sandbox.journal()).shipments.filter((row) => row.orderId.startsWith(order.orderNo));
      const rows = await stage.store.knex('shipments').where({ orderNo: order.orderNo }).select('waybill', 'state');
      assert.deepEqual(rows, [{ waybill: parcels[0]!.waybill, state: 'delivered' }]);
      assert.equal(parcels.length, 1);
    });
  }

  it('given no worker, when payment, verdict and batch arrive, then the next worker does all of it in order', async () => {
    const order = await place();
    const trade = await openPayment(stage, order);
    await stage.stopWorkers();
    await pay(stage, trade);
    await notice(stage, order, trade);
    await review(stage, order, { 0: 'approve' });
    await makeBadges(stage, order);
    assert.equal((await orderStatus(stage, order.orderNo))?.state, 'awaiting_payment');
    await stage.startWorkers();
    await untilLines(stage, order, 'ready_for_pickup');
    assert.deepEqual(await paymentStates(stage, order), ['paid']);
    await handOver(stage, order.orderNo);
    assert.deepEqual(await order.handle.result(), { outcome: 'settled' });
  });

  it('given a worker that ends in the middle of a call, when another takes over, then there is one trade and the order can be paid', async () => {
    const order = await place();
    await fault('alipay', 'precreate', 'hang', 1);
    const opening = openPayment(stage, order);
    await until(async () => ((await paymentStates(stage, order)).length > 0 ? true : undefined));
    await stage.stopWorkers();
    await stage.startWorkers();
    const trade = await opening;
    await pay(stage, trade);
    await notice(stage, order, trade);
    await untilOrder(stage, order, 'paid');
    assert.equal((await tradesOf(order.orderNo)).length, 1);
    assert.deepEqual(await paymentStates(stage, order), ['paid']);
  });

  it('given these runs, when their histories are read, then nobody is in them', () => assertNobodyInHistories(stage));
});
