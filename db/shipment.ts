import type { CourierNews } from '../domain/badge.ts';
import type { Parcel, ShipmentState } from '../domain/shipment.ts';
import type { Store } from './knex.ts';

type ParcelRow = Record<'address_id' | 'province' | 'city' | 'county', string> & Record<'recipient' | 'mobile' | 'street', Buffer>;

/** Parcels of badges on their way to a unit (G8.1). */
export function createShipments({ knex, personalData }: Store) {
  return {
    /** Takes the order's made courier badges into a new parcel, before the courier hears of it; the same parcel for the same `orderId`. */
    async begin({ orderId, orderNo, attempt }: { orderId: string; orderNo: string; attempt: number }): Promise<Parcel | undefined> {
      const lines = (await knex('order_lines as l')
        .where({ 'l.order_no': orderNo, 'l.state': 'badge_made', 'l.pickup': 'courier' })
        .whereNotExists(knex('shipment_lines as s').whereRaw('s.order_no = l.order_no AND s.attendee_id = l.attendee_id'))
        .forUpdate('l')
        .select('l.attendee_id')) as { attendee_id: string }[];
      if (lines.length > 0) {
        await knex('shipments').insert({ order_id: orderId, order_no: orderNo, attempt, pieces: lines.length, state: 'creating' });
        await knex('shipment_lines').insert(lines.map(({ attendee_id }) => ({ order_id: orderId, order_no: orderNo, attendee_id })));
      }
      const row = (await knex('shipments as s')
        .join('badge_orders as o', 'o.order_no', 's.order_no')
        .join('addresses as a', 'a.address_id', 'o.address_id')
        .where('s.order_id', orderId)
        .first('s.pieces', 'a.address_id', 'a.province', 'a.city', 'a.county', 'a.recipient', 'a.mobile', 'a.street')) as
        | (ParcelRow & { pieces: number })
        | undefined;
      if (!row) return undefined;
      const open = (column: 'recipient' | 'mobile' | 'street') => personalData.open({ table: 'addresses', column, row: row.address_id }, row[column]);
      const { province, city, county, pieces } = row;
      return { orderId, recipient: open('recipient'), mobile: open('mobile'), province, city, county, street: open('street'), pieces };
    },

    async created(orderId: string, waybill: string): Promise<void> {
      await knex('shipments').where({ order_id: orderId, state: 'creating' }).update({ state: 'created', waybill, state_at: knex.fn.now() });
    },

    /** News only moves a parcel that has not arrived: a late "collected" never takes it back. */
    async applyNews(orderId: string, news: CourierNews): Promise<boolean> {
      const order: CourierNews[] = ['collected', 'in_transit', 'delivered', 'returned'];
      const earlier = ['created', ...order.slice(0, Math.min(order.indexOf(news), 2))];
      const moved = await knex('shipments').where({ order_id: orderId }).whereIn('state', earlier).update({ state: news, state_at: knex.fn.now() });
      return moved > 0;
    },

    async attendeeIds(orderId: string): Promise<string[]> {
      return ((await knex('shipment_lines').where({ order_id: orderId }).select('attendee_id')) as { attendee_id: string }[]).map(
        (row) => row.attendee_id,
      );
    },

    async ofOrder(orderNo: string): Promise<{ order_id: string; waybill: string | null; state: ShipmentState; pieces: number; state_at: Date }[]> {
      return knex('shipments').where({ order_no: orderNo }).orderBy('attempt').select('order_id', 'waybill', 'state', 'pieces', 'state_at');
    },
  };
}
