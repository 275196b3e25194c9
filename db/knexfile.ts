import type { Knex } from 'knex';

/** Where migrations are; the connection is the caller's. */
export const migrations: Knex.MigratorConfig = {
  directory: new URL('./migrations', import.meta.url).pathname,
  loadExtensions: ['.ts'],
  extension: 'ts',
};
