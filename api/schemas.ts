import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { parseMobile } from '../domain/identity.ts';
import { unreadable } from '../domain/unreadable.ts';
import { cursorOf, type KeysetPage } from '../db/keyset.ts';

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
      if (value === unreadable) check.addIssue({ code: 'custom', message: unreadable, input: '', continue: false });
      if (value.length <= 4 * max) return;
      check.addIssue({ code: 'too_big', origin: 'string', maximum: max, inclusive: true, input: '', continue: false });
    })
    .normalize('NFC')
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u)
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
    check.addIssue({ code: 'invalid_format', format: 'mobile', input: '' });
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
  cursor: z.string().max(1_000).optional(),
});

export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** The rows that a page of a list takes. */
export function keysetPage({ limit, cursor }: Pick<z.output<typeof cursorQuery>, 'limit' | 'cursor'>): KeysetPage {
  return { rows: limit + 1, after: cursor };
}

/** The page that rows read for it make. */
export function pageOf<T extends { keyset: string }>(
  rows: readonly T[],
  { limit }: { limit: number },
): { items: Omit<T, 'keyset'>[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  return {
    items: shown.map(({ keyset: _keyset, ...item }) => item),
    nextCursor: rows.length > limit ? cursorOf(shown.at(-1)!) : null,
  };
}
