import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import { createAttention } from '../../db/ops/attention.ts';
import { createAudit } from '../../db/audit.ts';
import { latePaymentWorkflowId, refundWorkflowId } from '../../workflows/messages.ts';
import { until } from '../activities/local-sandbox.ts';
import { assertNobodyInHistories } from '../support/canary.ts';
import { balances } from '../support/ledger.ts';
import { fastForward } from '../support/fast-forward.ts';
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
import { askInRow, extendWindow } from '../support/staff-request.ts';
import { orderStatus, startStage, untilStarted, type Stage } from '../support/stage.ts';

describe('badge order: deadlines', () => {
  let stage: Stage;
  before(async () => {
    stage = await startStage();
  });
  after(() => stage.close());
  beforeEach(() => stage.sandbox.call('POST', '/reset'));

  /** The provider's clock, which the run's does not move; how generous it is with expired codes. */
  const providerClock = (clock: { offsetSeconds?: number; overrunSeconds?: number }) =>
    stage.sandbox.call('PUT', '/clock', clock);
  const forward = (order: TestOrder, seconds: number) => fastForward(stage, order.handle.workflowId, seconds);
  const windowEnd = 905;
  const untilClosed = async (order: TestOrder) => {
    await forward(order, 930);
    assert.deepEqual(await order.handle.result(), { outcome: 'closed' });
  };
  const place = async () => placeOrder(stage, { buyer: await createBuyer(stage.store) });
  const standing = ({ orderNo }: TestOrder) => orderStatus(stage, orderNo);
  const closed = { state: 'closed', closedReason: 'expired', attention: null };
  const kinds = ({ orderNo }: TestOrder) =>
    stage.store.knex('events').where({ orderNo }).orderBy('eventId').pluck('kind');
  const lateRun = async (trade: string, forwardSeconds = 0) => {
    const { workflowId } = await untilStarted(stage, latePaymentWorkflowId(trade));
    if (forwardSeconds) await fastForward(stage, workflowId, forwardSeconds);
    return stage.handle(workflowId).result();
  };

  it('given an order nobody pays, when its window ends, then it is closed and its people can be ordered again (G6.2, R6)', async () => {
    const order = await place();
    await forward(order, 890);
    assert.equal((await standing(order))?.state, 'awaiting_payment');
    await untilClosed(order);
    assert.deepEqual(await standing(order), closed);
    assert.deepEqual(await lineStates(stage, order), ['released']);
    assert.deepEqual(await kinds(order), ['order_placed', 'window_ended', 'trade_closed', 'order_closed']);
    const again = await placeOrder(stage, { buyer: order.buyer });
    assert.deepEqual(await lineStates(stage, again), ['awaiting_payment']);
    assert.deepEqual(await lineStates(stage, order), ['released']);
  });

  it('given a scanned code, when the window ends, then the provider closes the trade before the people are free (R5)', async () => {
    const order = await place();
    const trade = await openPayment(stage, order);
    await stage.sandbox.scan(trade);
    await forward(order, windowEnd);
    assert.deepEqual(await order.handle.result(), { outcome: 'closed' });
    assert.deepEqual(await standing(order), closed);
    assert.deepEqual(await paymentStates(stage, order), ['closed']);
    assert.equal((await stage.sandbox.pay(trade)).status, 409);
  });

  it('given a code nobody scanned, when the window ends, then the people are held until it cannot be paid, and it is watched after', async () => {
    const order = await place();
    const trade = await openPayment(stage, order);
    await forward(order, windowEnd);
    await untilOrder(stage, order, 'closing');
    assert.deepEqual(await lineStates(stage, order), ['awaiting_payment']);
    await untilClosed(order);
    assert.deepEqual(await standing(order), closed);
    await fastForward(stage, latePaymentWorkflowId(trade), 590);
    assert.equal((await stage.handle(latePaymentWorkflowId(trade)).describe()).status.name, 'RUNNING');
    assert.deepEqual(await lateRun(trade, 20), { outcome: 'nothing_captured' });
    assert.deepEqual(await paymentStates(stage, order), ['closed']);
    assert.deepEqual(await refunds(stage, order), []);
  });

  it('given a payment nobody told of, when the window ends, then the order is paid, not expired (R1, R14)', async () => {
    const order = await place();
    const trade = await openPayment(stage, order);
    await pay(stage, trade);
    await forward(order, windowEnd);
    await untilOrder(stage, order, 'paid');
    assert.deepEqual(await lineStates(stage, order), ['under_review']);
    assert.deepEqual(await paymentStates(stage, order), ['paid']);
    assert.deepEqual((await kinds(order)).slice(0, 3), ['order_placed', 'window_ended', 'payment_confirmed']);
  });

  it("given a payment in the last second, when its notice meets the window's end, then the order is paid by the provider's time (R4)", async () => {
    const order = await place();
    const trade = await openPayment(stage, order);
    await providerClock({ offsetSeconds: 897 });
    await pay(stage, trade);
    await forward(order, 890);
    await Promise.all([forward(order, 15), notice(stage, order, trade)]);
    await untilOrder(stage, order, 'paid');
    assert.deepEqual(await paymentStates(stage, order), ['paid']);
    const { expiresAt, paidAt } = (await stage.store
      .knex('payments')
      .where({ outTradeNo: trade })
      .first('expiresAt', 'paidAt'))!;
    assert.ok(paidAt! < expiresAt);
    assert.deepEqual(await refunds(stage, order), []);
  });

  it('given a cancelled order whose code is unscanned, when it is paid all the same, then the order is paid and nothing goes back (R2)', async () => {
    const order = await place();
    const trade = await openPayment(stage, order);
    assert.deepEqual(await stage.engine.cancelOrder(order.orderNo, randomUUID()), {
      done: { orderNo: order.orderNo, state: 'closing' },
    });
    await assert.rejects(
      openPayment(stage, order),
      (error) => error instanceof DomainError && error.refusal.code === 'order_not_payable',
    );
    assert.equal((await standing(order))?.state, 'closing');
    assert.deepEqual(await lineStates(stage, order), ['awaiting_payment']);
    await pay(stage, trade);
    await notice(stage, order, trade);
    await untilOrder(stage, order, 'paid');
    assert.deepEqual(await paymentStates(stage, order), ['paid']);
    assert.deepEqual(await refunds(stage, order), []);
  });

  it('given a closed order, when its code is paid in the overrun without a notice, then the watch finds it and refunds it once (R3)', async () => {
    const order = await place();
    const trade = await openPayment(stage, order);
    await untilClosed(order);
    await providerClock({ offsetSeconds: 930, overrunSeconds: 60 });
    await pay(stage, trade);
    assert.deepEqual(await lateRun(trade, 610), { outcome: 'refunded' });
    assert.deepEqual(await standing(order), closed);
    assert.deepEqual(await lineStates(stage, order), ['released']);
    assert.deepEqual(await paymentStates(stage, order), ['refunded']);
    assert.deepEqual((await kinds(order)).slice(-3), [
      'late_payment_captured',
      'refund_provider_asked',
      'late_payment_refunded',
    ]);
    const told = { kind: 'late_payment_refunded', state: 'sent' };
    const texts = stage.store
      .knex('notifications')
      .where({ subject: `${trade}L` })
      .select('kind', 'state');
    assert.deepEqual(await texts, [told]);
    assert.deepEqual(await balances(stage.store, order.orderNo), {});
  });

  it('given a refunded late payment, when its notice comes five times more, then nothing goes back again (R3, R12)', async () => {
    const order = await place();
    const trade = await openPayment(stage, order);
    await untilClosed(order);
    await lateRun(trade, 610);
    await providerClock({ offsetSeconds: 1_600, overrunSeconds: 900 });
    await pay(stage, trade);
    for (let copy = 0; copy < 5; copy++) {
      await notice(stage, order, trade);
      assert.deepEqual(await lateRun(trade), { outcome: 'refunded' });
    }
    assert.deepEqual(await refunds(stage, order), [[`${trade}L`, 20_000]]);
    assert.deepEqual(await paymentStates(stage, order), ['refunded']);
    assert.equal((await kinds(order)).filter((kind) => kind.startsWith('late_payment')).length, 2);
    assert.deepEqual(await standing(order), closed);
  });

  it('given a watched code that is paid, when its notice comes, then it goes back at once and not when the watch ends (R16)', async () => {
    const order = await place();
    const [first, second] = [await openPayment(stage, order), await openPayment(stage, order)];
    await pay(stage, first);
    await pay(stage, second);
    await notice(stage, order, second);
    await untilOrder(stage, order, 'paid');
    await until(async () => ((await paymentStates(stage, order)).join() === 'closed,paid' ? true : undefined));
    await notice(stage, order, first);
    await until(async () => ((await paymentStates(stage, order)).join() === 'refunded,paid' ? true : undefined));
    assert.deepEqual(await refunds(stage, order), [[`${first}L`, 20_000]]);
  });

  it('given two unscanned codes both paid, when the second is told of, then it is kept and the watch refunds the first (R13, R16)', async () => {
    const order = await place();
    const [first, second] = [await openPayment(stage, order), await openPayment(stage, order)];
    await pay(stage, first);
    await pay(stage, second);
    await notice(stage, order, second);
    await untilOrder(stage, order, 'paid');
    await until(async () => ((await paymentStates(stage, order)).join() === 'closed,paid' ? true : undefined));
    assert.deepEqual(await lateRun(first, 1_510), { outcome: 'refunded' });
    assert.deepEqual(await paymentStates(stage, order), ['refunded', 'paid']);
    assert.deepEqual(await refunds(stage, order), [[`${first}L`, 20_000]]);
    assert.deepEqual(await lineStates(stage, order), ['under_review']);
  });

  it('given a kept payment, when a run of its own looks at its notice, then it is left alone', async () => {
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store) });
    const { client } = stage.environment;
    const args = [{ outTradeNo: order.trade(), channel: 'alipay', orderNo: order.orderNo }];
    const run = await client.workflow.start('latePayment', {
      workflowId: latePaymentWorkflowId(order.trade()),
      taskQueue: 'expo',
      args,
    });
    assert.deepEqual(await run.result(), { outcome: 'kept' });
    assert.deepEqual(await paymentStates(stage, order), ['paid']);
    assert.deepEqual(await refunds(stage, order), []);
  });

  it('given a late payment, when the provider refuses its refund, then a human is called, and the money goes back once when it can (R17)', async () => {
    const order = await place();
    const trade = await openPayment(stage, order);
    await untilClosed(order);
    await pay(stage, trade);
    await stage.sandbox.call('PUT', '/refunds', { outcome: 'not_enough' });
    const refundNo = `${trade}L`;
    const { workflowId } = await untilStarted(stage, latePaymentWorkflowId(trade));
    // Waits for the refund's run too, which waits for a human.
    const forwarded = fastForward(stage, workflowId, 610);
    const attention = async () =>
      (await createAttention(stage.store).list({ rows: 100 })).find(({ subject }) => subject.refundId === refundNo);
    assert.match((await until(attention)).lastError!, /SELLER_BALANCE_NOT_ENOUGH/);
    assert.deepEqual(await paymentStates(stage, order), ['suspense']);
    await stage.sandbox.call('PUT', '/refunds', { outcome: 'success' });
    // Nobody does anything: it is tried again by itself a day later.
    await fastForward(stage, refundWorkflowId(refundNo), 90_000);
    assert.deepEqual(await stage.handle(workflowId).result(), { outcome: 'refunded' });
    await forwarded;
    assert.equal(await attention(), undefined);
    assert.deepEqual(await refunds(stage, order), [[refundNo, 20_000]]);
    assert.deepEqual(await paymentStates(stage, order), ['refunded']);
  });

  it('given an order extended by an operator, when its first window is over, then it can still be paid until the new one, and the audit says who', async () => {
    const order = await place();
    await openPayment(stage, order);
    const requestId = await askInRow(stage.store, {
      kind: 'extend',
      subject: order.orderNo,
      payload: { minutes: 30 },
      by: 'operator',
    });
    const [told] = await Promise.all([1, 2].map(() => stage.engine.extendWindow(order.orderNo, requestId)));
    assert.ok(told && 'done' in told);
    await forward(order, 1_000);
    assert.equal((await standing(order))?.state, 'awaiting_payment');
    const { expiresAt, createdAt } = (await stage.store
      .knex('badge_orders')
      .where({ orderNo: order.orderNo })
      .first())!;
    assert.equal(expiresAt!.getTime() - createdAt.getTime(), 45 * 60_000);
    const audit = await createAudit(stage.store).list({ subject: order.orderNo }, { rows: 10 });
    assert.deepEqual(
      audit.map(({ by, action, detail }) => ({ by, action, detail })),
      [{ by: 'operator', action: 'payment_window_extended', detail: { minutes: 30 } }],
    );
    await forward(order, 1_800);
    assert.deepEqual(await order.handle.result(), { outcome: 'closed' });
    await assert.rejects(
      extendWindow(stage, order.orderNo, 30),
      (error) => error instanceof DomainError && error.refusal.code === 'order_not_extendable',
    );
  });

  it('given a paid order, when nothing ends it for 45 days, then a human is called once and it still stands', async () => {
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store) });
    await forward(order, 46 * 86_400);
    const { attention } = await until(async () => ((await standing(order))?.attention ? standing(order) : undefined));
    assert.match(attention!, /45 days/);
    assert.equal((await standing(order))?.state, 'paid');
    assert.deepEqual(await lineStates(stage, order), ['under_review']);
    assert.equal((await kinds(order)).filter((kind) => kind === 'attention_raised').length, 1);
  });

  it('given these runs, when their histories are read, then nobody is in them', () => assertNobodyInHistories(stage));
});
