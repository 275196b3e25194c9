import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { incompatibilities, readSchema } from './schema-compatibility.ts';

const read = (path: string) => readFileSync(new URL(`../../db/${path}`, import.meta.url), 'utf8');

/* While a version is brought in, programs of the one before work on its schema (docs/upgrading.md). */
describe('the schema, for the programs of the previous release', () => {
  const previous = read('previous-release.sql');
  /** What was looked at, with why those programs live with it. */
  const { accepted } = JSON.parse(read('previous-release.json')) as { accepted: Record<string, string> };

  it('given the schema of the previous release, when it is compared with today’s, then all that its programs read and write is there as it was, or somebody has looked at it', () => {
    const found = incompatibilities(readSchema(previous), readSchema(read('schema.sql')));
    assert.deepEqual(found.toSorted(), Object.keys(accepted).toSorted());
  });

  it('given both texts, when they are read, then every table and every column of the tables is known', () => {
    const { tables, others } = readSchema(previous);
    assert.equal(tables.size, previous.match(/^CREATE TABLE/gm)!.length);
    assert.ok(
      tables.get('badge_orders')!.columns.has('order_no') && tables.get('payments')!.rules.has('payments_one_open'),
    );
    assert.ok([...others.keys()].some((name) => name.includes('TRIGGER')) && others.has('GRANT ON badge_orders'));
  });

  const change = (from: string | RegExp, to: string) => {
    assert.match(previous, from instanceof RegExp ? from : new RegExp(from.replaceAll(/[()[\].*+?]/g, '\\$&')));
    return incompatibilities(readSchema(previous), readSchema(previous.replace(from, to)));
  };
  const table = 'CREATE TABLE addresses (\n';
  for (const [given, from, to, found] of [
    ['nothing changed', table, table, []],
    ['a column more', table, `${table}  floor text,\n`, []],
    ['a column more with a default', table, `${table}  floor text NOT NULL DEFAULT ''::text,\n`, []],
    [
      'a column more that must be given',
      table,
      `${table}  floor text NOT NULL,\n`,
      ['column addresses.floor is new, and must be given'],
    ],
    ['a column less', /^ {2}street [^\n]*\n/m, '', ['column addresses.street is gone']],
    [
      'a column of another name',
      /^ {2}street /m,
      '  road ',
      ['column addresses.street is gone', 'column addresses.road is new, and must be given'],
    ],
    [
      'a column of another type',
      /^ {2}is_default boolean/m,
      '  is_default text',
      ['column addresses.is_default is of another type: text'],
    ],
    [
      'a default less',
      /^( {2}is_default boolean NOT NULL) DEFAULT [^,\n]*/m,
      '$1',
      ['column addresses.is_default has no default any more'],
    ],
    ['a state more', "ARRAY['awaiting_payment'::text", "ARRAY['new'::text, 'awaiting_payment'::text", []],
    ['a state less', "'closing'::text, ", '', [/^rule badge_orders_\w+ of badge_orders is new or another/]],
    [
      'a check of what is new alone',
      table,
      `${table}  floor text,\n  CONSTRAINT floor_short CHECK ((length(floor) < 9)),\n`,
      [],
    ],
    [
      'a check of what was there',
      table,
      `${table}  CONSTRAINT street_short CHECK ((length(street) < 9)),\n`,
      [/^rule street_short of addresses is new/],
    ],
    [
      'a unique index less',
      /^CREATE UNIQUE INDEX payments_one_open [^\n]*\n/m,
      '',
      ['rule payments_one_open of payments is gone'],
    ],
    [
      'a right less',
      /^GRANT (.*)INSERT, (.*) ON badge_orders/m,
      'GRANT $1$2 ON badge_orders',
      ['GRANT ON badge_orders is less: INSERT'],
    ],
  ] as [string, string | RegExp, string, (string | RegExp)[]][])
    it(`given ${given}, when it is compared, then what the previous programs would stumble over is found, and nothing else`, () => {
      const lines = change(from, to);
      assert.equal(lines.length, found.length, lines.join('\n'));
      for (const [index, line] of found.entries())
        if (typeof line === 'string') assert.equal(lines[index], line);
        else assert.match(lines[index]!, line);
    });
});
