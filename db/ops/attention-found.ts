import {
  attentionReasons,
  type AttentionKind,
  type AttentionLimits,
  type AttentionSubject,
} from '../../domain/attention.ts';
import { daysAfterClosing } from '../registration/registration-move.ts';
import { mobileChangeWaits } from '../registration/mobile-change.ts';
import { orderIsOverdue } from '../order/badge-order.ts';
import { isPastRetention } from './erasure.ts';

/** A unit that submitted and has no delegation is the bureau's from this day on. */
const unallocatedDays = 2;
/** So long a text that may not have come is worth a call, unless a later one came. */
const doubtDays = 14;
/** What a run should have done by itself is given so long: it may be told of moved dates, or its worker be restarting. */
const overdueMinutes = 15;

const registrationRun = "'registration:' || u.edition || ':' || u.account";
const ended = `interval '${overdueMinutes} minutes'`;
/** When a registration ends by itself: a draft at the closing, a returned one at the end of its grace, a review with its edition. */
const expiresAt = `CASE r.state WHEN 'draft' THEN e.registration_closes_at
    WHEN 'returned' THEN greatest(e.registration_closes_at, least(r.decided_at + e.return_grace_days * interval '1 day',
      e.registration_closes_at + interval '${daysAfterClosing} days'))
    ELSE e.registration_closes_at + interval '${daysAfterClosing} days' END`;

/** Where things of one kind are found, as SQL; what is left out is empty. */
interface Part {
  subject: string;
  workflow: string;
  since: string;
  from: string;
  /** Which words say why; by the kind when left out. */
  words?: string;
  /** What they are filled with, as the arguments of jsonb_build_object. */
  values?: string;
  /** Which of a subject's several reasons of one kind, in words that never change. */
  part?: string;
  waitsFor?: string;
  attempts?: string;
  lastError?: string;
}

/** `about` is what the subject is the number or name of; SQL where it is not the same for all of a kind. */
const sql = (
  kind: AttentionKind,
  about: AttentionSubject | { sql: string },
  part: Part,
) => `SELECT '${kind}' AS kind, ${typeof about === 'string' ? `'${about}'` : about.sql} AS about, ${part.subject} AS subject, ${part.part ?? "''"} AS part,
    ${part.workflow} AS workflow_id, ${part.words ?? `'${kind}'`} AS words, jsonb_build_object(${part.values ?? ''}) AS values,
    ${part.since} AS since, ${part.waitsFor ?? 'NULL::text'} AS waits_for, ${part.attempts ?? 'NULL::int'} AS attempts, ${part.lastError ?? 'NULL::text'} AS last_error
  FROM ${part.from}`;

/** How often the provider was asked in vain, and its last word, where the run's step is known to fail. */
const trouble = (
  workflow: string,
  provider: string,
) => `LEFT JOIN LATERAL (SELECT max(attempts) AS attempts, max(last_error) AS last_error
    FROM run_troubles t WHERE t.workflow_id = ${workflow} AND t.waits_for = ${provider}) t ON true`;
const ofTrouble = { attempts: 't.attempts', lastError: 't.last_error' };

const orderWords = Object.entries(attentionReasons)
  .map(([words, text]) => `WHEN starts_with(attention, '${text}') THEN '${words}'`)
  .join(' ');

/** Waits on a provider that stand in a row of their own, longer than they should. */
const delayed = (long: string) =>
  [
    sql('refund_delayed', 'refundId', {
      subject: 'refund_no',
      workflow: "'refund:' || refund_no",
      since: 'r.state_at',
      words: "CASE r.state WHEN 'refunding' THEN 'refund_delayed' ELSE 'refund_waits' END",
      waitsFor: "CASE r.state WHEN 'refunding' THEN p.channel END",
      ...ofTrouble,
      from: `refunds r JOIN payments p USING (out_trade_no) ${trouble("'refund:' || refund_no", 'p.channel')}
        WHERE (r.state = 'refunding' AND r.state_at < now() - ${long}) OR (r.state IN ('requested', 'reversing_invoice') AND r.state_at < now() - interval '1 day')`,
    }),
    sql('invoice_delayed', 'invoiceId', {
      subject: 'invoice_no',
      workflow: "CASE state WHEN 'issuing' THEN 'invoice:' ELSE 'invoice-reversal:' END || invoice_no",
      since: 'state_at',
      waitsFor: "'fapiao'",
      ...ofTrouble,
      from: `invoices ${trouble("CASE state WHEN 'issuing' THEN 'invoice:' ELSE 'invoice-reversal:' END || invoice_no", "'fapiao'")}
        WHERE state IN ('issuing', 'reversing') AND state_at < now() - ${long}`,
    }),
    sql('parcel_delayed', 'orderNo', {
      subject: 's.order_no',
      part: 's.shipment_no',
      workflow: "'order:' || s.order_no",
      since: 's.created_at',
      values: "'shipmentNo', s.shipment_no",
      waitsFor: "'sf'",
      ...ofTrouble,
      // What the courier refuses waits for a human: the order asks for one.
      from: `shipments s JOIN badge_orders o USING (order_no) ${trouble("'order:' || s.order_no", "'sf'")}
        WHERE s.state = 'creating' AND s.created_at < now() - ${long} AND o.attention IS NULL`,
    }),
  ].join('\n  UNION ALL ');

