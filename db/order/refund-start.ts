import type { RefundToMake } from '../../domain/refund.ts';
import type { StartFault } from '../../domain/staff-request.ts';
import type { Store } from '../knex.ts';
import { createPayments } from './payment.ts';
import { createRefunds } from './refund.ts';

/** Whether a refund that somebody has made is one of ours: whoever reaches Temporal starts runs with anything. */
export function createRefundStarts(store: Store) {
  const refunds = createRefunds(store);

  /** What is wrong with it: it is not there, or is of another trade, channel, amount or order. */
  async function otherThan(refund: RefundToMake): Promise<StartFault | undefined> {
    const { refundNo, orderNo, outTradeNo, channel, amountFen } = refund;
    const row = await refunds.find(refundNo);
    if (!row) return 'no_row';
    const payment = (await createPayments(store).find(row.outTradeNo))!;
    // Whose money nobody wants is shows in the row alone; lines are an order's.
    const isOfOrder = row.kind === 'suspense' ? refundNo.startsWith(outTradeNo) : row.orderNo === orderNo;
    const isSame = row.outTradeNo === outTradeNo && payment.channel === channel && row.amountFen === amountFen;
    return isOfOrder && isSame ? undefined : 'other_row';
  }

  return {
    otherThan,

    /** Why the provider is not to be asked for it: no such refund is on its way. */
    async notRefunding(refund: Omit<RefundToMake, 'orderNo'>): Promise<StartFault | undefined> {
      const row = await refunds.find(refund.refundNo);
      if (!row) return 'no_row';
      return row.state === 'refunding' ? otherThan({ ...refund, orderNo: row.orderNo }) : 'other_row';
    },
  };
}
