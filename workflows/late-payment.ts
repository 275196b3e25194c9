import { condition, setCurrentDetails, setHandler, sleep, upsertSearchAttributes } from '@temporalio/workflow';
import type { TradeReport } from '../activities/payment.ts';
import { lateRefundNo } from '../domain/payment.ts';
import { records, trades } from './activities.ts';
import { startDeadline, type Deadline } from './deadline.ts';
import { paymentNoticed, searchAttributes, type LatePaymentInput } from './messages.ts';

export interface LatePaymentResult {
  outcome: 'nothing_captured' | 'kept' | 'refunded';
}

/** How long between questions while a provider works on a refund; and when to call a human. */
const pauses = ['15 seconds', '1 minute', '5 minutes', '30 minutes', '2 hours'] as const;

/**
 * Money seen on a trade whose order does not want it: closed, paid by another trade, or of the wrong amount. It is booked
 * as suspense and refunded under a number made from the trade's, so that no repeat can refund twice.
 */
export async function latePayment({ outTradeNo, channel, orderNo, watchSeconds }: LatePaymentInput): Promise<LatePaymentResult> {
  let noticed = false;
  let watch: Deadline | undefined;
  setHandler(paymentNoticed, () => void (noticed = true));
  if (watchSeconds) {
    setCurrentDetails('Watches a code that nobody had scanned when its order was decided: it may still be paid.');
    watch = startDeadline(new Date(Date.now() + watchSeconds * 1000), 'Watch an unscanned code');
  }
  // A notice shortens the watch only when the provider confirms what it says.
  const watching = () => watch !== undefined && !watch.isOver();
  let trade: TradeReport;
  do {
    await condition(() => noticed || !watching());
    noticed = false;
    trade = await trades.queryTrade({ outTradeNo, channel });
  } while (trade.status !== 'paid' && watching());
  watch?.cancel();
  if (trade.status !== 'paid') return { outcome: 'nothing_captured' };
  const booked = await records.bookSuspense({ outTradeNo, orderNo, ...trade });
  if (booked === 'kept') return { outcome: 'kept' };

  const refund = { outTradeNo, channel, refundNo: lateRefundNo(outTradeNo), amountFen: trade.amountFen };
  let called = false;
  for (let attempt = 0; ; attempt++) {
    const answer = await trades.refundTrade(refund);
    if (answer.status === 'refunded') break;
    const reason = answer.status === 'refused' ? `refund refused: ${answer.reason}` : 'refund pending';
    setCurrentDetails(`Waits for the **provider** to refund a late payment: ${reason}. Since ${new Date().toISOString()}.`);
    if (answer.status === 'refused' && !called) {
      called = true;
      upsertSearchAttributes([{ key: searchAttributes.needsAttention, value: true }]);
      await records.raiseAttention({ orderNo, reason: `late payment: ${reason}` });
    }
    await sleep(pauses[Math.min(attempt, pauses.length - 1)]!, { summary: 'Ask for the refund again' });
  }
  await records.settleSuspense({ outTradeNo, orderNo });
  return { outcome: 'refunded' };
}
