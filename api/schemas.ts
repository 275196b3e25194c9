import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { DomainError } from '../domain/errors.ts';
import { parseMobile } from '../domain/identity.ts';
import { parseKeyset, type KeysetPage } from '../db/keyset.ts';

extendZodWithOpenApi(z);

/** A time in an answer: handlers give a Date, JSON carries ISO 8601 in UTC. */
export const time = z.union([z.date(), z.iso.datetime()]).openapi({ type: 'string', format: 'date-time' });

/** Whole fen. */
export const fen = z.int().min(0);

export const uuid = z.uuid();

/** Text a person types: trimmed, composed (NFC), never empty, no control characters. */
export const text = (max: number) =>
  z
    .string()
    .transform((value) => value.normalize('NFC').trim())
    .pipe(
      z
        .string()
        .min(1)
        .max(max)
        .regex(/^[^\p{Cc}]*$/u),
    );

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
  .openapi({ type: 'string' });

/** Long enough for a sentence, short enough that hashing it costs nothing. */
export const password = z.string().min(1).max(200);

export const sex = z.enum(['male', 'female']);

export const cursorQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});

export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** One page of a list read with one row more than asked for; `keyOf` is where the next page starts. */
export function pageOf<T>(rows: T[], limit: number, keyOf: (row: T) => string): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? Buffer.from(keyOf(items.at(-1)!)).toString('base64url') : null };
}

export function readCursor(cursor: string | undefined): string | undefined {
  return cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString();
}

/** The page of a list ordered by time and id. */
export function keysetPage({ limit, cursor }: z.output<typeof cursorQuery>): KeysetPage {
  const start = readCursor(cursor);
  const after = start === undefined ? undefined : parseKeyset(start);
  if (start !== undefined && !after) {
    throw new DomainError('validation_failed', {
      detail: `"${cursor}" is no cursor of this list.`,
      errors: [{ path: 'cursor', code: 'invalid_format', message: 'cursor' }],
    });
  }
  return { rows: limit + 1, after };
}
