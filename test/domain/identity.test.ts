import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stdnum } from 'stdnum';
import { parseUscc, usccCheckCharacter } from '../../domain/identity.ts';
import { born, digit, digits, idCard, no, now, ok, parseIdCard, text } from '../support/documents.ts';

const usccAlphabet = Array.from('0123456789ABCDEFGHJKLMNPQRTUWXY');
const { uscc: usccReader, ric: idCardReader } = stdnum['CN'] ?? {};
assert.ok(usccReader && idCardReader);

const uscc = text([digit, 8], [fc.constantFrom(...usccAlphabet), 9]).map(
  (first17) => first17 + usccCheckCharacter(first17),
);
const substitution = (places: number, characters: string[]) =>
  fc.record({ place: fc.nat({ max: places - 1 }), character: fc.constantFrom(...characters) });

function replaced(code: string, { place, character }: { place: number; character: string }): string {
  return code.slice(0, place) + character + code.slice(place + 1);
}

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

  it('given the void 15-digit form or another shape, when parsed, then the form is refused', () => {
    assert.deepEqual(parseIdCard('110105491231002', now), no('expired'));
    for (const card of ['', '1101051949123100', '110105194912310021X', '11010519491231002Y', '11010518491231002X']) {
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
