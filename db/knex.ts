import knexModule, { type Knex } from 'knex';
import pg from 'pg';
import type { PersonalData } from './personal-data.ts';

// Fen and event ids fit a double exactly; pg would hand them over as text.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** What every repository stands on: a connection or a transaction, and the one module that seals personal data. */
export interface Store {
  knex: Knex;
  personalData: PersonalData;
}

export interface ConnectionSettings {
  databaseUrl: string;
  /** Most connections held at once. */
  pool: number;
  name: string;
  /** A statement that takes longer is a fault: a caller is told to come back rather than left hanging. 0: as long as it takes. */
  statementTimeoutMs?: number;
  /** Under the role that can only add to ledger and audit (`expo_app`); migrations work as the owner. */
  asApplication?: boolean;
}

export function createKnex({ databaseUrl, pool, name, statementTimeoutMs = 10_000, asApplication = false }: ConnectionSettings): Knex {
  return knexModule({
    client: 'pg',
    connection: {
      connectionString: databaseUrl,
      application_name: name,
      statement_timeout: statementTimeoutMs,
      connectionTimeoutMillis: 3_000,
      ...(asApplication ? { options: '-c role=expo_app' } : {}),
    },
    pool: { min: 0, max: pool },
    acquireConnectionTimeout: 5_000,
  });
}

/** Runs `work` in one transaction on a store of its own. */
export function inTransaction<T>(store: Store, work: (store: Store) => Promise<T>): Promise<T> {
  return store.knex.transaction((knex) => work({ ...store, knex }));
}
