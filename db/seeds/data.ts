import { readFileSync } from 'node:fs';

/** What stands in `data/NAME.json`. */
export function data<T>(name: string): T[] {
  return JSON.parse(readFileSync(new URL(`./data/${name}.json`, import.meta.url), 'utf8')) as T[];
}
