import assert from 'node:assert/strict';
import type { BillLine } from '../../domain/payment.ts';
import { createReconciliations } from '../../db/ops/reconciliation.ts';
import { createAttention } from '../../db/ops/attention.ts';
import { ensureSchedules } from '../../stack/schedule.ts';
import { latePaymentWorkflowId, reconciliationWorkflowId } from '../../workflows/messages.ts';
import { until } from '../activities/local-sandbox.ts';
import { assertNobodyInHistories } from '../support/canary.ts';
import { fastForward } from '../support/fast-forward.ts';
import { balances } from '../support/ledger.ts';
import {
  createBuyer,
  newOrderNo,
  openPayment,
  pay,
  paymentStates,
  placeOrder,
  placePaid,
  refunds,
  untilOrder,
} from '../support/order-fixture.ts';
import { orderStatus, startStage, untilStarted, type Stage } from '../support/stage.ts';

describe('reconciliation', () => {
  let stage: Stage;
  before(async () => {
    stage = await startStage();
  });
  after(() => stage.close());
  beforeEach(() => stage.sandbox.call('POST', '/reset'));

  const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  async function reconcile(): Promise<{ bills: number; open: number }> {
    const workflowId = await stage.engine.reconcile({ day: today() });
    stage.started.add(workflowId);
    // Its pauses are for the repairs to show; another run's clock is not moved.
    const result = stage.handle(workflowId).result() as Promise<{ bills: number; open: number }>;
    for (let turn = 0; turn < 4; turn++)
      await Promise.race([result, fastForward(stage, workflowId, 31).catch(() => undefined)]);
    return result;
  }
  const differences = async (subject: string) =>
    (await createReconciliations(stage.store).list({ rows: 1_000 }))
      .filter((row) => row.subject === subject)
      .map(({ kind, state, oursFen, theirsFen }) => ({ kind, state, oursFen, theirsFen }));
  /** The provider's bill with something else in it. */
  async function withBill<T>(
    change: (lines: BillLine[], day: string) => BillLine[],
    work: () => Promise<T>,
  ): Promise<T> {
    const { alipay } = stage.gateways;
    stage.gateways.alipay = { ...alipay, bill: async (day) => change((await alipay.bill(day)) ?? [], day) };
    try {
      return await work();
    } finally {
      stage.gateways.alipay = alipay;
    }
  }

  it('given books that agree, when they are compared, then nothing is open and both bills are shown', async () => {
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store) });
    await placePaid(stage, { buyer: await createBuyer(stage.store), channel: 'wechat' });
    const { bills, open } = await reconcile();
    assert.deepEqual([bills, open], [2, 0]);
    assert.deepEqual(await differences(order.trade()), []);
    const shown = await createReconciliations(stage.store).bills(10);
    assert.deepEqual(
      shown.map(({ channel, payments, paymentsFen, feesFen }) => [channel, payments, paymentsFen, feesFen]),
      [
        ['alipay', 1, 20_000, 120],
        ['wechat', 1, 20_000, 120],
      ],
    );
  });

  it('given a payment nobody told us of, when the bill is compared, then its order is paid by it (R14)', async () => {
    const order = await placeOrder(stage, { buyer: await createBuyer(stage.store) });
    const trade = await openPayment(stage, order);
    await pay(stage, trade);
    assert.equal((await orderStatus(stage, order.orderNo))?.state, 'awaiting_payment');
    await reconcile();
    await untilOrder(stage, order, 'paid');
    assert.deepEqual(await differences(trade), [
      { kind: 'uncaptured', state: 'settled', oursFen: null, theirsFen: 20_000 },
    ]);
    assert.deepEqual(await refunds(stage, order), []);
  });

  it('given money on an order whose run is over, when the bill is compared, then it is booked as suspense and goes back once', async () => {
    const order = await placeOrder(stage, { buyer: await createBuyer(stage.store) });
    const trade = await openPayment(stage, order, 'wechat');
    // Its closing is lost on the way, and the run is over without it: as if the run had been ended by force.
    await order.handle.terminate('lost');
    await pay(stage, trade);
    await reconcile();
    await (await untilStarted(stage, latePaymentWorkflowId(trade))).result();
    assert.deepEqual(await refunds(stage, order), [[`${trade}L`, 20_000]]);
    assert.deepEqual(await paymentStates(stage, order), ['refunded']);
    assert.equal((await balances(stage.store, order.orderNo)).suspense, undefined);
  });

  it('given money under a number like ours that nobody knows, when the bill is compared, then it is booked, and goes back', async () => {
    const outTradeNo = `${newOrderNo()}P1`;
    await stage.gateways.alipay.open({
      outTradeNo,
      amountFen: 700,
      subject: 'x',
      expiresAt: new Date(Date.now() + 60_000),
    });
    await pay(stage, outTradeNo);
    await reconcile();
    await (await untilStarted(stage, latePaymentWorkflowId(outTradeNo))).result();
    const row = (await stage.store.knex('payments').where({ outTradeNo }).first())!;
    assert.deepEqual([row.state, row.orderNo, row.capturedFen], ['refunded', null, 700]);
    await reconcile();
    assert.deepEqual(
      (await differences(outTradeNo)).map(({ kind, state }) => [kind, state]),
      [['unknown_trade', 'settled']],
    );
  });

  it('given a bill with another amount, a refund nobody here asked for and a number that is none of ours, when compared, then each waits for a human, and settles when the bill is right', async () => {
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store) });
    const trade = order.trade();
    const foreign: BillLine = {
      kind: 'payment',
      outTradeNo: 'SHOP-77',
      providerTradeNo: 's77',
      amountFen: 1,
      feeFen: 0,
      at: new Date(),
    };
    const refund: BillLine = {
      kind: 'refund',
      outTradeNo: trade,
      refundNo: 'BY-HAND-1',
      providerTradeNo: 'x',
      amountFen: 300,
      feeFen: 0,
      at: new Date(),
    };
    const wrong = (lines: BillLine[]) => [
      ...lines.map((line) => (line.outTradeNo === trade ? { ...line, amountFen: 19_999 } : line)),
      foreign,
      refund,
    ];
    const { open } = await withBill(wrong, reconcile);
    assert.equal(open, 3);
    assert.deepEqual(await differences(trade), [
      { kind: 'capture_amount', state: 'waiting', oursFen: 20_000, theirsFen: 19_999 },
    ]);
    assert.deepEqual(
      (await differences('SHOP-77')).map(({ kind, state }) => [kind, state]),
      [['foreign_trade', 'waiting']],
    );
    assert.deepEqual(
      (await differences('BY-HAND-1')).map(({ kind, state }) => [kind, state]),
      [['foreign_refund', 'waiting']],
    );
    assert.ok(
      (await createAttention(stage.store).list({ rows: 100 })).some(
        ({ subject, values }) => subject.difference === trade && values.difference === 'capture_amount',
      ),
    );
    assert.equal((await orderStatus(stage, order.orderNo))?.state, 'paid');
    assert.equal((await reconcile()).open, 0);
  });

  it('given a day that is over, when its bill lacks what we captured, then that is shown, and its fees are booked once', async () => {
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store) });
    await stage.store
      .knex('payments')
      .where({ outTradeNo: order.trade() })
      .update({
        paidAt: stage.store.knex.raw("now() - interval '3 days'"),
        createdAt: stage.store.knex.raw("now() - interval '3 days'"),
      });
    const fee: BillLine = {
      kind: 'payment',
      outTradeNo: 'SHOP-78',
      providerTradeNo: 's78',
      amountFen: 10_000,
      feeFen: 60,
      at: new Date(Date.now() - 3 * 86_400_000),
    };
    const threeDaysAgo = new Date(Date.now() + 8 * 3_600_000 - 3 * 86_400_000).toISOString().slice(0, 10);
    for (let night = 0; night < 2; night++) {
      const workflowId = await withBill(
        (_lines, day) => (day === threeDaysAgo ? [fee] : []),
        async () => {
          const id = await stage.engine.reconcile({});
          stage.started.add(id);
          await stage.handle(id).result();
          return id;
        },
      );
      assert.equal(workflowId, reconciliationWorkflowId(undefined));
    }
    assert.deepEqual(
      (await differences(order.trade())).map(({ kind, state }) => [kind, state]),
      [['capture_missing', 'waiting']],
    );
    const fees = await stage.store.knex('ledger_entries').where({ account: 'provider_fees' }).pluck('amountFen');
    assert.equal(
      fees.reduce((sum, fen) => sum + fen, 0),
      60,
    );
  });

  it('given the schedule, when it is made twice, then there is one, and its action is our workflow', async () => {
    const { client } = stage.environment;
    for (let copy = 0; copy < 2; copy++) await ensureSchedules(client);
    const handle = client.schedule.getHandle('reconciliation');
    const { action, spec } = await handle.describe();
    assert.equal(action.type === 'startWorkflow' && action.workflowType, 'reconciliation');
    assert.equal(spec.timezone, 'Asia/Shanghai');
    await handle.trigger();
    await until(async () => ((await handle.describe()).info.recentActions.length > 0 ? true : undefined));
    await handle.delete();
  });

  it('given these runs, when their histories are read, then nobody is in them', () => assertNobodyInHistories(stage));
});
