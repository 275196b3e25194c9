import type { AttentionKind, AttentionSubject } from '../../domain/attention.ts';
import { orderIsOverdue } from '../order/badge-order.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';
import { isPastRetention } from './erasure.ts';
import { mobileChangeWaits } from '../registration/mobile-change.ts';

interface Found {
  kind: AttentionKind;
  /** What `subject` is the number or name of. */
  about: AttentionSubject;
  subject: string;
  /** Which of the reasons of a kind, in words that never change: a subject has each once. */
  part: string;
  /** Null where no run is concerned. */
  workflowId: string | null;
  reason: string;
  since: Date;
  /** How often it happened, where that is counted. */
  attempts: number | null;
  /** The other side's own word for why not. */
  lastError: string | null;
}

export type Attention = Omit<Found, 'about' | 'subject' | 'part'> & {
  subject: Partial<Record<AttentionSubject, string>>;
};

const order: KeysetOrder = {
  by: [
    ['time', 'found.since'],
    ['text', 'found.subject'],
    ['text', 'found.kind'],
    ['text', 'found.part'],
  ],
};

const attention = `
  SELECT 'order_stuck' AS kind, 'orderNo' AS about, order_no AS subject, '' AS part, 'order:' || order_no AS workflow_id, attention AS reason,
      attention_at AS since, NULL::int AS attempts, NULL AS last_error
    FROM badge_orders WHERE attention IS NOT NULL
  UNION ALL SELECT 'order_overdue', 'orderNo', o.order_no, '', 'order:' || o.order_no,
      'its time is over and its run did nothing: a reconciliation wakes it (POST /ops/reconciliation)', o.expires_at, NULL, NULL
    FROM badge_orders o WHERE ${orderIsOverdue}
  UNION ALL SELECT 'refund_refused', 'refundId', refund_no, '', 'refund:' || refund_no, 'the provider refuses a refund: ' || refusal, state_at, NULL, refusal
    FROM refunds WHERE state = 'needs_attention'
  UNION ALL SELECT 'refund_delayed', 'refundId', refund_no, '', 'refund:' || refund_no, 'a refund is not made since a day', state_at, NULL, NULL
    FROM refunds WHERE state NOT IN ('refunded', 'needs_attention') AND state_at < now() - interval '1 day'
  UNION ALL SELECT 'red_invoice_due', 'invoiceId', invoice_no, '', 'invoice-reversal:' || invoice_no,
      'a red invoice is due: the money went back, the reversal was refused or void', state_at, NULL, NULL
    FROM invoices WHERE red_due
  UNION ALL SELECT 'invoice_refused', 'invoiceId', i.invoice_no, '', 'invoice:' || i.invoice_no, 'the invoice after a refund was refused: ' || i.failure, i.state_at, NULL, i.failure
    FROM invoices i WHERE i.state = 'failed' AND i.invoice_no ~ 'F[RN0-9]*[RN]' AND NOT EXISTS
      (SELECT 1 FROM invoices later WHERE later.order_no = i.order_no AND later.created_at > i.created_at)
  UNION ALL SELECT 'bill_difference', 'difference', subject, kind, 'reconciliation', 'a bill and our books do not agree: ' || kind, found_at, NULL, NULL
    FROM differences WHERE state = 'waiting' OR (state = 'repairing' AND found_at < now() - interval '1 day')
  UNION ALL SELECT 'text_unknown', 'notificationId', n.notification_id::text, '', 'registration:' || u.edition || ':' || u.account,
      'nobody knows whether a text was sent', n.ended_at, NULL, NULL
    FROM notifications n JOIN registrations r USING (registration_id) JOIN units u ON u.unit_id = r.unit_id
    WHERE n.state = 'unknown' AND n.ended_at < now() - interval '1 minute'
  UNION ALL SELECT 'account_disputed', 'disputeId', d.dispute_id::text, '', 'registration:' || d.edition || ':' || d.account, 'an account is disputed', d.created_at, NULL, NULL
    FROM disputes d WHERE d.state = 'open'
  UNION ALL SELECT 'mobile_change', 'mobileChangeId', m.mobile_change_id::text, '', NULL,
      'a change of a unit''s mobile waits for a second person (POST /bureau/mobile-changes/{id}/confirm), until ' || to_char(m.lapses_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD'), m.proposed_at, NULL, NULL
    FROM mobile_changes m JOIN registrations r USING (registration_id) JOIN units u ON u.unit_id = r.unit_id WHERE ${mobileChangeWaits}
  UNION ALL SELECT 'fields_unreadable', 'table', f."table", '', NULL,
      count(*) || ' sealed field(s) cannot be opened, as ' || max(f."column" || ' of ' || f."row") || ': a key is missing, or they are damaged', min(f.found_at), NULL, NULL
    FROM unreadable_fields f GROUP BY f."table"
  UNION ALL SELECT 'erasure_overdue', 'registrationId', r.registration_id::text, '', 'retention',
      'its personal data should be erased by now, but is not: money, paper or a dispute of it is under way, or the erasure fails (the runs of retention say why)',
      e.expo_closes_at + e.retention_days * interval '1 day', NULL, NULL
    ${isPastRetention} AND now() > e.expo_closes_at + (e.retention_days + 2) * interval '1 day'
  UNION ALL SELECT 'withdrawal_unfinished', 'registrationId', w.registration_id::text, '', 'retention',
      'its unit withdrew, and its personal data is not erased yet: something of it is under way, or the erasure fails (the runs of retention say why)', w.ended_at, NULL, NULL
    FROM withdrawals w WHERE w.ended_at < now() - interval '1 day' AND NOT EXISTS (SELECT FROM erasures x WHERE x.registration_id = w.registration_id)
  UNION ALL SELECT 'limit_met', 'limit', name, '', NULL,
      'all callers together met the limit of ' || name || ', some are refused: an attack, or more guests than expected', since, NULL, NULL
    FROM breakers WHERE last_at > now() - interval '1 day'
  UNION ALL SELECT 'message_refused',
      CASE m.about WHEN 'registration' THEN 'registrationId' WHEN 'order' THEN 'orderNo' WHEN 'refund' THEN 'refundId' ELSE 'invoiceId' END,
      m.subject, m.kind || ':' || m.fault, CASE m.about WHEN 'registration' THEN 'registration:' || u.edition || ':' || u.account ELSE m.about || ':' || m.subject END,
      'a message to this run, or its start, was not followed, for nobody who may stands behind it (' || m.kind || ', ' || m.fault || ', ' || m.times || ' times): ask who sent it',
      m.first_at, m.times, m.fault
    FROM refused_messages m LEFT JOIN registrations r ON m.about = 'registration' AND r.registration_id::text = m.subject
    LEFT JOIN units u ON u.unit_id = r.unit_id WHERE m.last_at > now() - interval '14 days'`;

