import { orderIsOverdue } from '../order/badge-order.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';
import { isPastRetention } from './erasure.ts';
import { mobileChangeWaits } from '../registration/mobile-change.ts';

export interface Attention {
  subject: string;
  /** Null where no run is concerned. */
  workflowId: string | null;
  reason: string;
  since: Date;
}

/** `what`: which of the reasons, in words that never change; a subject has each once. */
const order: KeysetOrder = {
  by: [
    ['time', 'found.since'],
    ['text', 'found.subject'],
    ['text', 'found.what'],
  ],
};

const attention = `
  SELECT 'order' AS what, order_no AS subject, 'order:' || order_no AS workflow_id, attention AS reason, attention_at AS since
    FROM badge_orders WHERE attention IS NOT NULL
  UNION ALL SELECT 'order_overdue', o.order_no, 'order:' || o.order_no, 'its time is over and its run did nothing: a reconciliation wakes it (POST /ops/reconciliation)', o.expires_at
    FROM badge_orders o WHERE ${orderIsOverdue}
  UNION ALL SELECT 'refund', refund_no, 'refund:' || refund_no, coalesce('the provider refuses a refund: ' || refusal, 'a refund is not made since a day'), state_at
    FROM refunds WHERE state = 'needs_attention' OR (state <> 'refunded' AND state_at < now() - interval '1 day')
  UNION ALL SELECT 'red_due', invoice_no, 'invoice-reversal:' || invoice_no, 'a red invoice is due: the money went back, the reversal was refused or void', state_at
    FROM invoices WHERE red_due
  UNION ALL SELECT 'invoice', i.invoice_no, 'invoice:' || i.invoice_no, 'the invoice after a refund was refused: ' || i.failure, i.state_at
    FROM invoices i WHERE i.state = 'failed' AND i.invoice_no ~ 'F[RN0-9]*[RN]' AND NOT EXISTS
      (SELECT 1 FROM invoices later WHERE later.order_no = i.order_no AND later.created_at > i.created_at)
  UNION ALL SELECT 'difference:' || kind, subject, 'reconciliation', 'a bill and our books do not agree: ' || kind, found_at
    FROM differences WHERE state = 'waiting' OR (state = 'repairing' AND found_at < now() - interval '1 day')
  UNION ALL SELECT 'notification', n.notification_id::text, 'registration:' || u.edition || ':' || u.account, 'nobody knows whether a text was sent', n.ended_at
    FROM notifications n JOIN registrations r USING (registration_id) JOIN units u ON u.unit_id = r.unit_id
    WHERE n.state = 'unknown' AND n.ended_at < now() - interval '1 minute'
  UNION ALL SELECT 'dispute', d.dispute_id::text, 'registration:' || d.edition || ':' || d.account, 'an account is disputed', d.created_at
    FROM disputes d WHERE d.state = 'open'
  UNION ALL SELECT 'mobile_change', m.mobile_change_id::text, NULL, 'a change of a unit''s mobile waits for a second person (POST /bureau/mobile-changes/{id}/confirm), until ' || to_char(m.lapses_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD'), m.proposed_at
    FROM mobile_changes m JOIN registrations r USING (registration_id) JOIN units u ON u.unit_id = r.unit_id WHERE ${mobileChangeWaits}
  UNION ALL SELECT 'unreadable', f."table", NULL, count(*) || ' sealed field(s) cannot be opened, as ' || max(f."column" || ' of ' || f."row") || ': a key is missing, or they are damaged', min(f.found_at)
    FROM unreadable_fields f GROUP BY f."table"
  UNION ALL SELECT 'retention', r.registration_id::text, 'retention', 'its personal data should be erased by now, but is not: money, paper or a dispute of it is under way, or the erasure fails (the runs of retention say why)', e.expo_closes_at + e.retention_days * interval '1 day'
    ${isPastRetention} AND now() > e.expo_closes_at + (e.retention_days + 2) * interval '1 day'
  UNION ALL SELECT 'withdrawal', w.registration_id::text, 'retention', 'its unit withdrew, and its personal data is not erased yet: something of it is under way, or the erasure fails (the runs of retention say why)', w.ended_at
    FROM withdrawals w WHERE w.ended_at < now() - interval '1 day' AND NOT EXISTS (SELECT FROM erasures x WHERE x.registration_id = w.registration_id)
  UNION ALL SELECT 'limit', 'limit:' || name, NULL, 'all callers together met the limit of ' || name || ', some are refused: an attack, or more guests than expected', since
    FROM breakers WHERE last_at > now() - interval '1 day'
  UNION ALL SELECT 'message:' || m.kind || ':' || m.fault, m.subject, CASE m.about WHEN 'registration' THEN 'registration:' || u.edition || ':' || u.account ELSE m.about || ':' || m.subject END,
      'a message to this run, or its start, was not followed, for nobody who may stands behind it (' || m.kind || ', ' || m.fault || ', ' || m.times || ' times): ask who sent it', m.first_at
    FROM refused_messages m LEFT JOIN registrations r ON m.about = 'registration' AND r.registration_id::text = m.subject
    LEFT JOIN units u ON u.unit_id = r.unit_id WHERE m.last_at > now() - interval '14 days'`;

/** What needs a human. */
export function createAttention({ knex }: Store) {
  return {
    /** Longest waiting first: orders that asked for help or whose run sleeps, refunds that do not go through, texts nobody knows the outcome of, accounts in dispute, mobiles to be changed, limits that everybody together has met, sealed fields that do not open, and for two weeks messages that nobody who may stands behind. */
    async list(page: KeysetPage): Promise<Keyed<Attention>[]> {
      return knex
        .with('found', knex.raw<Attention>(attention))
        .from('found')
        .select('subject', 'workflowId', 'reason', 'since', { keyset: keysetOf(knex, order) })
        .modify((rows) => pageByKeyset(rows, order, page));
    },
  };
}