const attention = (long: string, { afterAttempts }: AttentionLimits) => [
  sql('order_stuck', 'orderNo', {
    subject: 'order_no',
    workflow: "'order:' || order_no",
    since: 'attention_at',
    words: `CASE ${orderWords} ELSE 'order_stuck' END`,
    values: "'text', attention, 'answer', substr(attention, strpos(attention, ': ') + 2)",
    from: 'badge_orders WHERE attention IS NOT NULL',
  }),
  sql('order_overdue', 'orderNo', {
    subject: 'o.order_no',
    workflow: "'order:' || o.order_no",
    since: 'o.expires_at',
    from: `badge_orders o WHERE ${orderIsOverdue}`,
  }),
  sql('registration_overdue', 'registrationId', {
    subject: 'r.registration_id::text',
    workflow: registrationRun,
    since: expiresAt,
    from: `registrations r JOIN units u USING (unit_id) JOIN editions e ON e.edition = r.edition
      WHERE r.state IN ('draft', 'returned', 'under_review', 'under_second_review') AND ${expiresAt} < now() - ${ended}`,
  }),
  sql('unit_unallocated', 'registrationId', {
    subject: 'r.registration_id::text',
    workflow: registrationRun,
    since: 'r.submitted_at',
    from: `registrations r JOIN units u USING (unit_id)
      WHERE r.delegation_id IS NULL AND r.state = 'under_review' AND r.submitted_at < now() - interval '${unallocatedDays} days'`,
  }),
  sql('review_overdue', 'registrationId', {
    subject: 'r.registration_id::text',
    workflow: registrationRun,
    since: 'reminded.since',
    values: "'times', reminded.times",
    waitsFor: "CASE r.escalation WHEN 2 THEN 'bureau' END",
    // Those of the stretch of waiting that is not over.
    from: `registrations r JOIN units u USING (unit_id) JOIN LATERAL (
        SELECT min(v.at) AS since, count(*)::int AS times FROM events v WHERE v.registration_id = r.registration_id AND v.kind = 'reviewers_reminded'
          AND v.event_id > (SELECT max(m.event_id) FROM events m WHERE m.registration_id = r.registration_id AND m.kind IN ('submitted', 'endorsed'))) reminded
        ON reminded.times > 0
      WHERE r.state IN ('under_review', 'under_second_review')`,
  }),
  sql('refund_refused', 'refundId', {
    subject: 'refund_no',
    workflow: "'refund:' || refund_no",
    since: 'state_at',
    values: "'answer', refusal",
    lastError: 'refusal',
    from: "refunds WHERE state = 'needs_attention'",
  }),
  sql('refund_overdue', 'refundId', {
    subject: 'refund_no',
    workflow: "'refund:' || refund_no",
    since: "state_at + interval '1 day'",
    lastError: 'refusal',
    from: `refunds WHERE state = 'needs_attention' AND state_at + interval '1 day' < now() - ${ended}`,
  }),
  sql('red_invoice_due', 'invoiceId', {
    subject: 'invoice_no',
    workflow: "'invoice-reversal:' || invoice_no",
    since: 'state_at',
    from: 'invoices WHERE red_due',
  }),
  sql('invoice_refused', 'invoiceId', {
    subject: 'i.invoice_no',
    workflow: "'invoice:' || i.invoice_no",
    since: 'i.state_at',
    values: "'answer', i.failure",
    lastError: 'i.failure',
    from: `invoices i WHERE i.state = 'failed' AND i.invoice_no ~ 'F[RN0-9]*[RN]' AND NOT EXISTS
      (SELECT 1 FROM invoices later WHERE later.order_no = i.order_no AND later.created_at > i.created_at)`,
  }),
  sql('bill_difference', 'difference', {
    subject: 'subject',
    part: 'kind',
    workflow: "'reconciliation'",
    since: 'found_at',
    values: "'difference', kind",
    from: "differences WHERE state = 'waiting' OR (state = 'repairing' AND found_at < now() - interval '1 day')",
  }),
  sql('text_unknown', 'notificationId', {
    subject: 'n.notification_id::text',
    workflow: registrationRun,
    since: 'n.ended_at',
    from: `notifications n JOIN registrations r USING (registration_id) JOIN units u ON u.unit_id = r.unit_id
      WHERE n.state = 'unknown' AND n.ended_at BETWEEN now() - interval '${doubtDays} days' AND now() - least(${long}, interval '1 minute')
        AND NOT EXISTS (SELECT FROM notifications later WHERE later.registration_id = n.registration_id AND later.state = 'sent' AND later.created_at > n.created_at
          AND later.staff_id IS NOT DISTINCT FROM n.staff_id)`,
  }),
  sql('text_delayed', 'notificationId', {
    subject: 'n.notification_id::text',
    workflow: registrationRun,
    since: 'n.created_at',
    from: `notifications n LEFT JOIN registrations r USING (registration_id) LEFT JOIN units u ON u.unit_id = r.unit_id
      WHERE n.state = 'pending' AND n.created_at < now() - ${long}`,
  }),
  sql('account_disputed', 'disputeId', {
    subject: 'd.dispute_id::text',
    workflow: "'registration:' || d.edition || ':' || d.account",
    since: 'd.created_at',
    from: "disputes d WHERE d.state = 'open'",
  }),
  sql('mobile_change', 'mobileChangeId', {
    subject: 'm.mobile_change_id::text',
    workflow: 'NULL',
    since: 'm.proposed_at',
    values: "'day', to_char(m.lapses_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')",
    from: `mobile_changes m JOIN registrations r USING (registration_id) JOIN units u ON u.unit_id = r.unit_id WHERE ${mobileChangeWaits}`,
  }),
  sql('fields_unreadable', 'table', {
    subject: 'f."table"',
    workflow: 'NULL',
    since: 'min(f.found_at)',
    values: `'fields', count(*), 'example', max(f."column" || ' (' || f."row" || ')')`,
    from: 'unreadable_fields f GROUP BY f."table"',
  }),
  sql('erasure_overdue', 'registrationId', {
    subject: 'r.registration_id::text',
    workflow: "'retention'",
    since: "e.expo_closes_at + e.retention_days * interval '1 day'",
    from: `${isPastRetention.replace(/^\s*FROM/, '')} AND now() > e.expo_closes_at + (e.retention_days + 2) * interval '1 day'`,
  }),
  sql('withdrawal_unfinished', 'registrationId', {
    subject: 'w.registration_id::text',
    workflow: "'retention'",
    since: 'w.ended_at',
    from: `withdrawals w WHERE w.ended_at < now() - interval '1 day'
      AND NOT EXISTS (SELECT FROM erasures x WHERE x.registration_id = w.registration_id)`,
  }),
  sql('limit_met', 'limit', {
    subject: 'name',
    workflow: 'NULL',
    since: 'since',
    values: "'limit', name",
    from: "breakers WHERE last_at > now() - interval '1 day'",
  }),
  sql(
    'message_refused',
    {
      sql: "CASE m.about WHEN 'registration' THEN 'registrationId' WHEN 'order' THEN 'orderNo' WHEN 'refund' THEN 'refundId' ELSE 'invoiceId' END",
    },
    {
      subject: 'm.subject',
      part: "m.kind || ':' || m.fault",
      workflow: `CASE m.about WHEN 'registration' THEN ${registrationRun} ELSE m.about || ':' || m.subject END`,
      since: 'm.first_at',
      values: "'message', m.kind, 'fault', m.fault, 'times', m.times",
      attempts: 'm.times',
      lastError: 'm.fault',
      from: `refused_messages m LEFT JOIN registrations r ON m.about = 'registration' AND r.registration_id::text = m.subject
      LEFT JOIN units u ON u.unit_id = r.unit_id WHERE m.last_at > now() - interval '14 days'`,
    },
  ),
  sql(
    'activity_failing',
    { sql: 't.about' },
    {
      subject: 't.subject',
      part: 't.workflow_id || t.step',
      workflow: 't.workflow_id',
      since: 't.since',
      values: "'step', split_part(t.step, '#', 1), 'times', t.attempts, 'error', t.last_error",
      waitsFor: 't.waits_for',
      attempts: 't.attempts',
      lastError: 't.last_error',
      // What waits in a row of its own is named there.
      from: `run_troubles t WHERE t.step <> '' AND (t.attempts >= ${afterAttempts} OR t.since < now() - ${long})
      AND NOT EXISTS (SELECT FROM delayed d WHERE d.workflow_id = t.workflow_id AND d.waits_for = t.waits_for)`,
    },
  ),
  sql(
    'task_failing',
    { sql: 't.about' },
    {
      subject: 't.subject',
      part: 't.workflow_id',
      workflow: 't.workflow_id',
      since: 't.since',
      values: "'error', t.last_error",
      attempts: 't.attempts',
      lastError: 't.last_error',
      from: "run_troubles t WHERE t.step = ''",
    },
  ),
  'SELECT * FROM delayed',
];

/** Everything that needs a human, as the body of `WITH found AS (…)`. */
export function attentionFound(limits: AttentionLimits): string {
  const long = `interval '${limits.afterSeconds} seconds'`;
  return `WITH delayed AS (${delayed(long)})\n  ${attention(long, limits).join('\n  UNION ALL ')}`;
}
