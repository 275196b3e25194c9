import type { Response } from 'express';
import { Unreadable } from '../db/personal-data.ts';
import { DomainError, errorCodes, type ErrorCode, type FieldError, type Refusal } from '../domain/errors.ts';
import { worded as inWords, type Language, type Said } from '../domain/message.ts';

export type { Language } from '../domain/message.ts';

/** RFC 9457. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail?: string;
  state?: string;
  errors?: ShownError[];
}

/** A field's fault in the reader's language. */
interface ShownError {
  path: string;
  code: string;
  message: string;
}

const toldIn = (text: string | Said, language: Language) => (typeof text === 'string' ? text : inWords(text, language));

/** An answer to an invalid request stays under 16 KiB and names at most so many faults, however much was wrong with it. */
export const mostErrors = 50;
/** What is left of 16 KiB beside title and detail, each character of which may take six bytes. */
const errorBytes = 12_000;
const longest = { path: 200, message: 300, detail: 500 };

/** RFC 8259 knows JSON in UTF-8 alone. */
export const onlyUtf8 = 'Send the body in UTF-8: leave the charset out, or give charset=utf-8.';

/** The text, or so much of it: what a caller sent is never given back at its whole length. */
export function clipped(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** The first faults, each clipped, as many as an answer holds. */
export function firstOf(errors: readonly FieldError[], language: Language): ShownError[] {
  let left = errorBytes;
  return errors
    .slice(0, mostErrors)
    .map(({ path, code, message }) => ({
      path: clipped(path, longest.path),
      code,
      message: clipped(toldIn(message, language), longest.message),
    }))
    .filter((error) => (left -= Buffer.byteLength(JSON.stringify(error)) + 1) >= 0);
}

/** The one way from a refusal to an answer, hence the place that bounds it. */
export function problemOf(refusal: Refusal, language: Language): Problem {
  const [status, en, zh] = errorCodes[refusal.code];
  const { code, errors, detail, ...more } = refusal;
  const shown =
    errors &&
    firstOf(
      errors.slice(0, mostErrors).map((error) => worded(error, language)),
      language,
    );
  const cut =
    shown && shown.length < errors.length ? `The first ${shown.length} of ${errors.length} faults are named.` : '';
  const told = [
    ...(detail === undefined ? [] : [clipped(toldIn(detail, language), longest.detail)]),
    ...(cut ? [cut] : []),
  ].join(' ');
  return {
    type: `urn:expo-registration:problem:${code}`,
    title: language === 'zh' ? zh : en,
    status,
    code,
    ...(told ? { detail: told } : {}),
    ...more,
    ...(shown ? { errors: shown } : {}),
  };
}

/** A fault that came from where no language is known: its code is worded here, what it said stays behind. */
function worded(error: FieldError, language: Language): FieldError {
  if (error.code === 'required' && language === 'zh') return { ...error, message: '必填' };
  if (typeof error.message !== 'string' || !Object.hasOwn(errorCodes, error.code)) return error;
  const [, en, zh] = errorCodes[error.code as ErrorCode];
  const words = language === 'zh' ? zh : en;
  return { ...error, message: error.message.includes(words) ? error.message : `${words}: ${error.message}` };
}

/** One field's fault, in the words of the refusal it belongs to. */
export function fieldError(path: string, refusal: ErrorCode, language: Language, code: string = refusal): FieldError {
  return { path, code, message: errorCodes[refusal][language === 'zh' ? 2 : 1] };
}

export function sendProblem(res: Response, refusal: Refusal, language: Language): void {
  const problem = problemOf(refusal, language);
  if (problem.status === 401) res.setHeader('WWW-Authenticate', 'Bearer');
  if (problem.status === 503) res.setHeader('Retry-After', '2');
  res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** PostgreSQL's classes for "not now": connection trouble (08), too many (53), shut-down or start-up (57P), its disk (58), a lost race of locks (40), and Node's own. */
const awayCodes = /^(08|53|57P|57014|58|40001|40P01|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)/;
const awayMessages =
  /Connection terminated|timeout exceeded when trying to connect|Timeout acquiring a connection|Unable to acquire a connection/;

function databaseAway(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return (
    (typeof code === 'string' && awayCodes.test(code)) || (error instanceof Error && awayMessages.test(error.message))
  );
}

/** What express's own body and URL parsing throws. */
function transportRefusal(error: unknown): Refusal | undefined {
  const { type, status } = error as { type?: string; status?: number };
  if (type === 'entity.too.large') return { code: 'body_too_large' };
  if (type === 'charset.unsupported') return { code: 'unsupported_media_type', detail: onlyUtf8 };
  if (type === 'encoding.unsupported') return { code: 'unsupported_media_type' };
  if (typeof type === 'string' && type.startsWith('entity.'))
    return { code: 'malformed_request', detail: 'The body is not valid JSON.' };
  if (error instanceof URIError) return { code: 'not_found' };
  return status !== undefined && status >= 400 && status < 500 ? { code: 'malformed_request' } : undefined;
}

/** Turns whatever was thrown into the refusal the caller sees; `internal` only for what is our fault. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof DomainError) return error.refusal;
  if (error === null || typeof error !== 'object') return { code: 'internal' };
  if (error instanceof Unreadable)
    return { code: 'internal', detail: 'A stored value cannot be opened; the operators have been told.' };
  if (databaseAway(error)) return { code: 'unavailable', detail: 'The database is away.' };
  return transportRefusal(error) ?? { code: 'internal' };
}
