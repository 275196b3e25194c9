declare const value: unique symbol;

/** An expression in SQL whose value is a `V`; by hand, so `V` is the writer's word. */
export interface Raw<V = unknown> {
  readonly [value]?: V;
  toQuery(): string;
}

/** A query of whatever, as part of another. */
export interface Rows<R = unknown> extends Promise<R[]> {
  toQuery(): string;
}

declare const seal: unique symbol;

/** Bytes that only `personalData.seal` makes: plain text does not fit where they belong. */
export type Sealed = Buffer & { readonly [seal]: true };

/** The domain's type of a column, where the database's list is the very same. */
export type Same<Domain, Listed> = [Domain] extends [Listed] ? ([Listed] extends [Domain] ? Domain : never) : never;

type NullableKeys<R> = { [K in keyof R]: null extends R[K] ? K : never }[keyof R];
/** What a column of JSON holds, of which no more is known. */
export type Json = object | string | number | boolean;

/** What a column takes: its value, or an expression; JSON also as its text. */
type Input<V> = V | Raw | Rows | (V extends readonly unknown[] ? string : never);

/** A row as it is read, as it is inserted (what has a default or may be null can be left out) and as it is changed. */
export interface Table<R extends object, Defaulted extends keyof R, Identity extends keyof R> {
  row: R;
  insert: { [K in Exclude<keyof R, NullableKeys<R> | Defaulted | Identity>]: Input<R[K]> } & {
    [K in Exclude<NullableKeys<R> | Defaulted, Identity>]?: Input<R[K]>;
  };
  update: { [K in Exclude<keyof R, Identity>]?: Input<R[K]> };
}
