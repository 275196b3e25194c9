import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of files by their paths from a root, whatever order they come in: another name, or anything else in one, is another hash. */
export function hashOfSources(root: string, files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files.toSorted()) {
    const source = readFileSync(join(root, file));
    hash.update(`${file} ${source.length}\n`).update(source);
  }
  return hash.digest('hex');
}
