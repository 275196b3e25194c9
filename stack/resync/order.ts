import type { Run } from '../../api/temporal-runs.ts';
import type { WaitingOrder } from '../../db/ops/run-row.ts';
import { outTradeNo } from '../../domain/payment.ts';
import { orderWorkflowId, refundWorkflowId } from '../../workflows/messages.ts';
import type { Difference, Seen } from './side.ts';

const prefix = 'order:';
export const orderNoOf = (workflowId: string) => /^order:([0-9]{14})$/.exec(workflowId)?.[1];

/** A run is not told from outside that it closes. */
const shownAs = (state: WaitingOrder['state']) => (state === 'closing' ? 'awaiting_payment' : state);

/** Of an order that ended so nothing is left to do, also where its row is lost. */
const isSettledAway = ({ isOpen, state }: Run) =>
  !isOpen && !['awaiting_payment', 'paid', 'settled'].includes(state ?? '');

export async function orderDifferences(seen: Seen): Promise<Difference[]> {
  const { rows, runs, mends, open, placed } = seen;
  const found: Difference[] = [];
  const waiting = await rows.orders();

  async function faultOf(order: WaitingOrder, run: Run | undefined): Promise<string | undefined> {
    const { orderNo, state, trades, refunds } = order;
    if (!run) return `is ${state} here and has no run`;
    if (run.state !== shownAs(state)) return `is ${state} here and ${run.state} to its run`;
    const lost = refunds.find((no) => !open.has(refundWorkflowId(no)));
    if (lost) return `is ${state} here, and its refund ${lost} has no run`;
    if (state === 'paid') return undefined;
    const { knew } = await runs.knowledgeOf(run.workflowId);
    const unknown = knew.attempts.map(({ attempt }) => outTradeNo(orderNo, attempt)).find((no) => !trades.includes(no));
    return unknown && `is ${state} here, and its run has asked for the payment ${unknown}, which is not here`;
  }

  async function resume({ orderNo, registrationId, state, refunds, ...labels }: WaitingOrder): Promise<string> {
    const workflowId = orderWorkflowId(orderNo);
    const { knew } = await runs.knowledgeOf(workflowId);
    const resumptionId = await mends.resume(workflowId, { subject: orderNo, knew });
    await runs.end(workflowId, `expo resync: taken up by another run (${resumptionId})`);
    // The order's run waits for the ends of its refunds, so it starts them itself.
    for (const refundNo of refunds)
      await runs.end(refundWorkflowId(refundNo), `expo resync: started again by order ${orderNo}`);
    // It is placed: its people and its fees are the rows'.
    const input = { orderNo, registrationId, attendeeIds: [], pickup: 'delegation', paymentWindowSeconds: 1 } as const;
    await runs.startOrder({ ...input, resumptionId }, labels, shownAs(state));
    return resumptionId;
  }

  for (const order of waiting) {
    const fault = await faultOf(order, open.get(orderWorkflowId(order.orderNo)));
    if (fault)
      found.push({
        line: `order ${order.orderNo} ${fault}`,
        remedy: 'another run takes it up where the rows stand, and asks the providers what was paid',
        mend: () => resume(order),
      });
  }

  const all = new Map([...placed, ...[...open].filter(([id]) => id.startsWith(prefix))]);
  const ours = [...all.values()].filter((run) => orderNoOf(run.workflowId) && !isSettledAway(run));
  const known = await rows.known(
    'badge_orders',
    ours.map(({ workflowId }) => orderNoOf(workflowId)!),
  );
  const waitingIds = new Set(waiting.map(({ orderNo }) => orderWorkflowId(orderNo)));
  for (const run of ours) {
    const orderNo = orderNoOf(run.workflowId)!;
    if (!known.has(orderNo))
      found.push({
        line: `order ${orderNo} is ${run.state} to its run and not here`,
        remedy: 'it is placed again and its providers asked; where its people are gone, what was paid goes back',
        mend: () => placeAgain(run, orderNo),
      });
    else if (run.isOpen && !waitingIds.has(run.workflowId))
      found.push({
        line: `order ${orderNo} is over here, and its run goes on`,
        remedy: 'its run is ended',
        mend: () => mends.end(run.workflowId, 'its order is over'),
      });
  }
  return found;

  async function placeAgain(run: Run, orderNo: string): Promise<string | void> {
    const { knew, input } = await runs.knowledgeOf(run.workflowId);
    if (!input) return mends.end(run.workflowId, 'nothing is known of what it was started with');
    const resumptionId = await mends.resume(run.workflowId, { subject: orderNo, knew });
    await runs.end(
      run.workflowId,
      `expo resync: its order is not in the database; another run looks after it (${resumptionId})`,
    );
    for (const { refundNo } of knew.refunds)
      await runs.end(refundWorkflowId(refundNo), `expo resync: no row asks for it`);
    const labels = (await rows.labels(input.registrationId)) ?? run.labels;
    await runs.startOrder({ ...input, orderNo, resumptionId }, labels, 'awaiting_payment');
    return resumptionId;
  }
}
