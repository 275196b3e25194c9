import type { Store } from '../knex.ts';

/** One rule; without a city it is for the rest of its province. */
export interface AllocationRule {
  province: string;
  city: string | null;
  delegationId: number;
  delegationNo: number;
  delegationName: string;
}

/** Whose units without a code are, by registered address (G1.2): a table, brought by the edition's file and changed by the bureau. */
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
        .join('delegations as d', 'd.delegationId', 'a.delegationId')
        .join('reference_items as p', { 'p.name': knex.raw("'provinces'"), 'p.code': 'a.provinceCode' })
        .leftJoin('reference_items as c', { 'c.name': knex.raw("'cities'"), 'c.code': 'a.cityCode' })
        .where({ 'a.edition': edition, 'p.zh': province })
        .whereRaw('(a.city_code IS NULL OR c.zh = ?)', [city])
        .orderByRaw('a.city_code IS NULL')
        .first({ delegationId: 'd.delegationId', no: 'd.no' });
    },

    async list(edition: string): Promise<AllocationRule[]> {
      return knex('allocation_rules as a')
        .join('delegations as d', 'd.delegationId', 'a.delegationId')
        .join('reference_items as p', { 'p.name': knex.raw("'provinces'"), 'p.code': 'a.provinceCode' })
        .leftJoin('reference_items as c', { 'c.name': knex.raw("'cities'"), 'c.code': 'a.cityCode' })
        .where({ 'a.edition': edition })
        .orderBy(['a.provinceCode', 'a.cityCode'])
        .select({
          province: 'p.zh',
          city: 'c.zh',
          delegationId: 'd.delegationId',
          delegationNo: 'd.no',
          delegationName: 'd.nameZh',
        });
    },

    /** Puts one rule in the place of what was there, none when `delegationId` is null; false where it was there. By GB/T 2260 codes. */
    async replace({
      edition,
      provinceCode,
      cityCode,
      delegationId,
    }: {
      edition: string;
      provinceCode: string;
      cityCode: string | null;
      delegationId: number | null;
    }): Promise<boolean> {
      const rule = { edition, provinceCode, cityCode };
      if (delegationId === null) return (await knex('allocation_rules').where(rule).delete()) > 0;
      const before = await knex('allocation_rules').where(rule).forUpdate().first('delegationId');
      if (before?.delegationId === delegationId) return false;
      await knex('allocation_rules')
        .insert({ ...rule, delegationId })
        .onConflict(['edition', 'provinceCode', 'cityCode'])
        .merge();
      return true;
    },

    /** The codes of a place, by its names; undefined where there is none such. */
    async placeOf({
      province,
      city,
    }: {
      province: string;
      city?: string | undefined;
    }): Promise<{ provinceCode: string; cityCode: string | null } | undefined> {
      const found = await knex('reference_items').where({ name: 'provinces', zh: province }).first('code');
      if (!found) return undefined;
      if (city === undefined) return { provinceCode: found.code, cityCode: null };
      const inScope = await knex('reference_items')
        .where({ name: 'cities', zh: city, parent: found.code })
        .first('code');
      return inScope && { provinceCode: found.code, cityCode: inScope.code };
    },
  };
}
