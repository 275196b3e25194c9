import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  idCardCheckCharacter,
  parseDocument,
  personKey,
  type IdentityDocument,
  type Parsed,
  type PermitRegion,
} from '../../domain/identity.ts';

// Documents as tests of them need them, well-formed and made up.

export const now = new Date('2019-06-01T00:00:00Z');
export const digits = Array.from('0123456789');
export const digit = fc.constantFrom(...digits);

export function text(...parts: [characters: fc.Arbitrary<string>, length: number][]): fc.Arbitrary<string> {
  return fc
    .tuple(
      ...parts.map(([characters, length]) => fc.string({ unit: characters, minLength: length, maxLength: length })),
    )
    .map((all) => all.join(''));
}

const birthDate = fc.date({ min: new Date('1900-01-01'), max: new Date('2019-05-31'), noInvalidDate: true });

/** Cards of GB 11643 with these first six characters. */
export const cardsOf = (region: fc.Arbitrary<string>) =>
  fc
    .tuple(region, birthDate, text([digit, 3]))
    .map(([code, birth, sequence]) => `${code}${birth.toISOString().slice(0, 10).replaceAll('-', '')}${sequence}`)
    .map((first17) => first17 + idCardCheckCharacter(first17));
export const idCard = cardsOf(text([digit, 5]).map((rest) => `1${rest}`));

export function born(day: string, region = '110105'): string {
  const first17 = `${region}${day}002`;
  return first17 + idCardCheckCharacter(first17);
}
export function keyOf(parsed: Parsed<IdentityDocument>): string {
  assert.ok(parsed.ok);
  return personKey(parsed.value);
}
export const parseIdCard = (documentNumber: string, at: Date) =>
  parseDocument({ list: 'mainland', documentNumber }, at);
export const parsePermit = (documentNumber: string, region: PermitRegion, at: Date) =>
  parseDocument({ list: 'hk_macao_taiwan', documentNumber, region }, at);
export const parsePassport = (documentNumber: string, country: string) =>
  parseDocument({ list: 'overseas', documentNumber, country }, now);
export const ok = <T>(value: T) => ({ ok: true, value });
export const no = (reason: string) => ({ ok: false, reason });
