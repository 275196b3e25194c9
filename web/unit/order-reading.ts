import { useEffect, useState } from 'react';
import { api, queries, type Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';

const soon = { refetchInterval: 2_000 };
/** What follows of a change (a refund, then a new invoice) has begun by then. */
const restAfter = 10_000;

/** States that the engine leaves by itself within a moment. */
const moving: ReadonlySet<string> = new Set<
  Schemas['BadgeOrder']['state'] | Schemas['Refund']['state'] | Schemas['Invoice']['state']
>(['awaiting_payment', 'closing', 'issuing', 'reversing', 'requested', 'reversing_invoice', 'refunding']);

/** One order with its invoices and refunds, read again and again while something of them is on its way, and a while longer. */
export function useOrder(orderNo: string) {
  const of = { orderNo };
  const [isRestless, setRestless] = useState(true);
  const again = isRestless ? soon : {};
  const order = api.useQuery('get', '/orders/{orderNo}', { params: { path: of } }, again);
  const invoices = usePages('/orders/{orderNo}/invoices', {}, of, again);
  const refunds = usePages('/orders/{orderNo}/refunds', {}, of, again);
  const states: string[] = [...(order.data ? [order.data] : []), ...invoices.items, ...refunds.items].map(
    ({ state }) => state,
  );
  const isMoving = states.some((state) => moving.has(state));
  const stand = states.join();
  useEffect(() => {
    void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === '/orders/{orderNo}/events' });
    setRestless(true);
    if (isMoving) return undefined;
    const resting = setTimeout(() => setRestless(false), restAfter);
    return () => clearTimeout(resting);
  }, [stand, isMoving]);
  return { order, invoices, refunds };
}
