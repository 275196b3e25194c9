import type { Knex } from 'knex';
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
  /** Its share of what the order pays. */
  payableFen: number;
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

/** One line beside its order. */
interface Row extends OrderRow {
  server_now: Date;
  attendee_id: string;
  badge_type: BadgeType;
  line_pickup: PickupWay;
  fee_fen: number;
  line_payable_fen: number;
  line_state: LineState;
  name: Buffer;
  document_number: Buffer;
}

const tabs: Record<OrderTab, string> = {
  all: 'TRUE',
  unpaid: "o.state IN ('awaiting_payment', 'closing')",
  paid: "o.state IN ('paid', 'settled')",
  refunded: "EXISTS (SELECT 1 FROM order_lines l WHERE l.order_no = o.order_no AND l.state IN ('refunding', 'refunded'))",
};

/** Orders as their unit sees them (G6.1, G6.3). */
export function createBadgeOrderViews({ knex, personalData }: Store) {
  /** The orders of a query with their lines, newest first, in one statement: an order has one line at least. */
  async function withLines(orders: Knex.QueryBuilder): Promise<OrderView[]> {
    const rows = (await knex
      .with('o', orders)
      .from('o')
      .join('order_lines as l', 'l.order_no', 'o.order_no')
      .join('attendees as a', 'a.attendee_id', 'l.attendee_id')
      .orderBy([{ column: 'o.order_no', order: 'desc' }, 'l.line_no'])
      .select('o.*', knex.raw('now() AS server_now'), 'l.attendee_id', 'l.badge_type', 'l.fee_fen', 'a.name', 'a.document_number')
      .select({ line_pickup: 'l.pickup', line_state: 'l.state', line_payable_fen: 'l.payable_fen' })) as Row[];
    const views = new Map<string, OrderView>();
    for (const { server_now, attendee_id, badge_type, line_pickup, fee_fen, line_payable_fen, line_state, name, document_number, ...order } of rows) {
      const view = views.get(order.order_no) ?? { ...order, serverNow: server_now, lines: [] };
      views.set(order.order_no, view);
      view.lines.push({
        attendeeId: attendee_id,
        name: personalData.show(attendeePlace('name', attendee_id), name),
        documentMasked: maskDocument(personalData.show(attendeePlace('document_number', attendee_id), document_number)),
        badgeType: badge_type,
        pickup: line_pickup,
        feeFen: fee_fen,
        payableFen: line_payable_fen,
        state: line_state,
      });
    }
    return [...views.values()];
  }

  return {
    async find(orderNo: string, registrationId: string): Promise<OrderView | undefined> {
      return (await withLines(knex('badge_orders').where({ order_no: orderNo, registration_id: registrationId })))[0];
    },

    /** Newest first; `before` is the last number of the page before. */
    async list(registrationId: string, { tab, before, rows }: { tab: OrderTab; before: string | undefined; rows: number }): Promise<OrderView[]> {
      const query = knex('badge_orders as o').where({ registration_id: registrationId }).whereRaw(tabs[tab]).orderBy('order_no', 'desc').limit(rows);
      if (before !== undefined) void query.where('order_no', '<', before);
      return withLines(query);
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
