import { readdirSync } from 'node:fs';
import pg from 'pg';
import { rowsOf } from '../db/knex.ts';
import { migrations } from '../db/knexfile.ts';
import type { Db } from '../db/query.ts';
import type { Finding } from './finding.ts';

/** The role of API and worker, which the migrations give its rights. */
export const programRole = 'expo_app';

/** The oldest PostgreSQL whose words the migrations use (`NULLS NOT DISTINCT`). They need no extension. */
const oldestPostgres = 15;

/** What the login that migrates may do. */
interface OwnerRights {
  login: string;
  database: string;
  version: number;
  encoding: string;
  ownsSchema: boolean;
  makesRoles: boolean;
  /** Nothing where there is no role of the programs. */
  isMember: boolean | null;
  grantsRole: boolean;
}

/** As the owner, for the login that connects. */
export async function ownerRights(db: Db): Promise<OwnerRights> {
  const [rights] = await rowsOf<OwnerRights>(
    db,
    `SELECT me.rolname AS login, current_database() AS database, current_setting('server_encoding') AS encoding,
            current_setting('server_version_num')::int / 10000 AS version,
            EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = 'public' AND pg_has_role(nspowner, 'MEMBER')) AS owns_schema,
            me.rolsuper OR me.rolcreaterole AS makes_roles,
            pg_has_role(app.oid, 'MEMBER') AS is_member,
            -- Until version 16 whoever makes roles gives any of them.
            me.rolsuper OR CASE WHEN app.oid IS NULL OR current_setting('server_version_num')::int < 160000 THEN me.rolcreaterole
                                ELSE pg_has_role(app.oid, 'MEMBER WITH ADMIN OPTION') END AS grants_role
       FROM pg_roles me LEFT JOIN pg_roles app ON app.rolname = '${programRole}' WHERE me.rolname = current_user`,
  );
  return rights!;
}

/** What keeps a login from migrating; asked before anything is tried, and answered with what the administrator runs. */
export function migrationFindings(rights: OwnerRights): Finding[] {
  const { login, database, version, encoding, ownsSchema, makesRoles, isMember, grantsRole } = rights;
  const owner = pg.escapeIdentifier(login);
  const found: Finding[] = [];
  if (version < oldestPostgres)
    found.push({ what: `PostgreSQL ${version} is too old`, mend: [`PostgreSQL ${oldestPostgres} or later`] });
  if (encoding !== 'UTF8')
    found.push({
      what: `the database ${database} is encoded in ${encoding}`,
      mend: [`CREATE DATABASE … OWNER ${owner} ENCODING 'UTF8' TEMPLATE template0;`],
    });
  // Whoever only serves is never to own it: that is asked for in their words, not in the administrator's.
  const serves = isMember
    ? `; is it the login of API and worker? Then give the owner's URL in its place (DATABASE_URL_FILE)`
    : '';
  if (!ownsSchema)
    found.push({
      what: `"${login}" does not own the schema public of ${database}${serves}`,
      mend: [`ALTER SCHEMA public OWNER TO ${owner};`],
    });
  const grant = `GRANT ${programRole} TO ${owner};`;
  if (isMember === null && !makesRoles)
    found.push({
      what: `"${login}" may make no roles, and ${programRole}, under which API and worker work, is not there`,
      mend: [`CREATE ROLE ${programRole} NOLOGIN;`, grant],
    });
  if (isMember === false && !grantsRole)
    found.push({ what: `"${login}" is no member of ${programRole}`, mend: [grant] });
  return found;
}

/** Whether there is anything to migrate: looked up without a trace, for what has run needs no owner. */
export async function migrationsPending(db: Db): Promise<boolean> {
  const [{ there }] = (await rowsOf<{ there: boolean }>(
    db,
    "SELECT to_regclass('public.knex_migrations') IS NOT NULL AS there",
  )) as [{ there: boolean }];
  if (!there) return true;
  const applied = new Set(
    (await rowsOf<{ name: string }>(db, 'SELECT name FROM knex_migrations')).map((row) => row.name),
  );
  return readdirSync(String(migrations.directory)).some((name) => !applied.has(name));
}
