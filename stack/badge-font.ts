import { readFileSync } from 'node:fs';
import { uncoveredCharacters } from '../api/badge-font.ts';

// `npm run fonts:check`: what the badges' fonts together print of the character sets that names are written in.

const shownOfMissing = 40;
const listOf = (name: string) =>
  Array.from(readFileSync(new URL(`characters/${name}.txt`, import.meta.url), 'utf8').replaceAll(/^#.*|\s/gm, ''));

function* codes(from: number, to: number): Generator<string> {
  for (let codePoint = from; codePoint <= to; codePoint++) yield String.fromCodePoint(codePoint);
}
const charactersIn = (...ranges: [from: number, to: number][]) =>
  ranges.flatMap((range) => [...codes(...range)]).filter((character) => /\p{L}|\p{N}/u.test(character));

const decoder = new TextDecoder('gb18030');
/** The place of a four-byte code among all of them. */
const placeOf = (code: number) =>
  (((code >>> 24) - 0x81) * 10 + ((code >>> 16) & 0xff) - 0x30) * 1260 +
  (((code >>> 8) & 0xff) - 0x81) * 10 +
  (code & 0xff) -
  0x30;
const codeAt = (place: number) => [
  0x81 + Math.floor(place / 12_600),
  0x30 + (Math.floor(place / 1_260) % 10),
  0x81 + (Math.floor(place / 10) % 126),
  0x30 + (place % 10),
];

function* doubleBytes(lead: [number, number], trail: [number, number]): Generator<string> {
  for (let first = lead[0]; first <= lead[1]; first++)
    for (let second = trail[0]; second <= trail[1]; second++) yield decoder.decode(Uint8Array.of(first, second));
}
function* fourBytes(from: number, to: number): Generator<string> {
  for (let place = placeOf(from); place <= placeOf(to); place++) yield decoder.decode(Uint8Array.from(codeAt(place)));
}
const onlyHan = (characters: Iterable<string>) =>
  [...characters].filter((character) => /^\p{Script=Han}$/u.test(character));

const generalStandard = listOf('tongyong-guifan');
/** GB 18030-2022, level 1: the two-byte Han, those of Unicode's first block that came later, and extension A. */
const firstLevel = onlyHan([
  ...doubleBytes([0x81, 0xfe], [0x40, 0xfe]),
  ...fourBytes(0x82358f33, 0x82359636),
  ...fourBytes(0x8139ee39, 0x82358738),
]);
const capitalAndSmall = (letter: string) => [letter.normalize('NFC'), letter.normalize('NFC').toUpperCase()];
const vowels = ['a', 'ă', 'â', 'e', 'ê', 'i', 'o', 'ô', 'ơ', 'u', 'ư', 'y'];
const tones = ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323'];
const vietnamese = vowels.flatMap((vowel) => tones.flatMap((tone) => capitalAndSmall(vowel + tone)));

const sets: [name: string, characters: readonly string[]][] = [
  ['GB 2312', onlyHan(doubleBytes([0xb0, 0xf7], [0xa1, 0xfe]))],
  ['通用规范汉字表', generalStandard],
  ['GB 18030-2022 level 2', [...firstLevel, ...generalStandard]],
  ['HKSCS', listOf('hkscs')],
  ['Latin Extended-A', charactersIn([0x100, 0x17f])],
  ['Latin Extended-B', charactersIn([0x180, 0x24f])],
  ['Latin Extended Additional', charactersIn([0x1e00, 0x1eff])],
  ['Vietnamese', [...vietnamese, ...capitalAndSmall('đ')]],
  ['Greek', charactersIn([0x370, 0x3ff], [0x1f00, 0x1fff]).filter((character) => /\p{Script=Greek}/u.test(character))],
  ['Cyrillic', charactersIn([0x400, 0x52f])],
];

const named = (character: string) => `${character} U+${character.codePointAt(0)!.toString(16).toUpperCase()}`;
for (const [name, characters] of sets) {
  const distinct = [...new Set(characters)];
  const missing = distinct.filter((character) => uncoveredCharacters(character).length > 0);
  console.log(`${name}: ${distinct.length - missing.length} of ${distinct.length}`);
  if (missing.length === 0) continue;
  const more = missing.length > shownOfMissing ? `, and ${missing.length - shownOfMissing} more` : '';
  console.log(`  missing: ${missing.slice(0, shownOfMissing).map(named).join(', ')}${more}`);
}
