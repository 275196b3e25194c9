import type { Raw, Rows } from './table.ts';
import type { Tables } from './tables.ts';

/**
 * Knex as the repositories use it, typed by `tables.ts` alone: nothing in here runs. Columns go by their own name, in joined
 * tables by alias and name (`o.orderNo`); what may be missing in a left join may be null.
 */

type TableName = keyof Tables;
export type Row<N extends TableName> = Tables[N]['row'];
export type Insert<N extends TableName> = Tables[N]['insert'];
export type Update<N extends TableName> = Tables[N]['update'];

type Bindings = readonly unknown[] | Readonly<Record<string, unknown>>;
type Source = TableName | `${TableName} as ${string}`;
type NameOf<S> = S extends `${infer N} as ${string}` ? N & TableName : S & TableName;
type Qualified<A extends string, R> = { [K in keyof R & string as `${A}.${K}`]: R[K] };
type ColumnsOf<S> = S extends `${infer N extends TableName} as ${infer A}`
  ? Qualified<A, Row<N>>
  : S extends TableName
    ? Qualified<S, Row<S>>
    : never;
type OrNull<R> = { [K in keyof R]: R[K] | null };
type Flat<T> = { [K in keyof T]: T[K] };
/** One row of what was selected; under a name that was selected twice may stand either. */
type Merged<U> = {
  [K in U extends unknown ? keyof U : never]: U extends unknown ? (K extends keyof U ? U[K] : never) : never;
};

type Column<C> = keyof C & string;
type Everything<C> = '*' | (Column<C> extends infer K ? (K extends `${infer A}.${string}` ? `${A}.*` : never) : never);
/** What can be selected: a column, all of a table, or columns and expressions under names of one's own. */
type Selection<C> = Column<C> | Everything<C> | { readonly [as: string]: Column<C> | Raw | Rows };
type Unqualified<C, A extends string> = { [K in keyof C as K extends `${A}.${infer Name}` ? Name : never]: C[K] };
type Plain<C> = { [K in keyof C as K extends `${string}.${string}` ? never : K]: C[K] };
type ValueOf<C, E> = E extends keyof C
  ? C[E]
  : E extends Raw<infer V>
    ? V
    : E extends Rows<infer R>
      ? R[keyof R] | null
      : never;
type Selected<C, S> = S extends '*'
  ? Plain<C>
  : S extends `${infer A}.*`
    ? Unqualified<C, A>
    : S extends keyof C
      ? S extends `${string}.${infer Name}`
        ? { [K in Name]: C[S] }
        : { [K in S & string]: C[S] }
      : S extends object
        ? { -readonly [K in keyof S]: ValueOf<C, S[K]> }
        : never;
/** The row that comes of selections, beside what was selected before; `R` is the whole row as long as nothing was. */
type Adding<C, R, S extends readonly unknown[]> = Merged<(R extends Whole ? never : R) | Selected<C, S[number]>>;

declare const whole: unique symbol;
/** Marks a row of which nothing in particular has been selected yet. */
interface Whole {
  readonly [whole]?: never;
}
type Read<R> = R extends Whole ? Omit<R, typeof whole> : R;

/** Nothing beside the columns, also where the object was made before: the compiler looks at literals alone. */
type Exactly<T, Shape> = T & { [K in Exclude<keyof T, keyof Shape>]: never };

type Compared<V> = V | Raw | Rows;
type Where<C> = { readonly [K in keyof C]?: Compared<C[K]> };
type Operator = '=' | '<>' | '<' | '<=' | '>' | '>=';
type Direction = 'asc' | 'desc';
type Ordering<C> = Column<C> | { column: Column<C>; order: Direction; nulls?: 'first' | 'last' };

interface Conditions<C> {
  where(conditions: Where<C> | ((nested: this) => void)): this;
  where<K extends Column<C>>(column: K, value: Compared<C[K]>): this;
  where<K extends Column<C>>(column: K, operator: Operator, value: Compared<NonNullable<C[K]>>): this;
  orWhere(conditions: Where<C> | ((nested: this) => void)): this;
  whereNot(conditions: Where<C>): this;
  whereNot<K extends Column<C>>(column: K, value: Compared<C[K]>): this;
  whereIn<K extends Column<C>>(column: K, values: readonly NonNullable<C[K]>[] | Rows): this;
  orWhereIn<K extends Column<C>>(column: K, values: readonly NonNullable<C[K]>[] | Rows): this;
  whereNotIn<K extends Column<C>>(column: K, values: readonly NonNullable<C[K]>[] | Rows): this;
  whereNull(column: Column<C>): this;
  whereNotNull(column: Column<C>): this;
  whereLike(column: Column<C>, pattern: string): this;
  orWhereLike(column: Column<C>, pattern: string): this;
  whereILike(column: Column<C>, pattern: string): this;
  orWhereILike(column: Column<C>, pattern: string): this;
  whereRaw(sql: string, bindings?: Bindings): this;
  orWhereRaw(sql: string, bindings?: Bindings): this;
  whereExists(rows: Rows | Raw): this;
  whereNotExists(rows: Rows | Raw): this;
  modify(change: (rows: this) => void): this;
}

