import assert from 'node:assert/strict';
import { read, sources } from './sources.ts';

/** What db/ may say of an answer that the compiler does not: rows are typed by the schema, so each of these has its reason beside it. */
const mostCasts = 15;

interface Cast {
  line: number;
  code: string;
  hasReason: boolean;
}

/** Casts of what a call, a list or a property answered; `as const` is none. */
function castsIn(source: string): Cast[] {
  const lines = source.split('\n');
  return lines.flatMap((code, index) => {
    const bare = code.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, '_').replace(/\/\/.*|^\s*\/?\*.*/, '');
    if (!/(?:[)\]}!]|\w\.\w+) as (?!const\b)/.test(bare)) return [];
    // A statement may begin on the line above.
    const above = [lines[index - 1], lines[index - 2]];
    const hasReason = above.some((line) => /^\s*(?:\/\/|\/?\*)/.test(line ?? ''));
    return [{ line: index + 1, code: code.trim(), hasReason }];
  });
}

describe('casts in db/', () => {
  const casts = sources()
    .filter((file) => /^db\/(?!migrations\/|seeds\/)/.test(file))
    .flatMap((file) => castsIn(read(file)).map((cast) => ({ file, ...cast })));

  it(`given every repository, when the casts of what was answered are counted, then there are at most ${mostCasts}, each below its reason`, () => {
    assert.ok(casts.length > 0 && casts.length <= mostCasts, JSON.stringify(casts, undefined, 1));
    assert.deepEqual(
      casts.filter(({ hasReason }) => !hasReason),
      [],
    );
  });

  const caught = [
    "const row = (await knex('units').first()) as { unitId: string };",
    "const row = (await knex('units').first())! as Row<'units'>;",
    'return found.output as T;',
    'const rows = [] as Unit[];',
    "const names = Object.keys(table) as ('a' | 'b')[];",
  ];
  for (const source of caught)
    it(`given ${source}, when it is read, then it counts`, () => assert.equal(castsIn(source).length, 1));

  const passing = [
    "knex('units as u')",
    "const list = ['a'] as const;",
    '// (await something) as text',
    "import * as messages from 'x';",
  ];
  for (const source of passing)
    it(`given ${source}, when it is read, then it is none`, () => assert.deepEqual(castsIn(source), []));
});
