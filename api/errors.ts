import type { Response } from 'express';
import { KeyDestroyed } from '../db/data-key.ts';
import { Unreadable } from '../db/personal-data.ts';
import { errorCodes, type ErrorCode } from '../domain/error-code.ts';
import { DomainError, type FieldError, type Refusal } from '../domain/errors.ts';
import { beginningInRow, labelAt } from '../domain/field-label.ts';
import { say, worded, type Language } from '../domain/message.ts';

/** A field's fault in the reader's language. */
interface ShownError {
  path: string;
  code: string;
  message: string;
  row?: number;
}

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

/** An answer to an invalid request stays under 16 KiB and names at most so many faults, however much was wrong with it. */
export const mostErrors = 50;
/** What is left of 16 KiB beside title and detail, each character of which may take six bytes. */
const errorBytes = 12_000;
const longest = { path: 200, message: 300, detail: 500 };

/** The text, or so much of it: what a caller sent is never given back at its whole length. */
export function clipped(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function shown({ path, code, message, label, row }: FieldError, language: Language): ShownError {
  const field = (label ?? labelAt(path))[language];
  const text = worded(message, language, field);
  const beginning = row === undefined ? '' : beginningInRow(row, field, language);
  return {
    path: clipped(path, longest.path),
    code,
    message: clipped(beginning + text, longest.message),
    ...(row === undefined ? {} : { row }),
  };
}

/** The first faults, each clipped, as many as an answer holds. */
export function firstOf(errors: readonly FieldError[], language: Language): ShownError[] {
  let left = errorBytes;
  return errors
    .slice(0, mostErrors)
    .map((error) => shown(error, language))
    .filter((error) => (left -= Buffer.byteLength(JSON.stringify(error)) + 1) >= 0);
}

/** The one way from a refusal to an answer, hence the place that bounds it. */
export function problemOf(refusal: Refusal, language: Language): Problem {
  const [usual, en, zh] = errorCodes[refusal.code];
  const { code, errors, detail, status = usual, ...more } = refusal;
  const named = errors && firstOf(errors, language);
  const faults = errors?.length ?? 0;
  const summary =
    faults === 1 ? named?.[0]?.message : faults > 1 ? worded(say('to_correct', { faults }), language) : undefined;
  const told = detail ? worded(detail, language) : summary;
  const cut = named && named.length < faults ? worded(say('cut', { shown: named.length, faults }), language) : '';
  const text = [...(told ? [clipped(told, longest.detail)] : []), ...(cut ? [cut] : [])].join(' ');
  return {
    type: `urn:expo-registration:problem:${code}`,
    title: language === 'zh' ? zh : en,
    status,
    code,
    ...(text ? { detail: text } : {}),
    ...more,
    ...(named ? { errors: named } : {}),
  };
}

export function sendProblem(res: Response, refusal: Refusal, language: Language): void {
  const problem = problemOf(refusal, language);
  if (problem.status === 401) res.setHeader('WWW-Authenticate', 'Bearer');
  if (problem.status === 503) res.setHeader('Retry-After', '2');
  res.setHeader('Content-Language', language);
  res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** PostgreSQL's classes for "not now": connection trouble (08), too many (53), shut-down or start-up (57P), its disk (58), a lost race of locks (40), and Node's own. */
const awayCodes = /^(08|53|57P|57014|58|40001|40P01|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)/;
const awayMessages =
  /Connection terminated|not queryable|Query read timeout|timeout expired|Timeout acquiring a connection|Unable to acquire a connection/;

function databaseAway(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return (
    (typeof code === 'string' && awayCodes.test(code)) || (error instanceof Error && awayMessages.test(error.message))
  );
}

/** In whole and tenth megabytes; how much was sent, where the request said so. */
function tooLarge({ limit, expected }: { limit: number; expected?: number }): Refusal {
  const [most, megabytes] = [limit, expected ?? 0].map((bytes) => (bytes / 1024 / 1024).toFixed(1)) as [string, string];
  return {
    code: 'body_too_large',
    detail: expected ? say('upload_too_large', { megabytes, most }) : say('upload_at_most', { most }),
  };
}

/** What express's own body and URL parsing throws. */
function transportRefusal(error: unknown): Refusal | undefined {
  const { type, status } = error as { type?: string; status?: number };
  if (type === 'entity.too.large') return tooLarge(error as { limit: number; expected?: number });
  if (type === 'charset.unsupported') return { code: 'unsupported_media_type', detail: say('only_utf8') };
  if (type === 'encoding.unsupported') return { code: 'unsupported_media_type' };
  if (typeof type === 'string' && type.startsWith('entity.'))
    return { code: 'malformed_request', detail: say('no_json') };
  if (error instanceof URIError) return { code: 'not_found' };
  return status !== undefined && status >= 400 && status < 500 ? { code: 'malformed_request' } : undefined;
}

/** Turns whatever was thrown into the refusal the caller sees; `internal` only for what is our fault. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof DomainError) return error.refusal;
  if (error === null || typeof error !== 'object') return { code: 'internal' };
  if (error instanceof KeyDestroyed) return { code: 'personal_data_erased' };
  if (error instanceof Unreadable) return { code: 'internal', detail: say('cannot_be_opened') };
  if (databaseAway(error)) return { code: 'unavailable', detail: say('database_away') };
  return transportRefusal(error) ?? { code: 'internal' };
}
