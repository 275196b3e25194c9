import assert from 'node:assert/strict';
import { assertPrintable } from '../../api/badge-name.ts';
import { runsOf, uncoveredCharacters } from '../../api/badge-font.ts';
import { type BadgeFace, type BadgePrinter, createBadgePrinter } from '../../api/badge-pdf.ts';
import { problemOf } from '../../api/errors.ts';
import { dataOf, type AttendeeForm } from '../../domain/attendee-field.ts';
import { DomainError } from '../../domain/errors.ts';
import { textOf } from '../support/pdf-text.ts';

describe('badge fonts', () => {
  it('given names of people, when asked, then rare characters, dots, accents, Greek, Cyrillic and Cantonese are covered', () => {
    for (const name of [
      '䶮㛃㭎䥺𬭊',
      '买买提·艾山江',
      'José Núñez-Ångström',
      'Nguyễn',
      'Иванов Пётр',
      "O'Neill",
      'Gołąb Łukasz',
      'Jānis Kļaviņš',
      'Ștefania Țurcanu',
      'Γεώργιος',
      '𨋢㗎嘅咗',
    ])
      assert.deepEqual(uncoveredCharacters(name), [], name);
  });

  it('given an accent typed as a mark of its own, when asked, then it counts as the letter it makes', () => {
    assert.deepEqual(uncoveredCharacters('Jose\u0301'), []);
  });

  it('given marks that make no letter, when asked, then those are covered that a font puts in their place, two on a letter at most', () => {
    for (const name of ['m\u0302', 'J\u030c', 'o\u0323\u0301', 'я\u0301', '\u0268\u0303'])
      assert.deepEqual(uncoveredCharacters(name), [], name);
    assert.deepEqual(uncoveredCharacters('1\u0302'), ['\u0302'], 'no font has a place for it on a figure');
    assert.deepEqual(
      uncoveredCharacters('m\u0302\u0303\u0302'),
      ['\u0302', '\u0303'],
      'three would reach the line above',
    );
    assert.deepEqual(uncoveredCharacters('\u0301'), ['\u0301'], 'a mark on nothing');
  });

  it('given characters that would print as a box, a picture or nothing, when asked, then each is named once and the rest is not', () => {
    assert.deepEqual(uncoveredCharacters('王𪚥小\u{2B688}𪚥'), ['𪚥', '\u{2B688}']);
    for (const bad of [
      '\u200b',
      '\u202e',
      '\u00ad',
      '\ufeff',
      '\n',
      '\t',
      '\u0007',
      '⚽',
      '😀',
      '\ufe0f',
      '\ue000',
      '\ud800',
      '김',
      '𠮷',
    ]) {
      assert.deepEqual(uncoveredCharacters(`王${bad}伟`), [bad], `U+${bad.codePointAt(0)?.toString(16)}`);
    }
    assert.deepEqual(uncoveredCharacters('王\u0301伟'), ['\u0301']);
  });

  it('given a text of several scripts, when its runs are asked for, then a word is drawn by one font, and punctuation by that of its neighbours', () => {
    const drawn = (text: string) => runsOf(text).map(({ family, text: of }) => `${family} ${of}`);
    assert.deepEqual(drawn('GOŁĄB Łukasz'), ['latin GOŁĄB Łukasz']);
    assert.deepEqual(drawn('香港㗎𨋢·贸易（Łódź）'), [
      'han 香港㗎',
      'hongKong 𨋢',
      'han ·贸易（',
      'latin Łódź',
      'han ）',
    ]);
    assert.deepEqual(drawn('“中国”'), ['han “中国”']);
    assert.deepEqual(drawn('12345**4245'), ['latin 12345**4245']);
  });

  it('given characters that no font has, when refused, then each is named with its code point and the way is told, in both languages', () => {
    const refused = (texts: Record<string, string>, inPrint?: (typed: string) => string) => {
      try {
        assertPrintable(texts, 'person_not_printable', inPrint);
      } catch (error) {
        assert.ok(error instanceof DomainError);
        return (['en', 'zh'] as const).map((language) => problemOf(error.refusal, language));
      }
      return assert.fail('nothing was refused');
    };
    const [en, zh] = refused({ surname: '𠮷\u200b', givenName: '1\u0302' });
    assert.deepEqual(
      [en!.status, en!.code, en!.errors?.map(({ path }) => path)],
      [422, 'name_not_printable', ['surname', 'givenName']],
    );
    assert.match(en!.errors![0]!.message, /"𠮷" \(U\+20BB7\), U\+200B\. Write .* bureau/);
    assert.match(en!.errors![1]!.message, /"\u25cc\u0302" \(U\+0302\)/);
    const lower = refused({ surname: 'Saրgսɤ' }, (typed) => typed.toUpperCase());
    assert.match(lower[0]!.errors![0]!.message, /have "ր" \(U\+0580\), "ս" \(U\+057D\), "ɤ" \(U\+0264\)\./u);
    assert.match(zh!.errors![0]!.message, /证件字体中没有"𠮷" \(U\+20BB7\), U\+200B。.*组委会/);
  });
});

