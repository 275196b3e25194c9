import type { BadgeType, PickupWay } from '../domain/attendee.ts';
import type { OrderTab } from '../domain/badge-order.ts';
import type { LineState } from '../domain/badge.ts';
import { maskDocument } from '../domain/identity.ts';
import type { Channel, PaymentState } from '../domain/payment.ts';
import { attendeePlace } from './attendee.ts';
import type { OrderRow } from './badge-order.ts';
import type { Store } from './knex.ts';

export interface OrderLineView {
  attendeeId: string;
  name: string;
  documentMasked: string;
  badgeType: BadgeType;
  pickup: PickupWay;
  feeFen: number;
  state: LineState;
}

export interface PaymentView {
  outTradeNo: string;
  channel: Channel;
  state: PaymentState;
  codeUrl: string | null;
}

export interface OrderView extends OrderRow {
  serverNow: Date;
  lines: OrderLineView[];
}

interface LineRow {
  order_no: string;
  attendee_id: string;
  badge_type: BadgeType;
  pickup: PickupWay;
  fee_fen: number;
  state: LineState;
  name: Buffer;
  document_number: Buffer;
}

const tabs: Record<OrderTab, string> = {
  all: 'TRUE',
  unpaid: "o.state IN ('awaiting_payment', 'closing')",
  paid: "o.state IN ('paid', 'settled')",
  refunded: "EXISTS (SELECT 1 FROM order_lines l WHERE l.order_no = o.order_no AND l.state = 'refunded')",
};

/** Orders as their unit sees them (G6.1, G6.3). */
export function createBadgeOrderViews({ knex, personalData }: Store) {
  async function withLines(rows: (OrderRow & { server_now: Date })[]): Promise<OrderView[]> {
    const lines = (await knex('order_lines as l')
      .join('attendees as a', 'a.attendee_id', 'l.attendee_id')
      .whereIn('l.order_no', rows.map((row) => row.order_no))
      .orderBy(['l.order_no', 'l.line_no'])
      .select('l.order_no', 'l.attendee_id', 'l.badge_type', 'l.pickup', 'l.fee_fen', 'l.state', 'a.name', 'a.document_number')) as LineRow[]; // prettier-ignore
    const byOrder = new Map<string, OrderLineView[]>(rows.map((row) => [row.order_no, []]));
    for (const line of lines) {
      byOrder.get(line.order_no)!.push({
        attendeeId: line.attendee_id,
        name: personalData.open(attendeePlace('name', line.attendee_id), line.name),
        documentMasked: maskDocument(personalData.open(attendeePlace('document_number', line.attendee_id), line.document_number)),
        badgeType: line.badge_type,
        pickup: line.pickup,
        feeFen: line.fee_fen,
        state: line.state,
      });
    }
    return rows.map(({ server_now, ...row }) => ({ ...row, serverNow: server_now, lines: byOrder.get(row.order_no)! }));
  }

  return {
    async find(orderNo: string, registrationId: string): Promise<OrderView | undefined> {
      const rows = (await knex('badge_orders as o')
        .where({ order_no: orderNo, registration_id: registrationId })
        .select('o.*', knex.raw('now() AS server_now'))) as (OrderRow & { server_now: Date })[];
      return rows.length === 0 ? undefined : (await withLines(rows))[0];
    },

    /** Newest first; `before` is the last number of the page before. */
    async list(registrationId: string, { tab, before, rows }: { tab: OrderTab; before: string | undefined; rows: number }): Promise<OrderView[]> {
      const query = knex('badge_orders as o').where({ registration_id: registrationId }).whereRaw(tabs[tab]).orderBy('order_no', 'desc').limit(rows);
      if (before !== undefined) void query.where('order_no', '<', before);
      return withLines((await query.select('o.*', knex.raw('now() AS server_now'))) as (OrderRow & { server_now: Date })[]);
    },

    /** The attempt a payer can use now, or the one that paid. */
    async payment(orderNo: string): Promise<PaymentView | undefined> {
      return knex('payments')
        .where({ order_no: orderNo })
        .whereIn('state', ['opening', 'open', 'paid'])
        .orderByRaw("state = 'paid' DESC, attempt DESC")
        .first<PaymentView | undefined>({ outTradeNo: 'out_trade_no', channel: 'channel', state: 'state', codeUrl: 'code_url' });
    },
  };
}
