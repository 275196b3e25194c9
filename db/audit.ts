import { randomUUID } from 'node:crypto';
import { pageByKeyset, type KeysetPage } from './keyset.ts';
import type { Store } from './knex.ts';

/** What was done that somebody may ask about later: by staff, what a unit's submission touched of others, and who came in, did not, and left. */
export const auditActions = [
  'release_asked',
  'dispute_dismissed',
  'attendee_withdrawn',
  'document_corrected',
  'person_looked_up',
  'people_met_elsewhere',
  'mobile_changed',
  'staff_changed',
  'allocation_rule_changed',
  'invitation_code_created',
  'invitation_code_revoked',
  'registrations_exported',
  'attendees_exported',
  'survey_exported',
  'event_changed',
  'payment_window_extended',
  'reduction_granted',
  'refund_retried',
  'refund_settled',
  'invoice_reversal_retried',
  'logged_in',
  'login_failed',
  'logged_out',
] as const;
export type AuditAction = (typeof auditActions)[number];

export interface NewAuditEntry {
  /** Absent where nobody of the staff did it: a unit, or somebody unknown. */
  staffId?: string | undefined;
  action: AuditAction;
  subject: string;
  /** Ids, counts and states; never a person's data. */
  detail?: Record<string, unknown>;
  reason?: string | undefined;
  /** Where the request came from; sealed. */
  address?: string | undefined;
  /** The request's `X-Request-Id`. */
  requestId?: string | undefined;
}

export interface AuditEntry {
  by: string | null;
  action: AuditAction;
  subject: string;
  detail: Record<string, unknown>;
  reason: string | null;
  address: string | null;
  requestId: string | null;
  at: Date;
}

type Row = Omit<AuditEntry, 'reason' | 'address'> & { reason: Buffer | null; address: Buffer | null; row_id: string; keyset: string };

const place = (column: 'reason' | 'address', row: string) => ({ table: 'audit_entries', column, row });

/** Who of the staff did what to whom; the database lets nobody change or remove an entry. */
export function createAudit({ knex, personalData }: Store) {
  return {
    async append({ staffId, action, subject, detail = {}, reason, address, requestId }: NewAuditEntry): Promise<void> {
      const rowId = randomUUID();
      await knex('audit_entries').insert({
        row_id: rowId,
        staff_id: staffId ?? null,
        action,
        subject,
        detail,
        reason: reason === undefined ? null : personalData.seal(place('reason', rowId), reason),
        address: address === undefined ? null : personalData.seal(place('address', rowId), address),
        request_id: requestId ?? null,
      });
    },

    /** The newest first. */
    async list(
      { action, subject }: { action?: AuditAction | undefined; subject?: string | undefined },
      page: KeysetPage,
    ): Promise<(AuditEntry & { keyset: string })[]> {
      const query = knex('audit_entries as a')
        .leftJoin('staff as s', 's.staff_id', 'a.staff_id')
        .select({
          by: 's.login',
          action: 'a.action',
          subject: 'a.subject',
          detail: 'a.detail',
          reason: 'a.reason',
          at: 'a.at',
          row_id: 'a.row_id',
          address: 'a.address',
          requestId: 'a.request_id',
        })
        .modify((rows) => pageByKeyset(knex, rows, { time: 'a.at', id: 'a.row_id', direction: 'desc' }, page));
      if (action) void query.where('a.action', action);
      if (subject) void query.where('a.subject', subject);
      const rows = (await query) as Row[];
      return rows.map(({ row_id: row, reason, address, ...entry }) => ({
        ...entry,
        reason: reason && personalData.show(place('reason', row), reason),
        address: address && personalData.show(place('address', row), address),
      }));
    },
  };
}
