import { DomainError, type FieldError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';
import type { Draft, ExhibitionSubject } from '../domain/unit-info.ts';
import { createReference, type ReferenceClaim } from '../db/reference.ts';
import type { Store } from '../db/knex.ts';
import { createPlaces, fullPlace } from './reference-word.ts';

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

/** Rows in their places, those too that are not fit to be looked at: nothing in them claims anything. */
export const rowsOf = <T extends object>(rows: readonly (T | undefined)[]): readonly (T | Partial<T>)[] =>
  rows.map((row) => row ?? {});

/** Exhibition areas, each with a sub-area of its own. */
export function subjectClaims(path: string, subjects: readonly Draft<ExhibitionSubject>[]): ReferenceClaim[] {
  const vocabulary = 'exhibition-areas';
  return rowsOf(subjects).flatMap(({ area, subArea }, index) => [
    ...claims({ path: `${path}[${index}].area`, vocabulary, by: 'code', value: area, parent: null }),
    ...claims({ path: `${path}[${index}].subArea`, vocabulary, by: 'code', value: subArea, parent: area }),
  ]);
}

/** A claim of a place by its full name, where it is understood. */
async function inFull(store: Store, claim: ReferenceClaim): Promise<ReferenceClaim> {
  const { vocabulary, value, parent } = claim;
  if (vocabulary === 'provinces')
    return { ...claim, value: (await fullPlace(store, { province: value, city: '' })).province };
  if (vocabulary !== 'cities' || !parent) return claim;
  const { province, city } = await fullPlace(store, { province: parent, city: value });
  return { ...claim, value: city, parent: province };
}

/** Refuses values that are not in their vocabulary, naming every one; a place may be written as people do (`fullPlace`). */
export async function assertKnown(store: Store, claims: ReferenceClaim[]): Promise<void> {
  const reference = createReference(store);
  const inDoubt = await reference.unknown(claims);
  if (inDoubt.length === 0) return;
  const still = await reference.unknown(await Promise.all(inDoubt.map((claim) => inFull(store, claim))));
  const unknown = inDoubt.filter(({ path }) => still.some((claim) => claim.path === path));
  if (unknown.length === 0) return;
  throw new DomainError('unknown_reference', {
    errors: await Promise.all(unknown.map(async (claim) => ({ path: claim.path, ...(await faultOf(store, claim)) }))),
  });
}

/** Why a value is refused; a wrong city of a right province by its province. */
async function faultOf(
  store: Store,
  { vocabulary, value, parent }: ReferenceClaim,
): Promise<Pick<FieldError, 'code' | 'message'>> {
  if (vocabulary === 'cities' && parent) {
    const { city } = (await createPlaces(store)).read({ province: parent, city: value });
    if (city && 'fault' in city) return city.fault;
  }
  return { code: 'unknown_reference', message: say('not_in_vocabulary', { value }) };
}
