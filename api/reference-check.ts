import { DomainError } from '../domain/errors.ts';
import type { Draft, ExhibitionSubject } from '../domain/unit-info.ts';
import { createReference, type ReferenceClaim } from '../db/reference.ts';
import type { Store } from '../db/knex.ts';
import { fieldError, type Language } from './errors.ts';

export function codeClaim(path: string, vocabulary: string, value: string | undefined): ReferenceClaim {
  return { path, vocabulary, by: 'code', value };
}

/** A province and a city of it, by their GB/T 2260 names. */
export function placeClaims(
  path: string,
  { province, city }: Draft<{ province: string; city: string }>,
): ReferenceClaim[] {
  const at = path === '' ? '' : `${path}.`;
  return [
    { path: `${at}province`, vocabulary: 'provinces', by: 'zh', value: province },
    { path: `${at}city`, vocabulary: 'cities', by: 'zh', value: city, parent: province },
  ];
}

/** Exhibition areas, each with a sub-area of its own. */
export function subjectClaims(path: string, subjects: readonly Draft<ExhibitionSubject>[]): ReferenceClaim[] {
  return subjects.flatMap(({ area, subArea }, index) => [
    { path: `${path}[${index}].area`, vocabulary: 'exhibition-areas', by: 'code', value: area, parent: null },
    { path: `${path}[${index}].subArea`, vocabulary: 'exhibition-areas', by: 'code', value: subArea, parent: area },
  ]);
}

/** Refuses values that are not in their vocabulary, naming every one. */
export async function assertKnown(store: Store, claims: ReferenceClaim[], language: Language): Promise<void> {
  const unknown = await createReference(store).unknown(claims);
  if (unknown.length === 0) return;
  throw new DomainError('unknown_reference', {
    detail: unknown.map(({ path, vocabulary, value }) => `${path}: "${value}" is not in ${vocabulary}`).join('; '),
    errors: unknown.map(({ path }) => fieldError(path, 'unknown_reference', language)),
  });
}
