import { DomainError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';
import type { Draft, ExhibitionSubject } from '../domain/unit-info.ts';
import { createReference, type ReferenceClaim } from '../db/reference.ts';
import type { Store } from '../db/knex.ts';

export function codeClaim(path: string, vocabulary: string, value: string): ReferenceClaim {
  return { path, vocabulary, by: 'code', value };
}

/** What is not filled in claims nothing. */
function claims({ value, ...claim }: Omit<ReferenceClaim, 'value'> & { value: string | undefined }): ReferenceClaim[] {
  return value === undefined ? [] : [{ ...claim, value }];
}

/** The claim of a field that may be left out. */
export function codeClaims(path: string, vocabulary: string, value: string | undefined): ReferenceClaim[] {
  return claims({ path, vocabulary, by: 'code', value });
}

/** A province and a city of it, by their GB/T 2260 names. */
export function placeClaims(
  path: string,
  { province, city }: Draft<{ province: string; city: string }>,
): ReferenceClaim[] {
  const at = path === '' ? '' : `${path}.`;
  return [
    ...claims({ path: `${at}province`, vocabulary: 'provinces', by: 'zh', value: province }),
    ...claims({ path: `${at}city`, vocabulary: 'cities', by: 'zh', value: city, parent: province }),
  ];
}

/** Exhibition areas, each with a sub-area of its own. */
export function subjectClaims(path: string, subjects: readonly Draft<ExhibitionSubject>[]): ReferenceClaim[] {
  const vocabulary = 'exhibition-areas';
  return subjects.flatMap(({ area, subArea }, index) => [
    ...claims({ path: `${path}[${index}].area`, vocabulary, by: 'code', value: area, parent: null }),
    ...claims({ path: `${path}[${index}].subArea`, vocabulary, by: 'code', value: subArea, parent: area }),
  ]);
}

/** Refuses values that are not in their vocabulary, naming every one. */
export async function assertKnown(store: Store, claims: ReferenceClaim[]): Promise<void> {
  const unknown = await createReference(store).unknown(claims);
  if (unknown.length === 0) return;
  throw new DomainError('unknown_reference', {
    errors: unknown.map(({ path, value }) => ({
      path,
      code: 'unknown_reference',
      message: say('not_in_vocabulary', { value }),
    })),
  });
}
