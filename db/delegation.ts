import type { Knex } from 'knex';
import type { Store } from './knex.ts';
import type { Session } from './session.ts';

type StaffSession = Exclude<Session, { role: 'unit' }>;

/** Whose units a member of staff sees: those of these delegations, or all. */
export type Scope = readonly number[] | 'all';

/** Narrows a query to a scope: `query.modify(within, 'r.delegation_id', scope)`. */
export function within(query: Knex.QueryBuilder, column: string, scope: Scope): void {
  if (scope !== 'all') void query.whereRaw('?? = ANY(?)', [column, [...scope]]);
}

/** A row of the contact table (G1.5). */
export interface Delegation {
  delegationId: number;
  no: number;
  parentNo: number | null;
  nameZh: string;
  nameEn: string;
  organisationZh: string;
  contactsZh: string;
  phones: string;
  kind: 'region' | 'industry';
}

/** Text to be found as it is: `%` and `_` mean themselves. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}

export function createDelegations({ knex }: Store) {
  async function subtreeOf(delegationId: number): Promise<number[]> {
    const { rows } = (await knex.raw(
      `WITH RECURSIVE subtree AS (
         SELECT delegation_id FROM delegations WHERE delegation_id = ?
         UNION SELECT d.delegation_id FROM delegations d JOIN subtree s ON d.parent_id = s.delegation_id
       ) SELECT delegation_id FROM subtree`,
      [delegationId],
    )) as { rows: { delegation_id: number }[] };
    return rows.map((row) => row.delegation_id);
  }

  return {
    /** The delegation itself and everything below it. */
    subtreeOf,

    async scopeOf(session: StaffSession): Promise<Scope> {
      return session.role === 'delegation' ? subtreeOf(session.delegationId) : 'all';
    },

    /** Whether a delegation of the current edition is one whose units the session sees. */
    async isWithin(delegationId: number, session: StaffSession): Promise<boolean> {
      const row: unknown = await knex('delegations as d')
        .join('editions as e', { 'e.edition': 'd.edition', 'e.is_current': knex.raw('true') })
        .where('d.delegation_id', delegationId)
        .first('d.no');
      return row !== undefined && (session.role !== 'delegation' || (await subtreeOf(session.delegationId)).includes(delegationId));
    },

    /** Of the current edition, in the annex's order. */
    async list({ query, parentNo }: { query?: string | undefined; parentNo?: number | undefined }): Promise<Delegation[]> {
      const rows = knex('delegations as d')
        .join('editions as e', { 'e.edition': 'd.edition', 'e.is_current': knex.raw('true') })
        .leftJoin('delegations as p', 'p.delegation_id', 'd.parent_id')
        .orderBy('d.no')
        .select<Delegation[]>({
          delegationId: 'd.delegation_id',
          no: 'd.no',
          parentNo: 'p.no',
          nameZh: 'd.name_zh',
          nameEn: 'd.name_en',
          organisationZh: 'd.organisation_zh',
          contactsZh: 'd.contacts_zh',
          phones: 'd.phones',
          kind: 'd.kind',
        });
      if (parentNo !== undefined) void rows.where('p.no', parentNo);
      if (query) {
        const columns = ['name_zh', 'name_en', 'organisation_zh', 'contacts_zh'];
        void rows.where((any) => columns.forEach((column) => void any.orWhereILike(`d.${column}`, containing(query))));
      }
      return rows;
    },
  };
}
