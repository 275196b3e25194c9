/** The text of a file, or the line (from 1) from which on it cannot be told what its bytes mean. */
export type Decoded = { text: string } | { line: number };

const strict = (encoding: string) => new TextDecoder(encoding, { fatal: true });

function decodeAs(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return strict(encoding).decode(bytes);
  } catch {
    return undefined;
  }
}

/** In no text of people: what is binary, and the escapes of the 7-bit encodings of East Asia (ISO 2022). */
const isBinary = (text: string) => text.includes('\u0000') || text.includes('\u001b');
/** Controls, and what Unicode gives no meaning to: where two bytes were paired that do not belong together. */
const isMeaningless = (text: string) => /[\p{Cc}\p{Co}\p{Cn}\p{Cs}]/u.test(text.replaceAll(/[\t\r\n\v\f]/g, ''));

/** GB 2312's first level: the 3,755 characters of everyday use. */
const everyday = new Set(
  strict('gb18030').decode(
    Uint8Array.from(
      Array.from({ length: 3_755 }, (_, index) => [0xb0 + Math.floor(index / 94), 0xa1 + (index % 94)]).flat(),
    ),
  ),
);

/** What tables of people and units are full of: the most frequent surnames, and the words of their columns, posts and places. */
const familiar = new Set(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范石廖贾夏韦付方白邹孟熊秦邱江张劉陳楊黃趙吳孫馬鄭謝許馮鄧葉蘇呂盧鍾譚陸賈' +
    '姓名性别男女出生日期省市自治区县镇村路街道号楼室单位公司有限责任集团贸易进出口科技股份总副经理主管监任部门长职务董事员工人身份证护照通行码居住城国家地址香港澳门台湾中备注手机电话邮箱联系行政销售采购技术会计' +
    '别區縣鎮號樓單責團貿進經監門長職務員證護碼國灣備電話郵聯絡總銷購術會計京上海天津重庆广东西南北佛山深圳州河湖美英德法日韩俄加新',
);
/** So many characters by chance, some six in a hundred, are familiar in hardly one file of thousands. */
const leastFamiliar = (characters: number) => 2.5 + 0.15 * characters;

/**
 * Whether text read as GB 18030 was meant so. Nearly any bytes can be read as it: Latin-1 turns MÜLLER into M躄LER, other
 * alphabets and the encodings of Taiwan, Japan and Korea into Chinese that nobody writes. So, rather refused than mistaken:
 * 1. it holds Chinese and Latin characters, digits, punctuation and signs, no other script and nothing without a meaning
 *    (Big5 gives kana and code points for private use);
 * 2. within a word of Latin letters stands no Chinese character, beside one only an everyday one (A座), and letters are of one
 *    width (a letter with an accent takes the letter after it along, and so becomes one character within a word);
 * 3. enough of its Chinese characters are those that tables of people are full of.
 */
function isMeant(text: string): boolean {
  if (isMeaningless(text) || /[^\p{Script=Han}\p{Script=Latin}\p{Script=Common}]/u.test(text)) return false;
  if (/\p{Script=Latin}\p{Script=Han}\p{Script=Latin}|[A-Za-z][Ａ-Ｚａ-ｚ]|[Ａ-Ｚａ-ｚ][A-Za-z]/u.test(text))
    return false;
  const beside = text.matchAll(/(?<=\p{Script=Latin})\p{Script=Han}|\p{Script=Han}(?=\p{Script=Latin})/gu);
  for (const [character] of beside) if (!everyday.has(character)) return false;
  const chinese = text.match(/\p{Script=Han}/gu) ?? [];
  return chinese.filter((character) => familiar.has(character)).length >= leastFamiliar(chinese.length);
}

/** UTF-16 without its mark has a zero in each of its digits, separators and ends of line, GB 18030 and UTF-8 have none. */
function decodeUtf16(bytes: Buffer): string | undefined {
  // An end of line in single bytes, put behind a text by a program that did not know it.
  const end = bytes.subarray(-2).equals(Buffer.from('\r\n')) ? 2 : bytes.length % 2;
  const text = bytes.subarray(0, bytes.length - (bytes.at(-1) === 0x0a ? end : 0));
  return ['utf-16le', 'utf-16be']
    .map((encoding) => decodeAs(encoding, text))
    .find((text) => text !== undefined && !isMeaningless(text));
}

/** The first line that is no GB 18030, else the first that is not plain ASCII. */
function doubtfulLine(bytes: Buffer): number {
  const text = new TextDecoder('gb18030').decode(bytes);
  const lost = text.indexOf('\ufffd');
  const before = text.slice(0, lost >= 0 ? lost : Math.max(0, text.search(/[^\t\r\n\u0020-\u007e]/)));
  return before.split('\n').length;
}

/**
 * Reads UTF-8, UTF-16 and what Excel and WPS save in China (GB 18030, GBK), the first two with a mark or without; whatever is
 * none of these for certain is not guessed at.
 */
export function decodeText(bytes: Buffer): Decoded {
  const utf8 = decodeAs('utf-8', bytes);
  if (utf8 !== undefined && !isBinary(utf8)) return { text: utf8 };
  const mark = `${bytes[0]} ${bytes[1]}`;
  const isUtf16 = mark === '255 254' || mark === '254 255' || bytes.includes(0);
  const text = isUtf16 ? decodeUtf16(bytes) : decodeAs('gb18030', bytes);
  if (text !== undefined && !isBinary(text) && (isUtf16 || isMeant(text))) return { text };
  return { line: isUtf16 ? 1 : doubtfulLine(bytes) };
}
