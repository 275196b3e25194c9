import type { ErrorCode } from './error-code.ts';
import type { Label } from './field-label.ts';
import { say, worded, type Said } from './message.ts';

/** One field's fault. `path` is a JSON path without `$.`: `attendees[2].documentNumber`. */
export interface FieldError {
  path: string;
  code: string;
  message: Said;
  /** What its form calls the field, where that is not what every form calls it. */
  label?: Label | undefined;
  /** The line of the table it stands in, as the spreadsheet counts, from 1. */
  row?: number;
}

/** One field's fault in the words of its code. */
export function fieldError(path: string, code: ErrorCode): FieldError {
  return { path, code, message: say(code) };
}

export interface Refusal {
  code: ErrorCode;
  /** Quotes the value; never personal data. */
  detail?: Said;
  /** Where the code has two: of a second factor that a login lacks, and of one that who is logged in has none of. */
  status?: 403;
  /** What the state is, where the state does not allow it. */
  state?: string;
  errors?: FieldError[];
}

/** A refusal on its way to the caller. */
export class DomainError extends Error {
  override name = 'DomainError';
  readonly refusal: Refusal;

  constructor(code: ErrorCode, more: Omit<Refusal, 'code'> = {}) {
    super(more.detail ? worded(more.detail, 'en') : code);
    this.refusal = { code, ...more };
  }
}

/** An outcome of a provider's call that nobody knows: time-out, reset, 5xx, bad signature, an answer not understood. */
export class OutcomeUnknown extends Error {
  override name = 'OutcomeUnknown';
}

/** An answer that may be a refusal: expected, so a value. */
export type Outcome<T> = { done: T } | { refused: Refusal };
