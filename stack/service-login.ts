import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { rowsOf, untyped } from '../db/knex.ts';
import type { Db } from '../db/query.ts';
import { ownerRights, programRole } from './database-check.ts';
import type { Finding } from './finding.ts';

/** What API and worker log in as, where nobody says otherwise. */
const usualLogin = 'expo_service';

/** What an administrator runs for a login of the programs. */
export const serviceLoginSql = (login = usualLogin): string =>
  `CREATE ROLE ${pg.escapeIdentifier(login)} LOGIN PASSWORD '…' IN ROLE ${programRole};`;

/** Logins that API and worker may use in production: members of their role that own neither this database nor, as that of other expos on this server, another. */
export async function serviceLogins(db: Db): Promise<string[]> {
  const rows = await rowsOf<{ login: string }>(
    db,
    `SELECT rolname AS login FROM pg_roles me, pg_namespace n
      WHERE rolcanlogin AND NOT rolsuper AND n.nspname = 'public' AND NOT pg_has_role(me.oid, n.nspowner, 'MEMBER')
        AND NOT EXISTS (SELECT 1 FROM pg_database WHERE datdba = me.oid)
        AND coalesce(pg_has_role(me.oid, to_regrole('${programRole}')::oid, 'MEMBER'), false)
      ORDER BY rolname`,
  );
  return rows.map(({ login }) => login);
}

const isThere = async (db: Db, login: string) =>
  (await rowsOf(db, 'SELECT 1 FROM pg_roles WHERE rolname = ?', [login])).length > 0;

/** What keeps the connected login from making one for the programs. */
export async function serviceLoginFindings(db: Db, login: string): Promise<Finding[]> {
  if ((await serviceLogins(db)).includes(login)) return [];
  const { login: owner, makesRoles, grantsRole } = await ownerRights(db);
  if (login === owner)
    return [{ what: `"${login}" owns the database: API and worker need another login`, mend: [serviceLoginSql()] }];
  const there = await isThere(db, login);
  if (grantsRole && (there || makesRoles)) return [];
  const statement = there ? `GRANT ${programRole} TO ${pg.escapeIdentifier(login)};` : serviceLoginSql(login);
  return [{ what: `"${owner}" may not make the login "${login}"`, mend: [statement] }];
}

/** Makes the login, with a password of its own where none is given; a line on what there is now. One that is there keeps its password. */
export async function ensureServiceLogin(db: Db, login: string, given: string | undefined): Promise<string> {
  if ((await serviceLogins(db)).includes(login)) return `${login} is there; its password stays`;
  const name = pg.escapeIdentifier(login);
  if (await isThere(db, login)) {
    await untyped(db).raw(`GRANT ${programRole} TO ${name}`);
    return `${login} was there and is a member of ${programRole} now; its password stays`;
  }
  const password = given ?? randomBytes(24).toString('base64url');
  // A question mark in it would be a binding to knex.
  const literal = pg.escapeLiteral(password).replaceAll('?', String.raw`\?`);
  await untyped(db).raw(`CREATE ROLE ${name} LOGIN PASSWORD ${literal} IN ROLE ${programRole}`);
  return given === undefined
    ? `${login} is made; its password, which is told only here: ${password}`
    : `${login} is made, with the password of SERVICE_PASSWORD`;
}
