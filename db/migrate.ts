import { untyped } from './knex.ts';
import { migrations } from './knexfile.ts';
import type { Db } from './query.ts';

const lockKey = 20190520;

/**
 * Brings the schema up to date. Under a session's advisory lock, which PostgreSQL drops with the connection: knex's own lock
 * table stays locked when its holder is killed, so it is cleared once the advisory lock proves that no one else is at work.
 */
export async function migrate(db: Db): Promise<string[]> {
  const knex = untyped(db);
  const connection: unknown = await knex.client.acquireConnection();
  try {
    await knex.raw('SELECT pg_advisory_lock(?)', [lockKey]).connection(connection);
    await knex.migrate.forceFreeMigrationsLock(migrations);
    const [, applied]: [batch: number, names: string[]] = await knex.migrate.latest(migrations);
    return applied;
  } finally {
    await knex.raw('SELECT pg_advisory_unlock_all()').connection(connection);
    await knex.client.releaseConnection(connection);
  }
}
