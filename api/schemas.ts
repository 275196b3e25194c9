import { domainToASCII } from 'node:url';
import { extendZodWithOpenApi, getRefId } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { say } from '../domain/message.ts';
import {
  isBusinessNo,
  isName,
  normaliseAccount,
  normaliseBusinessNo,
  normaliseCode,
  normaliseDigits,
  normaliseEmail,
  normaliseIdentifier,
  normaliseLandline,
  normaliseLine,
  normaliseLogin,
  normaliseMobile,
  normaliseName,
  normaliseParagraph,
} from '../domain/typed-text.ts';
import { erased, unreadable } from '../domain/unreadable.ts';
import { cursorOf, type KeysetPage } from '../db/keyset.ts';
import { fault } from './judgement.ts';

extendZodWithOpenApi(z);

/** A time in an answer: handlers give a Date, JSON carries ISO 8601 in UTC. */
export const time = z.union([z.date(), z.iso.datetime()]).openapi({ type: 'string', format: 'date-time' });

/** Beside a schema, not in it: `nullable()` of one that has a name or a type of its own in the document would change or lose it there. */
export const orNull = <T extends z.ZodType>(schema: T) => z.union([schema, z.null()]);

/** Whole fen. */
export const fen = z.int().min(0).openapi('Fen', { description: 'Money in whole fen: 100 are one yuan' });

/** Of what is changed by several. */
export const version = z.int().openapi('Version', {
  description: 'Rises with every change. Who decides or changes says which one was read; quoted it is the `ETag`',
});

/** A document's number or a mobile, as a page may show it. */
export const masked = z.string().openapi('Masked', { description: 'Asterisks but for its ends' });

/** Lower case, as PostgreSQL writes it, however it was sent: ids are compared as text. */
export const uuid = z.uuid().toLowerCase();

/** A serial number of the database. */
export const serial = z.int().min(1).max(2_147_483_647);

/** Why what was typed is refused; on the wire it is a format, unless it has a code of its own. */
const faults = {
  unreadable: fault(say('unreadable'), 'custom'),
  lost: fault(say('character_lost'), 'invalid_format'),
  characters: fault(say('characters'), 'invalid_format'),
  name: fault(say('name_characters')),
  format: fault(say('format'), 'invalid_format'),
  country: fault(say('choose_from_list'), 'invalid_format'),
  businessNo: fault(say('business_number_characters'), 'invalid_format'),
  mobile: fault(say('mobile_format'), 'invalid_format'),
  telephone: fault(say('telephone_format'), 'invalid_format'),
  email: fault(say('email_format'), 'invalid_format'),
};

/** U+FFFD stands where bytes could not be read, a noncharacter where nothing may. */
const lost = /[\ufffd\p{Noncharacter_Code_Point}]/u;

interface Kind {
  max: number;
  normalise: (typed: string) => string;
  fits: (value: string) => boolean;
  fault: ReturnType<typeof fault>;
}

/**
 * Text a person types, read by the kind of its field (`domain/typed-text.ts`) and never empty: one schema for whatever is
 * stored, compared or logged in with. No halves of surrogate pairs, which PostgreSQL refuses, and not the signs that programs put
 * where they lost a character.
 */
function typed({ max, normalise, fits, fault: misfit }: Kind) {
  const markers = new Set([unreadable, erased].flatMap((marker) => [marker, normalise(marker)]));
  return (
    z
      .string()
      // Before it is read: composing takes the square of a run of marks, seconds for what 100 kB of a body hold.
      .superRefine((value, check) => {
        if (markers.has(value)) check.addIssue({ ...faults.unreadable, continue: false });
        if (value.length <= 4 * max) return;
        check.addIssue({
          code: 'too_big',
          origin: 'string',
          maximum: max,
          inclusive: true,
          input: '',
          continue: false,
        });
      })
      .overwrite(normalise)
      .superRefine((value, check) => {
        // It may have come with blanks or what cannot be seen.
        if (markers.has(normaliseLine(value))) check.addIssue({ ...faults.unreadable, continue: false });
      })
      .min(1)
      .max(max)
      .superRefine((value, check) => {
        if (lost.test(value)) check.addIssue({ ...faults.lost });
        else if (value !== '' && !fits(value)) check.addIssue({ ...misfit });
      })
  );
}

// A pattern in the document has no flags; what cannot be said without them is left to the check.
const linePattern = '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]*$';
const paragraphPattern = '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$';
const isLine = (value: string) => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(value);

/** One line of free text, a unit's name too. */
export const line = (max: number) =>
  typed({ max, normalise: normaliseLine, fits: isLine, fault: faults.characters }).openapi({ pattern: linePattern });

/** Free text of several lines. */
export const paragraph = (max: number) =>
  typed({
    max,
    normalise: normaliseParagraph,
    fits: (value) => isLine(value.replaceAll('\n', '')),
    fault: faults.characters,
  }).openapi({ pattern: paragraphPattern, description: 'May have several lines' });

/** A person's name: letters of any script and what stands between them; no digits. */
export const personName = (max: number) =>
  typed({ max, normalise: normaliseName, fits: isName, fault: faults.name }).openapi({
    pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u20290-9]*$',
    description: "Letters of any script, and between them blanks, `·`, `'`, `-`, `.`, `,`, `/`",
  });

/** A number of a document or a tax payer, or a USCC: upper case, without blanks and hyphens. */
export const identifier = (max: number) =>
  typed({ max, normalise: normaliseIdentifier, fits: isLine, fault: faults.characters }).openapi({
    pattern: linePattern,
    description: 'Read in half width and upper case, without blanks and hyphens',
  });

