import { useEffect } from 'react';
import { api, queries, type Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';

const soon = 2_000;

/** States that the engine leaves by itself within a moment. */
const movingInvoices: readonly Schemas['Invoice']['state'][] = ['issuing', 'reversing'];
const movingRefunds: readonly Schemas['Refund']['state'][] = ['requested', 'reversing_invoice', 'refunding'];
const isMovingInvoice = ({ state }: Schemas['Invoice']) => movingInvoices.includes(state);
const isMovingRefund = ({ state }: Schemas['Refund']) => movingRefunds.includes(state);
const isMovingOrder = ({ state, lines }: Schemas['BadgeOrder']) =>
  state === 'closing' || state === 'awaiting_payment' || lines.some((line) => line.state === 'refunding');

/** One order with its invoices and refunds, read again while something of them is on its way, and all once more when it has arrived. */
export function useOrder(orderNo: string) {
  const of = { orderNo };
  const invoices = usePages('/orders/{orderNo}/invoices', {}, of, {
    refetchInterval: (items) => items.some(isMovingInvoice) && soon,
  });
  const refunds = usePages('/orders/{orderNo}/refunds', {}, of, {
    refetchInterval: (items) => items.some(isMovingRefund) && soon,
  });
  const order = api.useQuery(
    'get',
    '/orders/{orderNo}',
    { params: { path: of } },
    { refetchInterval: ({ state }) => (state.data ? isMovingOrder(state.data) : false) && soon },
  );
  const stand = [order.data?.state, ...invoices.items, ...refunds.items]
    .map((each) => (typeof each === 'object' ? each.state : each))
    .join();
  useEffect(() => {
    void queries.invalidateQueries({
      predicate: ({ queryKey: [, path] }) => path === '/orders/{orderNo}' || path === '/orders/{orderNo}/events',
    });
  }, [stand]);
  return { order, invoices, refunds };
}
