import { createEvents } from '../event.ts';
import type { Store } from '../knex.ts';
import type { SealedField } from '../personal-data.ts';
import { createReviewHistory } from '../registration/review-history.ts';

/** Members of staff are nobody a unit is told of. */
const ofStaff = new Set(['staffId', 'confirmedBy']);
const withoutStaff = (detail: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(detail).filter(([name]) => !ofStaff.has(name)));

/** What is stored of a unit and no page of its own shows whole: for the copy it may ask for (Personal Information Protection Law, article 45). */
export function createAccountExports(store: Store) {
  const { knex, personalData } = store;
  const reasonField = (row: string): SealedField => ({ table: 'refund_requests', column: 'reason', row });
  const addressField = (row: string): SealedField => ({ table: 'audit_entries', column: 'address', row });

  return {
    /** That a copy was made. */
    async note(registrationId: string): Promise<void> {
      await createEvents(store).append({ registrationId, kind: 'account_exported', actor: 'unit' });
    },

    async payments(registrationId: string) {
      return knex('payments as p')
        .join('badge_orders as o', 'o.orderNo', 'p.orderNo')
        .where('o.registrationId', registrationId)
        .orderBy(['p.orderNo', 'p.attempt'])
        .select(
          'p.outTradeNo',
          'p.orderNo',
          'p.attempt',
          'p.channel',
          'p.amountFen',
          'p.state',
          'p.providerTradeNo',
          'p.createdAt',
          'p.paidAt',
          'p.endedAt',
          'p.capturedFen',
          'p.refundedFen',
        );
    },

    /** With the unit's own reason, and whose badges they are of. */
    async refunds(registrationId: string) {
      const rows = await knex('refunds as r')
        .join('badge_orders as o', 'o.orderNo', 'r.orderNo')
        .leftJoin('refund_requests as q', 'q.refundRequestId', 'r.refundRequestId')
        .where('o.registrationId', registrationId)
        .orderBy(['r.createdAt', 'r.refundNo'])
        .select(
          'r.refundNo',
          'r.orderNo',
          'r.outTradeNo',
          'r.kind',
          'r.amountFen',
          'r.state',
          'r.requestedBy',
          'r.byHand',
          'r.createdAt',
          'r.stateAt',
          'r.refundRequestId',
          'q.reason',
          {
            attendeeIds: knex.raw<string[]>(
              'ARRAY(SELECT l.attendee_id FROM refund_lines l WHERE l.refund_no = r.refund_no ORDER BY 1)',
            ),
          },
        );
      return rows.map(({ refundRequestId, reason, ...row }) => ({
        ...row,
        reason: reason && personalData.show(reasonField(refundRequestId!), reason),
      }));
    },

    async invoices(registrationId: string) {
      return knex('invoices as i')
        .join('badge_orders as o', 'o.orderNo', 'i.orderNo')
        .where('o.registrationId', registrationId)
        .orderBy(['i.createdAt', 'i.invoiceNo'])
        .select('i.*');
    },

    /** The verdicts as the unit was told them: not by whom. */
    async reviews(registrationId: string) {
      const reviews = await createReviewHistory(store).of(registrationId);
      return reviews.map(({ by: _by, ...review }) => review);
    },

    async signUps(registrationId: string) {
      return knex('event_sign_ups as s')
        .join('supporting_events as e', 'e.supportingEventId', 's.supportingEventId')
        .join('attendees as a', 'a.attendeeId', 's.attendeeId')
        .where('a.registrationId', registrationId)
        .orderBy(['e.startsAt', 's.at', 's.attendeeId'])
        .select('s.attendeeId', 's.at', 'e.titleZh', 'e.titleEn', 'e.startsAt', { eventId: 's.supportingEventId' });
    },

    async events(registrationId: string) {
      const rows = await knex('events')
        .where({ registrationId })
        .orderBy('eventId')
        .select('kind', 'orderNo', 'actor', 'detail', 'at', { from: 'fromState', to: 'toState' });
      return rows.map((row) => ({ ...row, detail: withoutStaff(row.detail) }));
    },

    async sessions(unitId: string) {
      return knex('sessions').where({ unitId }).orderBy('createdAt').select('createdAt', 'expiresAt');
    },

    /** Logins, failed ones and logouts; from where one failed is somebody's who may be another. */
    async logins(registrationId: string) {
      const rows = await knex('audit_entries')
        .where({ subject: registrationId })
        .whereIn('action', ['logged_in', 'login_failed', 'logged_out'])
        .orderBy('auditId')
        .select('rowId', 'action', 'at', 'address');
      return rows.map(({ rowId, action, at, address }) => ({
        action,
        at,
        address: address && action !== 'login_failed' ? personalData.show(addressField(rowId), address) : null,
      }));
    },
  };
}
