import knexModule, { type Knex } from 'knex';
import { createRequire } from 'node:module';
import pg from 'pg';
import { toCamelCase, toSnakeCase } from './column-name.ts';
import { createDataKeys, type Ask } from './data-key.ts';
import type { KeyRing } from './key-ring.ts';
import {
  createPersonalData,
  createSealing,
  type PersonalData,
  type SealedField,
  type Sealing,
} from './personal-data.ts';
import type { Db } from './query.ts';

// Fen and event ids fit a double exactly; pg would hand them over as text.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// A day is a day, not its midnight in the machine's time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, String);

/** What every repository stands on: a connection or a transaction, and the one module that seals personal data. */
export interface Store {
  knex: Db;
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

/** How much longer than its statement an answer may take. */
const answerMs = 1_000;

function renamed(row: object): object {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [toCamelCase(name), value]));
}

/** A row is an object of the driver's own making; what was plucked stays as it is, but for JSON, which looks like a row. */
const isRow = (found: unknown): found is object =>
  typeof found === 'object' && found !== null && !Buffer.isBuffer(found) && !(found instanceof Date);

/** Rows come with the program's names for columns; what answers a statement of raw SQL holds its rows. */
function rename(found: unknown): unknown {
  if (Array.isArray(found))
    return found.map((row: unknown) => (isRow(row) && !Array.isArray(row) ? renamed(row) : row));
  if (found instanceof pg.Result) return Object.assign(found, { rows: rename(found.rows) });
  return isRow(found) ? renamed(found) : found;
}

interface Plucking {
  method?: string;
  pluck?: string;
}
interface Statement {
  bindings?: readonly unknown[];
  response?: { fields?: { name: string; dataTypeID: number }[]; rows: Record<string, unknown>[] };
}
interface Client {
  readonly config: { sealing?: Sealing };
  positionBindings(sql: string): string;
  processResponse(query: Plucking, runner: unknown): unknown;
  _query(connection: RawConnection, statement: Statement): Promise<Statement>;
}
/** As the driver has it. */
interface RawConnection {
  connection: { stream: { destroy: () => void } };
}
type Dialect = new (config: Knex.Config) => Client;

/**
 * Knex plucks a column from the driver's rows before they are renamed, so it has to know its name there. Personal data is sealed as
 * it is sent, and what is read comes with its keys. Knex' dialects have no types.
 */
class Postgres extends (createRequire(import.meta.url)('knex/lib/dialects/postgres/index.js') as Dialect) {
  override processResponse(query: Plucking, runner: unknown): unknown {
    if (query.method === 'pluck' && query.pluck) query.pluck = toSnakeCase(query.pluck);
    return super.processResponse(query, runner);
  }

  override async _query(connection: RawConnection, statement: Statement): Promise<Statement> {
    const { sealing } = this.config;
    if (!sealing) return this.answered(connection, statement);
    const ask: Ask = async (sql, bindings) => {
      const asked = { sql: this.positionBindings(sql), bindings };
      // Whoever asks says what its statement answers.
      return (await this.answered(connection, asked)).response!.rows as never;
    };
    statement.bindings = await sealing.seal(statement.bindings ?? [], ask);
    const answered = await this.answered(connection, statement);
    await sealing.learn(bytesOf(answered.response), ask);
    return answered;
  }

  /** A connection on which nothing was answered is of no more use to anybody, its transaction's ROLLBACK least of all: it is cut. */
  private async answered(connection: RawConnection, statement: Statement): Promise<Statement> {
    try {
      return await super._query(connection, statement);
    } catch (error) {
      if ((error as Error).message === unanswered) connection.connection.stream.destroy();
      throw error;
    }
  }
}

/** The driver's word for a statement that was not answered in time; it goes on waiting for it. */
const unanswered = 'Query read timeout';

/** What came in columns of bytes. */
function bytesOf(response: Statement['response']): unknown[] {
  const bytea: number = pg.types.builtins.BYTEA;
  const names = response?.fields?.filter(({ dataTypeID }) => dataTypeID === bytea).map(({ name }) => name) ?? [];
  return names.flatMap((name) => response!.rows.map((row) => row[name]));
}

/** Columns are camelCase in every statement that is built and in every row; in SQL, written or raw, snake_case. */
export const translation: Pick<Knex.Config, 'client' | 'wrapIdentifier' | 'postProcessResponse'> = {
  client: Postgres as unknown as typeof Knex.Client,
  wrapIdentifier: (name, quote) => quote(toSnakeCase(name)),
  postProcessResponse: rename,
};

export function createKnex({
  databaseUrl,
  pool,
  name,
  statementTimeoutMs = 10_000,
  asApplication = false,
  sealing,
}: ConnectionSettings & { sealing?: Sealing }): Db {
  const knex = knexModule({
    ...translation,
    connection: {
      connectionString: databaseUrl,
      application_name: name,
      statement_timeout: statementTimeoutMs,
      // A server that lives has answered by then, if with an error; one that hangs, or whose network swallows everything, never does.
      query_timeout: statementTimeoutMs === 0 ? 0 : statementTimeoutMs + answerMs,
      connectionTimeoutMillis: 3_000,
      ...(asApplication ? { options: '-c role=expo_app' } : {}),
    },
    pool: { min: 0, max: pool },
    acquireConnectionTimeout: 5_000,
    // What was sent is nobody's to read in an error.
    compileSqlOnError: false,
    ...(sealing ? { sealing } : {}),
  });
  return knex as unknown as Db;
}

/** A pool of connections that seal and open with the keys of `ring`; `notes` makes what hears of fields that do not open. */
export function createStore({
  ring,
  notes,
  ...connection
}: ConnectionSettings & { ring: KeyRing; notes?: (knex: Db) => (field: SealedField) => void }): Store {
  const keys = createDataKeys(ring);
  const knex = createKnex({ ...connection, sealing: createSealing(keys) });
  return { knex, personalData: createPersonalData(ring, keys, notes?.(knex)) };
}

/** Knex by its own interface: for migrations, and for libraries that bring statements of their own. */
export const untyped = (db: Db): Knex => db as unknown as Knex;

/** The rows of a statement in raw SQL; `R` is the writer's word, with the program's names. */
export async function rowsOf<R extends object>(
  db: Db,
  sql: string,
  bindings: readonly unknown[] | Readonly<Record<string, unknown>> = [],
): Promise<R[]> {
  // What a statement of raw SQL answers nobody but its writer knows: here, and nowhere else.
  return ((await untyped(db).raw(sql, bindings as Knex.RawBinding[])) as { rows: R[] }).rows;
}

/** Runs `work` in one transaction on a store of its own. */
export function inTransaction<T>(store: Store, work: (store: Store) => Promise<T>): Promise<T> {
  return store.knex.transaction((knex) => work({ ...store, knex }));
}