/** ISO 3166-1 alpha-2. What is longer is a country's name or another code, hence no choice of the list either. */
export const countryCode = typed({
  max: 60,
  normalise: normaliseIdentifier,
  fits: (value) => /^[A-Z]{2}$/.test(value),
  fault: faults.country,
}).openapi({ maxLength: 2, pattern: '^[A-Za-z]{2}$', description: 'ISO 3166-1 alpha-2' });

/** A company's number abroad. */
export const businessNo = typed({
  max: 40,
  normalise: normaliseBusinessNo,
  fits: isBusinessNo,
  fault: faults.businessNo,
}).openapi({
  pattern: linePattern,
  description:
    'Latin letters, digits and what stands between them; read in half width and upper case, with single blanks',
});

/** What a unit logs in with: its USCC, or country and business number (`DE:HRB 12345`). */
export const account = typed({
  max: 100,
  normalise: normaliseAccount,
  fits: isLine,
  fault: faults.characters,
}).openapi({ pattern: linePattern, description: 'A USCC, or `DE:HRB 12345`' });

/** What staff log in with. */
export const login = typed({ max: 100, normalise: normaliseLogin, fits: isLine, fault: faults.characters }).openapi({
  pattern: linePattern,
});

/** A code in groups: read in upper case, with a hyphen for whatever blanks and dashes stand between them. */
export const code = (max: number, shape = /^[0-9A-Z-]*$/) =>
  typed({ max, normalise: normaliseCode, fits: (value) => shape.test(value), fault: faults.format }).openapi({
    pattern: linePattern,
    description:
      'Letters and digits in groups; upper case or lower, with hyphens, blanks or nothing between the groups',
  });

/** The digits of a code that was sent, or that an app shows. */
export const digits = (length: number) =>
  typed({
    max: length,
    normalise: normaliseDigits,
    fits: (value) => value.length === length && /^[0-9]*$/.test(value),
    fault: faults.format,
  }).openapi({ pattern: `^[0-9]{${length}}$` });

/** A kind that takes its own mask as well: what comes back masked may be sent back masked, and stays as it was. */
function orMasked({ normalise, fits, ...kind }: Kind): Kind {
  const isMasked = (value: string) => value.includes('*');
  return {
    ...kind,
    normalise: (text) => (isMasked(text) ? text : normalise(text)),
    fits: (value) => isMasked(value) || fits(value),
  };
}

const mobileKind: Kind = {
  max: 40,
  normalise: (text) => normaliseMobile(text) ?? text,
  fits: (value) => normaliseMobile(value) === value,
  fault: faults.mobile,
};
const mobileWords = { description: "A mainland mobile, or another country's with `+` or `00` and its code" };
/** A mainland mobile, kept as its 11 digits, or another country's with `+` and its code. */
export const mobile = typed(mobileKind).openapi(mobileWords);
export const mobileOrMasked = typed(orMasked(mobileKind)).openapi(mobileWords);

const telephoneKind: Kind = {
  max: 40,
  normalise: (text) => normaliseLandline(text) ?? text,
  fits: (value) => normaliseLandline(value) === value,
  fault: faults.telephone,
};
/** A number to be dialled: area code, brackets and extension as they were written. */
export const telephoneOrMasked = typed(orMasked(telephoneKind)).openapi({
  description: 'With its area code, and an extension where there is one',
  example: '0757-83123456转801',
});

/** A domain of other letters is one where IDNA has it in ASCII, as `例子.中国`. */
function isEmail(value: string): boolean {
  const at = value.lastIndexOf('@') + 1;
  const domain = value.slice(at);
  const isOtherwise = /[^\p{ASCII}]/u.test(domain) && /^[\p{L}\p{M}\p{Nd}.-]+$/u.test(domain);
  const ascii = isOtherwise ? domainToASCII(domain) : domain;
  return z.regexes.email.test(value.slice(0, at) + ascii.replace(/\.xn--[a-z0-9-]+$/i, '.xn'));
}

const emailKind: Kind = {
  max: 254,
  normalise: normaliseEmail,
  fits: isEmail,
  fault: faults.email,
};
export const email = typed(emailKind).openapi({ format: 'email' });
export const emailOrMasked = typed(orMasked(emailKind)).openapi({ description: 'An e-mail address, or its mask' });

/** Long enough for a sentence, short enough that hashing it costs nothing. */
export const password = z.string().min(1).max(200);

export const sex = z.enum(['male', 'female']);

export const cursorQuery = z.strictObject({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(50)
    .openapi('Limit', { param: { name: 'limit', in: 'query' } }),
  cursor: z
    .string()
    .max(1_000)
    .optional()
    .openapi('Cursor', {
      param: { name: 'cursor', in: 'query' },
      description: 'Where the page before ended: its `nextCursor`',
    }),
});

/** Named after what it holds. */
export function page<T extends z.ZodType>(item: T) {
  const holds = z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().openapi({ description: 'The `cursor` of the next page; null on the last' }),
  });
  const name = getRefId(item);
  return name === undefined ? holds : holds.openapi(`${name}Page`);
}
/** What a query may say several times: `state=draft&state=returned`. */
export const several = <T extends z.ZodType>(one: T) =>
  z.preprocess((given) => (given === undefined ? given : [given].flat()), z.array(one).min(1).max(50).optional());

/** How many of a list are in each state. */
export const countsBy = <T extends z.ZodType>(state: T, name: string) =>
  z.object({ items: z.array(z.object({ state, count: z.int() })) }).openapi(name);

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
