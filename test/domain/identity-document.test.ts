import assert from 'node:assert/strict';
import fc from 'fast-check';
import { listFor, parseDocument, personKey, type DocumentClaim } from '../../domain/identity.ts';
import {
  born,
  cardsOf,
  digit,
  idCard,
  keyOf,
  no,
  now,
  ok,
  parseIdCard,
  parsePassport,
  parsePermit,
  text,
} from '../support/documents.ts';

describe('permit', () => {
  it('given travel permits of each region, when parsed, then their kind is known', () => {
    assert.deepEqual(parsePermit('h12345678', 'hong_kong', now), ok({ kind: 'hk_macao_permit', number: 'H12345678' }));
    assert.deepEqual(parsePermit('M1234567801', 'macao', now), ok({ kind: 'hk_macao_permit', number: 'M1234567801' }));
    assert.deepEqual(parsePermit('12345678', 'taiwan', now), ok({ kind: 'taiwan_permit', number: '12345678' }));
    assert.deepEqual(parsePermit('HA1234567', 'hong_kong', now), ok({ kind: 'hk_macao_permit', number: 'HA1234567' }));
    assert.deepEqual(parsePermit('ma1234567', 'macao', now), ok({ kind: 'hk_macao_permit', number: 'MA1234567' }));
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
      'HA123456',
      'HA12345678',
      'HB1234567',
      'TA1234567',
    ]) {
      assert.deepEqual(parsePermit(permit, 'hong_kong', now), no('format'), permit);
    }
  });

  it('given the longer numbers that Taiwan permits had, when parsed, then they are void', () => {
    for (const permit of ['1234567801', '0123456701(B)', '0123456701B'])
      assert.deepEqual(parsePermit(permit, 'taiwan', now), no('expired'), permit);
  });

  it('given a permit of another region than stated, when parsed, then the region is refused', () => {
    assert.deepEqual(parsePermit('H12345678', 'macao', now), no('region'));
    assert.deepEqual(parsePermit('M12345678', 'hong_kong', now), no('region'));
    assert.deepEqual(parsePermit('12345678', 'hong_kong', now), no('region'));
    assert.deepEqual(parsePermit('H12345678', 'taiwan', now), no('region'));
    assert.deepEqual(parsePermit('HA1234567', 'macao', now), no('region'));
    assert.deepEqual(parsePermit('MA1234567', 'hong_kong', now), no('region'));
  });

  it('given a residence permit, when parsed, then it is read as the ID card it is, region and check digit included', () => {
    for (const [region, code] of [
      ['hong_kong', '810000'],
      ['macao', '820000'],
      ['taiwan', '830000'],
    ] as const) {
      assert.deepEqual(
        parsePermit(born('19900101', code), region, now),
        ok({ kind: 'residence_permit', number: born('19900101', code) }),
      );
    }
    assert.deepEqual(parsePermit(born('19900101', '830000'), 'hong_kong', now), no('region'));
    const wrong = born('19900101', '810000').slice(0, 17) + (born('19900101', '810000').endsWith('1') ? '2' : '1');
    assert.deepEqual(parsePermit(wrong, 'hong_kong', now), no('check_digit'));
  });
});

describe('passport', () => {
  it('given a number and a country, when parsed, then both are normalised', () => {
    assert.deepEqual(parsePassport(' ｅ12345678', 'us'), ok({ kind: 'passport', number: 'E12345678', country: 'US' }));
  });

  it('given a number of impossible shape or no country, when parsed, then the reason says which', () => {
    for (const number of ['', 'A123', 'ABCDEFGH', 'E1234567@', '1'.repeat(21)]) {
      assert.deepEqual(parsePassport(number, 'US'), no('format'), number);
    }
    for (const country of ['', 'USA', '美国', 'U1'])
      assert.deepEqual(parsePassport('E12345678', country), no('country'), country);
  });
});