describe('what a badge says of a surname', () => {
  const said = (surname: string, country: string) =>
    dataOf({ list: 'overseas', surname, givenName: 'Ada', country } as AttendeeForm).name;
  const cases: [surname: string, country: string, name: string][] = [
    ['Gołąb', 'PL', 'GOŁĄB Ada'],
    ['Straßer', 'DE', 'STRASSER Ada'],
    ['Çiğdem', 'TR', 'ÇİĞDEM Ada'],
    ['Çiğdem', 'DE', 'ÇIĞDEM Ada'],
    ['Yıldız', 'TR', 'YILDIZ Ada'],
    ['ბერიძე', 'GE', 'ბერიძე Ada'],
    ['Beriძე', 'GE', 'BERIძე Ada'],
    ['Yıldız', 'DE', 'YILDIZ Ada'],
    ['Əliyev', 'AZ', 'ƏLİYEV Ada'],
    ['Παπαδόπουλος', 'GR', 'ΠΑΠΑΔΟΠΟΥΛΟΣ Ada'],
    ['Παπαδόπουλος', 'CY', 'ΠΑΠΑΔΟΠΟΥΛΟΣ Ada'],
    ['Țurcanu', 'RO', 'ȚURCANU Ada'],
    ['ŉ', 'ZZ', 'ʼN Ada'],
  ];
  for (const [surname, country, name] of cases)
    it(`given ${surname} from ${country}, when written on a badge, then ${name} (G5.5)`, () =>
      assert.equal(said(surname, country), name));
});

describe('the text of a badge', () => {
  let printer: BadgePrinter;
  before(() => (printer = createBadgePrinter()));
  after(() => printer.close());

  const face: BadgeFace = {
    badgeNo: '20190200017',
    edition: '2',
    name: '',
    badgeType: 'vip',
    unitName: '',
    documentMasked: 'C01**0T47',
    token: 'token',
    madeAt: new Date('2019-09-01T02:03:04Z'),
  };
  const names: [name: string, unitName: string][] = [
    ['GOŁĄB Łukasz', 'Żółta Łódź sp. z o.o.'],
    ['NĚMEC Jiří', 'Škoda Plzeň a.s.'],
    ['KĻAVIŅŠ Jānis', 'SIA Rīgas Ķīmija'],
    ['ȚURCANU Ștefania', 'Iaşi și Ţara S.R.L.'],
    ['ÇİĞDEM Işık', 'İzmir Dış Ticaret A.Ş.'],
    ['NGUYỄN Thị Ngọc Ẩn', 'Công ty Cổ phần Hải Đăng'],
    ['ΠΑΠΑΔΟΠΟΥΛΟΣ Γεώργιος', 'Ελληνική Εταιρεία'],
    ['ИВАНОВ Пётр', 'ООО «Ромашка»'],
    ['陳𨋢㗎', '香港㗎貿易有限公司'],
    ['王 Łukasz·伟', '苏州Żółta（中国）有限公司'],
    ['M\u0302ARK O\u0323\u0301la', 'j\u0303 ọ e\u0329'],
    ['甲·乙', '甲•乙 Đặng Ðora Ɖ ffi'],
    ['母⽟', '⺟玉'],
  ];

  it('given names in many scripts, when printed on one sheet, then each is copied letter by letter as it was given, whatever shares a glyph', async () => {
    const text = textOf(await printer.sheet(names.map(([name, unitName]) => ({ ...face, name, unitName }))));
    const lines = text.split('\n');
    for (const [name, unitName] of names)
      for (const line of [name, unitName]) assert.ok(lines.includes(line.normalize('NFC')), `${line} in ${text}`);
    assert.ok(!text.includes('\ufffd'));
  });
});
