import { normaliseIdentifier } from './typed-text.ts';
import { unreadable } from './unreadable.ts';

/** Why an identifier is refused. Refusal is a value; it never carries the identifier itself. */
type IdentityFault = 'format' | 'check_digit' | 'birth_date' | 'region' | 'country';
export type Parsed<T> = { ok: true; value: T } | { ok: false; reason: IdentityFault };

/** G3.3: the three regions of the Hong Kong/Macao/Taiwan list. */
export const permitRegions = ['hong_kong', 'macao', 'taiwan'] as const;
export type PermitRegion = (typeof permitRegions)[number];

/** A document as a form of G3.3 gives it; each list has its own. `country` is ISO 3166-1 alpha-2. */
export type DocumentClaim =
  | { list: 'mainland'; documentNumber: string }
  | { list: 'hk_macao_taiwan'; documentNumber: string; region: PermitRegion }
  | { list: 'overseas'; documentNumber: string; country: string };

/** A document found well-formed, its number normalised. */
export type IdentityDocument =
  | { kind: 'id_card' | 'hk_macao_permit' | 'taiwan_permit'; number: string }
  | { kind: 'passport'; number: string; country: string };

const accepted = <T>(value: T): Parsed<T> => ({ ok: true, value });
const refused = (reason: IdentityFault): Parsed<never> => ({ ok: false, reason });

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
export function parseUscc(text: string): Parsed<string> {
  const uscc = normaliseIdentifier(text);
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(uscc)) return refused('format');
  return usccCheckCharacter(uscc) === uscc.charAt(17) ? accepted(uscc) : refused('check_digit');
}

const idCardWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** The 18th character that GB 11643 gives the first 17. */
export function idCardCheckCharacter(first17: string): string {
  return '10X98765432'.charAt(weightedSum(first17, '0123456789', idCardWeights) % 11);
}

/** China keeps one time, UTC+8 without summer time, and a birth date is a day of that calendar. */
function shanghaiDay(now: Date): string {
  return new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}

function isCalendarDay(day: string): boolean {
  const time = Date.parse(day);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

/**
 * Resident ID card and 港澳台居民居住证, both GB 11643. The 15-digit form is void since 2013. Region codes are not looked up:
 * a card keeps the code of a county that was renamed or merged since.
 */
export function parseIdCard(text: string, now: Date): Parsed<IdentityDocument> {
  const number = normaliseIdentifier(text);
  const match = /^[1-9][0-9]{5}((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})[0-9]{3}[0-9X]$/.exec(number);
  if (!match) return refused('format');
  if (idCardCheckCharacter(number) !== number.charAt(17)) return refused('check_digit');
  const birth = match.slice(1).join('-');
  if (!isCalendarDay(birth) || birth > shanghaiDay(now)) return refused('birth_date');
  return accepted({ kind: 'id_card', number });
}

/** What a residence permit's or a travel permit's first characters say of where its holder is from. */
const permitPrefixes: Readonly<Record<PermitRegion, RegExp>> = {
  hong_kong: /^(?:H|810000)/,
  macao: /^(?:M|820000)/,
  taiwan: /^(?:[0-9]{8}$|830000)/,
};

/**
 * 港澳居民来往内地通行证 (H or M, 8 lifelong digits, 2 of reissue on the older booklet), 台胞证 (8 digits: the longer numbers ended
 * in 2008 and ran out in 2013), or 港澳台居民居住证; of the region stated.
 */
export function parsePermit(text: string, region: PermitRegion, now: Date): Parsed<IdentityDocument> {
  const number = normaliseIdentifier(text);
  const parsed = /^8[123]0000[0-9]{11}[0-9X]$/.test(number) ? parseIdCard(number, now) : parseTravelPermit(number);
  return parsed.ok && !permitPrefixes[region].test(number) ? refused('region') : parsed;
}

function parseTravelPermit(number: string): Parsed<IdentityDocument> {
  if (/^[HM][0-9]{8}(?:[0-9]{2})?$/.test(number)) return accepted({ kind: 'hk_macao_permit', number });
  if (/^[0-9]{8}$/.test(number)) return accepted({ kind: 'taiwan_permit', number });
  return refused('format');
}

/** A passport number has no check digit of its own: only its shape can be wrong. */
export function parsePassport(text: string, country: string): Parsed<IdentityDocument> {
  const number = normaliseIdentifier(text);
  if (!/^(?=.*[0-9])[A-Z0-9]{5,20}$/.test(number)) return refused('format');
  const issuer = normaliseIdentifier(country);
  return /^[A-Z]{2}$/.test(issuer) ? accepted({ kind: 'passport', number, country: issuer }) : refused('country');
}

/** The document of an attendee, read by the rule of its list (G3.3). */
export function parseDocument(claim: DocumentClaim, now: Date): Parsed<IdentityDocument> {
  if (claim.list === 'mainland') return parseIdCard(claim.documentNumber, now);
  if (claim.list === 'hk_macao_taiwan') return parsePermit(claim.documentNumber, claim.region, now);
  return parsePassport(claim.documentNumber, claim.country);
}

/** Equal for one person's document however often it is reissued: of a Hong Kong or Macao permit the first 9 characters are lifelong. */
export function personKey(document: IdentityDocument): string {
  if (document.kind === 'passport') return `passport:${document.country}:${document.number}`;
  return document.kind === 'id_card' ? `id_card:${document.number}` : `permit:${document.number.slice(0, 9)}`;
}

/** By code points: a rare character of a name takes two UTF-16 units. */
function mask(text: string, head: number, tail: number): string {
  if (text === unreadable) return text;
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
  if (email === unreadable) return email;
  const at = email.lastIndexOf('@');
  if (at < 1) return '***';
  const [first, ...rest] = Array.from(email.slice(0, at));
  return `${rest.length > 0 ? first : ''}***${email.slice(at)}`;
}
