import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import type { NotificationKind } from '../../domain/notification.ts';
import { channels, type Channel } from '../../domain/payment.ts';
import { refundNoOf, type RefundPolicy } from '../../domain/refund.ts';
import { createRefunds } from '../../db/order/refund.ts';
import { refundWorkflowId } from '../../workflows/messages.ts';
import { until } from '../activities/local-sandbox.ts';
import { assertNobodyInHistories } from '../support/canary.ts';
import { fastForward } from '../support/fast-forward.ts';
import { balances } from '../support/ledger.ts';
import {
  createBuyer,
  lineStates,
  makeBadges,
  placeOrder,
  placePaid,
  refunds,
  review,
  untilLines,
  type Person,
  type TestOrder,
} from '../support/order-fixture.ts';
import { retryRefund, settleRefund } from '../support/staff-request.ts';
import { orderStatus, startStage, untilStarted, type Stage } from '../support/stage.ts';

describe('refund', () => {
  let stage: Stage;
  before(async () => {
    stage = await startStage();
  });
  after(() => stage.close());
  beforeEach(() => stage.sandbox.call('POST', '/reset'));

  /** A paid order whose first `fails` people failed review and whose others passed. */
  async function reviewed(persons: readonly Person[], fails: number, channel: Channel = 'alipay'): Promise<TestOrder> {
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store, persons), channel });
    await review(
      stage,
      order,
      Object.fromEntries(persons.map((_, index) => [index, index < fails ? 'fail' : 'approve'])),
    );
    await untilLines(
      stage,
      order,
      ...persons.map((_, index) => (index < fails ? 'review_failed' : 'approved') as 'approved'),
    );
    return order;
  }
  async function apply({ orderNo, buyer }: TestOrder, ...indexes: number[]): Promise<string> {
    const refundRequestId = randomUUID();
    const attendeeIds = indexes.map((index) => buyer.attendeeIds[index]!);
    await createRefunds(stage.store).request({ refundRequestId, orderNo, attendeeIds, reason: '未通过审核' });
    const told = await stage.engine.requestRefund(orderNo, { refundRequestId }, refundRequestId);
    assert.ok('done' in told);
    return told.done.refundNo;
  }
  const untilRefund = (refundNo: string, state: string) =>
    until(async () => ((await createRefunds(stage.store).find(refundNo))?.state === state ? true : undefined));
  const outcome = (kind: string) => stage.sandbox.call('PUT', '/refunds', { outcome: kind });
  const isRefusal = (code: string) => (error: unknown) => error instanceof DomainError && error.refusal.code === code;
  const texts = async ({ orderNo }: TestOrder, kind: NotificationKind) =>
    stage.store.knex('notifications').whereRaw("params->>'orderNo' = ?", [orderNo]).where({ kind }).pluck('state');

  it('given a person who failed review, when the unit applies, then 200.00 go back once, the person is free, the unit is told and the books agree (G7.2)', async () => {
    const order = await reviewed([{}, {}], 1);
    await until(async () => ((await texts(order, 'person_review_failed')).join() === 'sent' ? true : undefined));
    const refundNo = await apply(order, 0);
    await untilLines(stage, order, 'refunded', 'approved');
    assert.deepEqual(
      await stage
        .handle(refundWorkflowId(refundNo))
        .result()
        .then(({ outcome: end }: { outcome: string }) => end),
      'refunded',
    );
    assert.deepEqual(await refunds(stage, order), [[refundNoOf(order.orderNo, 1), 20_000]]);
    assert.deepEqual(await balances(stage.store, order.orderNo), {
      provider_alipay: 20_000,
      fees: -40_000,
      refunds: 20_000,
    });
    assert.deepEqual(await texts(order, 'refunded'), ['sent']);
    assert.equal((await orderStatus(stage, order.orderNo))?.state, 'paid');

    // Free: the same person is ordered again, and only that one can be.
    const again = await placeOrder(stage, { buyer: { ...order.buyer, attendeeIds: [order.buyer.attendeeIds[0]!] } });
    assert.deepEqual(await lineStates(stage, again), ['awaiting_payment']);
    await assert.rejects(
      placeOrder(stage, { buyer: { ...order.buyer, attendeeIds: [order.buyer.attendeeIds[1]!] } }),
      isRefusal('attendee_already_ordered'),
    );
  });

  it('given all people failed, when they are refunded in two steps, then the order is settled and nothing is left at the provider', async () => {
    const order = await reviewed([{}, {}, {}], 3);
    await apply(order, 2);
    await apply(order, 0, 1);
    assert.deepEqual(await order.handle.result(), { outcome: 'settled' });
    assert.deepEqual(
      (await refunds(stage, order)).map(([, fen]) => fen).toSorted((a, b) => a - b),
      [20_000, 40_000],
    );
    assert.deepEqual(await balances(stage.store, order.orderNo), { fees: -60_000, refunds: 60_000 });
  });

  it('given the policy of failed people only, when others are asked for, then it is refused, also for one of two, and no money moves', async () => {
    const order = await reviewed([{}, {}, { badgeType: 'vip' }], 1);
    for (const indexes of [[1], [0, 1], [2]])
      await assert.rejects(apply(order, ...indexes), isRefusal('line_not_refundable'));
    assert.deepEqual(await lineStates(stage, order), ['review_failed', 'approved', 'approved']);
    assert.deepEqual(await refunds(stage, order), []);
    assert.deepEqual(await balances(stage.store, order.orderNo), { provider_alipay: 40_000, fees: -40_000 });
  });

  it('given an order made under the policy until the badge is made, when the policy changes later, then its own holds, and no badge is made of a refunded person', async () => {
    const policy = (refundPolicy: RefundPolicy) =>
      stage.store.knex('editions').where({ edition: '2' }).update({ refundPolicy });
    await policy('until_badge');
    const order = await reviewed([{}, {}], 0);
    await policy('failed_only');
    await outcome('processing');
    await apply(order, 0);
    await makeBadges(stage, order);
    await untilLines(stage, order, 'refunding', 'ready_for_pickup');
    await assert.rejects(apply(order, 1), isRefusal('line_not_refundable'));
    assert.equal((await stage.store.knex('badges').where({ orderNo: order.orderNo })).length, 1);
  });

  it('given one failed person, when three refunds are asked for at once, then one is made (R15)', async () => {
    const order = await reviewed([{}, {}], 1);
    const asked = await Promise.allSettled([apply(order, 0), apply(order, 0), apply(order, 0)]);
    assert.equal(asked.filter(({ status }) => status === 'fulfilled').length, 1);
    await untilLines(stage, order, 'refunded', 'approved');
    assert.equal((await refunds(stage, order)).length, 1);
  });

  it('given a refund the provider takes its time with, when it is made later, then it is confirmed by asking and the line is refunded only then (R17)', async () => {
    const order = await reviewed([{}], 1);
    await outcome('processing');
    const refundNo = await apply(order, 0);
    await untilRefund(refundNo, 'refunding');
    await fastForward(stage, refundWorkflowId(refundNo), 100);
    assert.deepEqual(await lineStates(stage, order), ['refunding']);
    assert.deepEqual(await refunds(stage, order), []);
    await outcome('success');
    await fastForward(stage, refundWorkflowId(refundNo), 400);
    await untilLines(stage, order, 'refunded');
    assert.deepEqual(await refunds(stage, order), [[refundNo, 20_000]]);
  });

  for (const channel of channels)
    it(`given a refund ${channel} took and forgot, when it knows nothing of it after a minute, then it is asked for again under its number and made once (R17)`, async () => {
      const order = await reviewed([{}], 1, channel);
      await outcome('forgotten');
      const refundNo = await apply(order, 0);
      await untilRefund(refundNo, 'refunding');
      await fastForward(stage, refundWorkflowId(refundNo), 20);
      await outcome('success');
      assert.deepEqual([await refunds(stage, order), await lineStates(stage, order)], [[], ['refunding']]);
      await fastForward(stage, refundWorkflowId(refundNo), 100);
      await untilLines(stage, order, 'refunded');
      assert.deepEqual(await refunds(stage, order), [[refundNo, 20_000]]);
      assert.deepEqual(await balances(stage.store, order.orderNo), { fees: -20_000, refunds: 20_000 });
    });

  for (const [kind, code] of [
    ['not_enough', 'ACQ.SELLER_BALANCE_NOT_ENOUGH'],
    ['window_over', 'ACQ.TRADE_HAS_FINISHED'],
    ['abnormal', 'ACQ.BUYER_ENABLE_STATUS_FORBID'],
  ] as const)
    it(`given a provider that refuses (${kind}), when an operator lets it be tried again, then the reason stood, and the money goes back once under the same number (R12, R18)`, async () => {
      const order = await reviewed([{}], 1);
      await outcome(kind);
      const refundNo = await apply(order, 0);
      await untilRefund(refundNo, 'needs_attention');
      assert.equal((await createRefunds(stage.store).find(refundNo))?.refusal, code);
      assert.deepEqual(await lineStates(stage, order), ['refunding']);
      await retryRefund(stage, refundNo);
      await untilRefund(refundNo, 'needs_attention');
      await outcome('success');
      await retryRefund(stage, refundNo);
      await untilLines(stage, order, 'refunded');
      assert.deepEqual(await refunds(stage, order), [[refundNo, 20_000]]);
      await assert.rejects(retryRefund(stage, refundNo), isRefusal('refund_not_waiting'));
    });

  it('given a refund the provider refuses, when it is paid by hand, then the bank paid it, the provider did not, and the person is free', async () => {
    const order = await reviewed([{}], 1);
    await outcome('abnormal');
    const refundNo = await apply(order, 0);
    await untilRefund(refundNo, 'needs_attention');
    await settleRefund(stage, refundNo);
    await untilLines(stage, order, 'refunded');
    assert.equal((await createRefunds(stage.store).find(refundNo))?.byHand, true);
    assert.deepEqual(await refunds(stage, order), []);
    assert.deepEqual(await balances(stage.store, order.orderNo), {
      provider_alipay: 20_000,
      fees: -20_000,
      refunds: 20_000,
      bank: -20_000,
    });
  });

  it('given a unit that does not apply, when its 30 days are over, then the system refunds all failed people by itself, not only the first (R19)', async () => {
    const order = await reviewed([{}, {}], 2);
    await fastForward(stage, order.handle.workflowId, 29 * 86_400);
    assert.deepEqual(await lineStates(stage, order), ['review_failed', 'review_failed']);
    await fastForward(stage, order.handle.workflowId, 2 * 86_400);
    const refundNo = refundNoOf(order.orderNo, 1);
    await (await untilStarted(stage, refundWorkflowId(refundNo))).result();
    assert.deepEqual(await lineStates(stage, order), ['refunded', 'refunded']);
    assert.deepEqual(await refunds(stage, order), [[refundNo, 40_000]]);
    assert.equal((await createRefunds(stage.store).find(refundNo))?.requestedBy, 'system');
  });

  it('given a refund whose worker is gone when its answer comes, when a worker is back, then it was made once (R3)', async () => {
    const order = await reviewed([{}], 1);
    await stage.sandbox.faults({
      provider: 'alipay',
      route: 'refund',
      kind: 'commit_then_reset',
      probability: 1,
      count: 2,
    });
    await apply(order, 0);
    await until(async () => ((await refunds(stage, order)).length === 1 ? true : undefined));
    await stage.stopWorkers();
    await stage.startWorkers();
    await untilLines(stage, order, 'refunded');
    assert.equal((await refunds(stage, order)).length, 1);
    assert.deepEqual(await balances(stage.store, order.orderNo), { fees: -20_000, refunds: 20_000 });
  });

  it('given these runs, when their histories are read, then nobody is in them', () => assertNobodyInHistories(stage));
});
