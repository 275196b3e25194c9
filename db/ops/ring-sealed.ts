import { toSnakeCase } from '../column-name.ts';
import { KeyDestroyed, KeyUnusable, nobody, type Owner } from '../data-key.ts';
import { rowsOf, type Store } from '../knex.ts';
import { erasedBy, Unreadable, type SealedField } from '../personal-data.ts';
import type { Sealed } from '../table.ts';
import type { SealedColumns } from '../tables.ts';
import type { RotationBatch } from './rotation-batch.ts';

interface Place {
  /** The column rows are told apart by. */
  id: string;
  /** What the value is bound to, where it is not that. */
  row?: string;
  /** Whose data it is, as the repositories have it. */
  owner: string;
  columns: readonly string[];
}

const ofNobody = `'${nobody}'::uuid`;
const ofOrder = '(SELECT o.registration_id FROM badge_orders o WHERE o.order_no = t.order_no)';

/** Where values stand that the ring itself sealed, before there were data keys; columns that came later have none. Entries of the audit nobody may change. */
const places = {
  addresses: { id: 'address_id', owner: 't.unit_id', columns: ['recipient', 'mobile', 'street'] },
  attendees: {
    id: 'attendee_id',
    owner: 't.registration_id',
    columns: ['name', 'permitName', 'surname', 'givenName', 'documentNumber', 'printedName'],
  },
  badges: { id: 'row_id', owner: ofOrder, columns: ['name', 'documentMasked'] },
  disputes: { id: 'dispute_id', owner: 't.registration_id', columns: ['claimant', 'reason'] },
  previous_edition_accounts: { id: 'row_id', owner: ofNobody, columns: ['mobile', 'form'] },
  idempotency_keys: { id: 'row_id', owner: ofNobody, columns: ['answer'] },
  invoice_files: {
    id: 'invoice_no',
    row: '(SELECT i.row_id FROM invoices i WHERE i.invoice_no = t.invoice_no)',
    owner: ofNobody,
    columns: ['bytes'],
  },
  invoice_titles: { id: 'title_id', owner: 't.unit_id', columns: ['title'] },
  invoices: { id: 'row_id', owner: ofNobody, columns: ['title'] },
  person_reviews: { id: 'person_review_id', owner: ofOrder, columns: ['reason'] },
  provider_notices: { id: 'row_id', owner: ofNobody, columns: ['raw'] },
  reductions: { id: 'reduction_id', owner: 't.registration_id', columns: ['reason'] },
  refund_requests: { id: 'refund_request_id', owner: ofOrder, columns: ['reason'] },
  refund_settlements: { id: 'row_id', owner: ofNobody, columns: ['reference'] },
  registrations: {
    id: 'registration_id',
    owner: 't.registration_id',
    columns: ['unitStreet', 'unitContact', 'returnReason', 'returnedFields'],
  },
  reviews: { id: 'review_id', owner: 't.registration_id', columns: ['reason', 'fields'] },
  staff: { id: 'staff_id', owner: ofNobody, columns: ['mobile'] },
  survey_answers: { id: 'registration_id', owner: 't.registration_id', columns: ['answers'] },
  units: { id: 'unit_id', owner: 't.unit_id', columns: ['mobile'] },
  verification_codes: { id: 'verification_code_id', owner: ofNobody, columns: ['mobile', 'code'] },
} satisfies { [T in keyof SealedColumns]?: Place & { columns: readonly SealedColumns[T][] } };
const allPlaces = Object.entries<Place>(places);

/** The id of the ring's key stands first, behind its length. */
const byRing = (column: string) => `substr(${column}, 1, 1) NOT IN ('\\x', '\\x00')`;
const isByRing = (bytes: unknown): bytes is Sealed => Buffer.isBuffer(bytes) && bytes.length > 0 && bytes[0] !== 0;

/** `places` has only columns that their tables have. */
const fieldAt = (at: { table: string; column: string; row: string }) => at as SealedField;

type Found = { id: string; row: string; owner: Owner } & Record<string, unknown>;

/**
 * Seals anew, under its owner's data key, what the ring sealed itself. Row by row, each in a statement that changes what was read and
 * nothing else, so that whoever saves at the same moment waits for one row and wins. Of who is erased nothing is sealed: it goes.
 */
