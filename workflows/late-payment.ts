import { condition, executeChild, ParentClosePolicy, setHandler } from '@temporalio/workflow';
import { lateRefundNo, orderNoOfTrade, type TradeReport } from '../domain/payment.ts';
import { localActivities, paymentsAt } from './activities.ts';
import { startDeadline, type Deadline } from './deadline.ts';
import { explain, isAbout } from './details.ts';
import { orderWorkflowId, paymentNoticed, refundWorkflowId, type LatePaymentInput } from './messages.ts';
import { reached } from './reached.ts';
import { refund } from './refund.ts';

export interface LatePaymentResult {
  outcome: 'nothing_captured' | 'kept' | 'refunded' | 'not_late';
}

/**
 * Money seen on a trade whose order does not want it: closed, paid by another trade, or of the wrong amount. It is booked
 * as suspense and refunded under a number made from the trade's, so that no repeat can refund twice.
 */
export async function latePayment({
  outTradeNo,
  channel,
  orderNo,
  watchSeconds,
}: LatePaymentInput): Promise<LatePaymentResult> {
  if (orderNo) isAbout('order', orderNo);
  let noticed = false;
  let watch: Deadline | undefined;
  setHandler(paymentNoticed, () => void (noticed = true));
  if (watchSeconds) {
    explain('Watches a code that nobody had scanned when its order was decided: it may still be paid.');
    watch = startDeadline(new Date(Date.now() + watchSeconds * 1000), 'Watch an unscanned code');
  }
  // A notice shortens the watch only when the provider confirms what it says.
  const watching = () => watch !== undefined && !watch.isOver();
  let trade: TradeReport;
  do {
    await condition(() => noticed || !watching());
    noticed = false;
    trade = await paymentsAt(channel).queryTrade({ outTradeNo, channel });
  } while (trade.status !== 'paid' && watching());
  watch?.cancel();
  if (trade.status !== 'paid') return { outcome: 'nothing_captured' };
  const { status: _paid, ...capture } = trade;
  let booked = await localActivities.bookSuspense({ outTradeNo, channel, ...capture });
  const owner = orderNoOfTrade(outTradeNo);
  if (booked === 'awaited' && owner) {
    // Late is what comes when its order has no run to take it.
    if (await reached(orderWorkflowId(owner), paymentNoticed, { outTradeNo })) {
      await localActivities.leaveToOrder({ orderNo: owner });
      return { outcome: 'not_late' };
    }
    booked = await localActivities.bookSuspense({ outTradeNo, channel, ...capture, runIsGone: true });
  }
  if (booked !== 'booked') return { outcome: booked === 'awaited' ? 'not_late' : booked };
  explain('The money goes back: its refund is a run of its own.');
  const refundNo = lateRefundNo(outTradeNo);
  await executeChild(refund, {
    workflowId: refundWorkflowId(refundNo),
    args: [{ refundNo, outTradeNo, channel, orderNo, amountFen: trade.amountFen }],
    parentClosePolicy: ParentClosePolicy.ABANDON,
    staticSummary: `Refund of a late payment, trade ${outTradeNo}`,
  });
  return { outcome: 'refunded' };
}
