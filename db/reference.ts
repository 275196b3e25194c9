import type { Store } from './knex.ts';

/** Their names, as `GET /reference/{name}` has them. */
export const vocabularies = [
  'natures',
  'import-modes',
  'bands',
  'exhibition-areas',
  'countries',
  'provinces',
  'cities',
  'positions',
] as const;
export type Vocabulary = (typeof vocabularies)[number];

export interface ReferenceItem {
  code: string;
  zh: string;
  en: string;
  parent: string | null;
}

/** A value somebody sent that must stand in a vocabulary. */
export interface ReferenceClaim {
  /** Where it stands in what was sent. */
  path: string;
  vocabulary: string;
  by: 'code' | 'zh';
  value: string;
  /** The value it must stand under, null for none; left out where any will do. */
  parent?: string | null | undefined;
}

export function createReference({ knex }: Store) {
  return {
    /** In the vocabulary's own order. */
    async list(vocabulary: Vocabulary): Promise<ReferenceItem[]> {
      return knex('reference_items')
        .where({ name: vocabulary })
        .orderBy('position')
        .select('code', 'zh', 'en', 'parent');
    },

    /** Those of the claims that are not so. */
    async unknown(claims: ReferenceClaim[]): Promise<ReferenceClaim[]> {
      const pairs = (by: ReferenceClaim['by']) => {
        const named = claims.filter((claim) => claim.by === by);
        return [named.map(({ vocabulary }) => vocabulary), named.map(({ value }) => value)];
      };
      const rows = await knex('reference_items as i')
        .joinRaw<{ 'p.code': string | null; 'p.zh': string | null }>(
          "LEFT JOIN reference_items p ON p.code = i.parent AND p.name = CASE i.name WHEN 'cities' THEN 'provinces' ELSE i.name END",
        )
        .whereRaw('(i.name, i.code) IN (SELECT * FROM unnest(?::text[], ?::text[]))', pairs('code'))
        .orWhereRaw('(i.name, i.zh) IN (SELECT * FROM unnest(?::text[], ?::text[]))', pairs('zh'))
        .select('i.name', 'i.code', 'i.zh', { parentCode: 'p.code', parentZh: 'p.zh' });
      const parentBy = { code: 'parentCode', zh: 'parentZh' } as const;
      const holds = ({ vocabulary, by, value, parent }: ReferenceClaim) =>
        rows.some(
          (row) =>
            row.name === vocabulary && row[by] === value && (parent === undefined || row[parentBy[by]] === parent),
        );
      return claims.filter((claim) => !holds(claim));
    },
  };
}
