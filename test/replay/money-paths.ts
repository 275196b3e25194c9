import { randomUUID } from 'node:crypto';
import { refundNoOf } from '../../domain/refund.ts';
import { createRefunds } from '../../db/order/refund.ts';
import { refundWorkflowId } from '../../workflows/messages.ts';
import { until } from '../activities/local-sandbox.ts';
import { fastForward } from '../support/fast-forward.ts';
import {
  createBuyer,
  notice,
  openPayment,
  pay,
  placeOrder,
  placePaid,
  review,
  untilLines,
  untilOrder,
  type TestOrder,
} from '../support/order-fixture.ts';
import { extendWindow, reduceOrder, retryRefund, settleRefund } from '../support/staff-request.ts';
import { untilStarted, type Stage } from '../support/stage.ts';
import type { Recording } from './histories.ts';

export const windowSeconds = 4;
export const buyer = (stage: Stage, count = 2) =>
  createBuyer(stage.store, [{}, ...Array.from({ length: count - 1 }, () => ({ badgeType: 'vip' }) as const)]);
export const place = async (stage: Stage, more: object = {}) =>
  placeOrder(stage, { buyer: await buyer(stage), ...more });

/** Its only professional failed review. */
async function failedOrder(stage: Stage) {
  const order = await placePaid(stage, { buyer: await buyer(stage) });
  await review(stage, order, { 0: 'fail', 1: 'fail' });
  await untilLines(stage, order, 'review_failed', 'review_failed');
  return order;
}

async function applyForRefund(stage: Stage, { orderNo, buyer: { attendeeIds } }: TestOrder): Promise<string> {
  const refundRequestId = randomUUID();
  await createRefunds(stage.store).request({
    refundRequestId,
    orderNo,
    attendeeIds: attendeeIds.slice(0, 1),
    reason: '核验',
  });
  await stage.engine.requestRefund(orderNo, { refundRequestId }, refundRequestId);
  return refundWorkflowId(refundNoOf(orderNo, 1));
}

/** A refund that meets the provider in this mood first, and what is done about it. */
async function refundThrough(
  stage: Stage,
  outcome: string,
  then: (refundNo: string, workflowId: string) => Promise<unknown>,
) {
  const order = await failedOrder(stage);
  const mood = (kind: string) => stage.sandbox.call('PUT', '/refunds', { outcome: kind });
  await mood(outcome);
  const refundNo = refundNoOf(order.orderNo, 1);
  const handle = await untilStarted(stage, await applyForRefund(stage, order));
  const reached =
    outcome === 'processing' || outcome === 'forgotten'
      ? 'refunding'
      : outcome === 'success'
        ? 'refunded'
        : 'needs_attention';
  await until(async () => ((await createRefunds(stage.store).find(refundNo))?.state === reached ? true : undefined));
  if (outcome !== 'abnormal') await mood('success');
  await then(refundNo, handle.workflowId);
  await handle.result();
  await mood('success');
  return { order, handle };
}

async function reduce(
  stage: Stage,
  { orderNo, buyer: { registrationId } }: TestOrder,
  amountFen: number,
): Promise<void> {
  await reduceOrder(stage, { orderNo, registrationId }, amountFen);
}

/** The ways of an order's money beside the plain one. */
export const moneyPaths = {
  'badge-order/refunded': async (stage) => {
    const { order } = await refundThrough(stage, 'success', () => Promise.resolve());
    await order.handle.result();
    return order.handle;
  },
  'badge-order/refunded-by-the-system': async (stage) => {
    const order = await failedOrder(stage);
    await fastForward(stage, order.handle.workflowId, 31 * 86_400);
    await order.handle.result();
    return order.handle;
  },
  'badge-order/extended': async (stage) => {
    const order = await place(stage, { paymentWindowSeconds: windowSeconds });
    await extendWindow(stage, order.orderNo, 1);
    await stage.engine.cancelOrder(order.orderNo, randomUUID());
    await order.handle.result();
    return order.handle;
  },
  'badge-order/reduced': async (stage) => {
    const order = await place(stage);
    await stage.sandbox.scan(await openPayment(stage, order));
    await reduce(stage, order, 1_000);
    const trade = await openPayment(stage, order);
    await pay(stage, trade);
    await notice(stage, order, trade);
    await untilOrder(stage, order, 'paid');
    return order.handle;
  },
  'badge-order/waived': async (stage) => {
    const order = await place(stage);
    await reduce(stage, order, 20_000);
    await untilOrder(stage, order, 'paid');
    return order.handle;
  },
  'badge-order/channel-switched': async (stage) => {
    const order = await place(stage);
    await openPayment(stage, order, 'wechat');
    const trade = await openPayment(stage, order);
    await pay(stage, trade);
    await notice(stage, order, trade);
    await untilOrder(stage, order, 'paid');
    return order.handle;
  },
  'refund/made': async (stage) => (await refundThrough(stage, 'success', () => Promise.resolve())).handle,
  'refund/made-later': async (stage) =>
    (await refundThrough(stage, 'processing', (_refundNo, workflowId) => fastForward(stage, workflowId, 20))).handle,
  'refund/forgotten-made': async (stage) =>
    (await refundThrough(stage, 'forgotten', (_refundNo, workflowId) => fastForward(stage, workflowId, 120))).handle,
  'refund/refused-retried': async (stage) =>
    (await refundThrough(stage, 'not_enough', (refundNo) => retryRefund(stage, refundNo))).handle,
  'refund/by-hand': async (stage) =>
    (await refundThrough(stage, 'abnormal', (refundNo) => settleRefund(stage, refundNo))).handle,
} satisfies { [R in Recording]?: (stage: Stage) => Promise<{ workflowId: string }> };
