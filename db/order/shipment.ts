import type { CourierNews } from '../../domain/badge.ts';
import type { Parcel, ShipmentState } from '../../domain/shipment.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';

interface ShipmentFilter {
  edition: string;
  state?: ShipmentState | undefined;
  query?: string | undefined;
}

interface ListedShipment {
  shipmentNo: string;
  orderNo: string;
  registrationId: string;
  unitName: string | null;
  waybill: string | null;
  state: ShipmentState;
  pieces: number;
  createdAt: Date;
  stateAt: Date;
}

const order: KeysetOrder = {
  by: [
    ['time', 's.createdAt'],
    ['text', 's.shipmentNo'],
  ],
};

/** Parcels of badges on their way to a unit (G8.1). */
export function createShipments({ knex, personalData }: Store) {
  const filtered = ({ edition, state, query }: ShipmentFilter) =>
    knex('shipments as s')
      .join('badge_orders as o', 'o.orderNo', 's.orderNo')
      .join('registrations as r', 'r.registrationId', 'o.registrationId')
      .where('r.edition', edition)
      .where((which) => {
        if (state !== undefined) void which.where('s.state', state);
        if (query !== undefined)
          void which.whereRaw('(s.order_no = ? OR s.waybill = ? OR position(lower(?) in lower(r.unit_name)) > 0)', [
            query,
            query,
            query,
          ]);
      });

  return {
    /** The oldest first. */
    async list(filter: ShipmentFilter, page: KeysetPage): Promise<Keyed<ListedShipment>[]> {
      return filtered(filter)
        .modify((rows) => pageByKeyset(rows, order, page))
        .select('s.shipmentNo', 's.orderNo', 'r.registrationId', 'r.unitName', 's.waybill', 's.state', 's.pieces', {
          createdAt: 's.createdAt',
          stateAt: 's.stateAt',
          keyset: keysetOf(knex, order),
        });
    },

    async counts(filter: Omit<ShipmentFilter, 'state'>): Promise<ReadonlyMap<ShipmentState, number>> {
      const rows: { state: ShipmentState; count: number }[] = await filtered(filter)
        .groupBy('s.state')
        .select('s.state', { count: knex.raw<number>('count(*)::int') });
      return new Map(rows.map(({ state, count }) => [state, count]));
    },

    /** Takes the order's made courier badges into a new parcel, before the courier hears of it; the same parcel for the same `orderId`. */
    async begin({
      shipmentNo,
      orderNo,
      attempt,
    }: {
      shipmentNo: string;
      orderNo: string;
      attempt: number;
    }): Promise<Parcel | undefined> {
      const lines = await knex('order_lines as l')
        .where({ 'l.orderNo': orderNo, 'l.state': 'badge_made', 'l.pickup': 'courier' })
        .whereNotExists(
          knex('shipment_lines as s').whereRaw('s.order_no = l.order_no AND s.attendee_id = l.attendee_id'),
        )
        .forUpdate('l')
        .select('l.attendeeId');
      if (lines.length > 0) {
        await knex('shipments').insert({ shipmentNo, orderNo, attempt, pieces: lines.length, state: 'creating' });
        await knex('shipment_lines').insert(lines.map(({ attendeeId }) => ({ shipmentNo, orderNo, attendeeId })));
      }
      const row = await knex('shipments as s')
        .join('badge_orders as o', 'o.orderNo', 's.orderNo')
        .join('addresses as a', 'a.addressId', 'o.addressId')
        .where('s.shipmentNo', shipmentNo)
        .first('s.pieces', 'a.addressId', 'a.province', 'a.city', 'a.county', 'a.recipient', 'a.mobile', 'a.street');
      if (!row) return undefined;
      const open = (column: 'recipient' | 'mobile' | 'street') =>
        personalData.open({ table: 'addresses', column, row: row.addressId }, row[column]);
      const { province, city, county, pieces } = row;
      return {
        shipmentNo,
        recipient: open('recipient'),
        mobile: open('mobile'),
        province,
        city,
        county,
        street: open('street'),
        pieces,
      };
    },

    async created(shipmentNo: string, waybill: string): Promise<void> {
      await knex('shipments')
        .where({ shipmentNo, state: 'creating' })
        .update({ state: 'created', waybill, stateAt: knex.fn.now() });
    },

    /** News only moves a parcel that has not arrived: a late "collected" never takes it back. */
    async applyNews(shipmentNo: string, news: CourierNews): Promise<boolean> {
      const order: CourierNews[] = ['collected', 'in_transit', 'delivered', 'returned'];
      const earlier: ShipmentState[] = ['created', ...order.slice(0, Math.min(order.indexOf(news), 2))];
      const moved = await knex('shipments')
        .where({ shipmentNo })
        .whereIn('state', earlier)
        .update({ state: news, stateAt: knex.fn.now() });
      return moved > 0;
    },

    async attendeeIds(shipmentNo: string): Promise<string[]> {
      return knex('shipment_lines').where({ shipmentNo }).pluck('attendeeId');
    },

    async ofOrder(
      orderNo: string,
    ): Promise<{ shipmentNo: string; waybill: string | null; state: ShipmentState; pieces: number; stateAt: Date }[]> {
      return knex('shipments')
        .where({ orderNo })
        .orderBy('attempt')
        .select('shipmentNo', 'waybill', 'state', 'pieces', 'stateAt');
    },
  };
}
