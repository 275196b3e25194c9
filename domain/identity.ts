import { chinaDay } from './day.ts';
import type { AttendeeList } from './attendee.ts';
import { fromAlpha3 } from './country-alpha3.ts';
import { normaliseIdentifier } from './typed-text.ts';
import { isMarker } from './unreadable.ts';

/** Why an identifier is refused. Refusal is a value; it never carries the identifier itself. */
export type IdentityFault =
  | 'format'
  | 'check_digit'
  | 'birth_date'
  | 'region'
  | 'country'
  /** A form that is void by now. */
  | 'expired'
  /** A document that another list takes. */
  | 'list';
export type Parsed<T, Fault = IdentityFault> = { ok: true; value: T } | { ok: false; reason: Fault };

/** G3.3: the three regions of the Hong Kong/Macao/Taiwan list. */
export const permitRegions = ['hong_kong', 'macao', 'taiwan'] as const;
export type PermitRegion = (typeof permitRegions)[number];

/** A document as a form of G3.3 gives it; each list has its own. `country` is ISO 3166-1 alpha-2. */
export type DocumentClaim =
  | { list: 'mainland'; documentNumber: string }
  | { list: 'hk_macao_taiwan'; documentNumber: string; region: PermitRegion }
  | { list: 'overseas'; documentNumber: string; country: string };

/** Which lists take a document of each kind, the one it belongs to first. */
const takenBy = {
  id_card: ['mainland'],
  residence_permit: ['hk_macao_taiwan'],
  hk_macao_permit: ['hk_macao_taiwan'],
  taiwan_permit: ['hk_macao_taiwan'],
  permanent_resident_card: ['overseas', 'mainland'],
  passport: ['overseas'],
} as const satisfies Record<string, readonly AttendeeList[]>;
type DocumentKind = keyof typeof takenBy;
type NationalKind = Exclude<DocumentKind, 'passport'>;

/** A document found well-formed, its number normalised. */
export type IdentityDocument =
  | { kind: NationalKind; number: string }
  | { kind: 'passport'; number: string; country: string };

const accepted = <T>(value: T) => ({ ok: true, value }) as const;
const refused = <Fault>(reason: Fault) => ({ ok: false, reason }) as const;

function weightedSum(code: string, alphabet: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, place) => sum + weight * alphabet.indexOf(code.charAt(place)), 0);
}

/** GB 32100: no I, O, S, V, Z, which are taken for digits and for each other. */
const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const usccWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** The 18th character that GB 32100 gives the first 17. */
export function usccCheckCharacter(first17: string): string {
  return usccAlphabet.charAt((31 - (weightedSum(first17, usccAlphabet, usccWeights) % 31)) % 31);
}

/** Unified social credit code, 18 characters. The first two may be letters: `N2…` is a rural collective. */
export function parseUscc(text: string): Parsed<string, 'format' | 'check_digit'> {
  const uscc = normaliseIdentifier(text);
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(uscc)) return refused('format');
  return usccCheckCharacter(uscc) === uscc.charAt(17) ? accepted(uscc) : refused('check_digit');
}

const idCardWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** The 18th character that GB 11643 gives the first 17. */
export function idCardCheckCharacter(first17: string): string {
  return '10X98765432'.charAt(weightedSum(first17, '0123456789', idCardWeights) % 11);
}

