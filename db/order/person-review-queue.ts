import type { BadgeType, PickupWay } from '../../domain/attendee.ts';
import { warningsOf, type AttendeeWarning } from '../../domain/attendee-warning.ts';
import type { LineState } from '../../domain/badge.ts';
import { maskDocument } from '../../domain/identity.ts';
import { attendeeField } from '../registration/attendee.ts';
import { inScope, type Scope } from '../delegation.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';

const order: KeysetOrder = {
  by: [
    ['text', 'l.orderNo'],
    ['uuid', 'l.attendeeId'],
  ],
};

/** One person's line, as those who work on it see it. */
export interface PersonInQueue {
  orderNo: string;
  attendeeId: string;
  name: string;
  documentMasked: string;
  unitName: string | null;
  badgeType: BadgeType;
  pickup: PickupWay;
  state: LineState;
  stateAt: Date;
  warnings: AttendeeWarning[];
}

/** Lines that wait for somebody: the bureau's review and production, a delegation's hand-out. */
export function createPersonReviewQueue({ knex, personalData }: Store) {
  const waiting = () =>
    knex('order_lines as l')
      .join('badge_orders as o', 'o.orderNo', 'l.orderNo')
      .join('registrations as r', 'r.registrationId', 'o.registrationId')
      .join('attendees as a', 'a.attendeeId', 'l.attendeeId')
      .select(
        'l.orderNo',
        'l.attendeeId',
        'r.unitName',
        'l.badgeType',
        'l.pickup',
        'l.state',
        'l.stateAt',
        'a.name',
        'a.documentNumber',
        'a.sex',
        'a.country',
        'a.confirmedWarnings',
      );
  type Waiting = Awaited<ReturnType<typeof waiting>>[number];
  function opened({ sex, country, confirmedWarnings, ...row }: Waiting): PersonInQueue {
    const show = (field: 'name' | 'documentNumber') =>
      personalData.show(attendeeField(field, row.attendeeId), row[field]);
    const { documentNumber: _sealed, ...shown } = row;
    const documentNumber = show('documentNumber');
    return {
      ...shown,
      name: show('name'),
      documentMasked: maskDocument(documentNumber),
      warnings: warningsOf({ sex, country, documentNumber, confirmedWarnings }),
    };
  }

  return {
    /** By order and person. */
    async list(
      of: { edition: string; state: LineState; scope: Scope },
      page: KeysetPage,
    ): Promise<Keyed<PersonInQueue>[]> {
      const rows = await waiting()
        .where({ 'l.state': of.state, 'o.edition': of.edition })
        .modify((lines) => inScope(lines, 'r.delegationId', of.scope))
        .modify((lines) => pageByKeyset(lines, order, page))
        .select({ keyset: keysetOf(knex, order) });
      return rows.map(({ keyset, ...row }) => ({ ...opened(row), keyset }));
    },

    /** The live lines of these people: at most one each. */
    async ofPeople(
      attendeeIds: readonly string[],
    ): Promise<{ attendeeId: string; orderNo: string; state: LineState }[]> {
      return knex('order_lines')
        .whereIn('attendeeId', [...attendeeIds])
        .whereNotIn('state', ['released', 'refunded'])
        .select('attendeeId', 'orderNo', 'state');
    },

    /** Whether all of these people, each named once, are on the order. */
    async areOf(orderNo: string, attendeeIds: readonly string[]): Promise<boolean> {
      const found = await knex('order_lines')
        .where({ orderNo })
        .whereIn('attendeeId', [...attendeeIds])
        .select('attendeeId');
      return found.length === attendeeIds.length;
    },

    /** Whether an order belongs to the scope. */
    async orderInScope(orderNo: string, scope: Scope): Promise<{ orderNo: string; state: string } | undefined> {
      return knex('badge_orders as o')
        .join('registrations as r', 'r.registrationId', 'o.registrationId')
        .where('o.orderNo', orderNo)
        .modify((orders) => inScope(orders, 'r.delegationId', scope))
        .first('o.orderNo', 'o.state');
    },
  };
}
