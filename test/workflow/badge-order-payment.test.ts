import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { EventKind } from '../../domain/event.ts';
import { DomainError } from '../../domain/errors.ts';
import { latePaymentWorkflowId } from '../../workflows/messages.ts';
import { assertNobodyInHistories } from '../support/canary.ts';
import { until } from '../activities/local-sandbox.ts';
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
  untilOrder,
  type TestOrder,
} from '../support/order-fixture.ts';
import { orderStatus, startStage, type Stage } from '../support/stage.ts';

describe('badge order: payment', () => {
  let stage: Stage;
  before(async () => {
    stage = await startStage();
  });
  after(() => stage.close());

  const place = async () => placeOrder(stage, { buyer: await createBuyer(stage.store) });
  const state = async ({ orderNo }: TestOrder) => (await orderStatus(stage, orderNo))?.state;
  const cancel = ({ orderNo }: TestOrder) => stage.engine.cancelOrder(orderNo, randomUUID());
  const events = ({ orderNo }: TestOrder, kind: EventKind) =>
    stage.store.knex('events').where({ orderNo, kind }).pluck('eventId');
  const tradeAtProvider = async (trade: string) =>
    (await stage.sandbox.journal()).trades.find((row) => row.outTradeNo === trade);
  const untilPayments = (order: TestOrder, ...states: string[]) =>
    until(async () => ((await paymentStates(stage, order)).join() === states.join() ? true : undefined));
  const isRefusal = (code: string, as?: string) => (error: unknown) =>
    error instanceof DomainError && error.refusal.code === code && (as === undefined || error.refusal.state === as);

  it('given an order, when it is paid and its notice comes, then order, lines and payment are paid, at the time the provider says', async () => {
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store, [{}, { badgeType: 'vip' }]) });
    assert.deepEqual(await lineStates(stage, order), ['under_review', 'under_review']);
    assert.deepEqual(await paymentStates(stage, order), ['paid']);
    const row = (await stage.store.knex('payments').where({ outTradeNo: order.trade() }).first('amountFen', 'paidAt'))!;
    const booked = await tradeAtProvider(order.trade());
    assert.equal(row.amountFen, 20_000);
    assert.equal(booked?.amountFen, 20_000);
    // Alipay tells whole seconds.
    assert.equal(row.paidAt!.getTime(), Math.floor(Date.parse(booked.paidAt!) / 1000) * 1000);
  });

  it('given a notice of a payment that was not made, when the provider is asked, then the order still awaits payment (R10)', async () => {
    const order = await place();
    const trade = await openPayment(stage, order);
    await notice(stage, order, trade);
    await notice(stage, order, `${order.orderNo}P9`);
    // An update behind the notices in the same inbox: when it is answered they are dealt with.
    await openPayment(stage, order);
    assert.equal(await state(order), 'awaiting_payment');
    assert.deepEqual(await lineStates(stage, order), ['awaiting_payment']);
  });

  it('given a paid trade, when its notice comes five times at once, then the order is paid once and nothing goes back', async () => {
    const order = await place();
    const trade = await openPayment(stage, order);
    await pay(stage, trade);
    await Promise.all(Array.from({ length: 5 }, () => notice(stage, order, trade)));
    await untilOrder(stage, order, 'paid');
    await notice(stage, order, trade);
    await assert.rejects(openPayment(stage, order), isRefusal('order_not_payable', 'paid'));
    assert.equal((await events(order, 'payment_confirmed')).length, 1);
    assert.deepEqual(await paymentStates(stage, order), ['paid']);
    assert.deepEqual(await refunds(stage, order), []);
  });

  it('given a scanned code, when another is asked for, then the first is closed at the provider and only the second can be paid (R13)', async () => {
    const order = await place();
    const first = await openPayment(stage, order);
    await stage.sandbox.scan(first);
    const second = await openPayment(stage, order);
    assert.deepEqual([first, second], [order.trade(1), order.trade(2)]);
    assert.deepEqual(await paymentStates(stage, order), ['closed', 'open']);
    assert.equal((await stage.sandbox.pay(first)).status, 409);
    await pay(stage, second);
    await notice(stage, order, second);
    await untilOrder(stage, order, 'paid');
    assert.deepEqual(await paymentStates(stage, order), ['closed', 'paid']);
    assert.deepEqual(await refunds(stage, order), []);
  });

  it('given an unscanned code and a second one, when the first is paid, then the order is paid by it and nothing goes back', async () => {
    const order = await place();
    const first = await openPayment(stage, order);
    await openPayment(stage, order);
    await pay(stage, first);
    await notice(stage, order, first);
    await untilPayments(order, 'paid', 'closed');
    assert.equal(await state(order), 'paid');
    assert.deepEqual(await refunds(stage, order), []);
  });

  it('given two codes both paid, when the first is told of, then it is kept and the second is found and refunded once (R13, R14, R16)', async () => {
    const order = await place();
    const [first, second] = [await openPayment(stage, order), await openPayment(stage, order)];
    await pay(stage, first);
    await pay(stage, second);
    await notice(stage, order, first);
    await untilPayments(order, 'paid', 'refunded');
    await Promise.all([notice(stage, order, first), notice(stage, order, second)]);
    assert.deepEqual(await stage.handle(latePaymentWorkflowId(second)).result(), { outcome: 'refunded' });
    assert.equal(await state(order), 'paid');
    assert.deepEqual(await lineStates(stage, order), ['under_review']);
    assert.deepEqual(await refunds(stage, order), [[`${second}L`, 20_000]]);
    assert.equal((await events(order, 'late_payment_refunded')).length, 1);
  });

  it('given a paid code nobody told of, when another is asked for, then the order is paid by it and no second trade is opened', async () => {
    const order = await place();
    const first = await openPayment(stage, order);
    await pay(stage, first);
    await assert.rejects(openPayment(stage, order), isRefusal('order_not_payable', 'paid'));
    await untilOrder(stage, order, 'paid');
    assert.deepEqual(await paymentStates(stage, order), ['paid']);
    assert.equal(await tradeAtProvider(order.trade(2)), undefined);
  });

  it('given a capture of another amount, when its notice comes, then it is refunded and the order awaits payment until it is paid in full', async () => {
    const order = await place();
    const { alipay } = stage.gateways;
    stage.gateways.alipay = { ...alipay, open: (trade) => alipay.open({ ...trade, amountFen: 100 }) };
    const wrong = await openPayment(stage, order);
    stage.gateways.alipay = alipay;
    await pay(stage, wrong);
    await notice(stage, order, wrong);
    await untilPayments(order, 'refunded');
    assert.deepEqual(await refunds(stage, order), [[`${wrong}L`, 100]]);
    assert.equal(await state(order), 'awaiting_payment');
    assert.deepEqual(await lineStates(stage, order), ['awaiting_payment']);

    const right = await openPayment(stage, order);
    await pay(stage, right);
    await notice(stage, order, right);
    await untilOrder(stage, order, 'paid');
    assert.deepEqual(await paymentStates(stage, order), ['refunded', 'paid']);
    assert.equal((await refunds(stage, order)).length, 1);
  });

  it('given an order without a code, when it is cancelled, then it is closed and its people can be ordered again', async () => {
    const order = await place();
    assert.deepEqual(await cancel(order), { done: { orderNo: order.orderNo, state: 'closing' } });
    assert.deepEqual(await order.handle.result(), { outcome: 'closed' });
    assert.deepEqual(await orderStatus(stage, order.orderNo), {
      state: 'closed',
      closedReason: 'cancelled',
      attention: null,
    });
    assert.deepEqual(await lineStates(stage, order), ['released']);
    const again = await placeOrder(stage, { buyer: order.buyer });
    assert.equal(await state(again), 'awaiting_payment');
  });

  it('given a scanned code, when the order is cancelled, then the provider closes it first and nobody can pay it', async () => {
    const order = await place();
    const trade = await openPayment(stage, order);
    await stage.sandbox.scan(trade);
    await cancel(order);
    assert.deepEqual(await order.handle.result(), { outcome: 'closed' });
    assert.equal((await tradeAtProvider(trade))?.state, 'closed');
    assert.equal((await stage.sandbox.pay(trade)).status, 409);
    assert.deepEqual(await paymentStates(stage, order), ['closed']);
    // Its run is over.
    await assert.rejects(cancel(order), isRefusal('order_not_cancellable'));
    await assert.rejects(openPayment(stage, order), isRefusal('order_not_payable'));
  });

  it('given a payment made before the cancellation, when the order is cancelled, then the provider decides: it is paid (R1, R2)', async () => {
    const order = await place();
    const trade = await openPayment(stage, order);
    await pay(stage, trade);
    await Promise.allSettled([cancel(order), notice(stage, order, trade)]);
    await untilOrder(stage, order, 'paid');
    assert.deepEqual(await lineStates(stage, order), ['under_review']);
    assert.deepEqual(await paymentStates(stage, order), ['paid']);
    assert.deepEqual(await refunds(stage, order), []);
    await assert.rejects(cancel(order), isRefusal('order_not_cancellable', 'paid'));
  });

  it('given a cancellation and a payment at the same moment, when both have ended, then money and order agree', async () => {
    for (let round = 0; round < 5; round++) {
      const order = await place();
      const trade = await openPayment(stage, order);
      await stage.sandbox.scan(trade);
      const [, paying] = await Promise.all([cancel(order), stage.sandbox.pay(trade)]);
      await untilOrder(stage, order, paying.status === 200 ? 'paid' : 'closed');
      assert.deepEqual(await paymentStates(stage, order), [paying.status === 200 ? 'paid' : 'closed']);
      assert.deepEqual(await refunds(stage, order), []);
    }
  });

  it('given these runs, when their histories are read, then nobody is in them', () => assertNobodyInHistories(stage));
});
