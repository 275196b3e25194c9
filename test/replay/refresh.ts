import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { latePaymentWorkflowId, orderWorkflowId, verificationCodeWorkflowId } from '../../workflows/messages.ts';
import { inTransaction } from '../../db/knex.ts';
import { createVerificationCodes } from '../../db/registration/verification-code.ts';
import {
  courierReports,
  createBuyer,
  makeBadges,
  newOrderNo,
  notice,
  openPayment,
  pay,
  placeOrder,
  placePaid,
  review,
  untilLines,
  untilOrder,
} from '../support/order-fixture.ts';
import { newAccount } from '../support/registration-fixture.ts';
import { endRun } from '../support/run.ts';
import { handOver } from '../support/staff-request.ts';
import { startStage, untilStarted, type Stage } from '../support/stage.ts';
import { until } from '../activities/local-sandbox.ts';
import { buyer, moneyPaths, place, windowSeconds } from './money-paths.ts';
import { paperPaths } from './invoice-paths.ts';
import { registrationPaths } from './registration-paths.ts';
import { forgetRecordings, record, recordings, type Recording } from './histories.ts';

/*
 * `npm run replay:refresh -- [NAME…] [--into FOLDER]`: lives through every case, or those named (`refund`, `refund/made`), on a
 * real server and keeps their histories, beside the stored ones or in a folder of yours. Windows are short instead of skipped, so
 * that the histories are as plain as those of real runs.
 */
const {
  positionals: names,
  values: { into },
} = parseArgs({ allowPositionals: true, options: { into: { type: 'string' } } });
const isNamed = (recording: Recording, name: string) => recording === name || recording.startsWith(`${name}/`);
const unknown = names.filter((name) => !recordings.some((recording) => isNamed(recording, name)));
if (unknown.length > 0)
  throw new Error(`No history has the name ${unknown.join(', ')}; there are ${recordings.join(', ')}`);
const wanted =
  names.length === 0 ? recordings : recordings.filter((recording) => names.some((name) => isNamed(recording, name)));
const folder = into === undefined ? undefined : pathToFileURL(`${resolve(into)}/`);

async function approvedOrder(stage: Stage, pickup: 'courier' | 'delegation') {
  const order = await placePaid(stage, { buyer: await buyer(stage), pickup });
  await review(stage, order, { 0: 'approve', 1: 'approve' });
  await untilLines(stage, order, 'approved', 'approved');
  await makeBadges(stage, order);
  return order;
}

/** Both codes are paid and the first is told of: the second goes back. */
async function superseded(stage: Stage) {
  const order = await place(stage);
  const [first, second] = [await openPayment(stage, order), await openPayment(stage, order)];
  await pay(stage, first);
  await pay(stage, second);
  await notice(stage, order, first);
  await untilOrder(stage, order, 'paid');
  const late = await untilStarted(stage, latePaymentWorkflowId(second));
  await late.result();
  return { order, late };
}

