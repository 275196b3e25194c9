import type { NotificationKind } from '../domain/notification.ts';
import type { Store } from './knex.ts';

export interface DueText {
  kind: NotificationKind;
  mobile: string;
  people: number;
  amountFen: number;
}

type Outcome = 'sent' | 'refused' | 'not_needed';

/** What became of the texts. A text has no idempotency token: once handed to the provider it is never sent again. */
export function createNotificationOutcomes({ knex, personalData }: Store) {
  return {
    /** Claims a pending text for sending, if it is still needed: from here its outcome counts as unknown until it is told. */
    async claim(notificationId: string): Promise<DueText | undefined> {
      const row = (await knex('notifications as n')
        .join('registrations as r', 'r.registration_id', 'n.registration_id')
        .join('units as u', 'u.unit_id', 'r.unit_id')
        .where({ 'n.notification_id': notificationId, 'n.state': 'pending' })
        .forUpdate('n')
        .first('n.kind', 'n.params', 'u.unit_id', 'u.mobile', 'n.registration_id')) as
        | { kind: NotificationKind; params: { people: number; amountFen: number }; unit_id: string; mobile: Buffer; registration_id: string }
        | undefined;
      if (!row) return undefined;
      const { rows: unpaid } = (await knex.raw(
        `SELECT 1 FROM attendees a LEFT JOIN order_lines l ON l.attendee_id = a.attendee_id AND l.state NOT IN ('released', 'refunded')
         WHERE a.registration_id = ? AND a.badge_type = 'professional' AND (l.state IS NULL OR l.state = 'awaiting_payment') LIMIT 1`,
        [row.registration_id],
      )) as { rows: unknown[] };
      const state = unpaid.length > 0 ? 'unknown' : 'not_needed';
      await knex('notifications').where({ notification_id: notificationId }).update({ state, ended_at: knex.fn.now() });
      const mobile = personalData.open({ table: 'units', column: 'mobile', row: row.unit_id }, row.mobile);
      return unpaid.length > 0 ? { kind: row.kind, mobile, ...row.params } : undefined;
    },

    async end(notificationId: string, outcome: Outcome): Promise<void> {
      await knex('notifications').where({ notification_id: notificationId }).update({ state: outcome, ended_at: knex.fn.now() });
    },
  };
}
