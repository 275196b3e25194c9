/**
 * What people type and paste, read one way wherever it comes in, by the kind of its field; a sheet's cells and a login too. Each
 * reading is idempotent: what was stored and is sent again is stored the same.
 */

/** Unicode's own list of what is not shown (zero-width blanks, marks of direction, soft hyphens, fillers, variation selectors, tags), and annotation marks. */
const invisible = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;
const blanks = /\p{Zs}+/gu;
const dashes = /[\p{Dash}\u2043\u2500\u2501\u30fc]/gu;

/** Scripts in whose words a joiner or a non-joiner changes how letters are written, hence what is read. */
const joining =
  '[\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gurmukhi}\\p{Script=Gujarati}' +
  '\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}\\p{Script=Malayalam}\\p{Script=Sinhala}\\p{Script=Khmer}]';
const joiners = new RegExp(`(?<=${joining})([\\u200c\\u200d])[\\u200c\\u200d]*(?=${joining})|[\\u200c\\u200d]`, 'gu');

/**
 * Names and free text without what cannot be seen, composed (NFC). A joiner stays inside a word of a script that needs it, as
 * Persian and Hindi do. Not kept: variants of one Han character, which no document's name relies on and no badge font prints,
 * the joiners of Mongolian script, and what makes one picture of several emoji.
 */
function visible(text: string): string {
  const kept = text.replace(invisible, (character) => (/[\u200c\u200d]/.test(character) ? character : ''));
  return kept.replace(joiners, '$1').normalize('NFC');
}

/** Identifiers, codes, telephones and e-mails: nothing invisible, full width and other dress to plain characters (NFKC). */
function plain(text: string): string {
  return text.replace(invisible, '').normalize('NFKC');
}

/** Half width, with single blanks and plain hyphens. */
function spaced(text: string): string {
  return plain(text).replace(dashes, '-').replace(/\s+/g, ' ').trim();
}

/** A line of free text: runs of blanks of any width are one. Breaks inside it stay, for the field to refuse. */
export function normaliseLine(text: string): string {
  return visible(text).replace(blanks, ' ').trim();
}

/** A paragraph keeps its lines (`\n`) and what they are indented with; a tab is a blank. */
export function normaliseParagraph(text: string): string {
  return visible(text)
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll('\t', ' ')
    .trim();
}

/**
 * A person's name: one sign each for apostrophe, hyphen, full stop, comma, and the dot between the parts of a name (买买提·阿里木).
 * A comma or slash parts a name, so that none begins or ends it; a full stop may (Jr.).
 */
export function normaliseName(text: string): string {
  return normaliseLine(text)
    .replace(/[\u0060\u00b4\u02b9\u02bc\u2018\u2019\u201b\u2032\uff07\uff40]/g, "'")
    .replace(/[\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]/g, '-')
    .replaceAll('\uff0e', '.')
    .replaceAll('\uff0c', ',')
    .replace(/(?<=[\p{L}\p{M}]) ?[\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65] ?(?=\p{L})/gu, '\u00b7')
    .replace(/^[\s,/]+(?=[^\s,/])|(?<=[^\s,/])[\s,/]+$/g, '');
}

/**
 * Letters of any script (〇 is a number to Unicode, and a character of names) and what stands between them in passports and
 * permits; neither figures nor signs (©, 🅰). An emoji passes: it is refused as a character no badge can print, which says more.
 */
