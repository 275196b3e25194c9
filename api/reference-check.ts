import { DomainError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';
import type { ExhibitionSubject } from '../domain/unit-info.ts';
import { createReference, type ReferenceClaim } from '../db/reference.ts';
import type { Store } from '../db/knex.ts';

export function codeClaim(path: string, vocabulary: string, value: string): ReferenceClaim {
  return { path, vocabulary, by: 'code', value };
}

/** The claim of a field that may be left out. */
export function codeClaims(path: string, vocabulary: string, value: string | undefined): ReferenceClaim[] {
  return value === undefined ? [] : [codeClaim(path, vocabulary, value)];
}

/** A province and a city of it, by their GB/T 2260 names. */
export function placeClaims(
  path: string,
  { province, city }: { province?: string | undefined; city?: string | undefined },
): ReferenceClaim[] {
  if (province === undefined) return [];
  const at = path === '' ? '' : `${path}.`;
  return [
    { path: `${at}province`, vocabulary: 'provinces', by: 'zh', value: province },
    ...(city === undefined
      ? []
      : [{ path: `${at}city`, vocabulary: 'cities', by: 'zh' as const, value: city, parent: province }]),
  ];
}

/** Exhibition areas, each with a sub-area of its own. */
export function subjectClaims(path: string, subjects: ExhibitionSubject[]): ReferenceClaim[] {
  return subjects.flatMap(({ area, subArea }, index) => [
    { path: `${path}[${index}].area`, vocabulary: 'exhibition-areas', by: 'code', value: area, parent: null },
    { path: `${path}[${index}].subArea`, vocabulary: 'exhibition-areas', by: 'code', value: subArea, parent: area },
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
