import assert from 'node:assert/strict';
import type { EventKind } from '../../domain/event.ts';
import { DomainError } from '../../domain/errors.ts';
import { createBadges } from '../../db/order/badge.ts';
import type { Sealed } from '../../db/table.ts';
import { until } from '../activities/local-sandbox.ts';
import { assertNobodyInHistories } from '../support/canary.ts';
import { unitInfo } from '../support/fixtures.ts';
import {
  courierReports,
  createBuyer,
  lineStates,
  makeBadges,
  placeOrder,
  placePaid,
  review,
  untilLines,
  type TestOrder,
} from '../support/order-fixture.ts';
import { handOver as handOverBadges } from '../support/staff-request.ts';
import { orderStatus, startStage, type Stage } from '../support/stage.ts';

describe('badge order: fulfilment', () => {
  let stage: Stage;
  before(async () => {
    stage = await startStage();
  });
  after(() => stage.close());
  beforeEach(() => stage.sandbox.faults());

  const vips = (count: number) => Array.from({ length: count }, () => ({ badgeType: 'vip' }) as const);
  const handOver = ({ orderNo }: TestOrder, attendeeIds?: string[]) => handOverBadges(stage, orderNo, attendeeIds);
  const isNotReady = (error: unknown) => error instanceof DomainError && error.refusal.code === 'not_ready_for_pickup';
  const badgesOf = ({ orderNo }: TestOrder) =>
    stage.store.knex('badges').where({ orderNo }).orderBy('badgeNo').select('attendeeId', 'batchId', 'token');
  const events = ({ orderNo }: TestOrder, kind: EventKind) =>
    stage.store.knex('events').where({ orderNo, kind }).pluck('detail');

  it('given a paid order of both ways, when reviewed, made, collected and delivered, then it settles and not a step earlier (G5.1, G8)', async () => {
    const buyer = await createBuyer(stage.store, [{}, { pickup: 'delegation' }, { badgeType: 'vip' }]);
    const order = await placePaid(stage, { buyer, pickup: 'courier' });
    await assert.rejects(handOver(order), isNotReady);
    await review(stage, order, { 0: 'approve', 1: 'approve', 2: 'approve' });
    await untilLines(stage, order, 'approved', 'approved', 'approved');
    const batchId = await makeBadges(stage, order);
    await untilLines(stage, order, 'dispatched', 'ready_for_pickup', 'dispatched');
    assert.deepEqual(new Set((await badgesOf(order)).map((badge) => badge.batchId)), new Set([batchId]));
    const [parcel, ...others] = (await stage.sandbox.journal()).shipments.filter((row) =>
      row.orderId.startsWith(order.orderNo),
    );
    assert.deepEqual([parcel?.orderId, others], [`${order.orderNo}S1`, []]);

    await courierReports(stage, order, 'collected');
    assert.deepEqual(await handOver(order), { done: { handedOver: 1 } });
    assert.deepEqual(await lineStates(stage, order), ['dispatched', 'delivered', 'dispatched']);
    assert.equal((await orderStatus(stage, order.orderNo))?.state, 'paid');
    await courierReports(stage, order, 'delivered');
    assert.deepEqual(await order.handle.result(), { outcome: 'settled' });
    assert.deepEqual(await lineStates(stage, order), ['delivered', 'delivered', 'delivered']);
    assert.deepEqual(await orderStatus(stage, order.orderNo), {
      state: 'settled',
      closedReason: null,
      attention: null,
    });
  });

  it('given somebody whose name cannot be opened, when badges are made, then the others get theirs; once it opens again, so does this one', async () => {
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store, [{}, {}]) });
    await review(stage, order, { 0: 'approve', 1: 'approve' });
    await untilLines(stage, order, 'approved', 'approved');
    const row = () => stage.store.knex('attendees').where({ attendeeId: order.buyer.attendeeIds[0]! });
    const { name } = (await row().first('name'))!;
    await row().update({ name: Buffer.from('damaged') as Sealed });
    await makeBadges(stage, order);
    await untilLines(stage, order, 'approved', 'ready_for_pickup');
    assert.deepEqual(
      (await badgesOf(order)).map((badge) => badge.attendeeId),
      [order.buyer.attendeeIds[1]],
    );
    await row().update({ name });
    await makeBadges(stage, order);
    await untilLines(stage, order, 'ready_for_pickup', 'ready_for_pickup');
  });

  it('given verdicts that fail some, when badges are made, then only the approved get one and a paid failure keeps the order open', async () => {
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store, [{}, {}, {}]) });
    await review(stage, order, { 0: 'approve', 1: 'fail' });
    await untilLines(stage, order, 'approved', 'review_failed', 'under_review');
    await makeBadges(stage, order);
    await untilLines(stage, order, 'ready_for_pickup', 'review_failed', 'under_review');
    assert.deepEqual(
      (await badgesOf(order)).map((badge) => badge.attendeeId),
      [order.buyer.attendeeIds[0]],
    );
    await review(stage, order, { 2: 'approve' });
    await untilLines(stage, order, 'ready_for_pickup', 'review_failed', 'approved');
    await makeBadges(stage, order);
    await untilLines(stage, order, 'ready_for_pickup', 'review_failed', 'ready_for_pickup');
    assert.deepEqual(await handOver(order), { done: { handedOver: 2 } });
    // What was paid for the second person is still to be refunded.
    assert.equal((await orderStatus(stage, order.orderNo))?.state, 'paid');
    assert.deepEqual(await lineStates(stage, order), ['delivered', 'review_failed', 'delivered']);
  });

  it('given a free order whose people all fail, when the last verdict is applied, then it settles: nothing is to be refunded', async () => {
    const order = await placeOrder(stage, { buyer: await createBuyer(stage.store, vips(2)) });
    await review(stage, order, { 0: 'fail' });
    await untilLines(stage, order, 'review_failed', 'under_review');
    await review(stage, order, { 1: 'fail' });
    assert.deepEqual(await order.handle.result(), { outcome: 'settled' });
    assert.deepEqual(await badgesOf(order), []);
  });

  it('given a verdict, when another says otherwise, then the first word on a person counts', async () => {
    const order = await placeOrder(stage, { buyer: await createBuyer(stage.store, vips(2)) });
    await review(stage, order, { 0: 'approve' });
    await review(stage, order, { 0: 'fail', 1: 'approve' });
    await untilLines(stage, order, 'approved', 'approved');
    assert.equal((await events(order, 'review_failed')).length, 0);
  });

  it('given a made badge, when a batch names it again and a verdict comes once more, then there is one badge and its face is as it was', async () => {
    const order = await placeOrder(stage, { buyer: await createBuyer(stage.store, vips(1)) });
    await review(stage, order, { 0: 'approve' });
    await untilLines(stage, order, 'approved');
    const batchId = await makeBadges(stage, order);
    await untilLines(stage, order, 'ready_for_pickup');
    const before = await badgesOf(order);
    await stage.engine.badgesBatched(order.orderNo, batchId);
    await makeBadges(stage, order);
    await review(stage, order, { 0: 'fail' });
    assert.deepEqual(await handOver(order), { done: { handedOver: 1 } });
    await order.handle.result();
    assert.deepEqual(await badgesOf(order), before);
    const [face] = await createBadges(stage.store).list({ batchId });
    assert.equal(face?.unitName, unitInfo.name);
    assert.match(face?.documentMasked ?? '', /^\d+\*+/);
  });

  it('given a parcel that comes back, when the delegation hands it out, then the order settles and a human was told once (G8.1)', async () => {
    const order = await placeOrder(stage, { buyer: await createBuyer(stage.store, vips(2)), pickup: 'courier' });
    await review(stage, order, { 0: 'approve', 1: 'approve' });
    await untilLines(stage, order, 'approved', 'approved');
    await makeBadges(stage, order);
    await untilLines(stage, order, 'dispatched', 'dispatched');
    await courierReports(stage, order, 'returned');
    await courierReports(stage, order, 'delivered');
    await untilLines(stage, order, 'ready_for_pickup', 'ready_for_pickup');
    assert.match((await orderStatus(stage, order.orderNo))?.attention ?? '', /brought the parcel back/);
    assert.deepEqual(await handOver(order, order.buyer.attendeeIds.slice(0, 1)), { done: { handedOver: 1 } });
    assert.deepEqual(await lineStates(stage, order), ['delivered', 'ready_for_pickup']);
    assert.deepEqual(await handOver(order), { done: { handedOver: 1 } });
    assert.deepEqual(await order.handle.result(), { outcome: 'settled' });
    assert.equal((await events(order, 'attention_raised')).length, 1);
    await assert.rejects(handOver(order), isNotReady);
  });

  it('given a courier that is away, when the delegation hands out, then it need not wait, and the parcel leaves when the courier is back', async () => {
    const buyer = await createBuyer(stage.store, [{ badgeType: 'vip', pickup: 'delegation' }, { badgeType: 'vip' }]);
    const order = await placeOrder(stage, { buyer, pickup: 'courier' });
    await review(stage, order, { 0: 'approve', 1: 'approve' });
    await untilLines(stage, order, 'approved', 'approved');
    await stage.sandbox.faults({ provider: 'sf', route: '*', kind: 'http_502', probability: 1 });
    await makeBadges(stage, order);
    await untilLines(stage, order, 'ready_for_pickup', 'badge_made');
    await until(
      async () => ((await order.handle.describe()).raw.pendingActivities?.[0]?.attempt ?? 0) > 1 || undefined,
    );
    assert.deepEqual(await handOver(order), { done: { handedOver: 1 } });
    assert.deepEqual(await lineStates(stage, order), ['delivered', 'badge_made']);
    await stage.sandbox.faults();
    await untilLines(stage, order, 'delivered', 'dispatched');
    await courierReports(stage, order, 'delivered');
    assert.deepEqual(await order.handle.result(), { outcome: 'settled' });
    assert.equal(
      (await stage.sandbox.journal()).shipments.filter((row) => row.orderId.startsWith(order.orderNo)).length,
      1,
    );
  });

  it("given two batches, when each leaves by courier, then each is a parcel of its own and one's news leaves the other's alone", async () => {
    const order = await placeOrder(stage, { buyer: await createBuyer(stage.store, vips(2)), pickup: 'courier' });
    await review(stage, order, { 0: 'approve' });
    await untilLines(stage, order, 'approved', 'under_review');
    await makeBadges(stage, order);
    await untilLines(stage, order, 'dispatched', 'under_review');
    await review(stage, order, { 1: 'approve' });
    await untilLines(stage, order, 'dispatched', 'approved');
    await makeBadges(stage, order);
    await untilLines(stage, order, 'dispatched', 'dispatched');
    await courierReports(stage, order, 'delivered', 2);
    await untilLines(stage, order, 'dispatched', 'delivered');
    await courierReports(stage, order, 'delivered', 1);
    assert.deepEqual(await order.handle.result(), { outcome: 'settled' });
  });

  it('given these runs, when their histories are read, then nobody is in them', () => assertNobodyInHistories(stage));
});
