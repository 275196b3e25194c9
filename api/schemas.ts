import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { DomainError } from '../domain/errors.ts';
import { parseMobile } from '../domain/identity.ts';
import { say } from '../domain/message.ts';
import { unreadable } from '../domain/unreadable.ts';
import { keysetShape, parseKeyset, type KeysetPage } from '../db/keyset.ts';
import { fault } from './judgement.ts';

extendZodWithOpenApi(z);

/** A time in an answer: handlers give a Date, JSON carries ISO 8601 in UTC. */
export const time = z.union([z.date(), z.iso.datetime()]).openapi({ type: 'string', format: 'date-time' });

/** Beside a schema, not in it: `nullable()` of one that has a name or a type of its own in the document would change or lose it there. */
export const orNull = <T extends z.ZodType>(schema: T) => z.union([schema, z.null()]);

/** Whole fen. */
export const fen = z.int().min(0);

/** Lower case, as PostgreSQL writes it, however it was sent: ids are compared as text. */
export const uuid = z.uuid().toLowerCase();

/** A serial number of the database. */
export const serial = z.int().min(1).max(2_147_483_647);

/** Text a person types: trimmed, composed (NFC), never empty; no control characters and no halves of surrogate pairs, which PostgreSQL refuses. */
export const text = (max: number) =>
  z
    .string()
    // Before it is composed: that takes the square of a run of marks, seconds for what 100 kB of a body hold.
    .superRefine((value, check) => {
      if (value === unreadable) check.addIssue({ ...fault(say('unreadable'), 'custom'), continue: false });
      if (value.length <= 4 * max) return;
      check.addIssue({ code: 'too_big', origin: 'string', maximum: max, inclusive: true, input: '', continue: false });
    })
    .normalize('NFC')
    .trim()
    .min(1)
    .max(max)
    .refine((value) => /^[^\p{Cc}\p{Cs}]*$/u.test(value), {
      params: { said: say('characters'), code: 'invalid_format' },
    })
    // A pattern in the document has no flags; what cannot be said without them is left to the check.
    .openapi({ pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]*$' });

/** A mainland mobile, written to its 11 digits, or another country's with `+` and its code. */
export const mobile = z
  .string()
  .max(30)
  .transform((value, check) => {
    const mainland = parseMobile(value);
    if (mainland.ok) return mainland.value;
    const abroad = value.replaceAll(/[\s-]/g, '');
    if (/^\+(?!86)[1-9][0-9]{6,14}$/.test(abroad)) return abroad;
    check.addIssue(fault(say('mobile_format'), 'invalid_format'));
    return z.NEVER;
  })
  .openapi({
    type: 'string',
    maxLength: 30,
    description: "A mainland mobile, or another country's with `+` and its code",
  });

/** Long enough for a sentence, short enough that hashing it costs nothing. */
export const password = z.string().min(1).max(200);

export const sex = z.enum(['male', 'female']);

export const cursorQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});

export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** One page of a list read with one row more than asked for; `keyOf` is where the next page starts. */
export function pageOf<T>(
  rows: T[],
  limit: number,
  keyOf: (row: T) => string,
): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? Buffer.from(keyOf(items.at(-1)!)).toString('base64url') : null };
}

/** Where a page starts; what no list of this shape handed out never reaches a statement. */
export function readCursor(cursor: string | undefined, shape: RegExp): string | undefined {
  if (cursor === undefined) return undefined;
  const start = Buffer.from(cursor, 'base64url').toString();
  if (shape.test(start)) return start;
  throw new DomainError('validation_failed', {
    errors: [{ path: 'cursor', code: 'invalid_format', message: say('no_cursor') }],
  });
}

/** The page of a list ordered by time and id. */
export function keysetPage({ limit, cursor }: z.output<typeof cursorQuery>): KeysetPage {
  const start = readCursor(cursor, keysetShape);
  return { rows: limit + 1, after: start === undefined ? undefined : parseKeyset(start) };
}

/** A page of a list that is short enough to be read whole. */
export function pageOfAll<T>(
  all: readonly T[],
  { limit, cursor }: z.output<typeof cursorQuery>,
): { items: T[]; nextCursor: string | null } {
  const start = Number(readCursor(cursor, /^[0-9]{1,9}$/) ?? 0);
  return pageOf(all.slice(start, start + limit + 1), limit, () => String(start + limit));
}
