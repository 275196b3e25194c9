import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { forms } from './forms.ts';

const givens = [
  'nothing',
  'unit',
  'unit with a USCC of digits only',
  'unit abroad',
  'unit from Hong Kong',
  'unit with a person',
  'unit under review',
  'person under review',
] as const;
/** What is there before: each is the one it names and what `scene.ts` does to get there. */
export type Given = (typeof givens)[number];

const fields = z.record(z.string(), z.unknown());

const step = z.strictObject({
  /** Whose token it carries; nobody's when absent. */
  as: z.enum(['unit', 'delegation', 'bureau']).optional(),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']),
  /** Below the base path, not yet percent-encoded. */
  path: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
  /** The body as it stands, or */
  body: z.unknown().optional(),
  /** a whole form, with fields set and taken away by their dotted paths, or */
  form: z.enum(Object.keys(forms) as (keyof typeof forms)[]).optional(),
  with: fields.optional(),
  without: z.array(z.string()).optional(),
  /** the bytes of a file beside this one. */
  file: z.string().optional(),
  /** Values of the answer that later steps use, by their paths. */
  save: z.record(z.string(), z.string()).optional(),
});
/** One request; `{name}` in it stands for a value of the scene. */
export type Step = z.output<typeof step>;

const aCase = z.strictObject({
  id: z.string(),
  kind: z.string(),
  when: z.string(),
  given: z.enum(givens),
  steps: z.array(step).min(1),
  want: z.strictObject({
    status: z.union([z.int(), z.array(z.int())]),
    code: z.string().optional(),
    effect: z.string(),
  }),
  /** A public thread, `project#number`, where people met the like. */
  source: z.string().nullable(),
});
/** What a person sends and may expect: the last step is judged, by its status and, above all, by what can be seen. */
export type Case = z.output<typeof aCase>;

export const fileOf = (name: string): Buffer => readFileSync(new URL(name, import.meta.url));

export const cases = z.array(aCase).parse(JSON.parse(fileOf('cases.json').toString()));