function isCalendarDay(day: string): boolean {
  const time = Date.parse(day);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

/**
 * The forms of what China issues, each of which says by itself what it is. Whatever has none of them may be a passport, and so may
 * nine characters of a permit and eight digits: Korea's passports are M and 8 digits, Malaysia's of Sabah H and 8 digits
 * (`mayBePassport`).
 */
const forms: readonly [form: RegExp, kind: NationalKind][] = [
  [/^8[123]0000[0-9]{11}[0-9X]$/, 'residence_permit'],
  // 外国人永久居留身份证: since December 2023 (GA 2102-2023) like an ID card, the first a 9, which no citizen's has; before, and
  // valid until it runs out, the country's three letters and 12 digits.
  [/^9[0-9]{16}[0-9X]$|^[A-Z]{3}[0-9]{12}$/, 'permanent_resident_card'],
  [/^[0-9]{17}[0-9X]$/, 'id_card'],
  // 港澳居民来往内地通行证: 8 lifelong digits, 2 of reissue on the older booklet. HA and MA since 10 July 2024, for those of foreign
  // nationality (National Immigration Administration: nine characters, 一人一号、终身不变; reissues are counted beside the number).
  [/^[HM][0-9]{8}(?:[0-9]{2})?$|^[HM]A[0-9]{7}$/, 'hk_macao_permit'],
  [/^[0-9]{8}$/, 'taiwan_permit'],
];
const kindOf = (number: string): DocumentKind => forms.find(([form]) => form.test(number))?.[1] ?? 'passport';
const mayBePassport = (number: string) => number.length <= 9;

/** Whose passports are written like which permits. */
const likePermits: Readonly<Record<string, RegExp>> = {
  KR: /^M[0-9]/,
  MY: /^H[0-9]/,
  // M of those valid for five years, and a letter that counts on.
  JP: /^MA/,
};

/** Whether a passport's number is a Hong Kong or Macao permit's, as far as its form tells, and its country has none like that. */
export function looksLikePermit(number: string, country: string): boolean {
  return mayBePassport(number) && kindOf(number) === 'hk_macao_permit' && !likePermits[country]?.test(number);
}

/** The 15 digits of an ID card ended with 2012; of 台胞证 the longer numbers ended in September 2008, and five years later the last ran out. */
function isExpired(number: string, claim: DocumentClaim): boolean {
  if (/^[0-9]{15}$/.test(number)) return true;
  const ofTaiwan = claim.list === 'hk_macao_taiwan' && claim.region === 'taiwan';
  return ofTaiwan && /^[0-9]{10}(?:\(?[0-9A-Z]\)?)?$/.test(number);
}

/** The list to use for a document that another does not take. */
export function listFor(documentNumber: string): AttendeeList {
  return takenBy[kindOf(normaliseIdentifier(documentNumber))][0];
}

/** What a residence permit's or a travel permit's first characters say of where its holder is from. */
const permitPrefixes: Readonly<Record<PermitRegion, RegExp>> = {
  hong_kong: /^(?:H|810000)/,
  macao: /^(?:M|820000)/,
  taiwan: /^(?:[0-9]{8}$|830000)/,
};

/** GB 11643. Region codes are not looked up: a card keeps the code of a county that was renamed or merged since. */
function faultOfCard(number: string, now: Date): IdentityFault | undefined {
  const match = /^[1-9][0-9]{5}((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})/.exec(number);
  if (!match) return 'format';
  if (idCardCheckCharacter(number) !== number.charAt(17)) return 'check_digit';
  const birth = match.slice(1).join('-');
  return isCalendarDay(birth) && birth <= chinaDay(now) ? undefined : 'birth_date';
}

const isByGb11643 = (number: string) => /^[0-9]{17}[0-9X]$/.test(number);

/** The sex that a number of GB 11643 tells: its 17th digit is odd for men. */
export function sexIn(number: string): 'male' | 'female' | undefined {
  if (!isByGb11643(number)) return undefined;
  return Number(number.charAt(16)) % 2 === 1 ? 'male' : 'female';
}

/** The country (alpha-2) that a permanent resident's card of the older form begins with. */
export function countryIn(number: string): string | undefined {
  return /^[A-Z]{3}[0-9]{12}$/.test(number) ? fromAlpha3(number.slice(0, 3)) : undefined;
}

/** A passport number has no check digit of its own: only its shape can be wrong. */
function parsePassport(number: string, country: string): Parsed<IdentityDocument> {
  if (!/^(?=.*[0-9])[A-Z0-9]{5,20}$/.test(number)) return refused('format');
  const issuer = normaliseIdentifier(country);
  return /^[A-Z]{2}$/.test(issuer) ? accepted({ kind: 'passport', number, country: issuer }) : refused('country');
}

/** The document of an attendee (G3.3): its own form decides what it is, and its list whether it is taken there. */
export function parseDocument(claim: DocumentClaim, now: Date): Parsed<IdentityDocument> {
  const number = normaliseIdentifier(claim.documentNumber);
  if (isExpired(number, claim)) return refused('expired');
  const kind = kindOf(number);
  if (claim.list === 'overseas' && (kind === 'passport' || mayBePassport(number)))
    return parsePassport(number, claim.country);
  if (kind === 'passport') return refused('format');
  const lists: readonly AttendeeList[] = takenBy[kind];
  if (!lists.includes(claim.list)) return refused('list');
  const fault = isByGb11643(number) ? faultOfCard(number, now) : undefined;
  if (fault) return refused(fault);
  if (claim.list === 'hk_macao_taiwan' && !permitPrefixes[claim.region].test(number)) return refused('region');
  return accepted({ kind, number });
}

/**
 * Equal for one person's document however often it is reissued and whichever list it was typed into: of a Hong Kong or Macao permit
 * the first 9 characters are lifelong. Stored as blind indexes, so that a key written otherwise would meet nobody who is there.
 */
export function personKey(document: IdentityDocument): string {
  const { kind, number } = document;
  if (kind === 'passport' && !looksLikePermit(number, document.country))
    return `passport:${document.country}:${number}`;
  const isCard = kind === 'id_card' || kind === 'residence_permit' || kind === 'permanent_resident_card';
  return isCard ? `id_card:${number}` : `permit:${number.slice(0, 9)}`;
}

/** The key of a number whose own form says what it is; undefined where a passport may be written like it. */
export function keyOfForm(number: string): string | undefined {
  const kind = kindOf(number);
  return kind === 'passport' || mayBePassport(number) ? undefined : personKey({ kind, number });
}

/** Each spelling that a key of this number may have, whichever list it was typed into: which it is, its index tells. */
export function possiblePersonKeys(number: string, country: string | null): string[] {
  return [
    `id_card:${number}`,
    `permit:${number.slice(0, 9)}`,
    ...(country === null ? [] : [`passport:${country}:${number}`]),
  ];
}

/** By code points: a rare character of a name takes two UTF-16 units. */
function mask(text: string, head: number, tail: number): string {
  if (isMarker(text)) return text;
  const characters = Array.from(text);
  return characters
    .map((character, place) => (place < head || place >= characters.length - tail ? character : '*'))
    .join('');
}

/** G5.5: `110***********002X`, `E***5678` for short ones; never more than half of it shows. */
export function maskDocument(number: string): string {
  const most = Math.floor(Array.from(number).length / 2);
  const head = Math.min(number.length < 11 ? 1 : 3, most);
  return mask(number, head, Math.min(4, most - head));
}

/** `13812348000` → `138****8000`; what is no mainland mobile is masked as a document is. */
export function maskMobile(mobile: string): string {
  return /^1[0-9]{10}$/.test(mobile) ? mask(mobile, 3, 4) : maskDocument(mobile);
}

/** `visitor@example.com` → `v***@example.com`; not even the length of the local part shows. */
export function maskEmail(email: string): string {
  if (isMarker(email)) return email;
  const at = email.lastIndexOf('@');
  if (at < 1) return '***';
  const [first, ...rest] = Array.from(email.slice(0, at));
  return `${rest.length > 0 ? first : ''}***${email.slice(at)}`;
}
