import type { FieldError } from '../../domain/errors.ts';
import { say } from '../../domain/message.ts';
import type { Store } from '../knex.ts';

/** Something of a registration's orders that has not come to its end. */
interface Unfinished {
  what: 'order' | 'refund' | 'invoice';
  no: string;
  state: string;
}

const words = { order: 'order_unfinished', refund: 'refund_unfinished', invoice: 'invoice_unfinished' } as const;

/** How each is told to the unit. */
export const unfinishedError = ({ what, no, state }: Unfinished): FieldError => ({
  path: `${what}s`,
  code: state,
  message: say(words[what], { no }),
});

/** What of a registration's orders holds it up: money, paper or badges under way. The orders are held until the transaction ends. */
export function createUnfinishedOrders({ knex }: Store) {
  const ofOrders = (orderNos: readonly string[]) => ({
    refunds: () =>
      knex('refunds')
        .whereIn('orderNo', orderNos)
        .whereNot('state', 'refunded')
        .orderBy('refundNo')
        .select({ no: 'refundNo', state: 'state' }),
    /** Money that nobody wanted and that has not gone back. */
    suspense: () =>
      knex('payments')
        .whereIn('orderNo', orderNos)
        .where({ state: 'suspense' })
        .orderBy('outTradeNo')
        .select({ no: 'outTradeNo', state: 'state' }),
    invoices: () =>
      knex('invoices')
        .whereIn('orderNo', orderNos)
        .whereRaw("(state IN ('issuing', 'reversing', 'awaiting_buyer') OR red_due)")
        .orderBy('invoiceNo')
        .select({ no: 'invoiceNo', state: 'state' }),
  });

  return {
    async of(registrationId: string): Promise<Unfinished[]> {
      const orders = await knex('badge_orders')
        .where({ registrationId })
        .orderBy('orderNo')
        .forUpdate()
        .select({ no: 'orderNo', state: 'state' });
      const { refunds, suspense, invoices } = ofOrders(orders.map(({ no }) => no));
      const as = (what: Unfinished['what']) => (found: { no: string; state: string }) => ({ what, ...found });
      return [
        ...orders.filter(({ state }) => state !== 'closed' && state !== 'settled').map(as('order')),
        // One after the other: a transaction has one connection.
        ...(await refunds()).map(as('refund')),
        ...(await suspense()).map(as('refund')),
        ...(await invoices()).map(as('invoice')),
      ];
    },
  };
}
