import { invoiceWorkflowId, refundWorkflowId } from '../../workflows/messages.ts';
import type { Difference, Seen } from './side.ts';

/** Refunds and invoices: what waits here has its run, what runs has its row. */
export async function moneyDifferences({ rows, runs, mends, open }: Seen): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const refund of await rows.suspenseRefunds())
    if (!open.has(refundWorkflowId(refund.refundNo)))
      found.push({
        line: `refund ${refund.refundNo} is on its way here and has no run`,
        remedy: 'a run asks the provider for it, under its number',
        mend: async () => void (await runs.startRefund(refund)),
      });
  for (const { invoiceNo, orderNo, ...labels } of await rows.issuing())
    if (!open.has(invoiceWorkflowId(invoiceNo)))
      found.push({
        line: `invoice ${invoiceNo} is being issued here and has no run`,
        remedy: 'a run asks the tax platform for it, under its number',
        mend: async () => void (await runs.startInvoice({ invoiceNo, orderNo }, labels)),
      });
  for (const [of, pattern] of [
    ['refunds', /^refund:(.+)$/],
    ['invoices', /^invoice(?:-reversal)?:(.+)$/],
  ] as const) {
    const numbers = [...open.keys()].flatMap((workflowId) => {
      const no = pattern.exec(workflowId)?.[1];
      return no === undefined ? [] : [{ workflowId, no }];
    });
    const known = await rows.known(
      of,
      numbers.map(({ no }) => no),
    );
    for (const { workflowId, no } of numbers)
      if (!known.has(no))
        found.push({
          line: `${workflowId} has a run and no row`,
          remedy: 'its run is ended: nothing is asked of a provider without a row',
          mend: () => mends.end(workflowId, 'no row asks for it'),
        });
  }
  return found;
}
