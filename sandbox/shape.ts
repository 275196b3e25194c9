/** A body that is not what it should be; the message says where and what was expected. */
export class BadBody extends Error {}

/** Reads an unknown value as a T, or throws `BadBody`. */
export type Check<T> = (value: unknown, path: string) => T;

function expected(what: string, path: string, value: unknown): never {
  throw new BadBody(`${path || 'the body'} must be ${what}, not ${(JSON.stringify(value) ?? 'nothing').slice(0, 100)}`);
}

/** Not empty. */
export const text: Check<string> = (value, path) =>
  typeof value === 'string' && value !== '' ? value : expected('a text', path, value);

/** A boolean. */
export const flag: Check<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : expected('true or false', path, value);

/** From `min` to `max`, both included. */
export function number(min: number, max: number): Check<number> {
  return (value, path) =>
    typeof value === 'number' && value >= min && value <= max
      ? value
      : expected(`a number from ${min} to ${max}`, path, value);
}

/** The same without fractions. */
export function whole(min: number, max: number): Check<number> {
  return (value, path) =>
    Number.isInteger(value)
      ? number(min, max)(value, path)
      : expected(`a whole number from ${min} to ${max}`, path, value);
}

/** A word of a closed list. */
export function oneOf<const V extends string>(values: readonly V[]): Check<V> {
  return (value, path) => values.find((each) => each === value) ?? expected(`one of ${values.join(', ')}`, path, value);
}

/** Each entry of the same shape. */
export function listOf<T>(check: Check<T>): Check<T[]> {
  return (value, path) =>
    Array.isArray(value)
      ? value.map((each, index) => check(each, `${path}[${index}]`))
      : expected('a list', path, value);
}

type Checks<T> = { [K in keyof T]: Check<T[K]> };

/** Nothing unknown is ignored. */
export function object<R extends object, O extends object = object>(
  required: Checks<R>,
  optional = {} as Checks<O>,
): Check<R & Partial<O>> {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return expected('an object', path, value);
    const checks: Record<string, Check<unknown>> = { ...required, ...optional };
    for (const name of Object.keys(value))
      if (!Object.hasOwn(checks, name)) throw new BadBody(`${path}${path && '.'}${name} is not known here`);
    const given = Object.entries(checks).filter(
      ([name]) => Object.hasOwn(required, name) || Object.hasOwn(value, name),
    );
    return Object.fromEntries(
      given.map(([name, check]) => [
        name,
        check((value as Record<string, unknown>)[name], `${path}${path && '.'}${name}`),
      ]),
    ) as R & Partial<O>;
  };
}

/** A JSON text of this shape. */
export function parse<T>(json: unknown, check: Check<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(typeof json === 'string' ? json : '');
  } catch {
    throw new BadBody('the body must be JSON');
  }
  return check(value, '');
}
