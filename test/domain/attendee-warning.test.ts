import assert from 'node:assert/strict';
import countries from 'i18n-iso-countries/codes.json' with { type: 'json' };
import { confirmedAfter, warningCodes, warningsOf } from '../../domain/attendee-warning.ts';
import { fromAlpha3 } from '../../domain/country-alpha3.ts';
import { worded, say } from '../../domain/message.ts';

const man = { sex: 'male', country: null, documentNumber: '440604199101010018', confirmedWarnings: [] } as const;
const codes = (person: Parameters<typeof warningsOf>[0]) => warningsOf(person).map(({ code }) => code);

describe("warnings of a person's form", () => {
  it('given a number whose 17th digit tells a sex, when the other is typed, then it is warned of; no other number tells one (G3.3)', () => {
    assert.deepEqual(codes(man), []);
    assert.deepEqual(warningsOf({ ...man, sex: 'female' }), [{ path: 'sex', code: 'sex_differs', confirmed: false }]);
    for (const documentNumber of ['H12345678', '12345678', 'GBR110090010112', '无法读取/unreadable'])
      assert.deepEqual(codes({ ...man, documentNumber }), [], documentNumber);
  });

  it('given a passport number of the form of a permit, when its country has none like it, then it is warned of', () => {
    const of = (documentNumber: string, country: string) => codes({ ...man, documentNumber, country });
    assert.deepEqual(of('H12345678', 'GB'), ['looks_like_permit']);
    for (const [number, country] of [
      ['H12345678', 'MY'],
      ['M12345678', 'KR'],
      ['12345678', 'SE'],
      ['E12345678', 'GB'],
    ] as const)
      assert.deepEqual(of(number, country), [], number);
  });

  it("given a permanent resident's card that begins with a country, when another is typed, then it is warned of at the country until confirmed; letters that are no country's tell nothing", () => {
    const of = (documentNumber: string, country: string | null) =>
      warningsOf({ ...man, documentNumber, country }).map(({ path, code }) => [path, code]);
    assert.deepEqual(of('DEU110078060501', 'FR'), [['country', 'country_differs']]);
    for (const [number, country] of [
      ['DEU110078060501', 'DE'],
      ['DEU110078060501', null],
      ['XXX110078060501', 'FR'],
      ['911840199001010014', 'FR'],
      ['DEU123456', 'FR'],
    ] as const)
      assert.deepEqual(of(number, country), [], `${number} ${country}`);
    const before = {
      ...man,
      documentNumber: 'DEU110078060501',
      country: 'FR',
      confirmedWarnings: ['country_differs'],
    } as const;
    assert.deepEqual(confirmedAfter({ before, after: before }, undefined), ['country_differs']);
    assert.deepEqual(confirmedAfter({ before, after: { ...before, country: 'IT' } }, undefined), []);
  });

  it('given every country of ISO 3166-1, when its alpha-3 code is looked up, then it is that country', () => {
    assert.deepEqual(
      countries.map(([, alpha3]) => fromAlpha3(alpha3!)),
      countries.map(([alpha2]) => alpha2),
    );
    assert.equal(fromAlpha3('XXX'), undefined);
  });

  it('given a confirmation, when what it stands on changes, then it is gone; what does not stand is never confirmed', () => {
    const before = { ...man, sex: 'female', confirmedWarnings: ['sex_differs'] } as const;
    assert.deepEqual(confirmedAfter({ before, after: before }, undefined), ['sex_differs']);
    const other = { ...before, documentNumber: '440604199101010034' };
    assert.deepEqual(confirmedAfter({ before, after: other }, undefined), []);
    assert.deepEqual(confirmedAfter({ before, after: other }, ['sex_differs']), ['sex_differs']);
    assert.deepEqual(confirmedAfter({ before, after: man }, ['sex_differs']), []);
    assert.deepEqual(confirmedAfter({ before, after: before }, []), []);
  });

  it('given each warning, when it is worded, then there are words in both languages', () => {
    for (const code of warningCodes) {
      assert.match(worded(say(code), 'zh'), /请确认。$/u);
      assert.match(worded(say(code), 'en'), /confirm/u);
    }
  });
});
