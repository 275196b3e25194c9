import { DomainError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';
import type { Db } from './query.ts';
import type { Raw } from './table.ts';

interface Kind {
  /** How the value that came with a cursor is compared with its column. */
  value: string;
  /** What a column is told as, where not as it is. */
  told?: string;
  fits: (value: unknown) => boolean;
}

const isInteger = (value: unknown) => Number.isSafeInteger(value);
const matches = (shape: RegExp) => (value: unknown) => typeof value === 'string' && shape.test(value);

const kinds = {
  // Microseconds, which a JavaScript Date would lose.
  time: {
    value: "timestamptz 'epoch' + ?::bigint * interval '1 microsecond'",
    told: '(extract(epoch from ??) * 1000000)::bigint',
    fits: isInteger,
  },
  uuid: { value: '?::uuid', fits: matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) },
  text: { value: '?::text', fits: matches(/^[^\0\p{Cs}]{0,200}$/u) },
  number: { value: '?::bigint', fits: isInteger },
  flag: { value: '?::boolean', fits: (value) => typeof value === 'boolean' },
} as const satisfies Record<string, Kind>;

/**
 * What a list is ordered by: of each column its kind and its name, as the statement has it (`a.createdAt`). None is ever null, and
 * the last is unique: a list by time is ordered by the time and then by the id. What may change while a list is walked (a default) is
 * no part of it: what moves would be left out or come twice.
 */
export interface KeysetOrder {
  by: readonly (readonly [kind: keyof typeof kinds, column: string])[];
  direction?: 'asc' | 'desc';
}

/** A row of a list with its place in it. */
export type Keyed<T> = T & { keyset: string };

/** The rows of a list behind a cursor, or its first; one row more than a page shows tells whether there is a next one. */
export interface KeysetPage {
  rows: number;
  after?: string | undefined;
}

/** What the page after a row is asked for with. */
export function cursorOf({ keyset }: { keyset: string }): string {
  return Buffer.from(keyset).toString('base64url');
}

/** The values a page starts behind; none for the first. What no list in this order handed out never reaches a statement. */
export function placeOf({ by }: KeysetOrder, { after: cursor }: KeysetPage): readonly unknown[] | undefined {
  if (cursor === undefined) return undefined;
  let place: unknown;
  try {
    place = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    place = undefined;
  }
  if (Array.isArray(place) && place.length === by.length && by.every(([kind], index) => kinds[kind].fits(place[index])))
    return place;
  throw new DomainError('validation_failed', {
    errors: [{ path: 'cursor', code: 'invalid_format', message: say('no_cursor') }],
  });
}

/** What a row of a list in this order is selected with, as `keyset`. */
export function keysetOf(knex: Db, { by }: KeysetOrder): Raw<string> {
  const told = by.map(([kind]) => (kinds[kind] as Kind).told ?? '??');
  return knex.raw(
    `json_build_array(${told.join(', ')})::text`,
    by.map(([, column]) => column),
  );
}

interface Ordered {
  whereRaw(sql: string, bindings: readonly unknown[]): unknown;
  orderByRaw(sql: string, bindings: readonly unknown[]): unknown;
  limit(rows: number): unknown;
}

/** Orders rows and starts them behind a cursor: what is added or deleted before it moves none of those that follow. */
export function pageByKeyset(rows: Ordered, order: KeysetOrder, page: KeysetPage): void {
  const { by, direction = 'asc' } = order;
  const columns = by.map(([, column]) => column);
  const place = placeOf(order, page);
  if (place) {
    const values = by.map(([kind]) => kinds[kind].value).join(', ');
    const beyond = direction === 'asc' ? '>' : '<';
    rows.whereRaw(`(${columns.map(() => '??').join(', ')}) ${beyond} (${values})`, [...columns, ...place]);
  }
  rows.orderByRaw(columns.map(() => `?? ${direction}`).join(', '), columns);
  rows.limit(page.rows);
}
