import { loadClientConnectConfig } from '@temporalio/envconfig';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Config } from '../config.ts';

type Warn = (line: string) => void;

/** Whatever stands behind the database and has not begun to listen yet: a start waits for it, as one that serves would. */
const notYet = /^(ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EPIPE|57P03)/;

/**
 * Refuses a start in production that would give away more than the programs need; the error says how to put it right.
 * Without `databaseUrl` the database is the stack's own. Elsewhere than in production anything goes.
 */
export async function assertSafeForProduction(
  config: Config,
  { databaseUrl, warn }: { databaseUrl: string | undefined; warn: Warn },
): Promise<void> {
  if (!config.production) return;
  assertPrivateTemporal({
    address: config.temporalAddress,
    tls: loadClientConnectConfig().connectionOptions.tls,
    insecure: config.TEMPORAL_INSECURE === 'yes',
  });
  if (databaseUrl !== undefined) await assertServiceLogin(databaseUrl, warn);
}

/** Throws when Temporal is reached in the clear over a network nobody has called private. `tls` as the connection has it. */
export function assertPrivateTemporal({
  address,
  tls,
  insecure,
}: {
  address: string;
  tls: unknown;
  insecure: boolean;
}): void {
  const host = /^\[?(.*?)\]?(?::\d+)?$/.exec(address)![1]!;
  const isLoopback = host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
  if (tls || isLoopback || insecure) return;
  throw new Error(
    `Temporal at ${address} is reached without TLS, and whoever can answer there commands every run: ` +
      'give TEMPORAL_TLS=true (and TEMPORAL_TLS_* or TEMPORAL_API_KEY as the server asks), or TEMPORAL_INSECURE=yes where the network is private',
  );
}

/** Throws when the login could rewrite what the role of the programs may only add to, or could not take that role. */
export async function assertServiceLogin(databaseUrl: string, warn: Warn): Promise<void> {
  const { login, owns, serves } = await rightsOf(databaseUrl, warn);
  if (!owns && serves) return;
  const what = owns
    ? 'owns the schema or is superuser, and could rewrite ledger, events and audit'
    : 'is not a member of expo_app';
  throw new Error(
    `DATABASE_URL logs in as "${login}", which ${what}. As the administrator, after npx expo install: ` +
      "CREATE ROLE expo_service LOGIN PASSWORD '…' IN ROLE expo_app; and give API and worker that login's URL (migrations keep the owner's)",
  );
}

async function rightsOf(databaseUrl: string, warn: Warn) {
  for (;;) {
    const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ login: string; owns: boolean; serves: boolean }>(
        `SELECT session_user AS login,
                pg_has_role(session_user, n.nspowner, 'MEMBER') OR EXISTS
                  (SELECT 1 FROM pg_class c WHERE c.relnamespace = n.oid AND pg_has_role(session_user, c.relowner, 'MEMBER')) AS owns,
                coalesce(pg_has_role(session_user, to_regrole('expo_app')::oid, 'MEMBER'), false) AS serves
           FROM pg_namespace n WHERE n.nspname = 'public'`,
      );
      return rows[0]!;
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException;
      if (!notYet.test(code) && !/timeout expired|terminated/.test(message)) throw error;
      warn(`The database cannot be reached yet (${message || code}); asking again`);
      await pause(2_000);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
