import { z } from 'zod';
import type { Draft } from '../domain/unit-info.ts';
import { fieldOf, isObject } from './schema-part.ts';

function partOf(schema: z.core.$ZodType): z.ZodType {
  const whole = fieldOf(schema).inner;
  if (whole instanceof z.ZodObject)
    return z.strictObject(
      Object.fromEntries(Object.entries(whole.shape).map(([name, field]) => [name, partOf(field).optional()])),
    );
  if (!(whole instanceof z.ZodArray)) return schema as z.ZodType;
  const checks = whole.def.checks?.filter((check) => check._zod.def.check !== 'min_length') ?? [];
  return whole.clone({ ...whole.def, element: partOf(whole.element).optional(), checks });
}

/** The schema of half a form, made of the whole one's: the same formats and bounds, but every field may be left out, also of a row. */
export function draftOf<T extends z.ZodObject>(whole: T): z.ZodType<Draft<z.output<T>>> {
  return partOf(whole) as z.ZodType<Draft<z.output<T>>>;
}

function filledPart(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filledPart).filter((row) => row !== undefined);
  if (!isObject(value)) return value;
  const parts = Object.entries(value).map(([name, part]) => [name, filledPart(part)] as const);
  const filled = parts.filter(([, part]) => part !== undefined);
  return filled.length > 0 ? Object.fromEntries(filled) : undefined;
}

/** Without rows and parts in which nothing is filled in; only then, so that a fault is named by the row that was sent. */
export function withoutEmptyParts<T extends object>(form: T): T {
  return (filledPart(form) ?? {}) as T;
}
