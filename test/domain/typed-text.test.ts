import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  accountToOpen,
  codeWithoutHyphens,
  isName,
  normaliseAccount,
  normaliseBusinessNo,
  normaliseCode,
  normaliseDigits,
  normaliseEmail,
  normaliseIdentifier,
  normaliseLandline,
  normaliseLine,
  normaliseLogin,
  normaliseMobile,
  normaliseName,
  normaliseParagraph,
} from '../../domain/typed-text.ts';

const kinds = {
  identifier: normaliseIdentifier,
  account: normaliseAccount,
  accountToOpen,
  businessNo: normaliseBusinessNo,
  login: normaliseLogin,
  code: normaliseCode,
  digits: normaliseDigits,
  mobile: (text: string) => normaliseMobile(text) ?? '',
  landline: (text: string) => normaliseLandline(text) ?? '',
  email: normaliseEmail,
  name: normaliseName,
  line: normaliseLine,
  paragraph: normaliseParagraph,
};
const shown = (text: string) =>
  Array.from(text, (character) => `U+${character.codePointAt(0)!.toString(16)}`).join(' ');
function assertAll(read: (text: string) => string | undefined, becomes: string | undefined, typed: string[]): void {
  for (const text of typed) assert.equal(read(text), becomes, shown(text));
}

/** What is pasted along and cannot be seen. */
const invisible = fc.constantFrom(
  ...Array.from(
    '\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064',
  ),
  ...Array.from('\u2066\u2067\u2068\u2069\ufe0f\ufeff\u{e0001}'),
);
/** Anything, and often what the readings are about. */
const anything = fc.string({
  unit: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        ...Array.from("0138+-() .,#x转@·•'’–ー－＋０Ａａé́\u3000\u00a0\t\r\n王岚·ア\u0627\u0628\u0915\u094d"),
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
    { weight: 1, arbitrary: invisible },
  ),
  maxLength: 30,
});
const sprinkled = (text: string, at: readonly (readonly [place: number, character: string])[]) =>
  at.reduce((all, [place, character]) => {
    const cut = place % (all.length + 1);
    // Not into the middle of a surrogate pair.
    const end = /[\ud800-\udbff]/.test(all.charAt(cut - 1)) ? cut - 1 : cut;
    return all.slice(0, end) + character + all.slice(end);
  }, text);
const sprinkles = fc.array(fc.tuple(fc.nat(60), invisible), { maxLength: 8 });

describe('typed text of any kind', () => {
  for (const [kind, read] of Object.entries(kinds)) {
    it(`given any text as ${kind}, when what was read is sent again, then it is read the same`, () => {
      fc.assert(
        fc.property(anything, (text) => {
          const once = read(text);
          assert.equal(read(once), once, `${shown(text)} → ${shown(once)}`);
        }),
        { numRuns: 2000 },
      );
    });

    it(`given invisible characters anywhere in what is typed as ${kind}, when read, then they change nothing`, () => {
      const typed = fc.constantFrom(
        '13800138000',
        '+1 (415) 555-0132',
        '0757-83123456转801',
        '91350100M000100Y43',
        'DEMO-02',
        '042731',
        'buyer@example.com',
        "Renée O'Neil-Łódź",
        '买买提·阿里木',
        '1. 营业额有误\n2. 请补充进口额',
      );
      fc.assert(fc.property(typed, sprinkles, (text, at) => read(sprinkled(text, at)) === read(text)));
    });
  }

  it('given every character by itself, when read twice, then every kind reads it the same again', () => {
    for (const [kind, read] of Object.entries(kinds))
      for (let codePoint = 0; codePoint < 0x3_0000; codePoint++) {
        const once = read(`A${String.fromCodePoint(codePoint)}B`);
        if (read(once) !== once) assert.fail(`${kind}: ${shown(String.fromCodePoint(codePoint))}`);
      }
  });
});

describe('identifier', () => {
  it('given full width, small letters and blanks around and inside, when normalised, then the standard form remains', () => {
    assertAll(normaliseIdentifier, '91350100M000100Y43', [
      '\u3000９１３５０１００m000100y43 \n',
      '9135 0100 M000 100Y43',
      '\u200b91350100\u00a0M000100Y43',
    ]);
    assert.equal(normaliseIdentifier('张三'), '张三');
  });

  it("given a unit's account, when normalised, then a blank in a business number stays, and none in a USCC", () => {
    assertAll(normaliseAccount, 'DE:HRB 12345', [
      'de：hrb 12345',
      ' DE : HRB\u00a0\u3000 12345\u200b',
      'ＤＥ:ＨＲＢ 12345',
    ]);
    assertAll(normaliseAccount, '91350100M000100Y43', ['91350100m000100y43', '9135 0100 M000 100Y43']);
    assert.equal(normaliseAccount('DE:12–3'), `DE:${normaliseBusinessNo('12-3')}`);
  });
});

describe('code', () => {
  it('given a code with any dash or blanks for its hyphen, when normalised, then it is the code', () => {
    assertAll(normaliseCode, 'DEMO-02', [
      'demo-02',
      'DEMO 02',
      ' DEMO\u201302\u200b',
      'DEMO\u201102',
      'DEMO－０２',
      'DEMO\u3000—\u300002',
      'DEMOー02',
    ]);
    assert.equal(codeWithoutHyphens(normaliseCode('demo02')), codeWithoutHyphens('DEMO-02'));
  });

  it('given the digits of a text in groups, when normalised, then the digits remain', () => {
    assertAll(normaliseDigits, '042731', ['042 731', '042-731', '０４２７３１', '\u202a042731\u202c']);
  });
});