describe('a person', () => {
  const claimsOf = (documentNumber: string, country = 'GB'): DocumentClaim[] => [
    { list: 'mainland', documentNumber },
    ...(['hong_kong', 'macao', 'taiwan'] as const).map((region): DocumentClaim => ({
      list: 'hk_macao_taiwan',
      documentNumber,
      region,
    })),
    { list: 'overseas', documentNumber, country },
  ];
  const keysOf = (documentNumber: string, country?: string) =>
    claimsOf(documentNumber, country).flatMap((claim) => {
      const parsed = parseDocument(claim, now);
      return parsed.ok ? [personKey(parsed.value)] : [];
    });
  const takenOn = (documentNumber: string) =>
    claimsOf(documentNumber)
      .filter((claim) => parseDocument(claim, now).ok)
      .map(({ list }) => list);

  it('given a document of each kind, when it is typed into each list, then its own form decides who takes it (G3.3)', () => {
    assert.deepEqual(takenOn('11010519491231002X'), ['mainland']);
    for (const code of ['810000', '820000', '830000'])
      assert.deepEqual(takenOn(born('19900101', code)), ['hk_macao_taiwan']);
    assert.deepEqual(takenOn(born('19900101', '911840')), ['mainland', 'overseas']);
    assert.deepEqual(takenOn('GBR110090010112'), ['mainland', 'overseas']);
    assert.deepEqual(takenOn('H1234567801'), ['hk_macao_taiwan']);
    assert.deepEqual(takenOn('E12345678'), ['overseas']);
    // A passport may be written like them: Korea's is M and 8 digits, Malaysia's H and 8, many have 8 digits.
    for (const number of ['M12345678', 'H12345678', 'HA1234567', '12345678'])
      assert.deepEqual(takenOn(number), ['hk_macao_taiwan', 'overseas'], number);
  });

  it('given a document of another list, when parsed, then the list is what is wrong; a slip in a card is one in any list', () => {
    for (const [documentNumber, list] of [
      ['11010519491231002X', 'mainland'],
      [born('19900101', '810000'), 'hk_macao_taiwan'],
      ['H1234567801', 'hk_macao_taiwan'],
      [born('19900101', '911840'), 'overseas'],
    ] as const) {
      assert.equal(listFor(documentNumber), list);
      const refused = claimsOf(documentNumber)
        .map((claim) => parseDocument(claim, now))
        .filter((parsed) => !parsed.ok && parsed.reason !== 'region');
      assert.ok(refused.length > 0);
      for (const parsed of refused) assert.deepEqual(parsed, no('list'), documentNumber);
    }
    assert.deepEqual(parseIdCard('H12345678', now), no('list'));
    assert.deepEqual(parseIdCard('12345678', now), no('list'));
    const card = born('19900101', '911840');
    const slip = card.slice(0, 17) + (card.endsWith('1') ? '2' : '1');
    for (const parsed of [parseIdCard(slip, now), parsePassport(slip, 'GB')])
      assert.deepEqual(parsed, no('check_digit'));
    assert.deepEqual(parsePassport('110105491231002', 'GB'), no('expired'));
  });

  it('given any card or permit, when it is typed into whichever list takes it, then it is one person', () => {
    const card = cardsOf(fc.constantFrom('110105', '440604', '810000', '820000', '830000', '911840', '944276'));
    const permit = fc
      .tuple(fc.constantFrom('H', 'M', 'HA', 'MA'), text([digit, 8]))
      .map(([letters, all]) => (letters + all).slice(0, 9));
    const old = text([fc.constantFrom(...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')), 3], [digit, 12]);
    fc.assert(
      fc.property(fc.oneof(card, permit, old), (number) => {
        const keys = keysOf(number);
        return keys.length > 0 && new Set(keys).size === 1;
      }),
    );
  });

  it('given any document, when what was parsed is parsed again, then it stays what it is', () => {
    const typed = fc.oneof(
      idCard,
      text([fc.constantFrom(...Array.from('HMA0123456789')), 9]),
      text([digit, 8]),
      fc.string({ unit: fc.constantFrom(...Array.from('ABCXZ0123456789ｅ１ ')), maxLength: 21 }),
    );
    fc.assert(
      fc.property(typed, (number) =>
        claimsOf(number).every((claim) => {
          const parsed = parseDocument(claim, now);
          if (!parsed.ok) return true;
          assert.deepEqual(parseDocument({ ...claim, documentNumber: parsed.value.number }, now), parsed);
          return true;
        }),
      ),
    );
  });

  it('given keys that were stored, when they are made again, then they are written as they were', () => {
    assert.deepEqual(keysOf('11010519491231002X'), ['id_card:11010519491231002X']);
    assert.deepEqual(keysOf(born('19900101', '810000')), [`id_card:${born('19900101', '810000')}`]);
    assert.deepEqual(keysOf('H1234567801'), ['permit:H12345678']);
    assert.deepEqual(keysOf('E12345678'), ['passport:GB:E12345678']);
    assert.deepEqual(keysOf('12345678'), ['permit:12345678', 'passport:GB:12345678']);
  });

  it('given a passport written like a permit, when its country has such, then it is a passport; else it is the permit', () => {
    for (const [number, country] of [
      ['M12345678', 'KR'],
      ['H12345678', 'MY'],
      ['MA1234567', 'JP'],
    ] as const) {
      assert.equal(keyOf(parsePassport(number, country)), `passport:${country}:${number}`);
      assert.equal(keyOf(parsePassport(number, 'GB')), `permit:${number}`);
    }
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
