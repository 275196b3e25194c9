import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join, posix } from 'node:path';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folders = ['domain', 'workflows', 'activities', 'db', 'api', 'sandbox', 'stack', 'web', 'test'];

/** A file of ours, by its path from the root. */
export const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Every source file, by its path from the root. */
export function sources(): string[] {
  const inFolders = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((name) => `${folder}/${String(name)}`),
  );
  return [...readdirSync(root), ...inFolders].filter((file) => /\.[cm]?[jt]sx?$/.test(file));
}

const statements =
  /^\s*(?:import|export(?=\s+(?:type\s+)?[*{]))\s+(type\s+(?=[\w*{]))?(?:[^'"`;]*?\bfrom\s+)?['"]([^'"]+)['"]/gm;
const calls = /\b(?:import|require)\(\s*()['"]([^'"]+)['"]/g;

/** What a file imports, ours from the root (`./domain/money.ts`). Only a whole `import type` is erased: `import { type A }` still loads its file. */
export function importsOf(file: string, source: string): { target: string; typeOnly: boolean }[] {
  return [...source.matchAll(statements), ...source.matchAll(calls)].map(([, type, specifier = '']) => ({
    target: specifier.startsWith('.') ? `./${posix.join(posix.dirname(file), specifier)}` : specifier,
    typeOnly: Boolean(type),
  }));
}