describe('mobile', () => {
  it('given a mainland mobile in the ways people write it, when normalised, then 11 digits remain', () => {
    assertAll(normaliseMobile, '13812348000', [
      '13812348000',
      '+86 138-1234-8000',
      '8613812348000',
      '008613812348000',
      '＋８６ １３８１２３４８０００',
      ' 138 1234 8000 ',
      '(+86) 138 1234 8000',
      '（0086）138–1234–8000',
      '\u202a13812348000\u202c',
      '138\u00a01234\u30008000',
    ]);
    assert.equal(normaliseMobile('18613812348'), '18613812348');
  });

  it("given another country's, when normalised, then it is + and digits alone", () => {
    assertAll(normaliseMobile, '+85291230000', [
      '00852 9123 0000',
      '＋852 9123-0000',
      '(+852)91230000',
      '+00852 91230000',
    ]);
    assert.equal(normaliseMobile('+1 (415) 555-0132'), '+14155550132');
    assertAll(normaliseMobile, '+447911123456', ['+44 (0)7911 123456', '0044 (0) 7911.123.456', '(+44)(0)7911/123456']);
  });

  it('given another number, when normalised, then it is none', () => {
    assertAll(normaliseMobile, undefined, [
      '',
      '12012345678',
      '1381234800',
      '138123480000',
      '020-38819873',
      '85212345678',
      '13812348000a',
      '+8613812348',
      '+852',
    ]);
  });
});

describe('landline', () => {
  it('given area code, brackets, extension and full width, when normalised, then it stays as it was, in half width', () => {
    for (const [typed, kept] of [
      ['(0757)83123456', '(0757)83123456'],
      ['（0757）83123456', '(0757)83123456'],
      ['０７５７－８３１２３４５６', '0757-83123456'],
      ['0757—83123456', '0757-83123456'],
      ['0757-83123456转801', '0757-83123456转801'],
      ['0757-83123456 分机 801', '0757-83123456 分机 801'],
      ['0757-83123456 ext. 801', '0757-83123456 ext. 801'],
      ['0757-83123456x801', '0757-83123456x801'],
      ['0757-83123456＃801', '0757-83123456#801'],
      ['+86 757 8312 3456', '+86 757 8312 3456'],
      ['+49 (0)30 1234-5678', '+49 (0)30 1234-5678'],
      ['020-38819873/38819874', '020-38819873/38819874'],
    ] as const)
      assert.equal(normaliseLandline(typed), kept);
  });

  it('given what nobody can dial, when normalised, then it is none', () => {
    assertAll(normaliseLandline, undefined, [
      '',
      '无',
      '1234',
      'ext. 801',
      '0757-83123456转',
      'buyer@example.com',
      '-----',
    ]);
  });
});

describe('e-mail', () => {
  it('given blanks around, full width and a Chinese full stop, when normalised, then the address remains', () => {
    assertAll(normaliseEmail, 'buyer@example.com', [
      'buyer@example.com ',
      '\u3000buyer@example.com',
      'ｂｕｙｅｒ＠example.com',
      'buyer@example。com',
      '\ufeffbuyer@example.com\n',
    ]);
  });
});

describe('name of a person', () => {
  it('given look-alikes of the signs in names, when normalised, then one sign stands for each', () => {
    assertAll(normaliseName, '买买提·阿里木', [
      '买买提・阿里木',
      '买买提•阿里木',
      '买买提‧阿里木',
      '买买提∙阿里木',
      '买买提 · 阿里木',
    ]);
    assertAll(normaliseName, "O'Neil", ['O’Neil', 'O‘Neil', 'O＇Neil', 'Oʼ\u200bNeil']);
    assert.equal(normaliseName('  Anna\u00a0–\u3000Lena '), 'Anna - Lena');
    assert.equal(normaliseName('e\u0301'), 'é');
    assert.equal(normaliseName('スーザン'), 'スーザン');
    assertAll(normaliseName, '王岚', ['王岚，', '王岚 , ', '，王岚', '/王岚//', '王岚 ,/']);
    assertAll(normaliseName, 'Smith, Will Jr.', ['Smith， Will Jr.', 'Smith, Will Jr.,']);
    assert.equal(normaliseName('／，/'.normalize('NFKC')), '/,/', 'nothing but signs stays to be refused');
  });

  it('given names of the world, when looked at, then they are names', () => {
    for (const name of [
      '王晓岚',
      '王〇',
      '買買提·阿里木',
      "D'Angelo-Müller",
      'Jr. Smith',
      'ZHENGJIAN, YANGBEN',
      'RAJ S/O KUMAR',
      'Ștefania Țurcanu',
      'किरण',
      'علی',
    ])
      assert.ok(isName(normaliseName(name)), name);
  });

  it('given a document number, digits, breaks, or signs that are none of a name, when looked at, then they are none', () => {
    for (const name of ['', '110105194912310021', '王小明2', '王\t岚', 'Smith\nJones', '---', '王@岚', '<b>', '.'])
      assert.equal(isName(normaliseName(name)), false, name);
    for (const sign of '©®™①❤🅰') assert.equal(isName(normaliseName(`A${sign}`)), false, sign);
  });

  it('given a joiner inside a Persian or Hindi word, when normalised, then it stays, and only there', () => {
    assert.equal(normaliseName('علی\u200cرضا'), 'علی\u200cرضا');
    assert.equal(normaliseName('\u200cعلی\u200c\u200cرضا\u200d'), 'علی\u200cرضا');
    assert.equal(normaliseName('क्\u200dष'), 'क्\u200dष');
    assert.equal(normaliseName('王\u200d岚'), '王岚');
  });
});
