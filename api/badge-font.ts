import { createRequire } from 'node:module';
import { type Font, openSync } from 'fontkit';

const { resolve } = createRequire(import.meta.url);

const files = {
  regular: '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  bold: '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
} as const;

export type FontWeight = keyof typeof files;

const opened: Partial<Record<FontWeight, Font>> = {};

/** The badge font, read and parsed once per thread: parsing is nine tenths of a badge's time. */
export function badgeFont(weight: FontWeight): Font {
  return (opened[weight] ??= openSync(resolve(files[weight])) as Font);
}

/** What is printed of a text: composed, so that a name typed on a Mac (`e` + accent) finds its glyph (`é`). */
export function printedText(text: string): string {
  return text.normalize('NFC');
}

// Marks and format characters have glyphs or none, but never stand alone; emoji with a glyph would print as a picture.
const neverPrinted = /[\p{M}\p{C}\p{Emoji_Presentation}]/u;

function isCovered(character: string): boolean {
  const codePoint = character.codePointAt(0) ?? 0;
  return (
    !neverPrinted.test(character) &&
    badgeFont('bold').hasGlyphForCodePoint(codePoint) &&
    badgeFont('regular').hasGlyphForCodePoint(codePoint)
  );
}

/** The distinct characters of a text, composed, that the badge font cannot print; empty when all of it can be printed. */
export function uncoveredCharacters(text: string): string[] {
  return [...new Set(printedText(text))].filter((character) => !isCovered(character));
}