/** One row, or none. */
interface One<R> extends Promise<R | undefined> {
  toQuery(): string;
}

/** Rows of table `N` and what is joined to it: `C` its columns, `R` the row it answers. */
interface Query<C, R, N extends TableName = never> extends Conditions<C>, Rows<Read<R>> {
  join<S extends Source>(
    source: S,
    one: Column<C & ColumnsOf<S>>,
    other: Column<C & ColumnsOf<S>>,
  ): Query<C & ColumnsOf<S>, R, N>;
  join<S extends Source>(
    source: S,
    on: { readonly [K in Column<ColumnsOf<S>>]?: Column<C> | Raw } | Raw,
  ): Query<C & ColumnsOf<S>, R, N>;
  leftJoin<S extends Source>(
    source: S,
    one: Column<C & ColumnsOf<S>>,
    other: Column<C & ColumnsOf<S>>,
  ): Query<C & OrNull<ColumnsOf<S>>, R, N>;
  leftJoin<S extends Source>(
    source: S,
    on: { readonly [K in Column<ColumnsOf<S>>]?: Column<C> | Raw },
  ): Query<C & OrNull<ColumnsOf<S>>, R, N>;
  /** `E`: the columns it brings, by their qualified names; the writer's word. */
  joinRaw<E extends object = object>(sql: string, bindings?: Bindings): Query<C & E, R, N>;

  select<const S extends readonly Selection<C>[]>(...selections: S): Query<C, Adding<C, R, S>, N>;
  distinct<const S extends readonly Selection<C>[]>(...selections: S): Query<C, Adding<C, R, S>, N>;
  first(): One<Read<R>>;
  first<const S extends readonly Selection<C>[]>(...selections: S): One<Adding<C, R, S>>;
  pluck<K extends Column<C>>(column: K): Promise<C[K][]>;
  count<const S extends Readonly<Record<string, '*'>>>(
    as: S,
  ): Query<C, Flat<(R extends Whole ? unknown : R) & { [K in keyof S]: number }>, N>;

  groupBy(...columns: Column<C>[]): this;
  havingRaw(sql: string, bindings?: Bindings): this;
  orderBy(column: Column<C>, direction?: Direction, nulls?: 'first' | 'last'): this;
  orderBy(orderings: readonly Ordering<C>[]): this;
  orderByRaw(sql: string, bindings?: Bindings): this;
  limit(rows: number): this;
  forUpdate(...tables: string[]): this;
  forNoKeyUpdate(...tables: string[]): this;
  forShare(...tables: string[]): this;
  skipLocked(): this;
  clone(): this;
  as(name: string): Raw;

  insert<T extends Insert<N>>(rows: Exactly<T, Insert<N>> | readonly Exactly<T, Insert<N>>[]): Insertion<N>;
  update<T extends Update<N>>(changes: Exactly<T, Update<N>>): Change<N>;
  increment(column: Column<Row<N>>, by: number): Change<N>;
  decrement(column: Column<Row<N>>, by: number): Change<N>;
  delete(): Change<N>;
}

/** Answers how many rows it touched, or those rows. */
interface Change<N extends TableName> extends Conditions<Row<N>>, Promise<number> {
  returning(all: '*'): Promise<Row<N>[]>;
  returning<K extends Column<Row<N>>>(columns: K | readonly K[]): Promise<Pick<Row<N>, K>[]>;
}

interface Insertion<N extends TableName> extends Promise<unknown> {
  onConflict(columns?: Column<Row<N>> | readonly Column<Row<N>>[] | Raw): {
    ignore(): Insertion<N>;
    merge(changes?: Update<N> | readonly Column<Row<N>>[]): Insertion<N>;
  };
  returning(all: '*'): Promise<Row<N>[]>;
  returning<K extends Column<Row<N>>>(columns: K | readonly K[]): Promise<Pick<Row<N>, K>[]>;
}

/** A connection or a transaction. */
export interface Db {
  <S extends Source>(source: S): Query<Row<NameOf<S>> & ColumnsOf<S>, Row<NameOf<S>> & Whole, NameOf<S>>;
  with<A extends string, R extends object>(
    name: A,
    rows: Rows<R> | Raw<R>,
  ): { from(name: A): Query<R & Qualified<A, R>, R & Whole> };
  raw<V = unknown>(sql: string, bindings?: Bindings): Raw<V>;
  ref<V = unknown>(column: string): Raw<V>;
  fn: { now(): Raw<Date> };
  batchInsert<N extends TableName>(table: N, rows: readonly Insert<N>[], chunk: number): Promise<unknown>;
  destroy(): Promise<void>;
  transaction<T>(
    work: (trx: Db) => Promise<T>,
    config?: { isolationLevel: 'repeatable read'; readOnly: true },
  ): Promise<T>;
}
