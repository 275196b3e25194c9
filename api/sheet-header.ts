import { wordKey } from '../domain/word.ts';
import type { Cell } from './sheet-table.ts';

/** How far down a header is looked for: titles and remarks stand above it. */
export const rowsLookedAt = 20;

export interface NamedRow<T> {
  /** Of the row, from 0; what the header is of stands below it. */
  index: number;
  /** What each of its columns is, undefined where no name was known. */
  named: (T | undefined)[];
}

/** The first of the rows that name most columns, the first filled one where none does; undefined where nothing is filled. */
export function findNamedRow<T>(
  table: readonly (readonly Cell[])[],
  nameOf: (heading: string) => T | undefined,
): NamedRow<T> | undefined {
  const known = table
    .slice(0, rowsLookedAt)
    .map((cells) => cells.map(({ text, isCut }) => (isCut ? undefined : nameOf(text))));
  const namedIn = (row: readonly unknown[]) => row.filter((name) => name !== undefined).length;
  const most = Math.max(0, ...known.map(namedIn));
  const index =
    most > 0
      ? known.findIndex((row) => namedIn(row) === most)
      : table.findIndex((row) => row.some(({ text }) => wordKey(text) !== ''));
  return index < 0 ? undefined : { index, named: known[index] ?? [] };
}
