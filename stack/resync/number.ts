import type { NumberSequence } from '../../db/ops/run-row.ts';
import { orderNoOfTrade } from '../../domain/payment.ts';
import type { Difference, Seen } from './side.ts';
import { orderNoOf } from './order.ts';

/** A number that far ahead nobody gave out: whoever reaches Temporal starts runs under any. */
const most = 1_000_000;

/** Numbers that were given out must not be again: those that runs bear, and the providers' books. */
export async function numberDifferences({ rows, mends, open, placed, invoices, bills }: Seen): Promise<Difference[]> {
  const orderNos = [
    ...[...open.keys(), ...placed.keys()].map(orderNoOf),
    ...bills.flatMap(({ lines }) => (lines ?? []).map(({ outTradeNo }) => orderNoOfTrade(outTradeNo))),
  ];
  const serials: Record<Exclude<NumberSequence, 'badge_numbers'>, number[]> = {
    order_numbers: orderNos.flatMap((no) => (no === undefined ? [] : [Number(no.slice(6))])),
    invoice_numbers: [...invoices.keys()].flatMap((id) => {
      const serial = /^invoice:[0-9]{14}F([0-9]+)$/.exec(id)?.[1];
      return serial === undefined ? [] : [Number(serial)];
    }),
  };
  const found: Difference[] = [];
  for (const sequence of ['order_numbers', 'invoice_numbers'] as const) {
    const last = await rows.lastNumber(sequence);
    const highest = Math.max(0, ...serials[sequence].filter((serial) => serial <= last + most));
    if (highest <= last) continue;
    found.push({
      line: `${sequence} go on after ${last}, and ${highest} is given out already`,
      remedy: `they go on after ${highest}`,
      async mend() {
        await mends.moved(sequence, highest - last);
        await rows.skipNumbers(sequence, highest - last);
      },
    });
  }
  return found;
}
