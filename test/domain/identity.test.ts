import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stdnum } from 'stdnum';
import {
  idCardCheckCharacter,
  parseDocument,
  parseIdCard,
  parsePassport,
  parsePermit,
  parseUscc,
  personKey,
  usccCheckCharacter,
} from '../../domain/identity.ts';
import type { IdentityDocument, Parsed } from '../../domain/identity.ts';

const now = new Date('2019-06-01T00:00:00Z');
const usccAlphabet = Array.from('0123456789ABCDEFGHJKLMNPQRTUWXY');
const digits = Array.from('0123456789');
const digit = fc.constantFrom(...digits);
const { uscc: usccReader, ric: idCardReader } = stdnum['CN'] ?? {};
assert.ok(usccReader && idCardReader);

function text(...parts: [characters: fc.Arbitrary<string>, length: number][]): fc.Arbitrary<string> {
  return fc
    .tuple(
      ...parts.map(([characters, length]) => fc.string({ unit: characters, minLength: length, maxLength: length })),
    )
    .map((all) => all.join(''));
}

const uscc = text([digit, 8], [fc.constantFrom(...usccAlphabet), 9]).map(
  (first17) => first17 + usccCheckCharacter(first17),
);
const birthDate = fc.date({ min: new Date('1900-01-01'), max: new Date('2019-05-31'), noInvalidDate: true });
const idCard = fc
  .tuple(text([digit, 5]), birthDate, text([digit, 3]))
  .map(([region, birth, sequence]) => `1${region}${birth.toISOString().slice(0, 10).replaceAll('-', '')}${sequence}`)
  .map((first17) => first17 + idCardCheckCharacter(first17));
const substitution = (places: number, characters: string[]) =>
  fc.record({ place: fc.nat({ max: places - 1 }), character: fc.constantFrom(...characters) });

function replaced(code: string, { place, character }: { place: number; character: string }): string {
  return code.slice(0, place) + character + code.slice(place + 1);
}
function born(day: string, region = '110105'): string {
  const first17 = `${region}${day}002`;
  return first17 + idCardCheckCharacter(first17);
}
function keyOf(parsed: Parsed<IdentityDocument>): string {
  assert.ok(parsed.ok);
  return personKey(parsed.value);
}
const ok = <T>(value: T) => ({ ok: true, value });
const no = (reason: string) => ({ ok: false, reason });

describe('unified social credit code', () => {
  it('given codes in use, when parsed, then they are accepted in their normal form', () => {
    assert.deepEqual(parseUscc('91350100M000100Y43'), ok('91350100M000100Y43'));
    assert.deepEqual(parseUscc(' ９１110000600037341l '), ok('91110000600037341L'));
  });

  it('given codes of another length, alphabet or check character, when parsed, then the reason says which', () => {
    for (const code of [
      '',
      '91350100M000100Y4',
      '91350100M000100Y433',
      '1234567890ABCDEFYZ',
      '91350100I000100Y43',
      '9135A100M000100Y43',
    ]) {
      assert.deepEqual(parseUscc(code), no('format'), code);
    }
    assert.deepEqual(parseUscc('91350100M000100Y44'), no('check_digit'));
  });

  it('given any code that checks, when an independent reader judges it, then both accept it', () => {
    // The independent reader refuses every code whose check character is 0, which GB 32100 allows.
    fc.assert(
      fc.property(uscc, (code) => parseUscc(code).ok && (code.endsWith('0') || usccReader.validate(code).isValid)),
    );
  });

  it('given any 18 characters of its shape, when an independent reader judges them, then both agree', () => {
    const shaped = text(
      [digit, 8],
      [fc.constantFrom(...usccAlphabet), 9],
      [fc.constantFrom(...usccAlphabet.slice(1)), 1],
    );
    fc.assert(fc.property(shaped, (code) => parseUscc(code).ok === usccReader.validate(code).isValid));
  });

  it('given any valid code, when one character is replaced by another, then it is refused', () => {
    fc.assert(
      fc.property(uscc, substitution(18, usccAlphabet), (code, change) => {
        fc.pre(code[change.place] !== change.character);
        return !parseUscc(replaced(code, change)).ok;
      }),
    );
  });

  it('given a remainder of zero, when the check character is made, then it is 0', () => {
    assert.equal(usccCheckCharacter('91440101MA5100008'), '0');
    assert.deepEqual(parseUscc('91440101MA51000080'), ok('91440101MA51000080'));
  });
});

describe('resident ID card', () => {
  it('given a card of GB 11643, when parsed in small letters, then it is accepted in its normal form', () => {
    assert.deepEqual(parseIdCard('11010519491231002x', now), ok({ kind: 'id_card', number: '11010519491231002X' }));
  });

  it('given the void 15-digit form or another shape, when parsed, then the format is refused', () => {
    for (const card of [
      '',
      '110105491231002',
      '1101051949123100',
      '110105194912310021X',
      '11010519491231002Y',
      '11010518491231002X',
    ]) {
      assert.deepEqual(parseIdCard(card, now), no('format'), card);
    }
  });

  it('given a wrong last character, when parsed, then the check digit is refused', () => {
    assert.deepEqual(parseIdCard('110105194912310021', now), no('check_digit'));
    assert.deepEqual(parseIdCard('327243198807238769', now), no('check_digit'));
  });

  it('given a day that no calendar has, when its check digit is right, then the birth date is refused', () => {
    for (const day of ['20190229', '19000229', '19881301', '19880001', '19880100', '19880431']) {
      assert.deepEqual(parseIdCard(born(day), now), no('birth_date'), day);
    }
    assert.ok(parseIdCard(born('20000229'), now).ok);
  });

  it('given a birth today in Shanghai, when it is still yesterday in UTC, then it is accepted, and tomorrow is not', () => {
    const earlyMorning = new Date('2019-05-31T17:00:00Z');
    assert.ok(parseIdCard(born('20190601'), earlyMorning).ok);
    assert.deepEqual(parseIdCard(born('20190602'), earlyMorning), no('birth_date'));
    assert.deepEqual(parseIdCard(born('20190601'), new Date('2019-05-31T15:59:59Z')), no('birth_date'));
  });

  it('given any card that checks, when an independent reader judges it, then both accept it', () => {
    fc.assert(fc.property(idCard, (card) => parseIdCard(card, now).ok && idCardReader.validate(card).isValid));
  });

  it('given any valid card, when one character is replaced by another, then it is refused', () => {
    fc.assert(
      fc.property(idCard, substitution(18, [...digits, 'X']), (card, change) => {
        fc.pre(card[change.place] !== change.character);
        return !parseIdCard(replaced(card, change), now).ok;
      }),
    );
  });
});