export function createRingSealed(store: Store, rows: number) {
  const { knex, personalData } = store;

  async function find(table: string, { id, row, owner, columns }: Place, after: string | undefined): Promise<Found[]> {
    const names = columns.map(toSnakeCase);
    return rowsOf<Found>(
      knex,
      `SELECT t.${id}::text AS id, ${row ?? `t.${id}`}::text AS row, ${owner}::text AS owner, ${names.map((name) => `t.${name}`).join(', ')}
       FROM ${table} t WHERE (${names.map((name) => byRing(`t.${name}`)).join(' OR ')}) ${after === undefined ? '' : `AND t.${id} > :after`}
       ORDER BY t.${id} LIMIT :rows`,
      { rows, ...(after === undefined ? {} : { after }) },
    );
  }

  /** False where somebody saved something else meanwhile, which is sealed as it should be. */
  async function replace(
    { table, id }: { table: string; id: string },
    found: Found,
    values: ReadonlyMap<string, Sealed>,
  ): Promise<boolean> {
    const columns = [...values.keys()];
    const names = columns.map((column) => `${toSnakeCase(column)} = ?`);
    const changed = await rowsOf(
      knex,
      `UPDATE ${table} SET ${names.join(', ')} WHERE ${id} = ? AND ${names.join(' AND ')} RETURNING 1 AS one`,
      [...values.values(), found.id, ...columns.map((column) => found[column])],
    );
    return changed.length > 0;
  }

  async function resealOne(table: string, { id, columns }: Place, found: Found): Promise<RotationBatch> {
    const undone: string[] = [];
    const values = new Map<string, Sealed>();
    for (const column of columns) {
      const sealed = found[column];
      if (!isByRing(sealed)) continue;
      const field = fieldAt({ table, column, row: found.row });
      try {
        values.set(column, personalData.seal(field, personalData.openBytes(field, sealed), found.owner));
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        undone.push(error.message);
      }
    }
    if (values.size === 0) return { done: {}, undone };
    const at = { table, id };
    try {
      const isDone = await replace(at, found, values);
      return { done: { valuesSealed: isDone ? values.size : 0 }, undone };
    } catch (error) {
      if (error instanceof KeyUnusable)
        return { done: {}, undone: [...undone, `${table} of ${found.row}: its owner's data key does not open`] };
      if (!(error instanceof KeyDestroyed)) throw error;
      const { dataKeyId } = (await knex('data_keys').where({ owner: found.owner }).first('dataKeyId'))!;
      const erased = new Map([...values.keys()].map((column) => [column, erasedBy(dataKeyId)]));
      const isDone = await replace(at, found, erased);
      return { done: { valuesErased: isDone ? erased.size : 0 }, undone };
    }
  }

  return {
    async *reseal(): AsyncGenerator<RotationBatch> {
      for (const [table, place] of allPlaces)
        for (let after: string | undefined; ;) {
          const found = await find(table, place, after);
          if (found.length === 0) break;
          // One after the other: two of one owner would wait for each other to make its key.
          for (const row of found) yield await resealOne(table, place, row);
          after = found.at(-1)!.id;
        }
    },

    /** How many values each key of the ring still seals itself, entries of the audit apart. */
    async count(): Promise<{ key: string; values: number; auditEntries: number }[]> {
      const columns = [
        ...allPlaces.flatMap(([table, place]) =>
          place.columns.map((column) => ({ table, column: toSnakeCase(column) })),
        ),
        ...['reason', 'address'].map((column) => ({ table: 'audit_entries', column })),
      ];
      const parts = columns.map(
        ({ table, column }) =>
          `SELECT encode(substr(${column}, 2, get_byte(${column}, 0)), 'escape') AS key, '${table}' = 'audit_entries' AS is_audit, count(*)::int AS n
           FROM ${table} WHERE ${byRing(column)} GROUP BY 1`,
      );
      return rowsOf(
        knex,
        `SELECT key, coalesce(sum(n) FILTER (WHERE NOT is_audit), 0)::int AS values, coalesce(sum(n) FILTER (WHERE is_audit), 0)::int AS audit_entries
         FROM (${parts.join(' UNION ALL ')}) found GROUP BY key ORDER BY key`,
      );
    },
  };
}
