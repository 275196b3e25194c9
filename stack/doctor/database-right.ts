import type { Config } from '../../config.ts';
import type { Ask } from './database-connection.ts';
import { findingsOf, type Finding } from './finding.ts';

const { ok, warn, wrong } = findingsOf('database');

interface Rights {
  login: string;
  superuser: boolean;
  mayMakeRoles: boolean;
  /** Of the schema, or of one of its tables. */
  owns: boolean;
  mayCreate: boolean;
  roleIsThere: boolean;
  serves: boolean;
  mayGrant: boolean;
  /** Logins that API and worker may have: members of expo_app that own nothing. */
  services: string[];
}

const asked = `
  SELECT session_user AS login, r.rolsuper AS superuser, r.rolcreaterole AS "mayMakeRoles",
         pg_has_role(session_user, n.nspowner, 'MEMBER') OR EXISTS
           (SELECT 1 FROM pg_class c WHERE c.relnamespace = n.oid AND pg_has_role(session_user, c.relowner, 'MEMBER')) AS owns,
         has_schema_privilege(session_user, n.oid, 'CREATE') AS "mayCreate",
         app.oid IS NOT NULL AS "roleIsThere",
         coalesce(pg_has_role(session_user, app.oid, 'MEMBER'), false) AS serves,
         r.rolsuper OR coalesce(pg_has_role(session_user, app.oid, 'MEMBER WITH ADMIN OPTION'), false) AS "mayGrant",
         ARRAY(SELECT s.rolname::text FROM pg_roles s
                WHERE s.rolcanlogin AND NOT s.rolsuper AND pg_has_role(s.oid, app.oid, 'MEMBER')
                  AND NOT pg_has_role(s.oid, n.nspowner, 'MEMBER') AND NOT EXISTS
                    (SELECT 1 FROM pg_class c WHERE c.relnamespace = n.oid AND pg_has_role(s.oid, c.relowner, 'MEMBER'))
                ORDER BY 1) AS services
    FROM pg_namespace n JOIN pg_roles r ON r.rolname = session_user
    LEFT JOIN pg_roles app ON app.rolname = 'expo_app'
   WHERE n.nspname = 'public'`;

const makeLogin = "CREATE ROLE expo_service LOGIN PASSWORD '…' IN ROLE expo_app";

/** What the login may: an owner's for what changes the schema, a service's for API and worker. */
export async function databaseRights(ask: Ask, config: Config): Promise<Finding[]> {
  const [rights] = await ask<Rights>(asked);
  const { login, owns, serves, mayCreate } = rights!;
  // What is asked further is asked as the programs ask it.
  if (serves && !owns) {
    await ask('SET ROLE expo_app');
    return [
      ok(
        'rights',
        `"${login}" is a member of expo_app and owns nothing: a login for API and worker; install needs the owner’s`,
      ),
    ];
  }
  if (owns || mayCreate) return ownerFindings(rights!, config);
  return [
    wrong(
      'rights',
      `"${login}" neither owns the schema nor is a member of expo_app`,
      `for API and worker, as the owner: GRANT expo_app TO "${login}"; for install, as an administrator: ALTER DATABASE … OWNER TO "${login}"`,
    ),
  ];
}

function ownerFindings(
  { login, superuser, mayMakeRoles, mayCreate, roleIsThere, serves, mayGrant, services }: Rights,
  config: Config,
): Finding[] {
  const name = superuser ? 'superuser' : 'owner';
  if (!mayCreate)
    return [
      wrong(
        'rights',
        `"${login}" owns tables and may make none in schema public`,
        `as an administrator: GRANT CREATE ON SCHEMA public TO "${login}"`,
      ),
    ];
  if (!superuser && !roleIsThere && !mayMakeRoles)
    return [
      wrong(
        'rights',
        `"${login}" is the owner and may make no roles, and the role expo_app is not there`,
        `as an administrator: CREATE ROLE expo_app NOLOGIN; GRANT expo_app TO "${login}" WITH ADMIN OPTION`,
      ),
    ];
  if (roleIsThere && !serves && !mayGrant)
    return [
      wrong(
        'rights',
        `"${login}" is the owner and no member of expo_app`,
        `as an administrator: GRANT expo_app TO "${login}" WITH ADMIN OPTION`,
      ),
    ];
  const says = `"${login}" is the ${name}: right for install and the other commands, refused to API and worker in production`;
  const service = services.length > 0 ? `; they may log in as ${services.join(', ')}` : '';
  if (!config.production || services.length > 0) return [ok('rights', says + service)];
  return [
    warn(
      'rights',
      `${says}, and no login for them is there`,
      `after install: ${makeLogin}; and give API and worker that login’s DATABASE_URL`,
    ),
  ];
}
