import pg from 'pg';

/** A database as it was at one moment. */
export interface DatabaseCopy {
  /** Each table's rows, as one text of JSON. */
  tables: { name: string; columns: string[]; rows: string }[];
  sequences: { name: string; last: string }[];
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const quoted = (name: string) => `"${name}"`;

/**
 * What `pg_dump` writes of data, out of one snapshot while others write: rows, and each sequence where it stood. In its place,
 * because the embedded PostgreSQL brings no `pg_dump`, and one of an older version refuses its server.
 */
export const dumpDatabase = (url: string): Promise<DatabaseCopy> =>
  withClient(url, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { rows: named } = await client.query<{ name: string; columns: string[] }>(
      `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns FROM pg_class c
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
       WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace GROUP BY c.relname`,
    );
    const tables: DatabaseCopy['tables'] = [];
    for (const { name, columns } of named) {
      const { rows } = await client.query<{ rows: string }>(
        `SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]')::text AS rows FROM ${quoted(name)} t`,
      );
      tables.push({ name, columns, rows: rows[0]!.rows });
    }
    const { rows: sequences } = await client.query<{ name: string; last: string }>(
      `SELECT sequencename AS name, last_value::text AS last FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL`,
    );
    await client.query('COMMIT');
    return { tables, sequences };
  });

/** Into a database of the same schema, in place of whatever it has; as `pg_restore --disable-triggers` does. */
export const restoreDatabase = (url: string, { tables, sequences }: DatabaseCopy): Promise<void> =>
  withClient(url, async (client) => {
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query(`TRUNCATE ${tables.map(({ name }) => quoted(name)).join(', ')}`);
    for (const { name, columns, rows } of tables) {
      const list = columns.map(quoted).join(', ');
      await client.query(
        `INSERT INTO ${quoted(name)} (${list}) OVERRIDING SYSTEM VALUE SELECT ${list} FROM jsonb_populate_recordset(NULL::${quoted(name)}, $1::jsonb)`,
        [rows],
      );
    }
    for (const { name, last } of sequences)
      await client.query('SELECT setval($1::regclass, $2::bigint)', [quoted(name), last]);
    await client.query('COMMIT');
  });
