import type { BadgeType, PickupWay } from '../../domain/attendee.ts';
import { orderTabs, type OrderTab } from '../../domain/badge-order.ts';
import type { LineState } from '../../domain/badge.ts';
import { maskDocument } from '../../domain/identity.ts';
import type { Channel, PaymentState } from '../../domain/payment.ts';
import { attendeeField } from '../registration/attendee.ts';
import type { OrderRow } from './badge-order.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import { personReviewField } from './person-review.ts';
import type { Store } from '../knex.ts';
import type { Rows } from '../table.ts';

interface OrderLineView {
  attendeeId: string;
  name: string;
  documentMasked: string;
  badgeType: BadgeType;
  pickup: PickupWay;
  feeFen: number;
  /** Its share of what the order pays. */
  payableFen: number;
  state: LineState;
  /** What the bureau said of the person (G5.1). */
  reviewReason: string | null;
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

const order: KeysetOrder = { by: [['text', 'o.orderNo']], direction: 'desc' };
const tabs: Record<OrderTab, string> = {
  all: 'TRUE',
  unpaid: "o.state IN ('awaiting_payment', 'closing')",
  paid: "o.state IN ('paid', 'settled')",
  refunded:
    "EXISTS (SELECT 1 FROM order_lines l WHERE l.order_no = o.order_no AND l.state IN ('refunding', 'refunded'))",
};

/** Orders as their unit sees them (G6.1, G6.3). */
export function createBadgeOrderViews({ knex, personalData }: Store) {
  const orders = () => knex('badge_orders as o').select('o.*', { keyset: keysetOf(knex, order) });

  /** The orders of a query with their lines, newest first, in one statement: an order has one line at least. */
  async function withLines(found: Rows<Keyed<OrderRow>>): Promise<Keyed<OrderView>[]> {
    const rows = await knex
      .with('o', found)
      .from('o')
      .join('order_lines as l', 'l.orderNo', 'o.orderNo')
      .join('attendees as a', 'a.attendeeId', 'l.attendeeId')
      // The verdict that counts: the time of any other is null, which equals nothing.
      .leftJoin('person_reviews as v', {
        'v.orderNo': 'l.orderNo',
        'v.attendeeId': 'l.attendeeId',
        'v.appliedAt': knex.raw('v.applied_at'),
      })
      .orderBy([{ column: 'o.orderNo', order: 'desc' }, 'l.lineNo'])
      .select(
        'o.*',
        'l.attendeeId',
        'l.badgeType',
        'l.feeFen',
        'a.name',
        'a.documentNumber',
        'v.personReviewId',
        'v.reason',
        {
          serverNow: knex.raw<Date>('now()'),
          linePickup: 'l.pickup',
          lineState: 'l.state',
          linePayableFen: 'l.payableFen',
        },
      );
    const views = new Map<string, Keyed<OrderView>>();
    for (const {
      serverNow,
      attendeeId,
      badgeType,
      linePickup,
      feeFen,
      linePayableFen,
      lineState,
      name,
      documentNumber,
      personReviewId,
      reason,
      ...row
    } of rows) {
      const view = views.get(row.orderNo) ?? { ...row, serverNow, lines: [] };
      views.set(row.orderNo, view);
      view.lines.push({
        attendeeId,
        name: personalData.show(attendeeField('name', attendeeId), name),
        documentMasked: maskDocument(personalData.show(attendeeField('documentNumber', attendeeId), documentNumber)),
        badgeType,
        pickup: linePickup,
        feeFen,
        payableFen: linePayableFen,
        state: lineState,
        reviewReason: reason && personalData.show(personReviewField(personReviewId!), reason),
      });
    }
    return [...views.values()];
  }

  return {
    /** One; only of that registration where one is named. */
    async find(orderNo: string, registrationId?: string): Promise<OrderView | undefined> {
      const own = registrationId === undefined ? {} : { registrationId };
      return (await withLines(orders().where({ orderNo, ...own })))[0];
    },

    /** Newest first: numbers grow. */
    async list(registrationId: string, tab: OrderTab, page: KeysetPage): Promise<Keyed<OrderView>[]> {
      return withLines(
        orders()
          .where({ registrationId })
          .whereRaw(tabs[tab])
          .modify((query) => pageByKeyset(query, order, page)),
      );
    },

    /** How many stand in each tab. */
    async counts(registrationId: string): Promise<{ tab: OrderTab; count: number }[]> {
      const within = (tab: OrderTab) => knex.raw<number>(`count(*) FILTER (WHERE ${tabs[tab]})::int`);
      const row = await knex('badge_orders as o')
        .where({ registrationId })
        .first({ all: within('all'), unpaid: within('unpaid'), paid: within('paid'), refunded: within('refunded') });
      return orderTabs.map((tab) => ({ tab, count: row![tab] }));
    },

    /** The attempt a payer can use now, or the one that paid. */
    async payment(orderNo: string): Promise<PaymentView | undefined> {
      return knex('payments')
        .where({ orderNo })
        .whereIn('state', ['opening', 'open', 'paid'])
        .orderByRaw("state = 'paid' DESC, attempt DESC")
        .first('outTradeNo', 'channel', 'state', 'codeUrl');
    },
  };
}