describe('permit', () => {
  it('given travel permits of each region, when parsed, then their kind is known', () => {
    assert.deepEqual(parsePermit('h12345678', 'hong_kong', now), ok({ kind: 'hk_macao_permit', number: 'H12345678' }));
    assert.deepEqual(parsePermit('M1234567801', 'macao', now), ok({ kind: 'hk_macao_permit', number: 'M1234567801' }));
    assert.deepEqual(parsePermit('12345678', 'taiwan', now), ok({ kind: 'taiwan_permit', number: '12345678' }));
  });

  it('given numbers of another shape, when parsed, then the format is refused', () => {
    for (const permit of [
      '',
      'H1234567',
      'H123456789',
      'H123456780123',
      'T12345678',
      '1234567',
      '1234567801',
      '0123456701(B)',
      '11010519491231002X',
    ]) {
      assert.deepEqual(parsePermit(permit, 'hong_kong', now), no('format'), permit);
    }
  });

  it('given a permit of another region than stated, when parsed, then the region is refused', () => {
    assert.deepEqual(parsePermit('H12345678', 'macao', now), no('region'));
    assert.deepEqual(parsePermit('M12345678', 'hong_kong', now), no('region'));
    assert.deepEqual(parsePermit('12345678', 'hong_kong', now), no('region'));
    assert.deepEqual(parsePermit('H12345678', 'taiwan', now), no('region'));
  });

  it('given a residence permit, when parsed, then it is read as the ID card it is, region and check digit included', () => {
    for (const [region, code] of [
      ['hong_kong', '810000'],
      ['macao', '820000'],
      ['taiwan', '830000'],
    ] as const) {
      assert.deepEqual(
        parsePermit(born('19900101', code), region, now),
        ok({ kind: 'id_card', number: born('19900101', code) }),
      );
    }
    assert.deepEqual(parsePermit(born('19900101', '830000'), 'hong_kong', now), no('region'));
    const wrong = born('19900101', '810000').slice(0, 17) + (born('19900101', '810000').endsWith('1') ? '2' : '1');
    assert.deepEqual(parsePermit(wrong, 'hong_kong', now), no('check_digit'));
  });
});

describe('passport', () => {
  it('given a number and a country, when parsed, then both are normalised', () => {
    assert.deepEqual(parsePassport(' ｅ1234 5678', 'us'), ok({ kind: 'passport', number: 'E12345678', country: 'US' }));
  });

  it('given a number of impossible shape or no country, when parsed, then the reason says which', () => {
    for (const number of ['', 'A123', 'ABCDEFGH', 'E1234567-', '1'.repeat(21)]) {
      assert.deepEqual(parsePassport(number, 'US'), no('format'), number);
    }
    for (const country of ['', 'USA', '美国', 'U1'])
      assert.deepEqual(parsePassport('E12345678', country), no('country'), country);
  });
});

describe('a person', () => {
  it('given a claim of each list, when parsed, then the rule of its list is applied', () => {
    const documentNumber = '11010519491231002X';
    assert.ok(parseDocument({ list: 'mainland', documentNumber }, now).ok);
    assert.deepEqual(parseDocument({ list: 'hk_macao_taiwan', documentNumber, region: 'taiwan' }, now), no('format'));
    assert.deepEqual(
      parseDocument({ list: 'overseas', documentNumber, country: 'JP' }, now),
      ok({ kind: 'passport', number: documentNumber, country: 'JP' }),
    );
  });

  it('given a reissued Hong Kong permit, when keyed, then the key is the same, and another person has another', () => {
    assert.equal(keyOf(parsePermit('H1234567801', 'hong_kong', now)), 'permit:H12345678');
    assert.equal(keyOf(parsePermit('ｈ12345678', 'hong_kong', now)), 'permit:H12345678');
    assert.notEqual(keyOf(parsePermit('H1234567901', 'hong_kong', now)), 'permit:H12345678');
    assert.notEqual(keyOf(parsePermit('M12345678', 'macao', now)), 'permit:H12345678');
  });

  it('given one number as different documents, when keyed, then the keys differ', () => {
    const documents = [
      parsePermit('12345678', 'taiwan', now),
      parsePassport('12345678', 'US'),
      parsePassport('12345678', 'GB'),
    ];
    assert.deepEqual(documents.map(keyOf), ['permit:12345678', 'passport:US:12345678', 'passport:GB:12345678']);
    assert.equal(keyOf(parseIdCard('11010519491231002x', now)), 'id_card:11010519491231002X');
  });
});
