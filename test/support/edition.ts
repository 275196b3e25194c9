import { readFileSync } from 'node:fs';
import { readEditionFile, type FileFault } from '../../api/edition-file.ts';
import type { ReferenceItem } from '../../db/reference.ts';
import type { EditionPlan } from '../../domain/edition.ts';

const root = new URL('../../', import.meta.url);
const items = (name: string) =>
  (
    JSON.parse(readFileSync(new URL(`db/seeds/data/${name}.json`, root), 'utf8')) as (Omit<ReferenceItem, 'parent'> & {
      parent?: string;
    })[]
  ).map((item) => ({ ...item, parent: item.parent ?? null }));

export const exampleFile = new URL('edition.example.yaml', root);
export const exampleSource = readFileSync(exampleFile, 'utf8');

/** An edition's file, with the files beside it by name. */
export function readSource(
  source: string,
  beside: Record<string, string> = {},
): { plan: EditionPlan } | { faults: FileFault[] } {
  return readEditionFile(source, {
    file: 'edition.yaml',
    readBeside(name) {
      const text = beside[name];
      if (text === undefined) throw new Error('not there');
      return Buffer.from(text);
    },
    provinces: items('provinces'),
    cities: items('cities'),
  });
}

export function planOf(source: string, beside: Record<string, string> = {}): EditionPlan {
  const read = readSource(source, beside);
  if ('faults' in read) throw new Error(JSON.stringify(read.faults, null, 1));
  return read.plan;
}

/** The second expo, as the example has it. */
export const examplePlan = (): EditionPlan => planOf(exampleSource);
