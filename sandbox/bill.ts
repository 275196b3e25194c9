import type { Books } from './books.ts';
import type { PaymentProvider } from './knobs.ts';
import { gmt8, msOfGmt8, type Clock } from './clock.ts';

/** What a provider's bill of a day tells, before it is written in the provider's own format. */
export interface BillLine {
  kind: 'payment' | 'refund';
  outTradeNo: string;
  tradeNo: string;
  refundNo: string;
  subject: string;
  amountFen: number;
  /** 0.6 %, given back with a refund. */
  feeFen: number;
  at: number;
}

const fee = (amountFen: number) => Math.round((amountFen * 6) / 1000);

/** The captures and refunds of a day (`yyyy-MM-dd`, GMT+8). The real providers make a bill in the next morning; here the day so far is served too. */
export function billOf(
  { books, clock }: { books: Books; clock: Clock },
  provider: PaymentProvider,
  day: string,
): BillLine[] | undefined {
  const from = msOfGmt8(`${day} 00:00:00`);
  if (from === undefined || from > clock.now()) return undefined;
  const isOfDay = (at: number | undefined) => at !== undefined && gmt8(at).startsWith(day);
  const payments = [...books.trades.values()]
    .filter((trade) => trade.provider === provider && isOfDay(trade.paidAt))
    .map(({ outTradeNo, tradeNo = '', subject, amountFen, paidAt = 0 }) => {
      return {
        kind: 'payment',
        outTradeNo,
        tradeNo,
        refundNo: '',
        subject,
        amountFen,
        feeFen: fee(amountFen),
        at: paidAt,
      } as const;
    });
  const refunds = [...books.refunds.values()]
    .filter((refund) => refund.provider === provider && !refund.pending && !refund.abnormal && isOfDay(refund.at))
    .map(({ outTradeNo, outRefundNo, amountFen, at }) => {
      const { tradeNo = '', subject = '' } = books.trade(provider, outTradeNo) ?? {};
      return {
        kind: 'refund',
        outTradeNo,
        tradeNo,
        refundNo: outRefundNo,
        subject,
        amountFen,
        feeFen: -fee(amountFen),
        at,
      } as const;
    });
  return [...payments, ...refunds];
}
