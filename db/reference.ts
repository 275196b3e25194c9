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
  'attendee-states',
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
  parent?: string | null;
}

interface Row {
  name: string;
  code: string;
  zh: string;
  parent_code: string | null;
  parent_zh: string | null;
}

export function createReference({ knex }: Store) {
  return {
    /** In the vocabulary's own order. */
    async list(vocabulary: Vocabulary): Promise<ReferenceItem[]> {
      return knex('reference_items').where({ name: vocabulary }).orderBy('position').select<ReferenceItem[]>('code', 'zh', 'en', 'parent');
    },

    /** Those of the claims that are not so. */
    async unknown(claims: ReferenceClaim[]): Promise<ReferenceClaim[]> {
      const pairs = (by: ReferenceClaim['by']) => claims.filter((claim) => claim.by === by).map(({ vocabulary, value }) => [vocabulary, value]);
      const rows: Row[] = await knex('reference_items as i')
        .joinRaw("LEFT JOIN reference_items p ON p.code = i.parent AND p.name = CASE i.name WHEN 'cities' THEN 'provinces' ELSE i.name END")
        .whereIn(['i.name', 'i.code'], pairs('code'))
        .orWhereIn(['i.name', 'i.zh'], pairs('zh'))
        .select('i.name', 'i.code', 'i.zh', { parent_code: 'p.code', parent_zh: 'p.zh' });
      const holds = ({ vocabulary, by, value, parent }: ReferenceClaim) =>
        rows.some((row) => row.name === vocabulary && row[by] === value && (parent === undefined || row[`parent_${by}`] === parent));
      return claims.filter((claim) => !holds(claim));
    },
  };
}
