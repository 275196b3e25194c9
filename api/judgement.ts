import { z } from 'zod';
import { DomainError, type FieldError, type Refusal } from '../domain/errors.ts';
import type { Label } from '../domain/field-label.ts';
import { say, type Said } from '../domain/message.ts';
import { isBlank } from '../domain/typed-text.ts';
import { fieldOf, isEmpty, isObject } from './schema-part.ts';

type Issue = z.core.$ZodIssue;

/** A rule that a schema cannot know: throws a `DomainError` where the values break it. */
export type Rule = () => void | Promise<void>;

/** What the form of a body calls its fields, where that is not what every form calls them. */
export type Labels = (field: string) => Label | undefined;

export type Judged<T> =
  | { fits: true; data: T }
  /** `sound` has the fields that are right by themselves, `wrong` names those that are not. */
  | { fits: false; errors: FieldError[]; sound: Partial<T>; wrong: ReadonlySet<string> };

/** How a schema of ours says in its own words what is wrong: `check.addIssue(fault(say('mobile_format')))`. */
export function fault(said: Said, code: string = said.key) {
  return { code: 'custom' as const, params: { said, code }, input: '' };
}

/** How a `refine` of ours says it. */
export const because = (said: Said) => ({ params: { said, code: 'custom' } });

/** The labels of a form that calls one field otherwise. */
export const calling = (name: string, label: Label) => (): Labels => (field) => (field === name ? label : undefined);

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
}

const kinds = {
  string: 'text_expected',
  number: 'number_expected',
  int: 'whole_number_expected',
  boolean: 'yes_or_no_expected',
  array: 'list_expected',
} as const;
const formats = {
  email: 'email_format',
  date: 'day_format',
  datetime: 'time_format',
  uuid: 'id_format',
} as const;

function sizeWords(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>, value: unknown): Said {
  const isList = issue.origin === 'array' || issue.origin === 'set';
  if (issue.code === 'too_big') {
    const most = Number(issue.maximum);
    if (isList) return say('too_many', { most });
    return issue.origin === 'string' ? say('too_long', { most }) : say('too_high', { most });
  }
  const least = Number(issue.minimum);
  if (isList) return say('too_few', { least });
  if (issue.origin !== 'string') return say('too_low', { least });
  return typeof value === 'string' && isBlank(value) ? say('required') : say('too_short', { least });
}

/** The field that says which of several forms it is says none of them. */
function discriminatorWords(issue: Extract<Issue, { code: 'invalid_union' }>, value: unknown): Said {
  if (value === undefined || isEmpty(value)) return say('choose');
  const { options } = issue as { options?: readonly unknown[] };
  return options ? say('not_a_choice', { choices: options.map(String).join(', ') }) : say('format');
}

/** A schema's fault in our words. */
function saidOf(issue: Issue, value: unknown): Said {
  switch (issue.code) {
    case 'custom':
      return (issue.params as { said?: Said } | undefined)?.said ?? say('format');
    case 'invalid_type':
      if (value === undefined || value === null) return say('required');
      return say(Object.hasOwn(kinds, issue.expected) ? kinds[issue.expected as keyof typeof kinds] : 'parts_expected');
    case 'too_small':
    case 'too_big':
      return sizeWords(issue, value);
    case 'invalid_format':
      return say(Object.hasOwn(formats, issue.format) ? formats[issue.format as keyof typeof formats] : 'format');
    case 'invalid_value':
      if (value === undefined || value === null || value === '') return say('required');
      return say('not_a_choice', { choices: issue.values.map(String).join(', ') });
    case 'invalid_union':
      return discriminatorWords(issue, value);
    default:
      return say('format');
  }
}

/** Of the ways a value may be written, the one it comes nearest to: of another type altogether is farthest. */
function nearest(ways: readonly Issue[][]): readonly Issue[] {
  const farness = (issues: readonly Issue[]) =>
    issues.some(({ code, path }) => path.length === 0 && (code === 'invalid_type' || code === 'invalid_value')) ? 1 : 0;
  return ways.toSorted((a, b) => farness(a) - farness(b))[0] ?? [];
}

function errorsOf(issue: Issue, body: unknown, at: readonly PropertyKey[] = []): FieldError[] {
  const path = [...at, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0)
    return nearest(issue.errors).flatMap((inner) => errorsOf(inner, body, path));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((name) => ({
      path: z.core.toDotPath([...path, name]),
      code: issue.code,
      message: say('unknown_field'),
    }));
  const own = issue.code === 'custom' ? (issue.params as { code?: string } | undefined)?.code : undefined;
  return [{ path: z.core.toDotPath(path), code: own ?? issue.code, message: saidOf(issue, valueAt(body, path)) }];
}

/** The fields of a body, of which each is read by itself; undefined where a body has none of its own. */
function shapeOf(schema: z.ZodType, body: unknown): Record<string, z.ZodType> | undefined {
  if (schema instanceof z.ZodObject) return schema.shape as Record<string, z.ZodType>;
  if (!(schema instanceof z.ZodUnion)) return undefined;
  const shapes = (schema.options as readonly z.ZodType[]).map((option) => shapeOf(option, body));
  // Of the ways a body may be written, that whose fixed values it has; else what all of them share.
  return (
    shapes.find((shape) =>
      Object.entries(shape ?? {}).every(
        ([name, field]) => !(field instanceof z.ZodLiteral) || field.safeParse(valueAt(body, [name])).success,
      ),
    ) ?? sharedBy(shapes)
  );
}

