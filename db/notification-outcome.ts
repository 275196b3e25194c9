import { textParams, type NotificationKind, type NotificationParams } from '../domain/notification.ts';
import type { Store } from './knex.ts';
import { Unreadable } from './personal-data.ts';

export interface DueText {
  kind: NotificationKind;
  mobile: string;
  params: NotificationParams;
}

interface Row {
  kind: NotificationKind;
  subject: string;
  round: number;
  params: Record<string, unknown>;
  registration_id: string | null;
  staff_id: string | null;
  registration_state: string | null;
  registration_round: number | null;
  unit_id: string | null;
  unit_mobile: Buffer | null;
  staff_mobile: Buffer | null;
}

type Outcome = 'sent' | 'refused' | 'not_needed';

/** A reviewer is told of all that waits at once; not again for so long. */
const hoursBetweenReviewTexts = 20;

/** What became of the texts. A text has no idempotency token: once handed to the provider it is never sent again. */
export function createNotificationOutcomes({ knex, personalData }: Store) {
  /** Read again just before sending: the text's parameters, or undefined when nobody needs it any more. */
  const stillNeeded: Record<NotificationKind, (row: Row) => Promise<NotificationParams | undefined> | NotificationParams | undefined> = {
    async payment_due({ registration_id, params }) {
      const { rows: unpaid } = (await knex.raw(
        `SELECT 1 FROM attendees a LEFT JOIN order_lines l ON l.attendee_id = a.attendee_id AND l.state NOT IN ('released', 'refunded')
         WHERE a.registration_id = ? AND a.badge_type = 'professional' AND (l.state IS NULL OR l.state = 'awaiting_payment') LIMIT 1`,
        [registration_id],
      )) as { rows: unknown[] };
      return unpaid.length > 0 ? textParams(params) : undefined;
    },
    registration_closing: ({ registration_state: state, params }) => (state === 'draft' || state === 'returned' ? textParams(params) : undefined),
    registration_returned: (row) => (isLatest(row, 'returned') ? {} : undefined),
    registration_approved: (row) => (isLatest(row, 'approved') ? {} : undefined),
    registration_rejected: (row) => (isLatest(row, 'rejected') ? {} : undefined),
    registration_expired: () => ({}),
    account_released: () => ({}),
    attendee_withdrawn: () => ({}),
    person_review_failed: ({ params }) => textParams(params),
    refunded: ({ params }) => textParams(params),
    late_payment_refunded: ({ params }) => textParams(params),
    async review_due({ registration_state: state, staff_id }) {
      if (state !== 'under_review') return undefined;
      const told: unknown = await knex('notifications')
        .where({ staff_id, kind: 'review_due' })
        .whereIn('state', ['sent', 'unknown'])
        .whereRaw("ended_at > now() - ? * interval '1 hour'", [hoursBetweenReviewTexts])
        .first('notification_id');
      if (told) return undefined;
      const { count } = (await knex('registrations as r')
        .join('staff as s', { 's.staff_id': knex.raw('?', [staff_id]) })
        .where('r.state', 'under_review')
        .whereRaw(
          `(s.role = 'bureau' OR r.delegation_id IN (WITH RECURSIVE below AS (
             SELECT s.delegation_id UNION SELECT d.delegation_id FROM delegations d JOIN below b ON d.parent_id = b.delegation_id)
             SELECT delegation_id FROM below))`,
        )
        .first(knex.raw('count(*)::int AS count'))) as { count: number };
      return { count: String(count) };
    },
    async verification_code({ subject }) {
      const row = (await knex('verification_codes')
        .where({ verification_code_id: subject, used_at: null })
        .whereRaw('expires_at > now()')
        .first('code', knex.raw('ceil(extract(epoch FROM expires_at - now()) / 60)::int AS minutes'))) as
        | { code: Buffer; minutes: number }
        | undefined;
      if (!row) return undefined;
      const code = personalData.open({ table: 'verification_codes', column: 'code', row: subject }, row.code);
      return { code, minutes: String(row.minutes) };
    },
  };

  function isLatest({ registration_state, registration_round, round }: Row, state: string): boolean {
    return registration_state === state && registration_round === round;
  }

  async function mobileOf(row: Row): Promise<string | undefined> {
    if (row.kind === 'verification_code') {
      const { mobile } = (await knex('verification_codes').where({ verification_code_id: row.subject }).first('mobile')) as { mobile: Buffer | null };
      return mobile ? personalData.open({ table: 'verification_codes', column: 'mobile', row: row.subject }, mobile) : undefined;
    }
    if (row.staff_id)
      return row.staff_mobile ? personalData.open({ table: 'staff', column: 'mobile', row: row.staff_id }, row.staff_mobile) : undefined;
    return personalData.open({ table: 'units', column: 'mobile', row: row.unit_id! }, row.unit_mobile!);
  }

  /** Nobody can be told at a number that does not open: attention hears of the field, and the run goes on. */
  async function dueOf(row: Row): Promise<DueText | 'not_needed' | 'refused'> {
    try {
      const [params, mobile] = [await stillNeeded[row.kind](row), await mobileOf(row)];
      return params && mobile !== undefined ? { kind: row.kind, mobile, params } : 'not_needed';
    } catch (error) {
      if (error instanceof Unreadable) return 'refused';
      throw error;
    }
  }

  return {
    /** Claims a pending text for sending, if it is still needed: from here its outcome counts as unknown until it is told. */
    async claim(notificationId: string): Promise<DueText | undefined> {
      const row = (await knex('notifications as n')
        .leftJoin('registrations as r', 'r.registration_id', 'n.registration_id')
        .leftJoin('units as u', 'u.unit_id', 'r.unit_id')
        .leftJoin('staff as s', 's.staff_id', 'n.staff_id')
        .where({ 'n.notification_id': notificationId, 'n.state': 'pending' })
        .forUpdate('n')
        .first('n.kind', 'n.subject', 'n.round', 'n.params', 'n.registration_id', 'n.staff_id', 'u.unit_id', {
          registration_state: 'r.state',
          registration_round: 'r.round',
          unit_mobile: 'u.mobile',
          staff_mobile: 's.mobile',
        })) as Row | undefined;
      if (!row) return undefined;
      // Two texts to one reviewer at the same time: the second sees the first.
      if (row.staff_id) await knex('staff').where({ staff_id: row.staff_id }).forUpdate().first('staff_id');
      const due = await dueOf(row);
      await knex('notifications')
        .where({ notification_id: notificationId })
        .update({ state: typeof due === 'string' ? due : 'unknown', ended_at: knex.fn.now() });
      return typeof due === 'string' ? undefined : due;
    },

    async end(notificationId: string, outcome: Outcome): Promise<void> {
      await knex('notifications').where({ notification_id: notificationId }).update({ state: outcome, ended_at: knex.fn.now() });
    },
  };
}
