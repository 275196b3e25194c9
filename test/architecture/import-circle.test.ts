import assert from 'node:assert/strict';
import { importsOf, read, sources } from './sources.ts';

type Graph = ReadonlyMap<string, readonly string[]>;

const graphOf = (files: Record<string, string>): Graph =>
  new Map(
    Object.entries(files).map(([file, source]) => [
      file,
      importsOf(file, source).map(({ target }) => target.replace(/^\.\//, '')),
    ]),
  );

/** Ways that lead back to where they began, each as one line, found once. */
function circles(graph: Graph): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): void => {
    const before = way.indexOf(file);
    if (before >= 0) return void found.push([...way.slice(before), file].join(' → '));
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) walk(next, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return found;
}

describe('imports', () => {
  it('given every source file, when its imports of values and types are followed, then none leads back to it', () => {
    const graph = graphOf(Object.fromEntries(sources().map((file) => [file, read(file)])));
    assert.ok(graph.get('activities/payment.ts')?.includes('activities/deps.ts'));
    assert.deepEqual(circles(graph), []);
  });

  it('given files that import each other, by values or by types, when they are followed, then the circle is named', () => {
    const files = {
      'a/x.ts': "import { y } from './y.ts';",
      'a/y.ts': "import type { Z } from '../b/z.ts';\nimport 'node:fs';",
      'b/z.ts': "export type { X } from '../a/x.ts';",
      'b/alone.ts': "import { x } from '../a/x.ts';",
    };
    assert.deepEqual(circles(graphOf(files)), ['a/x.ts → a/y.ts → b/z.ts → a/x.ts']);
    assert.deepEqual(circles(graphOf({ ...files, 'b/z.ts': '' })), []);
  });
});
