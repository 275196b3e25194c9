import { z } from 'zod';
import type { Operation } from '../../api/operation.ts';

/** One request that does not fit its operation: what is wrong with it, and where. */
export interface Attack {
  name: string;
  query?: string;
  /** JSON text, seldom well-formed, and seldom in the charset that JSON has; made when it is sent. */
  body?: () => string | Buffer;
  charset?: string;
}

interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  format?: string;
  minimum?: number;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

type Path = (string | number)[];

const times = (text: string, bytes: number, between = ',') =>
  Array(Math.max(1, Math.floor(bytes / (Buffer.byteLength(text) + between.length))))
    .fill(text)
    .join(between);
const numbered = (bytes: number, entry: (n: number) => string) =>
  Array.from({ length: Math.max(1, Math.floor(bytes / Buffer.byteLength(`${entry(10_000)},`))) }, (_none, n) =>
    entry(n),
  ).join(',');

/** Texts that cost more than their length where a program is careless: marks to compose, what patterns go back over, what grows when written. */
const costly: Record<string, string> = {
  'marks in the wrong order': '\u0301\u0323',
  letters: 'a',
  'letters of double width': '\uff21',
  'the beginnings of addresses': 'a@a.',
  digits: '86',
  spaces: ' ',
  'control characters': '\\u0000',
  'halves of characters': '\\ud800',
  stars: '*',
};

/** Everything that may stand where a value is expected, as JSON text of about so many bytes. */
function wrongValues(bytes: number): Record<string, string> {
  const half = Math.floor(bytes / 2);
  return {
    ...Object.fromEntries(Object.entries(costly).map(([name, text]) => [name, `"${times(text, bytes, '')}"`])),
    'an array of numbers': `[${times('0', bytes)}]`,
    'an array of nulls': `[${times('null', bytes)}]`,
    'an array of empty objects': `[${times('{}', bytes)}]`,
    'an array of objects of unknown fields': `[${times('{"x":1,"y":{}}', bytes)}]`,
    'an array of short texts': `[${times('"x"', bytes)}]`,
    'an array of empty arrays': `[${times('[]', bytes)}]`,
    'arrays in arrays': '['.repeat(half) + ']'.repeat(half),
    'objects in objects': `${'{"a":'.repeat(Math.floor(bytes / 6))}1${'}'.repeat(Math.floor(bytes / 6))}`,
    'an object of unknown fields': `{${numbered(bytes, (n) => `"k${n}":0`)}}`,
    // Few enough values to get past the bound of a body: a schema looks at each of them.
    'thousands of numbers': `[${times('0', 36_000)}]`,
    'thousands of empty objects': `[${times('{}', 27_000)}]`,
    'thousands of unknown fields': `{${numbered(110_000, (n) => `"k${n}":0`)}}`,
    'thousands of fields with objects': `{${numbered(75_000, (n) => `"k${n}":{}`)}}`,
    'an object of objects': `{${numbered(bytes, (n) => `"k${n}":{}`)}}`,
    'an object of long names': `{${numbered(bytes, (n) => `"${n}${'k'.repeat(half >> 2)}":0`)}}`,
    'an inherited name': '{"__proto__":{"x":1},"constructor":1,"toString":1}',
    'a number too large': '1e400',
    'a long number': times('9', bytes, ''),
    null: 'null',
    true: 'true',
    'a fraction': '-0.5',
    'an empty text': '""',
    'an empty array': '[]',
    'an empty object': '{}',
  };
}

/** Costly JSON whose bytes are something harmless, or nothing, in UTF-8. */
function inOtherCharsets(bytes: number): Attack[] {
  const few = Math.min(bytes, 400_000);
  const dense = { values: `[${times('0', few)}]`, depth: '['.repeat(few >> 1) + ']'.repeat(few >> 1) };
  const utf7 = (text: string) =>
    text.replaceAll(
      /[[\],]/g,
      (mark) => `+${Buffer.from(mark, 'utf16le').swap16().toString('base64').replace(/=+$/, '')}-`,
    );
  return Object.entries(dense).flatMap(([name, text]) => [
    { name: `the body in UTF-7: ${name}`, charset: 'utf-7', body: () => utf7(text.slice(0, few >> 2)) },
    { name: `the body in UTF-16LE: ${name}`, charset: 'utf-16le', body: () => Buffer.from(text, 'utf16le') },
    {
      name: `the body in UTF-16: ${name}`,
      charset: 'utf-16',
      body: () => Buffer.from(`\u{feff}${text}`, 'utf16le').swap16(),
    },
    {
      name: `the body in no charset: ${name}`,
      body: () => Buffer.concat([Buffer.from('["'), Buffer.alloc(few, 0xff), Buffer.from(`",${text}]`)]),
    },
  ]);
}

