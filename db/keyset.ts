import type { Knex } from 'knex';

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

/** Orders rows by a time and an id and starts them after a keyset; each row tells its own as `keyset`. */
export function pageByKeyset(
  knex: Knex,
  rows: Knex.QueryBuilder,
  { time, id, direction = 'asc' }: { time: string; id: string; direction?: 'asc' | 'desc' },
  page: KeysetPage,
): void {
  void rows.select(knex.raw("(extract(epoch from ??) * 1000000)::bigint || '/' || ?? AS keyset", [time, id]));
  if (page.after) {
    const beyond = direction === 'asc' ? '>' : '<';
    void rows.whereRaw(`(??, ??) ${beyond} (timestamptz 'epoch' + ? * interval '1 microsecond', ?::uuid)`, [
      time,
      id,
      page.after.micros,
      page.after.id,
    ]);
  }
  void rows.orderBy(time, direction).orderBy(id, direction).limit(page.rows);
}
