import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import pg from 'pg';
import { ensurePostgresPassword } from '../../stack/keys.ts';
import { ours } from '../../stack/parts.ts';
import { freePort } from '../../stack/port.ts';
import { createPostgres } from '../../stack/postgres.ts';
import { runToEnd, startService } from '../../stack/service.ts';
import { testKeyRingFile } from './keys.ts';
import { onRunEnd, runDir } from './run.ts';

const template = 'expo_template';

interface Cluster {
  url: (database: string) => string;
  hasTemplate: boolean;
}

/** A database of its own, migrated, with the demo's edition and staff. */
export type TestDatabase = { url: string; drop: () => Promise<void> };

let cluster: Promise<Cluster> | undefined;
let templateReady: Promise<void> | undefined;
let spare: Promise<TestDatabase> | undefined;

/** A database for one test file, made from the template; `drop` it in the file's `after`. The next file's is made meanwhile. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const taken = spare ?? copyTemplate();
  spare = copyTemplate();
  // Whoever takes it hears of it; the last one nobody takes, and it goes with the server.
  spare.catch(() => undefined);
  return taken;
}

async function copyTemplate(): Promise<TestDatabase> {
  const { url, hasTemplate } = await (cluster ??= process.env['TEST_DATABASE_URL']
    ? externalCluster(process.env['TEST_DATABASE_URL'])
    : embeddedCluster());
  if (!hasTemplate) await (templateReady ??= makeTemplate(url));
  const name = `expo_test_${randomBytes(6).toString('hex')}`;
  // Files are copied nine times as fast as their pages would go through the log.
  await execute(url('postgres'), `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  return { url: url(name), drop: () => execute(url('postgres'), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** One server for the whole run; what it holds need not outlive a crash. A folder that is there came with its template (ground.ts). */
async function embeddedCluster(): Promise<Cluster> {
  const hasTemplate = existsSync(postgresDir());
  const { url } = await startPostgres();
  return { url, hasTemplate };
}

const postgresDir = () => `${runDir()}/postgres`;

async function startPostgres() {
  const { service, url } = await createPostgres({
    dir: postgresDir(),
    port: await freePort(),
    password: ensurePostgresPassword(runDir(), 'postgres'),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '128MB' },
  });
  const running = await startService(service, { onLine: () => undefined });
  const end = onRunEnd(
    'postgres',
    // Closed properly however slow the machine is: a copy of what was cut off would begin with a recovery.
    () => running.stop(60_000),
    () => process.kill(running.pid, 'SIGINT'),
  );
  return { url, end };
}

/** The server's folder with the template in it, and nobody at work there. */
export async function layPostgres(): Promise<void> {
  const { url, end } = await startPostgres();
  await makeTemplate(url);
  await end();
}

async function externalCluster(address: string): Promise<Cluster> {
  onRunEnd('spare database', async () => (await spare)?.drop());
  const url = (database: string) => Object.assign(new URL(address), { pathname: `/${database}` }).href;
  return { url, hasTemplate: false };
}

async function makeTemplate(url: Cluster['url']) {
  await execute(url('postgres'), `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
  await execute(url('postgres'), `CREATE DATABASE ${template}`);
  const env = {
    ...process.env,
    DATABASE_URL: url(template),
    KEY_RING_FILE: testKeyRingFile(),
    NODE_ENV: 'test',
    DEMO: 'yes',
  };
  await runToEnd({ name: 'template', ...ours('test/support/template.ts'), env }, { onLine: () => undefined });
}

async function execute(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