export function isName(name: string): boolean {
  return /^[\p{L}\p{M}\p{Emoji_Presentation}\u3007 \u00b7'.,/-]*$/u.test(name) && /[\p{L}\u3007]/u.test(name);
}

/** What somebody logs in with, where upper and lower case are told apart: nothing blank in it. */
export function normaliseLogin(text: string): string {
  // Composed again: a blank may have stood between marks.
  return plain(text).replace(dashes, '-').replace(/\s/g, '').normalize('NFC');
}

/** A number of a document or a tax payer, a USCC, a country's code: upper case, nothing blank in it, and none of the hyphens it is printed in groups with. */
export function normaliseIdentifier(text: string): string {
  return normaliseLogin(text).replaceAll('-', '').toUpperCase().normalize('NFC');
}

const spelledBusinessNo = (text: string) => spaced(text).toUpperCase().normalize('NFC');

/**
 * A company's number abroad: a blank inside it is part of it (HRB 12345), as a run's id was made of it, and single. Blanks beside
 * a sign and signs at either end are no part of it: by them one company would have several accounts.
 */
export function normaliseBusinessNo(text: string): string {
  return spelledBusinessNo(text)
    .replace(/ ?([-./&#:()]) ?/g, '$1')
    .replace(/^[-./&#: ]+|[-./&#: ]+$/g, '')
    .normalize('NFC');
}

/** Letters and digits that look like no other script's, and what stands between them. */
export const isBusinessNo = (value: string): boolean => /^[\p{Script=Latin}0-9 ./&#:()-]*$/u.test(value);

const accountBy = (text: string, businessNo: (number: string) => string): string => {
  const [country, ...number] = plain(text).split(':');
  if (number.length === 0) return normaliseIdentifier(text);
  return `${normaliseIdentifier(country!)}:${businessNo(number.join(':'))}`;
};

/** A unit's account as it is typed: its USCC, or `DE:HRB 12345`. */
export const normaliseAccount = (text: string): string => accountBy(text, spelledBusinessNo);

/** The account that a unit opens by now; of older ones some keep the signs they were typed with. */
export const accountToOpen = (text: string): string => accountBy(text, normaliseBusinessNo);

/** A code made of groups: one hyphen between groups, whatever stood there. */
export function normaliseCode(text: string): string {
  return plain(text)
    .replace(dashes, '-')
    .replace(/[\s-]+/g, '-')
    .replace(/^-|-$/g, '')
    .toUpperCase()
    .normalize('NFC');
}

/** What two spellings of one code have in common: people leave the hyphen out. */
export const codeWithoutHyphens = (code: string): string => code.replaceAll('-', '');

/** A verification code, however its digits are grouped. */
export function normaliseDigits(text: string): string {
  return normaliseLogin(text).replaceAll('-', '').normalize('NFC');
}

/** The same 0 without brackets, of the countries where a number has one at home and none abroad; Italy's for one stays. */
const trunkZero =
  /(?<=^\+(?:2[07]|3[123]|4[013469]|5[145]|6[0-46]|8[124]|9[01-58]|21[23]|234|25[456]|35[3589]|38[0156]|421|59[38]|85[56]|880|886|96[1-46]|97[1267]|99[4-6]))0(?=[1-9])/;

/** A mainland mobile as its 11 digits, another country's as `+`, code and number (E.164); undefined for what is neither. */
export function normaliseMobile(text: string): string | undefined {
  const number = spaced(text)
    .replace(/[ ./-]/g, '')
    .replace(/^(\(?)\+?00/, '$1+')
    // The 0 that is dialled at home only, as in +44 (0)7911.
    .replace(/(?<=\+[0-9]{1,3}\)?)\(0\)/, '')
    .replace(/[()]/g, '')
    .replace(trunkZero, '');
  const mainland = /^(?:\+?86)?(1[3-9][0-9]{9})$/.exec(number)?.[1];
  if (mainland !== undefined) return mainland;
  return /^\+(?!86)[1-9][0-9]{6,14}$/.test(number) ? number : undefined;
}

const extension = /(?:[转轉]?分[机機]|[转轉]|ext(?:ension)?|x|#|[,;])[.: ]*[0-9]{1,8}/;
/** In brackets at the end: an extension, or who answers (总机). */
const aside = `\\( ?(?:${extension.source}|\\p{L}[\\p{L} .]{0,19}) ?\\)`;
const landline = new RegExp(
  `^(?=(?:[^0-9]*[0-9]){5})\\(?\\+?\\(?[0-9][0-9 ()/.-]*[0-9)]?(?: ?${extension.source})?(?: ?${aside})?$`,
  'iu',
);

/** A number a person will dial, as it was written, in half width: with area code, brackets, extension; undefined for what is none. */
export function normaliseLandline(text: string): string | undefined {
  const number = spaced(text);
  return landline.test(number) ? number : undefined;
}

/** An e-mail address, no blanks beside its signs; `。` is what a Chinese keyboard writes for its dot. */
export function normaliseEmail(text: string): string {
  return plain(text)
    .trim()
    .replaceAll('\u3002', '.')
    .replace(/\s*([@.])\s*/g, '$1')
    .normalize('NFKC');
}

/** Nothing that can be seen. */
export const isBlank = (text: string): boolean => /^[\s\p{Default_Ignorable_Code_Point}]*$/u.test(text);
