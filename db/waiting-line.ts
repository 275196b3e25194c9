import type { BadgeType, PickupWay } from '../domain/attendee.ts';
import type { LineState } from '../domain/badge.ts';
import { maskDocument } from '../domain/identity.ts';
import { attendeePlace } from './attendee.ts';
import { within, type Scope } from './delegation.ts';
import type { Store } from './knex.ts';

/** One person's line, as those who work on it see it. */
export interface WaitingLine {
  orderNo: string;
  attendeeId: string;
  name: string;
  documentMasked: string;
  unitName: string | null;
  badgeType: BadgeType;
  pickup: PickupWay;
  state: LineState;
  stateAt: Date;
}

type Row = Omit<WaitingLine, 'name' | 'documentMasked'> & { name: Buffer; document_number: Buffer };

/** Lines that wait for somebody: the bureau's review and production, a delegation's hand-out. */
export function createWaitingLines({ knex, personalData }: Store) {
  const waiting = () =>
    knex('order_lines as l')
      .join('badge_orders as o', 'o.order_no', 'l.order_no')
      .join('registrations as r', 'r.registration_id', 'o.registration_id')
      .join('attendees as a', 'a.attendee_id', 'l.attendee_id')
      .select({
        orderNo: 'l.order_no',
        attendeeId: 'l.attendee_id',
        unitName: 'r.unit_name',
        badgeType: 'l.badge_type',
        pickup: 'l.pickup',
        state: 'l.state',
        stateAt: 'l.state_at',
        name: 'a.name',
        document_number: 'a.document_number',
      });
  const viewOf = ({ name, document_number, ...row }: Row): WaitingLine => ({
    ...row,
    name: personalData.show(attendeePlace('name', row.attendeeId), name),
    documentMasked: maskDocument(personalData.show(attendeePlace('document_number', row.attendeeId), document_number)),
  });

  return {
    /** By order and person, after one. */
    async list(
      of: { state: LineState; scope: Scope },
      { after, rows }: { after: [orderNo: string, attendeeId: string] | undefined; rows: number },
    ): Promise<WaitingLine[]> {
      const query = waiting()
        .where('l.state', of.state)
        .modify((lines) => within(lines, 'r.delegation_id', of.scope))
        .orderBy(['l.order_no', 'l.attendee_id'])
        .limit(rows);
      if (after) void query.whereRaw('(l.order_no, l.attendee_id) > (?, ?::uuid)', after);
      return ((await query) as unknown as Row[]).map(viewOf);
    },

    /** The live lines of these people: at most one each. */
    async ofPeople(attendeeIds: readonly string[]): Promise<{ attendeeId: string; orderNo: string; state: LineState }[]> {
      return knex('order_lines')
        .whereIn('attendee_id', [...attendeeIds])
        .whereNotIn('state', ['released', 'refunded'])
        .select({ attendeeId: 'attendee_id', orderNo: 'order_no', state: 'state' });
    },

    /** Whether all of these people, each named once, are on the order. */
    async areOf(orderNo: string, attendeeIds: readonly string[]): Promise<boolean> {
      const found: unknown[] = await knex('order_lines')
        .where({ order_no: orderNo })
        .whereIn('attendee_id', [...attendeeIds])
        .select('attendee_id');
      return found.length === attendeeIds.length;
    },

    /** Whether an order belongs to the scope. */
    async orderWithin(orderNo: string, scope: Scope): Promise<{ orderNo: string; state: string } | undefined> {
      return knex('badge_orders as o')
        .join('registrations as r', 'r.registration_id', 'o.registration_id')
        .where('o.order_no', orderNo)
        .modify((orders) => within(orders, 'r.delegation_id', scope))
        .first<{ orderNo: string; state: string } | undefined>({ orderNo: 'o.order_no', state: 'o.state' });
    },
  };
}
