import type { Store } from './knex.ts';

/** Whose units without a code are, by registered address (G1.2): a table, brought by the seed and changed by the bureau. */
export function createAllocations({ knex }: Store) {
  return {
    /** The delegation of a city, else of the rest of its province; by GB/T 2260 names. Undefined: the bureau decides. */
    async ofAddress({
      edition,
      province,
      city,
    }: {
      edition: string;
      province: string;
      city: string;
    }): Promise<{ delegationId: number; no: number } | undefined> {
      return knex('allocation_rules as a')
        .join('delegations as d', 'd.delegation_id', 'a.delegation_id')
        .join('reference_items as p', { 'p.name': knex.raw("'provinces'"), 'p.code': 'a.province_code' })
        .leftJoin('reference_items as c', { 'c.name': knex.raw("'cities'"), 'c.code': 'a.city_code' })
        .where({ 'a.edition': edition, 'p.zh': province })
        .whereRaw('(a.city_code IS NULL OR c.zh = ?)', [city])
        .orderByRaw('a.city_code IS NULL')
        .first<{ delegationId: number; no: number } | undefined>({ delegationId: 'd.delegation_id', no: 'd.no' });
    },
  };
}
