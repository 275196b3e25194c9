import { randomUUID } from 'node:crypto';
import { refundNoOf } from '../../domain/refund.ts';
import { createInvoiceTitles } from '../../db/order/invoice-title.ts';
import { createInvoices } from '../../db/order/invoice.ts';
import { createRefunds } from '../../db/order/refund.ts';
import { invoiceReversalWorkflowId, invoiceWorkflowId, refundWorkflowId } from '../../workflows/messages.ts';
import { until } from '../activities/local-sandbox.ts';
import { fastForward } from '../support/fast-forward.ts';
import {
  createBuyer,
  openPayment,
  pay,
  placeOrder,
  placePaid,
  review,
  untilLines,
  type TestOrder,
} from '../support/order-fixture.ts';
import { askInRow, retryRefund } from '../support/staff-request.ts';
import { untilStarted, type Stage } from '../support/stage.ts';
import type { ReversalCause } from '../../domain/invoice.ts';
import type { Recording } from './histories.ts';

const labels = ({ buyer: { account } }: TestOrder) => ({ edition: '2', account, delegationNo: 3 });
const invoiceNoOf = ({ orderNo }: TestOrder, n = 1) => `${orderNo}F${n}`;
const buyerSays = (stage: Stage, fapiaoBuyer: string) => stage.sandbox.call('PUT', '/review', { fapiaoBuyer });

async function ask(stage: Stage, order: TestOrder, n = 1) {
  const { titleId } = await createInvoiceTitles(stage.store).insert(order.buyer.unitId, {
    kind: 'personal',
    title: '欧阳文静',
  });
  const invoiceNo = invoiceNoOf(order, n);
  await stage.engine
    .requestInvoice({ invoiceNo, orderNo: order.orderNo, titleId }, labels(order), randomUUID())
    .catch(() => undefined);
  const handle = stage.handle(invoiceWorkflowId(invoiceNo));
  await handle.result();
  return handle;
}

/** An invoiced order of two, one of whom failed review. */
async function invoiced(stage: Stage): Promise<TestOrder> {
  const order = await placePaid(stage, { buyer: await createBuyer(stage.store, [{}, {}]) });
  await review(stage, order, { 0: 'fail', 1: 'approve' });
  await untilLines(stage, order, 'review_failed', 'approved');
  await ask(stage, order);
  return order;
}

async function applyForRefund(stage: Stage, { orderNo, buyer: { attendeeIds } }: TestOrder) {
  const refundRequestId = randomUUID();
  await createRefunds(stage.store).request({
    refundRequestId,
    orderNo,
    attendeeIds: attendeeIds.slice(0, 1),
    reason: '核验',
  });
  await stage.engine.requestRefund(orderNo, { refundRequestId }, refundRequestId);
  return untilStarted(stage, refundWorkflowId(refundNoOf(orderNo, 1)));
}

async function giveBack(
  stage: Stage,
  order: TestOrder,
  more: { cause: ReversalCause; reissue?: boolean } = { cause: 'unit' },
) {
  const invoiceNo = invoiceNoOf(order);
  const requestId = more.reissue
    ? await askInRow(stage.store, { kind: 'retry_reversal', subject: invoiceNo, payload: {} })
    : undefined;
  const input = { invoiceNo, orderNo: order.orderNo, ...more, ...(requestId ? { requestId } : {}) };
  await stage.engine.requestReversal(input, labels(order), requestId ?? randomUUID());
  return stage.handle(invoiceReversalWorkflowId(invoiceNo));
}
const untilInvoice = (stage: Stage, order: TestOrder, state: string) =>
  until(async () => ((await createInvoices(stage.store).find(invoiceNoOf(order)))?.state === state ? true : undefined));

async function reconcile(stage: Stage, day: string) {
  const handle = stage.handle(await stage.engine.reconcile({ day }));
  const result = handle.result();
  for (let turn = 0; turn < 4; turn++)
    await Promise.race([result, fastForward(stage, handle.workflowId, 31).catch(() => undefined)]);
  await result;
  return handle;
}

