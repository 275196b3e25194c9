import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Config } from '../config.ts';
import type { KeyRing } from '../db/key-ring.ts';
import { aDataKeyOfEach, keysNotOf, type DataKeyOfRing } from '../db/data-key.ts';
import { peopleOutOfReach } from '../db/ops/key-use.ts';

type Warn = (line: string) => void;

/** Whatever stands behind the database and has not begun to listen yet: a start waits for it, as one that serves would. */
const notYet = /^(ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EPIPE|57P03)/;

/**
 * Refuses a start in production that would give away more than the programs need; the error says how to put it right.
 * Without `databaseUrl` the database is the stack's own. Elsewhere than in production anything goes.
 */
export async function assertSafeForProduction(
  config: Config,
  { databaseUrl, keyRing, warn }: { databaseUrl: string | undefined; keyRing?: KeyRing; warn: Warn },
): Promise<void> {
  if (!config.production) return;
  assertPrivateTemporal({
    address: config.temporalAddress,
    tls: config.temporalConnection.tls,
    insecure: config.TEMPORAL_INSECURE === 'yes',
  });
  if (databaseUrl !== undefined) await assertServiceLogin(databaseUrl, warn);
  if (databaseUrl === undefined || !keyRing) return;
  await assertPeopleInReach(databaseUrl, keyRing, warn);
  await assertRingFits(databaseUrl, keyRing, warn);
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
  const found = await ask<{ login: string; owns: boolean; serves: boolean }>(databaseUrl, rights, warn);
  const { login, owns, serves } = found[0]!;
  if (!owns && serves) return;
  const what = owns
    ? 'owns the schema or is superuser, and could rewrite ledger, events and audit'
    : 'is not a member of expo_app';
  throw new Error(
    `DATABASE_URL logs in as "${login}", which ${what}. As the administrator, after npx expo install: ` +
      "CREATE ROLE expo_service LOGIN PASSWORD '…' IN ROLE expo_app; and give API and worker that login's URL (migrations keep the owner's)",
  );
}

/** Throws when a key of the index left the ring before all it indexed had another: those people could be registered once more. */
export async function assertPeopleInReach(databaseUrl: string, { index }: KeyRing, warn: Warn): Promise<void> {
  const keys = [Object.keys(index.keys)];
  const missing = await ask<{ key: string }>(databaseUrl, peopleOutOfReach, warn, keys).catch((error: Error) => {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw /^42(703|P01)$/.test(code)
      ? new Error('The database is not migrated: npx expo install, as its owner')
      : error;
  });
  if (missing.length === 0) return;
  const ids = missing.map(({ key }) => key).join(', ');
  throw new Error(
    `KEY_RING lacks index key ${ids}, by which alone some people are found: they could be registered twice. ` +
      'Put it back, and run npx expo keys:rotate before it leaves',
  );
}

/** Throws where the database's data was sealed by another ring: what this one sealed nobody with the right one could open. */
export async function assertRingFits(databaseUrl: string, ring: KeyRing, warn: Warn): Promise<void> {
  const strange = keysNotOf(ring, await ask<DataKeyOfRing>(databaseUrl, aDataKeyOfEach, warn, []));
  if (strange.length === 0) return;
  throw new Error(
    `KEY_RING is not the ring of this database: it lacks key ${strange.join(', ')}, or has another of that name. ` +
      'Give every program the same ring',
  );
}

const rights = `
  SELECT session_user AS login,
         pg_has_role(session_user, n.nspowner, 'MEMBER') OR EXISTS
           (SELECT 1 FROM pg_class c WHERE c.relnamespace = n.oid AND pg_has_role(session_user, c.relowner, 'MEMBER')) AS owns,
         coalesce(pg_has_role(session_user, to_regrole('expo_app')::oid, 'MEMBER'), false) AS serves
    FROM pg_namespace n WHERE n.nspname = 'public'`;

/** With `values` as the programs' role, which its members need not inherit. */
async function ask<R extends object>(databaseUrl: string, sql: string, warn: Warn, values?: unknown[]): Promise<R[]> {
  const role = values ? { options: '-c role=expo_app' } : {};
  for (;;) {
    const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000, ...role });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<R>(sql, values)).rows;
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
