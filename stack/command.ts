import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { readConfig, required, type Config, type Settings } from '../config.ts';
import { parseKeyRing, type KeyRing } from '../db/key-ring.ts';
import { createStore, type ConnectionSettings, type Store } from '../db/knex.ts';
import { claimLinks, readClaim } from './data-dir.ts';

/**
 * The settings of a command beside a running stack: what the command is given counts, the rest is the stack's.
 * The stack is the one on DATA_DIR when that is given, else the only one of this checkout; throws naming them all when there are several.
 */
export function readCommandConfig({
  env,
  links = claimLinks,
}: { env?: NodeJS.ProcessEnv; links?: string } = {}): Config {
  return readConfig(env, settingsOfStack(readConfig(env), links));
}

/** How the stack beside which a command runs is reached; nothing where none runs, throws where several do. */
export function settingsOfStack(given: Config, links: string): Settings | undefined {
  const announced = settingsIn(given.DATA_DIR === undefined ? links : join(given.dataDir, 'run'));
  // Another database than the stack's is not the stack's affair: its keys and books must not be taken for that database's.
  const meant = announced.filter(
    ({ DATABASE_URL }) => given.DATABASE_URL === undefined || given.DATABASE_URL === DATABASE_URL,
  );
  if (meant.length > 1) {
    const names = meant.map(({ DATA_DIR, PORT }) => `DATA_DIR=${DATA_DIR} (port ${PORT})`);
    throw new Error(`${meant.length} stacks run here; give one of ${names.join(', ')}`);
  }
  return meant[0];
}

/** Settings without which a command has nothing to work on. */
export function requiredOfStack<K extends 'DATABASE_URL' | 'KEY_RING'>(config: Config, ...names: K[]) {
  const missing = names.filter((name) => config[name] === undefined);
  if (missing.length > 0) {
    const names = missing.join(', ');
    throw new Error(
      `Settings are missing: ${names}: neither given nor known from a running stack; start it with npm start (DATA_DIR=${config.dataDir})`,
    );
  }
  return required(config, ...names);
}

/** Throws one line, without the password, when a command's database cannot be used. */
export async function assertDatabaseAnswers(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 3_000 });
  try {
    await client.connect();
  } catch (error) {
    const name = `${client.host}:${client.port}/${client.database}`;
    // Where a name has several addresses the error of all of them has no message.
    const { message, code } = error as NodeJS.ErrnoException;
    throw new Error(`The database ${name} cannot be used (${message || code}): start the stack with npm start`, {
      cause: error,
    });
  } finally {
    await client.end();
  }
}

/** What a command does on its database, with its ring; the connections are closed behind it. */
export async function withStore<T>(
  config: Config,
  connection: Omit<ConnectionSettings, 'databaseUrl'>,
  work: (store: Store, ring: KeyRing) => Promise<T>,
): Promise<T> {
  const { DATABASE_URL: databaseUrl, KEY_RING } = requiredOfStack(config, 'DATABASE_URL', 'KEY_RING');
  await assertDatabaseAnswers(databaseUrl);
  const ring = parseKeyRing(KEY_RING);
  const store = createStore({ ...connection, databaseUrl, ring });
  try {
    return await work(store, ring);
  } finally {
    await store.knex.destroy();
  }
}

/** Of the stacks that serve; a folder that is not there, or not ours to read, holds none. */
function settingsIn(folder: string): Settings[] {
  try {
    const claims = readdirSync(folder).filter((name) => name.endsWith('.json'));
    return claims.map((name) => readClaim(join(folder, name))?.settings).filter((settings) => settings !== undefined);
  } catch {
    return [];
  }
}
