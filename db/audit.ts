import { randomUUID } from 'node:crypto';
import type { AuditAction } from '../domain/audit.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from './keyset.ts';
import { rowsOf, type Store } from './knex.ts';
import type { SealedField } from './personal-data.ts';
import type { SealedColumns } from './tables.ts';
import { nobody, type Owner } from './data-key.ts';
import { isRowId } from './staff-request.ts';

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
  /** The registration whose person the reason or the address is of: erased with it. */
  about?: Owner | undefined;
}

export interface AuditEntry {
  /** In the chain; null where somebody put it in past the chain. */
  position: number | null;
  by: string | null;
  action: AuditAction;
  subject: string;
  detail: Record<string, unknown>;
  reason: string | null;
  address: string | null;
  requestId: string | null;
  at: Date;
}

/** What a list is of: all that are given hold. */
export interface AuditFilter {
  action?: AuditAction | undefined;
  subject?: string | undefined;
  /** The login of a member of staff. */
  by?: string | undefined;
  from?: Date | undefined;
  until?: Date | undefined;
}

/** The chain's end: whoever noted it elsewhere can tell later that nothing up to it was changed, removed or put in. */
export interface AuditHead {
  position: number;
  /** 64 hexadecimal digits. */
  hash: string;
}

const order: KeysetOrder = {
  by: [
    ['time', 'a.at'],
    ['uuid', 'a.rowId'],
  ],
  direction: 'desc',
};
const field = (column: SealedColumns['audit_entries'], row: string): SealedField => ({
  table: 'audit_entries',
  column,
  row,
});

/** Who of the staff did what to whom; the database lets nobody change or remove an entry. */
export function createAudit({ knex, personalData }: Store) {
  /** Whose registration an entry is about: words about its people are erased with it. */
  async function registrationOf(subject: string): Promise<Owner | undefined> {
    if (!isRowId(subject)) {
      const order = await knex('badge_orders').where({ orderNo: subject }).first('registrationId');
      return order?.registrationId;
    }
    const [row] = await rowsOf<{ registrationId: Owner }>(
      knex,
      `SELECT registration_id FROM registrations WHERE registration_id = :subject
       UNION ALL SELECT registration_id FROM attendees WHERE attendee_id = :subject
       UNION ALL SELECT registration_id FROM disputes WHERE dispute_id = :subject
       UNION ALL SELECT registration_id FROM mobile_changes WHERE mobile_change_id = :subject LIMIT 1`,
      { subject },
    );
    return row?.registrationId;
  }

  return {
    async append({
      staffId,
      action,
      subject,
      detail = {},
      reason,
      address,
      requestId,
      about,
    }: NewAuditEntry): Promise<void> {
      const rowId = randomUUID();
      const owner = about ?? (reason === undefined ? undefined : await registrationOf(subject)) ?? nobody;
      await knex('audit_entries').insert({
        rowId,
        staffId: staffId ?? null,
        action,
        subject,
        detail,
        reason:
          reason === undefined ? null : personalData.seal(field('reason', rowId), reason, owner, { outlives: true }),
        address:
          address === undefined ? null : personalData.seal(field('address', rowId), address, owner, { outlives: true }),
        requestId: requestId ?? null,
      });
    },

    /** The newest first. */
    async list({ action, subject, by, from, until }: AuditFilter, page: KeysetPage): Promise<Keyed<AuditEntry>[]> {
      const query = knex('audit_entries as a')
        .leftJoin('staff as s', 's.staffId', 'a.staffId')
        .leftJoin('audit_chain as c', 'c.auditId', 'a.auditId')
        .select({
          position: 'c.position',
          by: 's.login',
          action: 'a.action',
          subject: 'a.subject',
          detail: 'a.detail',
          reason: 'a.reason',
          at: 'a.at',
          rowId: 'a.rowId',
          address: 'a.address',
          requestId: 'a.requestId',
          keyset: keysetOf(knex, order),
        })
        .modify((rows) => pageByKeyset(rows, order, page));
      if (action) void query.where('a.action', action);
      if (subject) void query.where('a.subject', subject);
      if (by) void query.where('s.login', by);
      if (from) void query.where('a.at', '>=', from);
      if (until) void query.where('a.at', '<', until);
      const rows = await query;
      return rows.map(({ rowId: row, reason, address, ...entry }) => ({
        ...entry,
        reason: reason && personalData.show(field('reason', row), reason),
        address: address && personalData.show(field('address', row), address),
      }));
    },

    /** Null where nothing is on record yet. */
    async head(): Promise<AuditHead | null> {
      const row = await knex('audit_chain').orderBy('position', 'desc').first('position', 'hash');
      return row ? { position: row.position, hash: row.hash.toString('hex') } : null;
    },
  };
}
