import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createAttention } from '../../db/ops/attention.ts';
import { checkMoney } from '../../db/ops/money-check.ts';
import { checkDeadlines } from '../../workflows/messages.ts';
import { until } from '../activities/local-sandbox.ts';
import { createBuyer, placeOrder, untilOrder, type TestOrder } from '../support/order-fixture.ts';
import { orderStatus, startStage, type Stage } from '../support/stage.ts';
import { is } from '../support/registration-fixture.ts';
import { replayHistories } from '../support/replay.ts';
import { startDevServer, workflowBundle } from '../support/temporal.ts';

describe('a server that never fires a timer', () => {
  let stage: Stage;
  before(async () => {
    // Its timer queue may read nothing.
    stage = await startStage({ server: () => startDevServer('history.timerProcessorMaxPollRPS=0') });
  });
  after(() => stage.close());

  const overdue = async (orderNo: string) => {
    const shown = (await createAttention(stage.store).list({ rows: 100 })).filter(
      ({ subject }) => subject.orderNo === orderNo,
    );
    const audited = (await checkMoney(stage.store, orderNo)).filter(({ violations }) => violations.length > 0);
    return { shown: shown.map(({ workflowId }) => workflowId), audited: audited.map(({ name }) => name) };
  };
  /** Until a timer of that moment counts as lost. */
  const untilLost = (at: Date) => until(() => (Date.now() > at.getTime() + 2_500 ? true : undefined));
  const windowOf = async ({ orderNo }: TestOrder) =>
    (await stage.store.knex('badge_orders').where({ orderNo }).first('expiresAt'))!.expiresAt!;

  it('given an order whose window is over, when its run sleeps, then that shows, and a reconciliation wakes it: its people are free (G6.2)', async () => {
    const buyer = await createBuyer(stage.store);
    const order = await placeOrder(stage, { buyer, paymentWindowSeconds: 1 });
    await untilLost(await windowOf(order));
    assert.equal((await orderStatus(stage, order.orderNo))?.state, 'awaiting_payment');
    assert.deepEqual(await overdue(order.orderNo), { shown: [], audited: [] });
    // Six minutes later.
    await stage.store
      .knex('badge_orders')
      .where({ orderNo: order.orderNo })
      .update({ expiresAt: new Date(Date.now() - 360_000) });
    assert.deepEqual(await overdue(order.orderNo), {
      shown: [`order:${order.orderNo}`],
      audited: ['nothing waits past its deadline'],
    });

    stage.started.add(await stage.engine.reconcile({ day: '2026-01-01' }));
    await untilOrder(stage, order, 'closed');
    assert.deepEqual(await overdue(order.orderNo), { shown: [], audited: [] });
    await placeOrder(stage, { buyer });
  });

  it('given a request that is refused and leaves no event, when it comes after the time, then nothing is concluded from it, and the run can be replayed', async () => {
    const order = await placeOrder(stage, { buyer: await createBuyer(stage.store), paymentWindowSeconds: 1 });
    await untilLost(await windowOf(order));
    const refundRequestId = randomUUID();
    await assert.rejects(
      stage.engine.requestRefund(order.orderNo, { refundRequestId }, refundRequestId),
      is('line_not_refundable', 'awaiting_payment'),
    );
    assert.equal((await orderStatus(stage, order.orderNo))?.state, 'awaiting_payment');
    await order.handle.signal(checkDeadlines);
    assert.deepEqual(await order.handle.result(), { outcome: 'closed' });
    const { workflowId } = order.handle;
    const histories = [{ workflowId, history: await order.handle.fetchHistory() }];
    for await (const { error } of replayHistories(await workflowBundle(), histories)) assert.equal(error, undefined);
  });
});
