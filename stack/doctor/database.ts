import type { Config } from '../../config.ts';
import { aDataKeyOfEach, keysNotOf, type DataKeyOfRing } from '../../db/data-key.ts';
import { parseKeyRing } from '../../db/key-ring.ts';
import { clockFinding } from './clock.ts';
import { atDatabase, placeOf, type Ask } from './database-connection.ts';
import { findingsOf, lineOf, type Finding } from './finding.ts';
import { databaseRights } from './database-right.ts';
import { neededExtensions, schemaFindings } from './schema.ts';

const { ok, wrong } = findingsOf('database');

/** What is asked of the database: each of it by itself, so that what fails says so and the rest is still asked. */
export async function databaseFindings(config: Config, now: () => Date): Promise<Finding[]> {
  if (!config.DATABASE_URL) return [wrong('reach', 'not asked: DATABASE_URL is missing', 'give DATABASE_URL')];
  try {
    return await atDatabase(config.DATABASE_URL, (ask, where) => findings(ask, { where, config, now }));
  } catch (error) {
    return [unreachable(placeOf(config.DATABASE_URL), error)];
  }
}

function unreachable(where: string, error: unknown): Finding {
  const { code = '' } = error as NodeJS.ErrnoException;
  const says = `${where} cannot be used: ${lineOf(error)}`;
  if (code.startsWith('28'))
    return wrong('reach', says, 'correct login and password in DATABASE_URL (special characters as %40)');
  if (code === '3D000')
    return wrong(
      'reach',
      says,
      `as an administrator: CREATE DATABASE "${where.split('/')[1]}" OWNER … ENCODING 'UTF8' TEMPLATE template0`,
    );
  if (code === '53300')
    return wrong('reach', says, 'allow more connections (max_connections, or the limits of database and login)');
  return wrong(
    'reach',
    says,
    'see to it that PostgreSQL runs there, that this machine may reach it, and that DATABASE_URL names it',
  );
}

/** A ring that sealed nothing of what is here; where that cannot be asked, other lines say why. */
async function ringFindings(ask: Ask, { KEY_RING }: Config): Promise<Finding[]> {
  try {
    const strange = keysNotOf(parseKeyRing(KEY_RING), await ask<DataKeyOfRing>(aDataKeyOfEach));
    if (strange.length === 0) return [];
    const says = `it lacks key ${strange.join(', ')}, or has another of that name: what is sealed here does not open`;
    return [wrong('key ring', says, 'give the ring that sealed this database, the same to every program')];
  } catch {
    return [];
  }
}

async function findings(
  ask: Ask,
  { where, config, now }: { where: string; config: Config; now: () => Date },
): Promise<Finding[]> {
  const parts: [check: string, look: () => Promise<Finding[]>][] = [
    ['version', () => versions(ask)],
    ['rights', () => databaseRights(ask, config)],
    ['extensions', () => extensions(ask)],
    ['clock', () => clock(ask, now)],
    ['connections', () => connections(ask, config)],
    ['migrations', () => schemaFindings(ask)],
    ['key ring', () => ringFindings(ask, config)],
  ];
  const found = [ok('reach', `${where} answers`)];
  for (const [check, look] of parts) {
    try {
      found.push(...(await look()));
    } catch (error) {
      found.push(
        wrong(check, `cannot be looked at: ${lineOf(error)}`, 'log in as the owner, or as a member of expo_app'),
      );
    }
  }
  return found;
}

/** `UNIQUE NULLS NOT DISTINCT` is of PostgreSQL 15. */
const leastVersion = 150_000;

async function versions(ask: Ask): Promise<Finding[]> {
  const [row] = await ask<{ number: string; version: string; encoding: string }>(
    "SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS version, pg_encoding_to_char(encoding) AS encoding FROM pg_database WHERE datname = current_database()",
  );
  const { number, version, encoding } = row!;
  return [
    Number(number) >= leastVersion
      ? ok('version', `PostgreSQL ${version}`)
      : wrong('version', `PostgreSQL ${version}: the schema needs 15`, 'take a PostgreSQL of 15 or newer'),
    encoding === 'UTF8'
      ? ok('encoding', 'UTF8')
      : wrong(
          'encoding',
          `${encoding}: Chinese would not be kept, compared or sorted as what it is`,
          "make a database with ENCODING 'UTF8' TEMPLATE template0 and give that one",
        ),
  ];
}

async function extensions(ask: Ask): Promise<Finding[]> {
  const needed = neededExtensions();
  if (needed.length === 0) return [ok('extensions', 'none is needed')];
  const there = await ask<{ name: string }>('SELECT extname AS name FROM pg_extension');
  const missing = needed.filter((name) => !there.some((each) => each.name === name));
  if (missing.length === 0) return [ok('extensions', needed.join(', '))];
  const sql = missing.map((name) => `CREATE EXTENSION ${name};`).join(' ');
  return [wrong('extensions', `missing: ${missing.join(', ')}`, `as an administrator, in this database: ${sql}`)];
}

async function clock(ask: Ask, now: () => Date): Promise<Finding[]> {
  const before = now().getTime();
  const [row] = await ask<{ at: Date }>('SELECT clock_timestamp() AS at');
  return [clockFinding('database', row!.at, { from: before, to: now().getTime() })];
}

/** What one API and one worker hold at most: their pools, and the connection that hears of progress. */
async function connections(ask: Ask, { DATABASE_POOL: pool }: Config): Promise<Finding[]> {
  const [row] = await ask<{ server: number; reserved: number; database: number; login: number; used: number }>(
    `SELECT current_setting('max_connections')::int AS server,
            current_setting('superuser_reserved_connections')::int + coalesce(current_setting('reserved_connections', true)::int, 0) AS reserved,
            d.datconnlimit AS database, r.rolconnlimit AS login,
            (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()) AS used
       FROM pg_database d, pg_roles r WHERE d.datname = current_database() AND r.rolname = session_user`,
  );
  const { server, reserved, database, login, used } = row!;
  const limits = [server - reserved, database, login].filter((each) => each >= 0);
  const [allowed, needed] = [Math.min(...limits), pool + 1 + Math.min(pool, 20)];
  const says = `${allowed} allowed, ${used} in use on the server; one API and one worker take up to ${needed} (DATABASE_POOL=${pool})`;
  if (needed <= allowed) return [ok('connections', says)];
  return [
    wrong(
      'connections',
      says,
      `lower DATABASE_POOL, or allow ${needed} and as many for each further process (max_connections, CONNECTION LIMIT of database and login)`,
    ),
  ];
}