/** What needs a human. */
export function createAttention({ knex }: Store) {
  const found = () => knex.with('found', knex.raw<Found>(attention)).from('found');

  return {
    /** Longest waiting first: orders that asked for help or whose run sleeps, refunds that do not go through, texts nobody knows the outcome of, accounts in dispute, mobiles to be changed, limits that everybody together has met, sealed fields that do not open, and for two weeks messages that nobody who may stands behind. */
    async list(page: KeysetPage, kind?: AttentionKind): Promise<Keyed<Attention>[]> {
      const rows = await found()
        .select('kind', 'about', 'subject', 'workflowId', 'reason', 'since', 'attempts', 'lastError', {
          keyset: keysetOf(knex, order),
        })
        // The planner leaves out what can be of no such kind.
        .modify((query) => void (kind && query.where({ kind })))
        .modify((query) => pageByKeyset(query, order, page));
      return rows.map(({ about, subject, ...row }) => ({ ...row, subject: { [about]: subject } }));
    },

    /** How many there are of each kind that there are any of, longest waiting first. */
    async counts(): Promise<{ kind: AttentionKind; count: number; oldestSince: Date }[]> {
      return found()
        .groupBy('kind')
        .orderByRaw('min(since), kind')
        .select('kind', { count: knex.raw<number>('count(*)::int'), oldestSince: knex.raw<Date>('min(since)') });
    },
  };
}
