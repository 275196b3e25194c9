import { z } from 'zod';

/** One of a few numbers, all of which the document names: of a literal it would name the first alone. */
export const oneOf = <const N extends readonly number[]>(...numbers: N) =>
  z.literal(numbers).openapi({ enum: [...numbers] });
