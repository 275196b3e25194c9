/*
 * What the programs of the previous release would stumble over in a newer schema. Both are texts as db/dump-schema.ts writes them, a
 * line for each thing. Stricter than need be: what cannot be judged by its text is found, and somebody who looked at it says so.
 */

interface Table {
  /** `type`, and what follows it. */
  columns: Map<string, string>;
  /** Constraints and unique indexes: how rows may be. */
  rules: Map<string, string>;
}

interface Schema {
  tables: Map<string, Table>;
  /** Sequences, functions, triggers, grants, by their first words. */
  others: Map<string, string>;
}

export function readSchema(text: string): Schema {
  const tables = new Map<string, Table>();
  const others = new Map<string, string>();
  const withoutTables = text.replaceAll(/^CREATE TABLE (\w+) \(\n(.*?)\n\);$/gms, (_, name: string, body: string) => {
    const table: Table = { columns: new Map(), rules: new Map() };
    for (const line of body.split(/,\n {2}/)) {
      const [first, second, ...rest] = line.trim().split(' ');
      if (first === 'CONSTRAINT') table.rules.set(second!, rest.join(' '));
      else table.columns.set(first!, [second, ...rest].join(' '));
    }
    tables.set(name, table);
    return '';
  });
  for (const statement of withoutTables.split(/;\n/).map((each) => each.trim())) {
    const [, name, table, of] = /^CREATE UNIQUE INDEX (\w+) ON public\.(\w+) (.*)$/s.exec(statement) ?? [];
    if (name !== undefined) tables.get(table!)?.rules.set(name, `UNIQUE INDEX ${of}`);
    const [key] =
      /^(SEQUENCE \w+|CREATE OR REPLACE FUNCTION public\.\w+|CREATE (CONSTRAINT )?TRIGGER \w+)/.exec(statement) ?? [];
    const [, rights, on] = /^GRANT (.*) ON (\w+) TO expo_app$/.exec(statement) ?? [];
    if (rights !== undefined) others.set(`GRANT ON ${on}`, rights);
    else if (key !== undefined) others.set(key, statement);
  }
  return { tables, others };
}

/** A line for each thing; nothing where the previous programs can read and write what they did. */
export function incompatibilities(before: Schema, after: Schema): string[] {
  const found: string[] = [];
  for (const [name, old] of before.tables) {
    const now = after.tables.get(name);
    if (now) found.push(...ofColumns(name, old, now), ...ofRules(name, old, now));
    else found.push(`table ${name} is gone`);
  }
  for (const [name, old] of before.others) {
    const now = after.others.get(name);
    const isGrant = name.startsWith('GRANT');
    if (now === undefined) {
      if (!isGrant || after.tables.has(name.split(' ').at(-1)!)) found.push(`${name} is gone`);
    } else if (isGrant) {
      const rights = now.split(', ');
      const lost = old.split(', ').filter((right) => !rights.includes(right));
      if (lost.length > 0) found.push(`${name} is less: ${lost.join(', ')}`);
    } else if (now !== old) found.push(`${name} is another`);
  }
  for (const [name, statement] of after.others) {
    const [, table] = / ON public\.(\w+) /.exec(statement) ?? [];
    if (name.includes('TRIGGER') && !before.others.has(name) && table && before.tables.has(table))
      found.push(`${name} is new`);
  }
  return found;
}

const isRequired = (column: string) => /NOT NULL/.test(column) && !/DEFAULT|GENERATED/.test(column);
const typeOf = (column: string) => column.replace(/ (NOT NULL|GENERATED|DEFAULT).*$/s, '');

function ofColumns(table: string, old: Table, now: Table): string[] {
  const changed = [...old.columns].flatMap(([name, was]) => {
    const is = now.columns.get(name);
    const place = `column ${table}.${name}`;
    if (is === undefined) return [`${place} is gone`];
    return [
      ...(typeOf(is) === typeOf(was) ? [] : [`${place} is of another type: ${typeOf(is)}`]),
      ...(/NOT NULL/.test(is) && !/NOT NULL/.test(was) ? [`${place} may no longer be null`] : []),
      ...(isRequired(is) && !isRequired(was) && /NOT NULL/.test(was) ? [`${place} has no default any more`] : []),
    ];
  });
  const added = [...now.columns].filter(([name, is]) => !old.columns.has(name) && isRequired(is));
  return [...changed, ...added.map(([name]) => `column ${table}.${name} is new, and must be given`)];
}

function ofRules(table: string, old: Table, now: Table): string[] {
  const narrower = [...now.rules].filter(([name, is]) => {
    const was = old.rules.get(name);
    if (was === is || (was !== undefined && allowsMore(was, is))) return false;
    // What the previous programs do not write keeps its default, or null, which is no other row's.
    const isOfNewAlone = ![...old.columns.keys()].some((column) => new RegExp(`\\b${column}\\b`).test(is));
    return !isOfNewAlone || is.includes('NULLS NOT DISTINCT');
  });
  // By these they insert or leave it (`ON CONFLICT`).
  const gone = [...old.rules].filter(([name, was]) => /^(PRIMARY KEY|UNIQUE)/.test(was) && !now.rules.has(name));
  return [
    ...narrower.map(([name, is]) => `rule ${name} of ${table} is new or another: ${is}`),
    ...gone.map(([name]) => `rule ${name} of ${table} is gone`),
  ];
}

/** The same check, with more words in its lists. */
function allowsMore(was: string, is: string): boolean {
  const lists = (rule: string) => [...rule.matchAll(/ARRAY\[(.*?)\]/g)].map(([, words]) => words!.split(', '));
  const frame = (rule: string) => rule.replaceAll(/ARRAY\[.*?\]/g, '…');
  const [olds, news] = [lists(was), lists(is)];
  return frame(was) === frame(is) && olds.every((words, at) => words.every((word) => news[at]!.includes(word)));
}
