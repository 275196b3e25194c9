import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createRefunds } from '../../db/order/refund.ts';
import { latePaymentWorkflowId } from '../../workflows/messages.ts';
import { until } from '../activities/local-sandbox.ts';
import { assertNobodyInHistories } from '../support/canary.ts';
import { fastForward } from '../support/fast-forward.ts';
import { balances } from '../support/ledger.ts';
import {
  createBuyer,
  lineStates,
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
  type TestOrder,
} from '../support/order-fixture.ts';
import { orderStatus, startStage, untilStarted, type Stage } from '../support/stage.ts';

describe('two channels', () => {
  let stage: Stage;
  before(async () => {
    stage = await startStage();
  });
  after(() => stage.close());
  beforeEach(() => stage.sandbox.call('POST', '/reset'));

  const place = async () => placeOrder(stage, { buyer: await createBuyer(stage.store) });
  const state = async ({ orderNo }: TestOrder) => (await orderStatus(stage, orderNo))?.state;
  const atProvider = async (trade: string) =>
    (await stage.sandbox.journal()).trades.find((row) => row.outTradeNo === trade);
  const untilPayments = (order: TestOrder, ...states: string[]) =>
    until(async () => ((await paymentStates(stage, order)).join() === states.join() ? true : undefined));

  it('given a code of WeChat, when the payer changes to Alipay, then the first is closed at WeChat before the second is opened, and only the second pays', async () => {
    const order = await place();
    const first = await openPayment(stage, order, 'wechat');
    const second = await openPayment(stage, order, 'alipay');
    assert.equal((await atProvider(first))?.state, 'closed');
    assert.equal((await stage.sandbox.pay(first)).status, 409);
    await pay(stage, second);
    await notice(stage, order, second);
    await untilOrder(stage, order, 'paid');
    assert.deepEqual(await paymentStates(stage, order), ['closed', 'paid']);
    assert.deepEqual(await refunds(stage, order), []);
  });

  it('given an unscanned code of Alipay and one of WeChat, when both are paid, then one is kept and the other goes back in full (R13, R16)', async () => {
    const order = await place();
    const alipay = await openPayment(stage, order);
    const wechat = await openPayment(stage, order, 'wechat');
    await pay(stage, alipay);
    await pay(stage, wechat);
    await notice(stage, order, alipay);
    await untilPayments(order, 'paid', 'refunded');
    await notice(stage, order, wechat, 'wechat');
    assert.deepEqual(await stage.handle(latePaymentWorkflowId(wechat)).result(), { outcome: 'refunded' });
    assert.deepEqual(await refunds(stage, order), [[`${wechat}L`, 20_000]]);
    assert.deepEqual(await balances(stage.store, order.orderNo), { provider_alipay: 20_000, fees: -20_000 });
    assert.deepEqual(await lineStates(stage, order), ['under_review']);
  });

  it('given a code of WeChat nobody pays, when the window ends, then we close it, for WeChat does not, and the people are free (R5)', async () => {
    const order = await place();
    const trade = await openPayment(stage, order, 'wechat');
    await fastForward(stage, order.handle.workflowId, 905);
    assert.deepEqual(await order.handle.result(), { outcome: 'closed' });
    assert.equal((await atProvider(trade))?.state, 'closed');
    assert.deepEqual(await lineStates(stage, order), ['released']);
  });

  it('given a payment at WeChat after the window that we hear of only by closing, when the order ends, then it is paid, not closed (R4)', async () => {
    const order = await place();
    const trade = await openPayment(stage, order, 'wechat');
    await stage.sandbox.call('PUT', '/clock', { offsetSeconds: 905, overrunSeconds: 15 });
    await pay(stage, trade);
    await fastForward(stage, order.handle.workflowId, 905);
    await untilOrder(stage, order, 'paid');
    assert.deepEqual(await refunds(stage, order), []);
  });

  it('given a young trade WeChat will not close, when the order is cancelled, then its people stay held until it can be closed', async () => {
    const order = await place();
    const trade = await openPayment(stage, order, 'wechat');
    await stage.sandbox.call('PUT', '/rules', { wechatMinCloseAgeSeconds: 300 });
    await stage.engine.cancelOrder(order.orderNo, randomUUID());
    await until(async () =>
      (await order.handle.describe()).raw.pendingActivities?.some(({ attempt }) => attempt! > 1) ? true : undefined,
    );
    assert.deepEqual([await state(order), await lineStates(stage, order)], ['closing', ['awaiting_payment']]);
    await stage.sandbox.call('PUT', '/rules', { wechatMinCloseAgeSeconds: 0 });
    assert.deepEqual(await order.handle.result(), { outcome: 'closed' });
    assert.equal((await atProvider(trade))?.state, 'closed');
  });

  it('given an order paid by WeChat, when a person fails and the refund is made, then WeChat gave it back once and the books agree (G7.2)', async () => {
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store, [{}, {}]), channel: 'wechat' });
    await review(stage, order, { 0: 'fail', 1: 'approve' });
    await untilLines(stage, order, 'review_failed', 'approved');
    const refundRequestId = randomUUID();
    await createRefunds(stage.store).request({
      refundRequestId,
      orderNo: order.orderNo,
      attendeeIds: [order.buyer.attendeeIds[0]!],
      reason: '核验',
    });
    await stage.sandbox.faults({
      provider: 'wechat',
      route: 'refund_query',
      kind: 'http_502',
      probability: 1,
      count: 1,
    });
    await stage.engine.requestRefund(order.orderNo, { refundRequestId }, refundRequestId);
    const refundNo = `${order.orderNo}R1`;
    const { workflowId } = await untilStarted(stage, `refund:${refundNo}`);
    // A minute between repeats of a refund at WeChat.
    await until(async () => ((await refunds(stage, order)).length === 1 ? true : undefined));
    assert.deepEqual(await lineStates(stage, order), ['refunding', 'approved']);
    await fastForward(stage, workflowId, 70);
    await untilLines(stage, order, 'refunded', 'approved');
    assert.deepEqual(await refunds(stage, order), [[refundNo, 20_000]]);
    assert.deepEqual(await balances(stage.store, order.orderNo), {
      provider_wechat: 20_000,
      fees: -40_000,
      refunds: 20_000,
    });
  });

  it('given these runs, when their histories are read, then nobody is in them', () => assertNobodyInHistories(stage));
});