/** The ways of paper; they turn the sandbox's moods and live alone. */
export const paperPaths = {
  'invoice/issued': async (stage) => ask(stage, await placePaid(stage, { buyer: await createBuyer(stage.store) })),
  'invoice/refused': async (stage) => ask(stage, await invoiced(stage), 2),
  'invoice/failed': async (stage) => {
    await stage.sandbox.call('PUT', '/review', { fapiaoIssue: 'refuse' });
    const handle = await ask(stage, await placePaid(stage, { buyer: await createBuyer(stage.store) }));
    await stage.sandbox.call('PUT', '/review', { fapiaoIssue: 'accept' });
    return handle;
  },
  'invoice-reversal/made': async (stage) => {
    const handle = await giveBack(stage, await invoiced(stage));
    await handle.result();
    return handle;
  },
  'invoice-reversal/confirmed': async (stage) => {
    const order = await invoiced(stage);
    await buyerSays(stage, 'silent');
    const handle = await giveBack(stage, order);
    await untilInvoice(stage, order, 'awaiting_buyer');
    await buyerSays(stage, 'confirm');
    await stage.engine.invoiceNoticed(invoiceNoOf(order));
    await handle.result();
    return handle;
  },
  'invoice-reversal/refused': async (stage) => {
    const order = await invoiced(stage);
    await buyerSays(stage, 'refuse');
    const handle = await giveBack(stage, order);
    await handle.result();
    await buyerSays(stage, 'confirm');
    return handle;
  },
  'invoice-reversal/void': async (stage) => {
    const order = await invoiced(stage);
    await buyerSays(stage, 'silent');
    const handle = await giveBack(stage, order);
    await untilInvoice(stage, order, 'awaiting_buyer');
    await stage.sandbox.call('PUT', '/clock', { offsetSeconds: 72 * 3_600 + 60 });
    await fastForward(stage, handle.workflowId, 100);
    await handle.result();
    await stage.sandbox.call('POST', '/reset');
    return handle;
  },
  'invoice-reversal/settled-later': async (stage) => {
    const order = await invoiced(stage);
    await buyerSays(stage, 'refuse');
    const refund = await applyForRefund(stage, order);
    await refund.result();
    await buyerSays(stage, 'confirm');
    const handle = await giveBack(stage, order, { cause: 'refund', reissue: true });
    await handle.result();
    return stage.handle(handle.workflowId);
  },
  'refund/invoiced': async (stage) => {
    const refund = await applyForRefund(stage, await invoiced(stage));
    await refund.result();
    return refund;
  },
  'refund/reversal-refused': async (stage) => {
    const order = await invoiced(stage);
    await buyerSays(stage, 'refuse');
    const refund = await applyForRefund(stage, order);
    await refund.result();
    await buyerSays(stage, 'confirm');
    return refund;
  },
  'refund/invoiced-refused-retried': async (stage) => {
    const order = await invoiced(stage);
    await stage.sandbox.call('PUT', '/refunds', { outcome: 'not_enough' });
    const { workflowId } = await applyForRefund(stage, order);
    const refundNo = refundNoOf(order.orderNo, 1);
    await until(async () =>
      (await createRefunds(stage.store).find(refundNo))?.state === 'needs_attention' ? true : undefined,
    );
    await (await untilStarted(stage, invoiceWorkflowId(`${order.orderNo}FR1C1`))).result();
    await stage.sandbox.call('PUT', '/refunds', { outcome: 'success' });
    await retryRefund(stage, refundNo);
    await stage.handle(workflowId).result();
    return stage.handle(workflowId);
  },
  'reconciliation/agreed': (stage) => reconcile(stage, '2026-01-01'),
  'reconciliation/repaired': async (stage) => {
    const order = await placeOrder(stage, { buyer: await createBuyer(stage.store) });
    await pay(stage, await openPayment(stage, order));
    return reconcile(stage, new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10));
  },
} satisfies { [R in Recording]?: (stage: Stage) => Promise<{ workflowId: string }> };
