import { z } from 'zod';
import type { Draft } from '../domain/unit-info.ts';

const unwrapped = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.ZodOptional ? unwrapped(schema.unwrap()) : schema;

function partOf(schema: z.core.$ZodType): z.ZodType {
  const whole = unwrapped(schema);
  if (whole instanceof z.ZodObject)
    return z.strictObject(
      Object.fromEntries(Object.entries(whole.shape).map(([name, field]) => [name, partOf(field).optional()])),
    );
  if (!(whole instanceof z.ZodArray)) return whole as z.ZodType;
  const checks = whole.def.checks?.filter((check) => check._zod.def.check !== 'min_length') ?? [];
  return whole.clone({ ...whole.def, element: partOf(whole.element), checks });
}

/** The schema of half a form, made of the whole one's: the same formats and bounds, but every field may be left out, also of a row. */
export function draftOf<T extends z.ZodObject>(whole: T): z.ZodType<Draft<z.output<T>>> {
  return partOf(whole) as z.ZodType<Draft<z.output<T>>>;
}

/** Blanks and marks nobody sees are no text. */
const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && !/[^\s\p{Cf}]/u.test(value));
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What is filled in of a form that was sent: null, empty text and what holds nothing else mean left out. Only of fields that the
 * form knows, and a row stays in its place, so that a fault is named where it was sent.
 */
export function filledIn(schema: z.core.$ZodType, value: unknown): unknown {
  const whole = unwrapped(schema);
  if (isEmpty(value)) return undefined;
  if (whole instanceof z.ZodArray && Array.isArray(value))
    return value
      .map((row: unknown) => filledIn(whole.element, row) ?? (whole.element instanceof z.ZodObject ? {} : undefined))
      .filter((row) => row !== undefined);
  if (!(whole instanceof z.ZodObject) || !isObject(value)) return value;
  const shape = whole.shape as Readonly<Record<string, z.core.$ZodType>>;
  const filled = Object.entries(value)
    .map(([name, field]) => [name, Object.hasOwn(shape, name) ? filledIn(shape[name]!, field) : field] as const)
    .filter(([, field]) => field !== undefined);
  return filled.length > 0 ? Object.fromEntries(filled) : undefined;
}

/** Without the rows in which nothing is filled in. */
export function withoutEmptyRows<T extends object>(form: T): T {
  const isRow = (row: unknown) => !isObject(row) || Object.keys(row).length > 0;
  return Object.fromEntries(
    Object.entries(form).map(([name, field]) => [
      name,
      Array.isArray(field) ? field.filter(isRow) : (field as unknown),
    ]),
  ) as T;
}
