import assert from 'node:assert/strict';
import { decodeText } from '../../api/text-bytes.ts';
import { encode } from '../support/encode.ts';

const chinese =
  '姓名,性别,居住省份,居住城市,身份证号码,职务\r\n诸葛明月,女,广东省,佛山市,440600199304121238,总经理\r\n';
const big = (text: string) => Buffer.from(text, 'utf16le').swap16();
const mark = '\ufeff';

function assertRead(bytes: Buffer, text: string, what: string): void {
  assert.deepEqual(decodeText(bytes), { text }, what);
}

/** Latin letters or Chinese characters that nobody wrote, where they were read as GB 18030. */
function assertRefused(bytes: Buffer, what: string): void {
  const decoded = decodeText(bytes);
  assert.ok('line' in decoded, `${what} was read: ${JSON.stringify(decoded)}`);
}

describe('the bytes of a text', () => {
  it('given Unicode with a mark or without, when read, then it is what was written', () => {
    assertRead(Buffer.from(chinese), chinese, 'UTF-8');
    assertRead(Buffer.from(mark + chinese), chinese, 'UTF-8 with its mark');
    // 一 and 开 have a zero where a Latin letter has none.
    for (const text of [chinese, '一开,一\r\n一,1\r\n', 'Müller,Łódź\r\nИванов,山田\r\n']) {
      assertRead(Buffer.from(text, 'utf16le'), text, 'UTF-16 LE');
      assertRead(Buffer.from(mark + text, 'utf16le'), text, 'UTF-16 LE with its mark');
      assertRead(big(text), text, 'UTF-16 BE');
      assertRead(big(mark + text), text, 'UTF-16 BE with its mark');
      for (const end of ['\r\n', '\n'])
        assertRead(
          Buffer.concat([Buffer.from(mark + text, 'utf16le'), Buffer.from(end)]),
          text,
          'UTF-16 with an end of line in single bytes',
        );
    }
  });

  it('given what Excel and WPS in China save, when read, then it is what was written', () => {
    for (const text of [
      chinese,
      'Name,Sex\r\n王玥,女\r\n李喆,男\r\n',
      'Name,Sex,Province\r\n诸葛婧,女,广东省\r\n',
      'Chinese name,Name on the permit,Sex,Region\r\n陳學友,CHAN HOK YAU,男,香港\r\n',
      'account,name,city,street\r\n91440604MA4WABCD7X,ABC（佛山）进口有限公司,佛山市,海五路1号A座12B室\r\n',
      '英文姓,英文名,国家\r\nBRANDT,Zoé,英国\r\n',
    ])
      assertRead(encode(text, 'gbk'), text, text);
    // What GBK has no room for, in four bytes: ã, and 𠀀 of extension B.
    const four = Buffer.concat([
      encode('姓名,性别\r\n', 'gbk'),
      Buffer.from('81308a302c95328236', 'hex'),
      encode(',男\r\n', 'gbk'),
    ]);
    assertRead(four, '姓名,性别\r\nã,\u{20000},男\r\n', 'GB 18030');
  });

  const samples: Readonly<Record<string, readonly string[]>> = {
    'windows-1252': [
      'Surname,Given name,Sex\r\nMÜLLER,Jürgen,M\r\nPEÑA,Lucía,F\r\n',
      ...['Öz', 'Größe', 'CONCEIÇÃO', 'Hämäläinen', 'Ångström', 'François', 'Jean\u00a0Paul', 'Müller'].map(
        (name) => `Surname,Given name\r\n${name},Anna\r\n`,
      ),
    ],
    'iso-8859-2': ['Surname,City\r\nWałęsa,Łódka\r\nMączyński,Gdańsk\r\n', 'Surname\r\nŁęcka\r\n'],
    'windows-1250': ['Surname,City\r\nŚwięta,Łódka\r\nŻółw,Gdańsk\r\n'],
    'windows-1254': ['Surname,Name\r\nYılmaz,Şükrü\r\nÖzgür,Çağlar\r\n'],
    'windows-1251': [
      'Фамилия,Имя,Пол\r\nИванов,Иван,M\r\nСидорова,Анна,F\r\n',
      'Surname,Given name\r\nИВАНОВ,СЕРГЕЙ\r\n',
      'Surname,Given name\r\nПетров,Олег\r\n',
    ],
    'koi8-r': ['Surname,Given name\r\nИванова,Анна\r\nПетров,Олег\r\n', 'Surname,Given name\r\nПетров,Олег\r\n'],
    'windows-1253': ['Surname,Name\r\nΠαπαδόπουλος,Γιώργος\r\n'],
    'windows-1256': ['Surname,Name\r\nمحمد,علي\r\n'],
    'windows-874': ['Surname,Name\r\nสมชาย,ใจดี\r\n'],
    big5: [
      '姓名,性別,地區\r\n陳大文,男,香港\r\n林志玲,女,台灣\r\n',
      'Name,Sex\r\n王小明,M\r\n',
      'Name,Sex\r\n林志玲,F\r\n陳美雲,F\r\n',
    ],
    shift_jis: ['氏名,性別\r\n山田太郎,男\r\n', 'Surname,Given name\r\n山田,太郎\r\n', 'Name\r\nヤマダ\r\n'],
    'euc-jp': ['氏名,性別\r\n山田太郎,男\r\n佐藤花子,女\r\n', 'Surname,Given name\r\n山田,太郎\r\n'],
    'euc-kr': ['이름,성별\r\n김철수,남\r\n', 'Surname,Given name\r\n김,철수\r\n'],
  };
  for (const [encoding, texts] of Object.entries(samples)) {
    it(`given ${encoding}, when read, then it is refused: neither a lost character nor a Chinese one comes in`, () => {
      for (const text of texts) {
        const bytes = encode(text, encoding);
        assert.equal(new TextDecoder(encoding).decode(bytes), text, 'a real sample');
        assertRefused(bytes, text);
      }
    });
  }

  it('given what is no text, UTF-32 or an escaped encoding, when read, then it is refused', () => {
    assertRefused(
      Buffer.from(Array.from(chinese).flatMap((c) => [c.codePointAt(0)! & 255, c.codePointAt(0)! >> 8, 0, 0])),
      'UTF-32',
    );
    assertRefused(Buffer.from('\u001b$B;3ED\u001b(B,x\r\n', 'latin1'), 'ISO-2022-JP');
    assertRefused(Buffer.from('ffd8ffe000104a46494600010100', 'hex'), 'JPEG');
    assertRefused(Buffer.from('名,姓\r\n', 'utf8').subarray(0, 5), 'cut in a character');
  });

  it('given a few Chinese characters that may be anything, when read, then they are refused rather than believed', () => {
    assertRefused(encode('Name\r\n王玥\r\n', 'gbk'), 'two characters');
  });

  it('given one line that cannot be read, when refused, then it is named', () => {
    const bytes = Buffer.concat([encode(chinese, 'gbk'), encode('Zoé,F\r\n', 'windows-1252')]);
    assert.deepEqual(decodeText(bytes), { line: 3 });
    assert.deepEqual(decodeText(encode('Name\r\nAnna\r\nMÜLLER\r\n', 'windows-1252')), { line: 3 });
  });
});
