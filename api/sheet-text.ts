// How a text stands in a file, so that a spreadsheet takes it for what it is: most of it of a CSV, where nothing says that it is one.

/** What a spreadsheet computes, also by the signs of a Chinese keyboard; and the same with apostrophes before it, so that none is one too few when it is read. */
const isFormula = (text: string) => /^'*[=+\-@\t\r＝＋－＠]/.test(text);
/** What it shows as a number: longer than it keeps, with zeros before it, or a date, a time or a power to it. */
const isNumberToSee = (text: string) => /^[0-9][0-9.,:/E+-]*$/i.test(text);
const isPlainNumber = (text: string) => /^(?:0|[1-9][0-9]{0,10})(?:\.[0-9]+)?$/.test(text);

/** A formula behind an apostrophe; a long number behind a tab, which Excel, WPS and LibreOffice show and save as text. */
export function asWritten(text: string): string {
  if (isFormula(text)) return `'${text}`;
  return isNumberToSee(text) && !isPlainNumber(text) ? `\t${text}` : text;
}

/** What was meant by it, by us or by others, who write `="0123"` too; `isText`: it was marked, no spreadsheet has shortened it. */
export function asTyped(written: string): { text: string; isText: boolean } {
  const quoted = /^="([^"]*)"$/.exec(written.trim())?.[1];
  if (quoted !== undefined) return { text: quoted.trim(), isText: true };
  const text = isFormula(written.slice(1)) && written.startsWith("'") ? written.slice(1) : written;
  return { text: text.trim(), isText: text.startsWith('\t') };
}

/** In XLSX `_x0041_` is a character by its number: what only looks like it has its first sign so written (ECMA-376-1, 22.9.2.19). */
export const escaped = (text: string) => text.replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');

/** Characters that XML cannot hold stand as `_x000D_`. */
export const unescaped = (text: string) =>
  text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
