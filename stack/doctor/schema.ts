import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrations } from '../../db/knexfile.ts';
import { vocabularies } from '../../db/reference.ts';
import { data } from '../../db/seeds/data.ts';
import type { Ask } from './database-connection.ts';
import { findingsOf, type Finding } from './finding.ts';

const { ok, warn, wrong } = findingsOf('database');

const folder = migrations.directory as string;
const ours = () =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .toSorted();

/** Those that migrations make, and that an administrator may have to make first. */
export function neededExtensions(): string[] {
  const texts = ours().map((name) => readFileSync(join(folder, name), 'utf8'));
  const made = texts.flatMap((text) => [...text.matchAll(/CREATE EXTENSION (?:IF NOT EXISTS )?"?(\w[\w-]*)/g)]);
  return [...new Set(made.map(([, name]) => name!))];
}

const install = 'npx expo install, with the owner’s DATABASE_URL';

/** Names of some, and how many more there are. */
const some = (names: string[]) =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');

/** What install and edition:apply bring: the tables, the vocabularies, an edition. */
export async function schemaFindings(ask: Ask): Promise<Finding[]> {
  const [table] = await ask<{ there: boolean }>("SELECT to_regclass('public.knex_migrations') IS NOT NULL AS there");
  if (!table!.there)
    return [
      { ...wrong('migrations', 'none has been applied: the database is empty', install), awaits: 'install' },
      { ...wrong('reference', 'not there: the database is empty', install), awaits: 'install' },
      {
        ...wrong('edition', 'not there: the database is empty', 'npx expo edition:apply FILE.yaml, after install'),
        awaits: 'edition:apply',
      },
    ];
  const found = [await migrationFinding(ask)];
  for (const [check, look] of [
    ['reference', referenceFinding],
    ['edition', editionFinding],
  ] as const) {
    // Between two versions of the schema, or to a login without rights, a table is not what it is asked as.
    found.push(await look(ask).catch((error: Error) => wrong(check, `cannot be read (${error.message})`, install)));
  }
  return found;
}

async function migrationFinding(ask: Ask): Promise<Finding> {
  const known = ours();
  const applied = (await ask<{ name: string }>('SELECT name FROM knex_migrations ORDER BY name')).map(
    ({ name }) => name,
  );
  const missing = known.filter((name) => !applied.includes(name));
  const unknown = applied.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    return wrong(
      'migrations',
      `the database has some that this version does not know: ${some(unknown)}${missing.length > 0 ? `, and lacks ${some(missing)}` : ''}`,
      'run the version that made them, or a newer one',
    );
  if (missing.length > 0) return wrong('migrations', `${missing.length} missing: ${some(missing)}`, install);
  return ok('migrations', `all ${known.length} are applied`);
}

async function referenceFinding(ask: Ask): Promise<Finding> {
  const rows = await ask<{ name: string; code: string }>('SELECT name, code FROM reference_items');
  const there = new Set(rows.map(({ name, code }) => `${name} ${code}`));
  const lacking = vocabularies.filter((name) =>
    data<{ code: string }>(name).some(({ code }) => !there.has(`${name} ${code}`)),
  );
  if (lacking.length === 0) return ok('reference', `${vocabularies.length} vocabularies, ${rows.length} words`);
  const finding = wrong('reference', `incomplete: ${some(lacking)}`, install);
  return rows.length === 0 ? { ...finding, awaits: 'install' } : finding;
}

async function editionFinding(ask: Ask): Promise<Finding> {
  const [edition] = await ask<{
    edition: string;
    name: string;
    opens: Date;
    closes: Date;
    isOver: boolean;
    isOpen: boolean;
    closed: Date | null;
  }>(
    `SELECT edition, name_en AS name, registration_opens_at AS opens, registration_closes_at AS closes, closed_at AS closed,
            expo_closes_at < now() AS "isOver",
            now() BETWEEN registration_opens_at AND registration_closes_at AND closed_at IS NULL AS "isOpen"
       FROM editions WHERE is_current`,
  );
  const apply = 'npx expo edition:apply FILE.yaml';
  if (!edition) return { ...wrong('edition', 'there is none', apply), awaits: 'edition:apply' };
  const { name, opens, closes, closed, isOver, isOpen } = edition;
  const what = `${edition.edition}, ${name}`;
  const day = (at: Date) => at.toISOString().slice(0, 16).replace('T', ' ');
  if (closed) return warn('edition', `${what}: closed since ${day(closed)} UTC`, `for the next one: ${apply}`);
  if (isOver) return warn('edition', `${what}: is over`, `for the next one: ${apply}`);
  const state = isOpen ? 'open' : opens > new Date() ? 'not open yet' : 'closed';
  return ok('edition', `${what}: registration is ${state} (${day(opens)} to ${day(closes)} UTC)`);
}
