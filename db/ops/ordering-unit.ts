import type { Store } from '../knex.ts';

/** Whose an order is. */
export interface OrderingUnit {
  registrationId: string;
  account: string;
  /** None for a unit from abroad. */
  uscc: string | null;
  unitName: string | null;
}

export function createOrderingUnits({ knex }: Store) {
  return {
    /** By the number of the order. */
    async ofOrders(orderNos: readonly string[]): Promise<Map<string, OrderingUnit>> {
      const rows = await knex('badge_orders as o')
        .join('registrations as r', 'r.registrationId', 'o.registrationId')
        .join('units as u', 'u.unitId', 'r.unitId')
        .whereIn('o.orderNo', orderNos)
        .select('o.orderNo', 'r.registrationId', 'u.account', 'u.uscc', 'r.unitName');
      return new Map(rows.map(({ orderNo, ...unit }) => [orderNo, unit]));
    },
  };
}
