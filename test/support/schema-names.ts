import { z } from 'zod';

/** What is inside of what may be left out, empty or read before. */
export function inside(schema: z.ZodType): z.ZodType {
  const { innerType, in: given, out } = schema.def as { innerType?: z.ZodType; in?: z.ZodType; out?: z.ZodType };
  if (innerType) return inside(innerType);
  return given && out ? inside(given instanceof z.ZodTransform ? out : given) : schema;
}

/** Every name by which a schema holds a value, at any depth. */
export function* namesIn(of: z.ZodType): Generator<string> {
  const schema = inside(of);
  if (schema instanceof z.ZodUnion) for (const option of schema.options) yield* namesIn(option as z.ZodType);
  if (schema instanceof z.ZodArray) yield* namesIn(schema.element as z.ZodType);
  if (!(schema instanceof z.ZodObject)) return;
  for (const [name, field] of Object.entries(schema.shape as Record<string, z.ZodType>)) {
    yield name;
    yield* namesIn(field);
  }
}
