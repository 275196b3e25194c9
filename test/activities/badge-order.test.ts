import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { createBuyer, newOrderNo } from '../support/order-fixture.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';
import { createOrderSteps, vips } from './badge-order-step.ts';

describe('activities: badge order', () => {
  let bench: Workbench;
  let localActivities: Workbench['activities']['localActivities'];
  before(async () => {
    bench = await startWorkbench();
    ({ localActivities } = bench.activities);
  });
  after(() => bench.close());

  const { placing, place, moveWith, move, column, lines, events, stateOf } = createOrderSteps(() => bench);

  it('given a courier address older than six months, when an order is placed, then it is refused until the address is confirmed; a hand-out needs none (G8.1)', async () => {
    const buyer = await createBuyer(bench.store);
    const { knex } = bench.store;
    const age = (interval: string) =>
      knex('addresses')
        .where({ unitId: buyer.unitId })
        .update({ confirmedAt: knex.raw(`now() - interval '${interval}'`) });
    await age('6 months 1 day');
    const refused = await localActivities.placeOrder(placing(buyer, { pickup: 'courier' }));
    assert.ok('refused' in refused && refused.refused.code === 'address_outdated');
    assert.deepEqual(await knex('order_lines').whereIn('attendeeId', buyer.attendeeIds), []);
    await age('5 months');
    assert.ok('done' in (await localActivities.placeOrder(placing(buyer, { pickup: 'courier' }))));
    const other = await createBuyer(bench.store);
    await age('7 months');
    assert.ok('done' in (await localActivities.placeOrder(placing(other))));
  });

  it('given moves whose answers were lost, when they are run again from the first, then what was decided stands and nothing moves twice (R1)', async () => {
    const { orderNo } = await place();
    assert.equal(await move(orderNo, 'awaiting_payment', 'window_ended'), 'closing');
    assert.equal(await move(orderNo, 'closing', 'trade_closed'), 'closed');
    const before = await events(orderNo);
    assert.equal(await move(orderNo, 'awaiting_payment', 'window_ended'), 'closed');
    assert.equal(await move(orderNo, 'awaiting_payment', 'cancelled'), 'closed');
    assert.equal(await move(orderNo, 'awaiting_payment', 'payment_confirmed'), 'closed');
    assert.deepEqual(
      [await stateOf(orderNo), await events(orderNo), await lines(orderNo)],
      ['closed', before, ['released']],
    );
  });

  it('given a placement, when it is repeated after the order has moved on, then it answers as the first time and nothing moves', async () => {
    const buyer = await createBuyer(bench.store);
    const order = placing(buyer);
    const first = await localActivities.placeOrder(order);
    await move(order.orderNo, 'awaiting_payment', 'cancelled');
    assert.deepEqual(await localActivities.placeOrder(order), first);
    assert.equal(await stateOf(order.orderNo), 'closing');
    assert.deepEqual(await lines(order.orderNo), ['awaiting_payment']);
  });

  it('given ten orders of overlapping people at once, when all are placed, then each person is in one and the others are refused', async () => {
    const buyer = await createBuyer(bench.store, vips(10));
    const pairs = buyer.attendeeIds.map((id, index, all) => [all[(index + 1) % all.length]!, id]);
    const outcomes = await Promise.all(
      pairs.map((attendeeIds) => localActivities.placeOrder(placing(buyer, { attendeeIds }))),
    );
    const live = await bench.store.knex('order_lines').whereIn('attendeeId', buyer.attendeeIds).pluck('attendeeId');
    assert.equal(new Set(live).size, live.length);
    assert.equal(live.length, outcomes.filter((outcome) => 'done' in outcome).length * 2);
    for (const outcome of outcomes) assert.ok('done' in outcome || outcome.refused.code === 'attendee_already_ordered');
    assert.ok(live.length > 0 && live.length < 20);
  });

  it('given a move, when it is repeated or comes five times at once, then the order, its lines and its events move once (R1)', async () => {
    const { orderNo } = await place([{}, {}]);
    await Promise.all(Array.from({ length: 5 }, () => move(orderNo, 'awaiting_payment', 'window_ended')));
    assert.equal(await move(orderNo, 'closing', 'trade_closed'), 'closed');
    assert.equal(await move(orderNo, 'closing', 'trade_closed'), 'closed');
    assert.deepEqual(await events(orderNo), ['order_placed', 'window_ended', 'trade_closed', 'order_closed']);
    assert.deepEqual(await lines(orderNo), ['released', 'released']);
  });

  it('given a closed order, when an older move comes late, then the order stays closed, and what its table does not know fails (R1, R7)', async () => {
    const { orderNo } = await place();
    await move(orderNo, 'awaiting_payment', 'cancelled');
    await move(orderNo, 'closing', 'trade_closed');
    assert.equal(await move(orderNo, 'awaiting_payment', 'payment_confirmed'), 'closed');
    await assert.rejects(move(orderNo, 'closed', 'payment_confirmed'), ApplicationFailure);
    await assert.rejects(move(newOrderNo(), 'awaiting_payment', 'cancelled'), ApplicationFailure);
    assert.equal(await stateOf(orderNo), 'closed');
    assert.deepEqual(await lines(orderNo), ['released']);
  });

  it('given a capture, when the payment cannot be kept, then the order is not paid either; when it can, both are', async () => {
    const { orderNo } = await place();
    const trade = (attempt: number) =>
      ({
        outTradeNo: `${orderNo}P${attempt}`,
        orderNo,
        attempt,
        channel: 'alipay',
        amountFen: 20_000,
        expiresAt: new Date(),
      }) as const;
    const paidAt = new Date('2026-11-01T00:00:00Z');
    await bench.store
      .knex('payments')
      .insert({ ...trade(1), state: 'paid', paidAt, capturedFen: 20_000, providerTradeNo: `${orderNo}-a` });
    await bench.store.knex('payments').insert({ ...trade(2), state: 'open' });
    const captured = {
      outTradeNo: `${orderNo}P2`,
      providerTradeNo: `${orderNo}-b`,
      amountFen: 20_000,
      paidAt: paidAt.toISOString(),
    };
    await assert.rejects(moveWith(orderNo, 'awaiting_payment', 'payment_confirmed', captured), /23505/);
    assert.equal(await stateOf(orderNo), 'awaiting_payment');
    assert.deepEqual(await lines(orderNo), ['awaiting_payment']);

    await bench.store.knex('payments').where({ attempt: 1, orderNo }).update({ state: 'refunded' });
    for (let copy = 0; copy < 2; copy++)
      assert.equal(await move(orderNo, 'awaiting_payment', 'payment_confirmed', captured), 'paid');
    assert.deepEqual(await column('payments', orderNo, 'state', 'attempt'), ['refunded', 'paid']);
    assert.deepEqual((await column<Date>('payments', orderNo, 'paidAt', 'attempt'))[1], paidAt);
    assert.deepEqual(await events(orderNo), ['order_placed', 'payment_confirmed', 'order_paid']);
  });

  it('given an order that is closed, keeps another capture or asks for another amount, when it is told of one, then that one is unwanted and nothing moves (R1, R7)', async () => {
    const capturedOf = async (orderNo: string, attempt: number, amountFen = 20_000) => {
      const outTradeNo = `${orderNo}P${attempt}`;
      const trade = {
        outTradeNo,
        orderNo,
        attempt,
        channel: 'alipay',
        amountFen: 20_000,
        expiresAt: new Date(),
      } as const;
      await bench.store.knex('payments').insert({ ...trade, state: 'superseded' });
      return { outTradeNo, providerTradeNo: `${outTradeNo}-n`, amountFen, paidAt: '2026-11-01T00:00:00.000Z' };
    };
    const tell = (orderNo: string, captured: object) =>
      moveWith(orderNo, 'awaiting_payment', 'payment_confirmed', captured);
    const [closed, paid, other] = [await place(), await place(), await place()].map(({ orderNo }) => orderNo) as [
      string,
      string,
      string,
    ];

    await move(closed, 'awaiting_payment', 'cancelled');
    await move(closed, 'closing', 'trade_closed');
    assert.deepEqual(await tell(closed, await capturedOf(closed, 1)), { state: 'closed', isUnwanted: true });
    const first = await capturedOf(paid, 1);
    assert.deepEqual(await tell(paid, first), { state: 'paid', isUnwanted: false });
    const before = await events(paid);
    assert.deepEqual(await tell(paid, await capturedOf(paid, 2)), { state: 'paid', isUnwanted: true });
    assert.deepEqual(await tell(paid, first), { state: 'paid', isUnwanted: false });
    assert.deepEqual(await tell(other, await capturedOf(other, 1, 10_000)), {
      state: 'awaiting_payment',
      isUnwanted: true,
    });

    assert.deepEqual(await column('payments', closed, 'state', 'attempt'), ['superseded']);
    assert.deepEqual(await column('payments', paid, 'state', 'attempt'), ['paid', 'superseded']);
    assert.deepEqual(await events(paid), before);
    assert.equal(await stateOf(other), 'awaiting_payment');
    assert.deepEqual(await column('payments', other, 'state', 'attempt'), ['superseded']);
  });

  it('given an order that needs a human, when a second reason comes, then the first stands and is told once', async () => {
    const { orderNo } = await place();
    await localActivities.raiseAttention({ orderNo, reason: 'the first' });
    await localActivities.raiseAttention({ orderNo, reason: 'the second' });
    assert.deepEqual(await column('badge_orders', orderNo, 'attention', 'orderNo'), ['the first']);
    assert.equal((await events(orderNo)).filter((kind) => kind === 'attention_raised').length, 1);
  });

  it("given a failure of PostgreSQL, when an activity reports it, then it names the kind and quotes nobody's data", async () => {
    // PostgreSQL's own words would quote it.
    const failing = localActivities.submitRegistration({
      registrationId: '440604199001010015',
      submissionId: randomUUID(),
    });
    await assert.rejects(failing, (error) => {
      assert.ok(error instanceof ApplicationFailure);
      assert.equal(error.message, 'error 22P02');
      assert.equal(error.cause, undefined);
      return true;
    });
  });
});
