import type { OrderState } from '../../domain/badge-order.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';
import type { OrderRow } from '../order/badge-order.ts';
import type { PaymentRow } from '../order/payment.ts';

interface Wanted {
  /** Of whichever edition when left out. */
  edition: string | undefined;
  state: OrderState | undefined;
  /** The beginning of an order's number, or words that all stand in the unit's name or account. */
  query: string | undefined;
}

const order: KeysetOrder = { by: [['text', 'o.orderNo']], direction: 'desc' };

/** Orders as staff look for them. */
export function createBadgeOrderSearch({ knex }: Store) {
  return {
    /** Newest first: numbers grow. */
    async list({ edition, state, query }: Wanted, page: KeysetPage): Promise<Keyed<OrderRow>[]> {
      const units = knex('registrations as r')
        .whereRaw('search_grams(r.search) @> search_keys(:query) AND r.search LIKE ALL (search_patterns(:query))', {
          query: query ?? '',
        })
        .select('r.registrationId');
      return knex('badge_orders as o')
        .select('o.*', { keyset: keysetOf(knex, order) })
        .modify((rows) => {
          if (edition) void rows.where('o.edition', edition);
          if (state) void rows.where('o.state', state);
          if (query)
            void rows.where(
              (which) =>
                void which.whereRaw('starts_with(o.order_no, ?)', [query]).orWhereIn('o.registrationId', units),
            );
        })
        .modify((rows) => pageByKeyset(rows, order, page));
    },

    /** Every attempt to pay an order. */
    async payments(orderNo: string): Promise<PaymentRow[]> {
      return knex('payments').where({ orderNo }).orderBy('attempt').select('*');
    },
  };
}