/** One value of each shape the schema knows, plausible enough to get past the fields that are not attacked. */
function samples(schema: Schema): unknown[] {
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return choices.flatMap(samples);
  if (schema.const !== undefined) return [schema.const];
  if (schema.enum) return [schema.enum[0]];
  if (schema.type === 'object') {
    const entries = Object.entries(schema.properties ?? {}).map(
      ([key, property]) => [key, samples(property)[0]] as const,
    );
    const open =
      typeof schema.additionalProperties === 'object' ? [['x', samples(schema.additionalProperties)[0]] as const] : [];
    return [Object.fromEntries([...entries, ...open])];
  }
  if (schema.type === 'array') return [[samples(schema.items ?? {})[0]]];
  if (schema.type === 'boolean') return [true];
  if (schema.type === 'integer' || schema.type === 'number') return [Math.max(1, schema.minimum ?? 1)];
  return [schema.format === 'uuid' ? '00000000-0000-4000-8000-000000000000' : 'x'];
}

/** Every place within a value, itself first. */
function placesIn(value: unknown, at: Path = []): Path[] {
  const inner = value !== null && typeof value === 'object' ? Object.entries(value) : [];
  return [at, ...inner.flatMap(([key, child]) => placesIn(child, [...at, Array.isArray(value) ? Number(key) : key]))];
}

const mark = '\u{f8ff}';

/** The sample as JSON with other JSON text at one place. */
function withAt(sample: unknown, [first, ...rest]: Path, text: string): string {
  const replaced = (value: unknown, path: Path): unknown => {
    if (path.length === 0) return mark;
    const [key, ...deeper] = path as [string | number, ...Path];
    const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
      string | number,
      unknown
    >;
    copy[key] = replaced(copy[key], deeper);
    return copy;
  };
  return first === undefined
    ? text
    : JSON.stringify(replaced(sample, [first, ...rest])).replace(`"${mark}"`, () => text);
}

const queries = (bytes: number): Record<string, string> => ({
  'many parameters': Array.from({ length: bytes >> 3 }, (_none, n) => `k${n}=1`)
    .join('&')
    .slice(0, bytes),
  'one parameter again and again': times('limit=1', bytes, '&'),
  'a long name': `${'k'.repeat(bytes)}=1`,
  'a long value': `limit=${'9'.repeat(bytes)}&cursor=${'A'.repeat(64)}`,
  'characters that are no text': '%00=%00&%ff=%fe&__proto__=1&constructor[x]=1&limit[]=1&limit=1e999',
});

/** What is sent to an operation: its own schema says where something can be wrong. `bytes` is how large a body gets. */
export function createAttacks(bytes: number): (spec: Operation['spec']) => Attack[] {
  // The head of a request, to which the address belongs, ends at 16 KiB.
  const byQuery = Object.entries(queries(12_000)).map(([name, text]) => ({ name: `query: ${name}`, query: text }));
  const wrong = Object.entries(wrongValues(bytes));
  const added = Object.entries({
    'unknown fields beside': numbered(bytes, (n) => `"k${n}":0`),
    'thousands of unknown fields beside': numbered(110_000, (n) => `"k${n}":0`),
    'a deep field beside': `"deep":${'['.repeat(bytes >> 1)}${']'.repeat(bytes >> 1)}`,
  });
  const whole: Attack[] = [
    ...inOtherCharsets(bytes),
    { name: 'the body: half of it', body: () => `{"a":${times('[0', bytes, ',')}` },
    { name: 'the body: nothing', body: () => '' },
  ];

  /** Something wrong at this place of the sample. */
  function at(sample: unknown, path: Path): Attack[] {
    const where = path.join('.') || 'the body';
    const value = path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], sample);
    const attack = (name: string, text: () => string) => ({
      name: `${where}: ${name}`,
      body: () => withAt(sample, path, text()),
    });
    const instead = wrong.map(([name, text]) => attack(name, () => text));
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return instead;
    const beside = `{${JSON.stringify(value).slice(1, -1)}${Object.keys(value).length > 0 ? ',' : ''}`;
    return [...instead, ...added.map(([name, text]) => attack(name, () => `${beside}${text}}`))];
  }

  return ({ method, body, wholeBody, query }) => {
    const own = query
      ? Object.keys(query.shape).map((key) => ({
          name: `query: a long ${key}`,
          query: `${key}=${'%CC%81%CC%A3'.repeat(1_000)}`,
        }))
      : [];
    if (method === 'get' || method === 'delete') return [...byQuery, ...own];
    const schema = (
      body ? z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }) : { type: 'object' }
    ) as Schema;
    const attacks = samples(schema).flatMap((sample) => placesIn(sample).flatMap((path) => at(sample, path)));
    return [
      ...byQuery,
      ...own,
      ...attacks,
      ...(wholeBody ? attacks.map((attack) => ({ ...attack, query: 'partial=true' })) : []),
      ...whole,
    ];
  };
}
