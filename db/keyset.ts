import type { Db } from './query.ts';
import type { Raw } from './table.ts';

/** Where a list ordered by time and id goes on: microseconds, which a JavaScript Date would lose, and the id. */
export interface Keyset {
  micros: number;
  id: string;
}

/** How a keyset is written. */
export const keysetShape = /^([0-9]{1,16})\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Undefined for text that is no keyset: it never reaches a statement. */
export function parseKeyset(text: string): Keyset | undefined {
  const [, micros, id] = keysetShape.exec(text) ?? [];
  return micros && id ? { micros: Number(micros), id } : undefined;
}

export interface KeysetPage {
  /** One row more than a page holds tells whether there is a next one. */
  rows: number;
  after?: Keyset | undefined;
}

/** By what a list is ordered: columns as the statement has them (`a.createdAt`). */
export interface KeysetOrder {
  time: string;
  id: string;
  direction?: 'asc' | 'desc';
}

/** What a row of a list in this order is selected with, so that the next page can start after it. */
export function keysetOf(knex: Db, { time, id }: KeysetOrder): Raw<string> {
  return knex.raw("(extract(epoch from ??) * 1000000)::bigint || '/' || ??", [time, id]);
}

interface Ordered {
  whereRaw(sql: string, bindings: readonly unknown[]): unknown;
  orderByRaw(sql: string, bindings: readonly unknown[]): unknown;
  limit(rows: number): unknown;
}

/** Orders rows by a time and an id and starts them after a keyset. */
export function pageByKeyset(rows: Ordered, { time, id, direction = 'asc' }: KeysetOrder, page: KeysetPage): void {
  if (page.after) {
    const beyond = direction === 'asc' ? '>' : '<';
    rows.whereRaw(`(??, ??) ${beyond} (timestamptz 'epoch' + ? * interval '1 microsecond', ?::uuid)`, [
      time,
      id,
      page.after.micros,
      page.after.id,
    ]);
  }
  rows.orderByRaw(`?? ${direction}, ?? ${direction}`, [time, id]);
  rows.limit(page.rows);
}
