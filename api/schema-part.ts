import type { z } from 'zod';
import { isBlank } from '../domain/typed-text.ts';

/** A field as its object says it: whether it may be left out, whether it may be null, and what it is else. */
export function fieldOf(schema: z.core.$ZodType) {
  let [inner, mayBeLeftOut, mayBeNull] = [schema, false, false];
  for (;;) {
    const { def } = inner._zod as z.core.$ZodTypes['_zod'];
    if (def.type === 'optional' || def.type === 'default' || def.type === 'prefault') mayBeLeftOut = true;
    else if (def.type === 'nullable') mayBeNull = true;
    else return { inner, mayBeLeftOut, mayBeNull };
    inner = def.innerType;
  }
}

/** What somebody sends who fills nothing in. */
export const isEmpty = (value: unknown) => value === null || (typeof value === 'string' && isBlank(value));

/** What has fields of its own. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
