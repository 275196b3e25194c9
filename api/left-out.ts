import type { z } from 'zod';
import { fieldOf, isEmpty, isObject } from './schema-part.ts';

/** What was filled in, where nothing has to be: of a form sent as a query, of answers by their questions. */
export function filledIn(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
}

/** The member of a union that the value says it is. */
function memberOf(def: z.core.$ZodUnionDef, value: unknown): z.core.$ZodType | undefined {
  const { discriminator } = def as Partial<z.core.$ZodDiscriminatedUnionDef>;
  if (discriminator === undefined || !isObject(value)) return undefined;
  return def.options.find((option) =>
    option._zod.propValues?.[discriminator]?.has(value[discriminator] as z.core.util.Primitive),
  );
}

const fieldsIn = (option: z.core.$ZodType): readonly string[] => {
  const { def } = option._zod as z.core.$ZodTypes['_zod'];
  return def.type === 'object' ? Object.keys(def.shape) : [];
};

/** A form with fields for every member sends those of the others empty. */
function withoutOthers(def: z.core.$ZodUnionDef, value: unknown, member: z.core.$ZodType | undefined): unknown {
  if (!isObject(value)) return value;
  const shapes = def.options.map(fieldsIn);
  const isOthers = (key: string) =>
    shapes.some((fields) => fields.includes(key)) &&
    !(member ? fieldsIn(member).includes(key) : shapes.every((fields) => fields.includes(key)));
  return Object.fromEntries(Object.entries(value).filter(([key, item]) => !isEmpty(item) || !isOthers(key)));
}

/** The rows of a list, each in its place; of half a form, where a row may be left out, an empty one is one without fields. */
function rowsOf(
  element: z.core.$ZodType,
  rows: readonly unknown[],
  within: (of: z.core.$ZodType, inside: unknown) => unknown,
): unknown[] {
  const { inner, mayBeLeftOut } = fieldOf(element);
  if (!mayBeLeftOut) return rows.map((row) => within(element, row));
  const { type } = (inner._zod as z.core.$ZodTypes['_zod']).def;
  return type === 'object'
    ? rows.map((row) => (isEmpty(row) ? {} : within(inner, row)))
    : rows.filter((row) => !isEmpty(row));
}

/**
 * What a form sends for a field that was not filled in, `""`, blanks or null, is a field left out, wherever the schema lets it
 * be. In a change (PATCH) it takes away what may be taken away, null in the schema; any other field is left to be refused,
 * because one left out of a change stays as it was.
 */
export function withoutEmpty(schema: z.core.$ZodType, value: unknown, isChange: boolean): unknown {
  const { inner } = fieldOf(schema);
  const { def } = inner._zod as z.core.$ZodTypes['_zod'];
  const within = (of: z.core.$ZodType, inside: unknown) => withoutEmpty(of, inside, isChange);
  if (def.type === 'pipe') return within(def.in, value);
  if (def.type === 'array') return Array.isArray(value) ? rowsOf(def.element, value, within) : value;
  if (def.type === 'union') {
    const member = memberOf(def, value);
    const given = withoutOthers(def, value, member);
    return member ? within(member, given) : given;
  }
  if (!isObject(value)) return value;
  if (def.type === 'record') return filledIn(value);
  if (def.type !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      if (!Object.hasOwn(def.shape, key)) return [[key, item]];
      const field = fieldOf(def.shape[key]!);
      if (!isEmpty(item)) return [[key, within(field.inner, item)]];
      if (field.mayBeNull && (isChange || !field.mayBeLeftOut)) return [[key, null]];
      return field.mayBeLeftOut && !isChange ? [] : [[key, item]];
    }),
  );
}
