import { DomainError } from '../domain/errors.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from './keyset.ts';
import { rowsOf, type Store } from './knex.ts';
import type { Row } from './query.ts';
import type { Session } from './session.ts';

type StaffSession = Exclude<Session, { role: 'unit' }>;

/** Whose units a member of staff sees, in every edition: those of these delegations, or all. Which edition a list shows is the list's. */
export type Scope = readonly number[] | 'all';

/** Narrows a query to a scope: `query.modify(within, 'r.delegation_id', scope)`. */
export function inScope(
  query: { whereRaw(sql: string, bindings: readonly unknown[]): unknown },
  column: string,
  scope: Scope,
): void {
  if (scope !== 'all') query.whereRaw('?? = ANY(?)', [column, [...scope]]);
}

/** A row of the contact table (G1.5). */
export type Delegation = Omit<Row<'delegations'>, 'edition' | 'parentId'> & { parentNo: number | null };

/** What it is called, wherever something is of it. */
export type DelegationLabel = Pick<Delegation, 'delegationId' | 'no' | 'nameZh' | 'nameEn'>;

/** The same of a row that may be of none. */
export function labelIn({
  delegationId,
  no,
  nameZh,
  nameEn,
}: { [K in keyof DelegationLabel]: DelegationLabel[K] | null }): DelegationLabel | null {
  const isNone = delegationId === null || no === null || nameZh === null || nameEn === null;
  return isNone ? null : { delegationId, no, nameZh, nameEn };
}

const order: KeysetOrder = { by: [['number', 'd.no']] };

export function createDelegations({ knex }: Store) {
  /** A delegation keeps its number from edition to edition: who works for it in one works for it in each. */
  const inEveryEdition = (delegationId: number) =>
    knex('delegations as d')
      .join('delegations as given', 'given.no', 'd.no')
      .where('given.delegationId', delegationId)
      .select('d.delegationId');

  async function subtreeOf(delegationId: number): Promise<number[]> {
    const rows = await rowsOf<{ delegationId: number }>(
      knex,
      `WITH RECURSIVE subtree AS (
         SELECT d.delegation_id FROM delegations d JOIN delegations given ON given.no = d.no WHERE given.delegation_id = ?
         UNION SELECT d.delegation_id FROM delegations d JOIN subtree s ON d.parent_id = s.delegation_id
       ) SELECT delegation_id FROM subtree`,
      [delegationId],
    );
    return rows.map((row) => row.delegationId);
  }

  const current = () =>
    knex('delegations as d')
      .join('editions as e', { 'e.edition': 'd.edition', 'e.isCurrent': knex.raw('true') })
      .leftJoin('delegations as p', 'p.delegationId', 'd.parentId')
      .select({
        delegationId: 'd.delegationId',
        no: 'd.no',
        parentNo: 'p.no',
        nameZh: 'd.nameZh',
        nameEn: 'd.nameEn',
        organisationZh: 'd.organisationZh',
        contactsZh: 'd.contactsZh',
        phones: 'd.phones',
        kind: 'd.kind',
      });

  return {
    /** The delegation itself and everything below it, in every edition. */
    subtreeOf,

    inEveryEdition,

    /** Whether they are one delegation, of one edition or of two. */
    async areOne(delegationId: number, other: number): Promise<boolean> {
      return (await inEveryEdition(delegationId).where('d.delegationId', other).first('d.delegationId')) !== undefined;
    },

    /** What a delegation is in the current edition; undefined where it is not there any more. */
    async currentOf(delegationId: number): Promise<number | undefined> {
      const row = await current().whereIn('d.delegationId', inEveryEdition(delegationId)).first();
      return row?.delegationId;
    },

    /** Of that, what hangs below one delegation where its number is given; one that the session does not see is not there. */
    async scopeOf(session: StaffSession, no?: number): Promise<Scope> {
      const own = session.role === 'delegation' ? await subtreeOf(session.delegationId) : 'all';
      if (no === undefined) return own;
      const isSeen = (delegationId: number) => own === 'all' || own.includes(delegationId);
      const asked = (await knex('delegations').where({ no }).pluck('delegationId')).find(isSeen);
      if (asked === undefined) throw new DomainError('not_found');
      return (await subtreeOf(asked)).filter(isSeen);
    },

    /** Whether a delegation of the current edition is one whose units the session sees. */
    async isInScope(delegationId: number, session: StaffSession): Promise<boolean> {
      const row: unknown = await current().where('d.delegationId', delegationId).first();
      return (
        row !== undefined &&
        (session.role !== 'delegation' || (await subtreeOf(session.delegationId)).includes(delegationId))
      );
    },

    /** What a member of its staff is told of it, whichever edition it is of. */
    async labelOf(delegationId: number): Promise<DelegationLabel> {
      return (await knex('delegations').where({ delegationId }).first('delegationId', 'no', 'nameZh', 'nameEn'))!;
    },

    /** Of the current edition, by its number in the annex. */
    async idOf(no: number): Promise<number | undefined> {
      return (await current().where('d.no', no).first())?.delegationId;
    },

    /** One of the current edition. */
    async find(delegationId: number): Promise<Delegation | undefined> {
      return current().where('d.delegationId', delegationId).first();
    },

    /** Of the current edition, in the annex's order. */
    async list(
      { query, parentNo }: { query?: string | undefined; parentNo?: number | undefined },
      page: KeysetPage,
    ): Promise<Keyed<Delegation>[]> {
      const rows = current()
        .select({ keyset: keysetOf(knex, order) })
        .modify((found) => pageByKeyset(found, order, page));
      if (parentNo !== undefined) void rows.where('p.no', parentNo);
      if (query)
        void rows.whereRaw(
          'search_text(d.name_zh, d.name_en, d.organisation_zh, d.contacts_zh) LIKE ALL (search_patterns(?))',
          [query],
        );
      return rows;
    },
  };
}
