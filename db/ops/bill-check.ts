import type { BillLine, Channel } from '../../domain/payment.ts';
import type { Store } from '../knex.ts';

/** A provider's bill of a day, as it is now; without lines where it is not made yet. */
export interface Bill {
  channel: Channel;
  /** `yyyy-MM-dd` in China. */
  day: string;
  lines: BillLine[] | undefined;
}

/** Where bill and books do not agree, by the day whose bill says so. */
export interface BillDifference {
  day: string;
  line: string;
}

/** Our books against bills that were just fetched, both ways. Nothing is written: keeping bills and repairing is the reconciliation's. */
export async function checkBills({ knex }: Store, bills: readonly Bill[]): Promise<BillDifference[]> {
  const lines = bills.flatMap((bill) =>
    (bill.lines ?? []).map((line) => ({ ...line, channel: bill.channel, day: bill.day })),
  );
  const captures = lines.filter(({ kind }) => kind === 'payment');
  const refunds = lines.filter(({ kind }) => kind === 'refund');
  const payments = await knex('payments')
    .whereIn(
      'outTradeNo',
      captures.map((line) => line.outTradeNo),
    )
    .select('outTradeNo', 'capturedFen');
  const ours = new Map(payments.map(({ outTradeNo, capturedFen }) => [outTradeNo, capturedFen]));
  const booked = await knex('refunds')
    .whereIn(
      'refundNo',
      refunds.map(({ refundNo = '' }) => refundNo),
    )
    .where({ state: 'refunded' })
    .select('refundNo', 'amountFen');
  const ourRefunds = new Map(booked.map(({ refundNo, amountFen }) => [refundNo, amountFen]));
  const found = [
    ...captures
      .filter(({ outTradeNo, amountFen }) => ours.get(outTradeNo) !== amountFen)
      .map(({ channel, day, outTradeNo, amountFen }) => ({
        day,
        line: `${channel} captured ${amountFen} fen of trade ${outTradeNo}, and here it is ${ours.get(outTradeNo) ?? 'none'}`,
      })),
    ...refunds
      .filter(({ refundNo = '', amountFen }) => ourRefunds.get(refundNo) !== amountFen)
      .map(({ channel, day, refundNo = '', amountFen }) => ({
        day,
        line: `${channel} gave ${amountFen} fen back as refund ${refundNo}, and here it is ${ourRefunds.get(refundNo) ?? 'none'}`,
      })),
  ];
  const there = new Set(captures.map(({ outTradeNo }) => outTradeNo));
  for (const { channel, day, lines: made } of bills) {
    if (!made) continue;
    const captured = await knex('payments')
      .where({ channel })
      .whereNotNull('capturedFen')
      .whereRaw("(paid_at AT TIME ZONE 'Asia/Shanghai')::date = ?::date", [day])
      .pluck('outTradeNo');
    for (const outTradeNo of captured)
      if (!there.has(outTradeNo))
        found.push({ day, line: `trade ${outTradeNo} is captured here, and not in the bill of ${channel}` });
  }
  return found;
}
