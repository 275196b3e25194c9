import type { AttendeeData } from './attendee-field.ts';
import { countryIn, looksLikePermit, sexIn } from './identity.ts';

/** What of a person's form warnings look at. */
type Looked = Pick<AttendeeData, 'sex' | 'country' | 'documentNumber'>;

interface WarningRule {
  /** The fields it looks at, the one it is shown at first: a confirmation is of their values. */
  of: readonly [keyof Looked, ...(keyof Looked)[]];
  stands: (person: Looked) => boolean;
}

/**
 * What looks wrong in a person's form and may yet be right: nobody is refused for it, the unit confirms it. The words are the
 * message of the same name.
 */
const warnings = {
  sex_differs: {
    of: ['sex', 'documentNumber'],
    stands: ({ sex, documentNumber }) => (sexIn(documentNumber) ?? sex) !== sex,
  },
  country_differs: {
    of: ['country', 'documentNumber'],
    stands: ({ country, documentNumber }) => country !== null && (countryIn(documentNumber) ?? country) !== country,
  },
  looks_like_permit: {
    of: ['documentNumber', 'country'],
    stands: ({ documentNumber, country }) => country !== null && looksLikePermit(documentNumber, country),
  },
} as const satisfies Record<string, WarningRule>;

export type WarningCode = keyof typeof warnings;
export const warningCodes = Object.keys(warnings) as [WarningCode, ...WarningCode[]];
const ruleOf = (code: WarningCode): WarningRule => warnings[code];

/** A warning that stands, and whether the unit has said that it is right. */
export interface AttendeeWarning {
  path: keyof Looked;
  code: WarningCode;
  confirmed: boolean;
}

export function warningsOf(person: Looked & { confirmedWarnings: readonly WarningCode[] }): AttendeeWarning[] {
  return warningCodes
    .filter((code) => ruleOf(code).stands(person))
    .map((code) => ({ path: ruleOf(code).of[0], code, confirmed: person.confirmedWarnings.includes(code) }));
}

/** What is confirmed of a changed form: what the unit says is, or else what was, as far as it stands on the same values. */
export function confirmedAfter(
  change: { before: Looked & { confirmedWarnings: readonly WarningCode[] }; after: Looked },
  said: readonly WarningCode[] | undefined,
): WarningCode[] {
  const { before, after } = change;
  const isSame = (code: WarningCode) => ruleOf(code).of.every((field) => before[field] === after[field]);
  const confirmed = said ?? before.confirmedWarnings.filter(isSame);
  return warningCodes.filter((code) => confirmed.includes(code) && ruleOf(code).stands(after));
}