function sharedBy(shapes: readonly (Record<string, z.ZodType> | undefined)[]): Record<string, z.ZodType> {
  const [first = {}, ...others] = shapes;
  return Object.fromEntries(
    Object.entries(first).filter(
      ([name, field]) => !(field instanceof z.ZodLiteral) && others.every((shape) => shape?.[name] === field),
    ),
  );
}

/** The fields that fit, of those that do not fit their parts that do; rows stay in their places. */
function soundFields(shape: Record<string, z.ZodType>, value: object): object {
  const fields = Object.entries(shape).flatMap(([name, field]) => {
    const part = soundPart(field, valueAt(value, [name]));
    return part ? [[name, part.value] as const] : [];
  });
  return Object.fromEntries(fields);
}

function soundPart(schema: z.ZodType, value: unknown): { value: unknown } | undefined {
  const read = schema.safeParse(value);
  if (read.success) return { value: read.data };
  const inner = fieldOf(schema).inner as z.ZodType;
  if (inner instanceof z.ZodArray && Array.isArray(value)) {
    // Of a list that is too long by itself nothing is looked at.
    if (read.error.issues.some(({ path }) => path.length === 0)) return undefined;
    return { value: value.map((row) => soundPart(inner.element as z.ZodType, row)?.value) };
  }
  const shape = shapeOf(inner, value);
  return shape && isObject(value) ? { value: soundFields(shape, value) } : undefined;
}

/** What is wrong with the fields that all ways share, where a body does not say which of them it is. */
function errorsOfShared(schema: z.ZodType, value: unknown, issues: readonly Issue[]): FieldError[] {
  if (!(schema instanceof z.ZodDiscriminatedUnion) || !isObject(value)) return [];
  if (!issues.some(({ code, path }) => code === 'invalid_union' && path[0] === schema.def.discriminator)) return [];
  return Object.entries(shapeOf(schema, value) ?? {}).flatMap(([name, field]) => {
    const read = field.safeParse(valueAt(value, [name]));
    return read.success ? [] : read.error.issues.flatMap((issue) => errorsOf(issue, value, [name]));
  });
}

/** One fault a field: what comes after the first follows from it. */
function firstOfEach(errors: readonly FieldError[]): FieldError[] {
  const byPath = new Map<string, FieldError>();
  for (const error of errors) if (!byPath.has(error.path)) byPath.set(error.path, error);
  return [...byPath.values()];
}

/** Reads a value by its schema: as it is taken, or every fault. */
export function judge<T extends z.ZodType>(schema: T, value: unknown): Judged<z.output<T>> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { fits: true, data: parsed.data };
  const { issues } = parsed.error;
  const errors = firstOfEach([
    ...issues.flatMap((issue) => errorsOf(issue, value)),
    ...errorsOfShared(schema, value, issues),
  ]);
  const shape = shapeOf(schema, value);
  const sound = isObject(value) && shape ? soundFields(shape, value) : {};
  const wrong = new Set(errors.map(({ path }) => /^[^.[]*/.exec(path)![0]));
  return { fits: false, errors, sound: sound as Partial<z.output<T>>, wrong };
}

/** Which rules are broken; what is no refusal is thrown on. */
async function broken(rules: readonly Rule[]): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  for (const rule of rules)
    try {
      await rule();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      refusals.push(error.refusal);
    }
  return refusals;
}

const called = (errors: readonly FieldError[], labels: Labels | undefined): FieldError[] =>
  errors.map((error) => ({ ...error, label: error.label ?? labels?.(error.path.split('.').at(-1) ?? '') }));

/** Refuses what breaks a rule: by the code of the first, with the faults of all. */
export async function assertRules(rules: readonly Rule[], labels?: Labels): Promise<void> {
  const [first, ...more] = await broken(rules);
  if (!first) return;
  const errors = called(
    [first, ...more].flatMap((refusal) => refusal.errors ?? []),
    labels,
  );
  const { code, errors: _errors, ...told } = first;
  throw new DomainError(code, { ...told, ...(errors.length > 0 ? { errors } : {}) });
}

/** What does not fit its schema is a 400 that names every field, those too that fit and break a rule. */
export async function misfit(
  errors: readonly FieldError[],
  { rules = [], labels }: { rules?: readonly Rule[]; labels?: Labels | undefined } = {},
): Promise<DomainError> {
  const beside = (await broken(rules)).flatMap((refusal) => refusal.errors ?? []);
  return new DomainError('validation_failed', { errors: called([...errors, ...beside], labels) });
}

/** Reads a value by its schema and its rules; whatever is wrong with it is one refusal. */
export async function read<T extends z.ZodType>(
  schema: T,
  value: unknown,
  { rules, labels }: { rules: (sound: Partial<z.output<T>>) => readonly Rule[]; labels?: Labels | undefined },
): Promise<z.output<T>> {
  const judged = judge(schema, value);
  if (!judged.fits) throw await misfit(judged.errors, { rules: rules(judged.sound), labels });
  await assertRules(rules(judged.data as Partial<z.output<T>>), labels);
  return judged.data;
}
