import { createRequire } from 'node:module';
import { type Font, type Glyph, type GlyphRun, openSync } from 'fontkit';

const { resolve } = createRequire(import.meta.url);
const fontFile = (name: string) => resolve(`@expo-google-fonts/${name}.ttf`);

/** Latin, Greek and Cyrillic; Han as the mainland writes it; of HKSCS and the traditional forms what that lacks. */
const files = {
  latin: { regular: 'noto-sans/400Regular/NotoSans_400Regular', bold: 'noto-sans/700Bold/NotoSans_700Bold' },
  han: {
    regular: 'noto-sans-sc/400Regular/NotoSansSC_400Regular',
    bold: 'noto-sans-sc/700Bold/NotoSansSC_700Bold',
  },
  hongKong: {
    regular: 'noto-sans-hk/400Regular/NotoSansHK_400Regular',
    bold: 'noto-sans-hk/700Bold/NotoSansHK_700Bold',
  },
} as const;

export type FontFamily = keyof typeof files;
export type FontWeight = keyof (typeof files)[FontFamily];

const weights: readonly FontWeight[] = ['regular', 'bold'];
const latinFirst: readonly FontFamily[] = ['latin', 'han', 'hongKong'];
const hanFirst: readonly FontFamily[] = ['han', 'hongKong', 'latin'];

/** What fontkit has and its types do not say. */
interface OpenedFont extends Omit<Font, 'createSubset'> {
  getGlyph(id: number, codePoints?: readonly number[]): Glyph;
  createSubset(): Subset;
}
type Subset = Omit<ReturnType<Font['createSubset']>, 'includeGlyph'> & {
  glyphs: number[];
  mapping: Record<number, number>;
  includeGlyph(id: number): number;
};

const takesDot = /\p{Soft_Dotted}\p{M}/u;
const glyphIds = 0x10000;

/**
 * The font with a glyph of its own for each letter, so that each can be copied out of a PDF as what it is. fontkit remembers for a
 * glyph the first character that asked for it and pdfkit tells one text of a glyph, but `·` and `•` share one, and so do 母 and its
 * radical. Hence also no ligatures, and no letter taken apart (`ọ` into `o` and a dot: `ccmp`) but where a mark takes an i's dot.
 */
function letterByLetter(font: OpenedFont): OpenedFont {
  const letters = new Map<string, { drawn: Glyph; printed: Glyph }>();
  const sharing = new Map<number, number>();

  function letterOf(id: number, codePoints: readonly number[]) {
    const key = [id, ...codePoints].join(' ');
    const known = letters.get(key);
    if (known) return known;
    const drawn: Glyph = Object.create(font.getGlyph(id), { codePoints: { value: codePoints } });
    const nth = sharing.get(id) ?? 0;
    const letter = { drawn, printed: Object.create(drawn, { id: { value: id + nth * glyphIds } }) as Glyph };
    sharing.set(id, nth + 1);
    letters.set(key, letter);
    return letter;
  }

  return Object.assign<object, Partial<OpenedFont>>(Object.create(font), {
    getGlyph: (id, codePoints = []) => letterOf(id, codePoints).drawn,
    layout(this: OpenedFont, text: string): GlyphRun {
      const run = font.layout.call(this, text, { liga: false, ccmp: takesDot.test(text) });
      run.glyphs = run.glyphs.map(({ id, codePoints }) => letterOf(id, codePoints).printed);
      return run;
    },
    createSubset(): Subset {
      const subset = font.createSubset();
      subset.includeGlyph = (id) => (subset.mapping[id] ??= subset.glyphs.push(id % glyphIds) - 1);
      return subset;
    },
  }) as OpenedFont;
}

const opened = new Map<string, OpenedFont>();

/** A font, read and parsed when it is first needed, once per thread: parsing is nine tenths of a badge's time. */
export function badgeFont(family: FontFamily, weight: FontWeight): OpenedFont {
  const file = files[family][weight];
  const font = opened.get(file) ?? letterByLetter(openSync(fontFile(file)) as Font as unknown as OpenedFont);
  opened.set(file, font);
  return font;
}

/** The letters of a text, each with the marks on it; composed, so that a name typed on a Mac (`e` + accent) finds its glyph (`é`). */
export function lettersOf(text: string): string[] {
  return text.normalize('NFC').match(/\P{M}\p{M}*|\p{M}+/gu) ?? [];
}

// Format characters have glyphs or none, but never stand for themselves; emoji with a glyph would print as a picture.
const neverPrinted = /[\p{C}\p{Emoji_Presentation}]/u;
// A third mark would stand in the line above.
const bearsMarks = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]\p{M}{1,2}$/u;

/** Whether the font has the letter, and has a place on it for every mark that makes no letter with it (`m̂`). */
function isDrawnBy(font: OpenedFont, letter: string): boolean {
  const codePoints = Array.from(letter, (character) => character.codePointAt(0)!);
  if (neverPrinted.test(letter) || !codePoints.every((codePoint) => font.hasGlyphForCodePoint(codePoint))) return false;
  if (codePoints.length === 1) return !/\p{M}/u.test(letter);
  if (!bearsMarks.test(letter)) return false;
  const { glyphs, positions } = font.layout(letter);
  return (
    String.fromCodePoint(...glyphs.flatMap((glyph) => glyph.codePoints)) === letter &&
    positions.slice(1).every(({ xAdvance, xOffset, yOffset }) => xAdvance === 0 && (xOffset !== 0 || yOffset !== 0))
  );
}

function familyOf(letter: string, families: readonly FontFamily[] = latinFirst): FontFamily | undefined {
  return families.find((family) => weights.every((weight) => isDrawnBy(badgeFont(family, weight), letter)));
}

const han = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}]/u;
const neutral = /^[\p{Script=Common}\p{Script=Inherited}]/u;
const familiesOf = (letter: string) => (han.test(letter) ? hanFirst : latinFirst);

/** A piece of a text that one font draws. */
export interface Run {
  family: FontFamily;
  text: string;
}

/** A text as its fonts draw it, in order; punctuation and figures are drawn as the letters before them, the first as those behind. */
export function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  const letters = lettersOf(text);
  let families = familiesOf(letters.find((letter) => !neutral.test(letter)) ?? '');
  for (const letter of letters) {
    if (!neutral.test(letter)) families = familiesOf(letter);
    const family = familyOf(letter, families) ?? 'han';
    const last = runs.at(-1);
    // A letter whose dot is taken is laid out by itself.
    if (last?.family === family && !takesDot.test(letter) && !takesDot.test(last.text)) last.text += letter;
    else runs.push({ family, text: letter });
  }
  return runs;
}

/** The distinct characters of a text, composed, that no font can print; empty when all of it can be printed. */
export function uncoveredCharacters(text: string): string[] {
  const uncovered = lettersOf(text).flatMap((letter) => {
    if (familyOf(letter, familiesOf(letter))) return [];
    const [base = '', ...marks] = letter;
    return marks.length > 0 && familyOf(base, familiesOf(base)) ? marks : Array.from(letter);
  });
  return [...new Set(uncovered)];
}