const paths: { [R in Recording]: (stage: Stage) => Promise<{ workflowId: string }> } = {
  'badge-order/paid-settled': async (stage) => {
    const order = await approvedOrder(stage, 'courier');
    await untilLines(stage, order, 'dispatched', 'dispatched');
    await courierReports(stage, order, 'delivered');
    await order.handle.result();
    return order.handle;
  },
  'badge-order/handed-out': async (stage) => {
    const order = await approvedOrder(stage, 'delegation');
    await untilLines(stage, order, 'ready_for_pickup', 'ready_for_pickup');
    await handOver(stage, order.orderNo);
    await order.handle.result();
    return order.handle;
  },
  'badge-order/courier-returned': async (stage) => {
    const order = await approvedOrder(stage, 'courier');
    await untilLines(stage, order, 'dispatched', 'dispatched');
    await courierReports(stage, order, 'returned');
    await untilLines(stage, order, 'ready_for_pickup', 'ready_for_pickup');
    await handOver(stage, order.orderNo);
    await order.handle.result();
    return order.handle;
  },
  'badge-order/expired': async (stage) => {
    const order = await place(stage, { paymentWindowSeconds: windowSeconds });
    await stage.sandbox.scan(await openPayment(stage, order));
    await order.handle.result();
    return order.handle;
  },
  'badge-order/expired-unscanned': async (stage) => {
    const order = await place(stage, { paymentWindowSeconds: windowSeconds });
    await openPayment(stage, order);
    await order.handle.result();
    return order.handle;
  },
  'badge-order/cancelled': async (stage) => {
    const order = await place(stage);
    await stage.sandbox.scan(await openPayment(stage, order));
    await stage.engine.cancelOrder(order.orderNo, randomUUID());
    await order.handle.result();
    return order.handle;
  },
  'badge-order/paid-unnoticed': async (stage) => {
    const order = await place(stage, { paymentWindowSeconds: windowSeconds });
    await pay(stage, await openPayment(stage, order));
    await untilOrder(stage, order, 'paid');
    return order.handle;
  },
  'badge-order/superseded': async (stage) => (await superseded(stage)).order.handle,
  'badge-order/wrong-amount': async (stage) => {
    const order = await place(stage);
    const { alipay } = stage.gateways;
    stage.gateways.alipay = {
      ...alipay,
      open: (trade) => alipay.open({ ...trade, ...(trade.outTradeNo === order.trade() ? { amountFen: 100 } : {}) }),
    };
    const trade = await openPayment(stage, order);
    stage.gateways.alipay = alipay;
    await pay(stage, trade);
    await notice(stage, order, trade);
    await (await untilStarted(stage, latePaymentWorkflowId(trade))).result();
    const right = await openPayment(stage, order);
    await pay(stage, right);
    await notice(stage, order, right);
    await untilOrder(stage, order, 'paid');
    return order.handle;
  },
  ...moneyPaths,
  ...paperPaths,
  'badge-order/zero-fee': async (stage) => {
    const order = await placeOrder(stage, { buyer: await createBuyer(stage.store, [{ badgeType: 'vip' }]) });
    await review(stage, order, { 0: 'fail' });
    await order.handle.result();
    return order.handle;
  },
  'badge-order/refused': async (stage) => {
    const orderNo = newOrderNo();
    const unlocked = await createBuyer(stage.store, [{ unlocked: true }]);
    await placeOrder(stage, { buyer: unlocked, orderNo }).catch(() => undefined);
    return stage.handle(orderWorkflowId(orderNo));
  },
  'verification-code/sent': async (stage) => {
    const asked = { purpose: 'previous_edition', subject: newAccount(), mobile: '13800000001' } as const;
    const { notificationId } = await inTransaction(stage.store, (trx) => createVerificationCodes(trx).issue(asked));
    await stage.engine.sendVerificationCode({ notificationId });
    const handle = stage.handle(verificationCodeWorkflowId(notificationId));
    await handle.result();
    return handle;
  },
  ...registrationPaths,
  'late-payment/refunded': async (stage) => (await superseded(stage)).late,
  'late-payment/nothing-captured': async (stage) => {
    const order = await place(stage);
    const trade = await openPayment(stage, order);
    await stage.sandbox.scan(trade);
    await stage.engine.cancelOrder(order.orderNo, randomUUID());
    await order.handle.result();
    await notice(stage, order, trade);
    const late = stage.handle(latePaymentWorkflowId(trade));
    await late.result();
    return late;
  },
};

/** Until the run has nothing to do: a history cut in the middle of a task would end before its last commands. */
async function untilIdle(stage: Stage, workflowId: string): Promise<void> {
  await until(async () => ((await stage.handle(workflowId).describe()).raw.pendingWorkflowTask ? undefined : true));
}

const stage = await startStage();
try {
  if (wanted === recordings && !folder) forgetRecordings();
  const live = async (recording: Recording) => {
    const { workflowId } = await paths[recording](stage);
    await untilIdle(stage, workflowId);
    await record(recording, stage.handle(workflowId), folder);
    console.log(recording);
  };
  // These change the edition or the provider's mood for a while.
  const isAlone = (recording: Recording) =>
    recording === 'registration/endorsed-approved' || recording.startsWith('refund/') || recording in paperPaths;
  await Promise.all(wanted.filter((recording) => !isAlone(recording)).map(live));
  for (const recording of wanted.filter(isAlone)) await live(recording);
} finally {
  await stage.close();
  await endRun();
}
