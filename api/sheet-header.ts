import { wordKey } from '../domain/word.ts';
import type { Cell } from './sheet-table.ts';

/** How far down a header is looked for: titles and remarks stand above it. */
const rowsLookedAt = 20;

/** What a column is, by each key of a heading it may have. */
export type Headings<T extends string = string> = ReadonlyMap<string, T>;

/** What is longer is none: comparing it would cost much. */
const longestHeading = 64;

/** In any spelling, with what is remarked in brackets behind it or without. */
const keysOf = (heading: string) =>
  [...new Set([heading, heading.replace(/[([{（［【〔].*$/s, '')])]
    .filter(({ length }) => length <= longestHeading)
    .map(wordKey);

export const headingsOf = <T extends string>(names: readonly (readonly [heading: string, column: T])[]): Headings<T> =>
  new Map(names.flatMap(([heading, column]) => keysOf(heading).map((key) => [key, column])));

interface NamedRow<T> {
  /** Of the row, from 0; what the header is of stands below it. */
  index: number;
  /** What each of its columns is, undefined where no name was known. */
  named: (T | undefined)[];
  /** False: no row names any. */
  isHeader: boolean;
}

/** The first of the rows that name most columns, the first filled one where none does; undefined where nothing is filled. */
export function findNamedRow<T extends string>(
  table: readonly (readonly Cell[])[],
  headings: Headings<T>,
): NamedRow<T> | undefined {
  const nameOf = ({ text, isCut }: Cell) =>
    isCut ? undefined : keysOf(text).flatMap((key) => headings.get(key) ?? [])[0];
  const known = table.slice(0, rowsLookedAt).map((cells) => cells.map(nameOf));
  const namedIn = (row: readonly unknown[]) => row.filter((name) => name !== undefined).length;
  const most = Math.max(0, ...known.map(namedIn));
  const index =
    most > 0
      ? known.findIndex((row) => namedIn(row) === most)
      : table.findIndex((row) => row.some(({ text }) => text !== ''));
  return index < 0 ? undefined : { index, named: known[index] ?? [], isHeader: most > 0 };
}

/** How many of its columns the header of a table names. */
export function columnsNamed(table: readonly (readonly Cell[])[], headings: Headings): number {
  return new Set(findNamedRow(table, headings)?.named.filter((name) => name !== undefined)).size;
}
