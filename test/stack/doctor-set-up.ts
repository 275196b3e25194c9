import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { rsaPair } from '../../sandbox/keys.ts';
import { createS3 } from '../../sandbox/s3.ts';
import { untyped, createKnex } from '../../db/knex.ts';
import { examine } from '../../stack/doctor/examination.ts';
import type { Finding } from '../../stack/doctor/finding.ts';
import { readGiven } from '../../stack/doctor/given.ts';
import { ensureSchedules } from '../../stack/schedule.ts';
import { testKeyRingFile } from '../support/keys.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { runDir } from '../support/run.ts';
import { startStageApi } from '../support/stage-api.ts';

export type Env = Record<string, string | undefined>;

/** What is said of a set-up: its environment over that of the healthy one. */
type Look = (env?: Env, more?: { live?: boolean; now?: () => Date }) => Promise<Finding[]>;

export type SetUp = Awaited<ReturnType<typeof startSetUp>>;

/** Everything that `doctor` asks, in order: a database, Temporal with workers and a schedule, the stand-ins over HTTP, the API. */
export async function startSetUp() {
  const { stage, api } = await startStageApi();
  const { client, address } = stage.environment;
  await ensureSchedules(client);
  await retain('default', 30);
  const dir = mkdtempSync(join(runDir(), 'doctor-'));
  const databases: TestDatabase[] = [];
  const logins: string[] = [];
  const servers: Server[] = [];
  const owner = createKnex({ databaseUrl: stage.databaseUrl, pool: 2, name: 'owner' });
  const login = await loginIn(stage.databaseUrl, (name) => `GRANT expo_app TO ${name}`);

  const healthy: Env = {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: new URL(api.url).port,
    DATABASE_URL: login,
    DATABASE_POOL: '8',
    TEMPORAL_ADDRESS: address,
    KEY_RING_FILE: testKeyRingFile(),
    PHOTO_DIR: join(dir, 'photos'),
    ...stage.sandbox.merchant,
    ...Object.fromEntries(['ALIPAY', 'WECHAT', 'SMS', 'SF'].map((name) => [`${name}_ENDPOINT`, stage.sandbox.url])),
  };

  function retain(namespace: string, days: number) {
    const workflowExecutionRetentionTtl = { seconds: days * 86_400 } as never;
    return client.workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl } });
  }

  /** A login of its own with whatever the statement gives it; its URL. */
  async function loginIn(databaseUrl: string, more: (name: string) => string): Promise<string> {
    const name = `doctor_${new URL(stage.databaseUrl).pathname.slice(-6)}_${logins.length}`;
    logins.push(name);
    const there = createKnex({ databaseUrl, pool: 1, name: 'owner' });
    await untyped(there).raw(`CREATE ROLE ${name} LOGIN PASSWORD 'the-password-of-it'; ${more(name)}`);
    await there.destroy();
    return Object.assign(new URL(databaseUrl), { username: name, password: 'the-password-of-it' }).href;
  }

  /** A statement in a database, as its owner. */
  async function sql(databaseUrl: string, statement: string): Promise<void> {
    const there = createKnex({ databaseUrl, pool: 1, name: 'owner' });
    await untyped(there).raw(statement);
    await there.destroy();
  }

  /** Another database of the same kind, for what would break this one. */
  async function database(): Promise<string> {
    const made = await createTestDatabase();
    databases.push(made);
    return made.url;
  }

  return {
    stage,
    healthy,
    dir,
    secrets: secretsIn(healthy),
    loginIn,
    sql,
    database,
    look: (async (env = {}, more = {}) =>
      examine(
        readGiven({ ...healthy, ...env } as NodeJS.ProcessEnv, join(dir, 'no-stacks')),
        more,
      )) satisfies Look as Look,

    /** A database that nobody has installed anything into. */
    async empty(encoding: 'UTF8' | 'SQL_ASCII'): Promise<string> {
      const name = `doctor_${encoding.toLowerCase()}_${new URL(stage.databaseUrl).pathname.slice(-6)}`;
      await sql(
        stage.databaseUrl,
        `CREATE DATABASE ${name} ENCODING '${encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
      );
      databases.push({ url: '', drop: () => sql(stage.databaseUrl, `DROP DATABASE ${name} WITH (FORCE)`) });
      return Object.assign(new URL(stage.databaseUrl), { pathname: `/${name}` }).href;
    },

    /** A namespace of its own, with none of our search attributes but those given. */
    async namespace(
      name: string,
      { days = 30, attributes = {} }: { days?: number; attributes?: Record<string, number> } = {},
    ) {
      const workflowExecutionRetentionPeriod = { seconds: days * 86_400 } as never;
      await client.workflowService.registerNamespace({ namespace: name, workflowExecutionRetentionPeriod });
      const { operatorService } = stage.environment.connection;
      if (Object.keys(attributes).length > 0)
        await operatorService.addSearchAttributes({ namespace: name, searchAttributes: attributes });
      return name;
    },

    /** A file with what a setting is; its path. */
    file(name: string, text: string, mode = 0o600): string {
      const path = join(dir, name);
      writeFileSync(path, text);
      chmodSync(path, mode);
      return path;
    },

    /** Takes every connection and says nothing to any; its port. */
    async mute(): Promise<number> {
      const server = createServer(() => undefined).listen(0, '127.0.0.1');
      servers.push(server);
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    },

    /** An S3 with one bucket; its settings. */
    async s3(): Promise<Env> {
      const account = {
        region: 'cn-east-1',
        bucket: 'photos',
        accessKeyId: 'the-key',
        secretAccessKey: 'the-secret-of-the-key',
      };
      mkdirSync(join(dir, 's3'), { recursive: true });
      const server = createS3({ ...account, dir: join(dir, 's3') }).listen(0, '127.0.0.1');
      servers.push(server);
      await once(server, 'listening');
      return {
        PHOTO_DIR: undefined,
        PHOTO_S3_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        PHOTO_S3_REGION: account.region,
        PHOTO_S3_BUCKET: account.bucket,
        PHOTO_S3_ACCESS_KEY_ID: account.accessKeyId,
        PHOTO_S3_SECRET_ACCESS_KEY: account.secretAccessKey,
      };
    },

    async close(): Promise<void> {
      for (const server of servers) server.close().unref();
      await client.schedule
        .getHandle('reconciliation')
        .delete()
        .catch(() => undefined);
      await retain('default', 1);
      await api.close();
      for (const { drop } of databases.toReversed()) await drop();
      const name = new URL(stage.databaseUrl).pathname.slice(1);
      for (const each of logins.toReversed())
        await untyped(owner)
          .raw(`REVOKE ALL ON DATABASE ${name} FROM ${each}; DROP OWNED BY ${each}; DROP ROLE ${each}`)
          .catch(() => undefined);
      await owner.destroy();
      await stage.close();
    },
  };
}

/** Whatever nobody may read in what is said, line by line where it is a PEM. */
function secretsIn(env: Env): string[] {
  const ring = JSON.parse(readFileSync(env['KEY_RING_FILE']!, 'utf8')) as {
    keys: Record<string, string>;
    index: { keys: Record<string, string> };
    badgeSigningKey: string;
  };
  const named = Object.entries(env).filter(([name]) => /PRIVATE_KEY|SECRET|CHECKWORD|API_V3_KEY/.test(name));
  return [
    ...named.map(([, value]) => value!),
    ...Object.values(ring.keys),
    ...Object.values(ring.index.keys),
    ring.badgeSigningKey,
    'the-password-of-it',
    'the-secret-of-the-key',
  ]
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.length > 10 && !line.startsWith('-----'));
}

/** A pair that no provider knows. */
export const strangePair = rsaPair;
