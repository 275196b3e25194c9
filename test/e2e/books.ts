import { Client, Connection } from '@temporalio/client';
import { createVisitor, type Json } from './http.ts';
import type { Stack } from './stack.ts';

export const journalOf = (stack: Stack): Promise<Json> => createVisitor(stack.config.sandboxUrl).get('/__sandbox/journal');

/**
 * Our books against the provider's, both ways: every captured trade is kept by exactly one order that is paid, or was given
 * back in full; every payment of ours is a trade of theirs; no order is paid without money. Returns what disagrees.
 */
export async function disagreements(stack: Stack): Promise<string[]> {
  const { trades, refunds } = await journalOf(stack);
  const payments = await stack.rows<{ out_trade_no: string; order_no: string; state: string; amount_fen: number; order_state: string }>(
    'SELECT p.out_trade_no, p.order_no, p.state, p.amount_fen::int, o.state AS order_state FROM payments p JOIN badge_orders o USING (order_no)',
  );
  const orders = await stack.rows<{ order_no: string; state: string }>('SELECT order_no, state FROM badge_orders WHERE payable_fen > 0');
  const found: string[] = [];
  const check = (fine: boolean, what: string) => fine || found.push(what);

  for (const { outTradeNo, amountFen, state } of trades) {
    const ours = payments.find((payment) => payment.out_trade_no === outTradeNo);
    const refunded = refunds
      .filter((refund: Json) => refund.outTradeNo === outTradeNo)
      .reduce((sum: number, refund: Json) => sum + refund.amountFen, 0);
    const standing = `trade ${outTradeNo} of ${amountFen} is ${state}, ${refunded} refunded; ours is ${JSON.stringify(ours)}`;
    if (state === 'paid') check(refunded === 0 && ours?.state === 'paid' && ours.amount_fen === amountFen, standing);
    else if (state === 'refunded') check(refunded === amountFen && ours?.state === 'refunded', standing);
    else check(ours !== undefined && !['paid', 'refunded', 'suspense'].includes(ours.state), standing);
  }
  for (const { out_trade_no: no, state } of payments)
    if (['paid', 'suspense', 'refunded'].includes(state)) check(trades.some((trade: Json) => trade.outTradeNo === no), `payment ${no} is ${state}, the provider does not know it`); // prettier-ignore
  for (const { order_no: no, state } of orders) {
    const kept = payments.filter((payment) => payment.order_no === no && payment.state === 'paid').length;
    check(kept === (state === 'paid' || state === 'settled' ? 1 : 0), `order ${no} is ${state} with ${kept} payments`);
  }
  return found;
}

/** The runs of orders, by their workflow ids. */
export async function orderRuns({ config }: Stack): Promise<string[]> {
  const connection = await Connection.connect({ address: config.temporalAddress });
  const { workflow } = new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });
  const ids: string[] = [];
  try {
    for await (const { workflowId } of workflow.list({ query: 'WorkflowType = "badgeOrder"' })) ids.push(workflowId);
  } finally {
    await connection.close();
  }
  return ids.toSorted();
}
