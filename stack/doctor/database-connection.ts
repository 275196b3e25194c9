import pg from 'pg';
import { deadlineMs, within } from './finding.ts';

/** Rows of one question; the connection is one, so they are answered in turn. */
export type Ask = <R extends object>(sql: string, values?: unknown[]) => Promise<R[]>;

function clientOf(databaseUrl: string): pg.Client {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: deadlineMs,
    query_timeout: deadlineMs,
    statement_timeout: deadlineMs,
    application_name: 'doctor',
  });
  client.on('error', () => undefined);
  return client;
}

/** Where a URL leads, without whom it lets in. */
export function placeOf(databaseUrl: string): string {
  try {
    const { host, port, database } = clientOf(databaseUrl);
    return `${host}:${port}/${database}`;
  } catch {
    return 'DATABASE_URL';
  }
}

/** A connection for as long as `look` takes; throws when nobody answers, and waits for nobody when it ends. */
export async function atDatabase<T>(databaseUrl: string, look: (ask: Ask, where: string) => Promise<T>): Promise<T> {
  const client = clientOf(databaseUrl);
  try {
    await within(client.connect(), deadlineMs + 500);
    return await look(
      async (sql, values = []) => (await client.query(sql, values)).rows as never,
      placeOf(databaseUrl),
    );
  } finally {
    await within(client.end(), 500).catch(() => undefined);
  }
}
