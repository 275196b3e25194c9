import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { readConfig } from '../../config.ts';
import { dumpSchema } from '../../db/dump-schema.ts';
import { createKnex, rowsOf, untyped } from '../../db/knex.ts';
import { install } from '../../stack/install.ts';
import { freePort } from '../../stack/port.ts';
import { createPostgres } from '../../stack/postgres.ts';
import { assertServiceLogin } from '../../stack/production.ts';
import { startService } from '../../stack/service.ts';
import { searchAttributeTypes } from '../../workflows/messages.ts';
import { onRunEnd, runDir } from '../support/run.ts';
import { devServer } from '../support/temporal.ts';

const migrations = readdirSync(new URL('../../db/migrations/', import.meta.url)).length;
const stored = () => readFileSync(new URL('../../db/schema.sql', import.meta.url), 'utf8');

/* On a PostgreSQL of its own: roles are of the whole server, and here there are none of ours at first. */

describe('expo install', () => {
  let postgres: Awaited<ReturnType<typeof createPostgres>>;
  let address: string;
  let namespaces = 0;
  const mark = randomBytes(4).toString('hex');

  before(async () => {
    const dir = join(runDir(), 'install-postgres');
    const settings = { fsync: 'off', shared_buffers: '32MB' };
    postgres = await createPostgres({ dir, port: await freePort(), password: 'secret', settings });
    const running = await startService(postgres.service, { onLine: () => undefined });
    onRunEnd('install-postgres', () => running.stop());
    ({ address } = await devServer());
  });

  const newNamespace = () => `install-${mark}-${++namespaces}`;
  const asAdministrator = (statement: string, database = 'postgres') => at(postgres.url(database), statement);

  async function at(databaseUrl: string, statement: string): Promise<Record<string, unknown>[]> {
    const knex = createKnex({ databaseUrl, pool: 1, name: 'install-test' });
    try {
      return await rowsOf(knex, statement);
    } finally {
      await knex.destroy();
    }
  }

  /** A login that owns a new database and is nothing else; the database's URL as that login. */
  async function ownerOf(name: string, more = ''): Promise<string> {
    await asAdministrator(`CREATE ROLE ${name} LOGIN PASSWORD 'secret' ${more}`);
    await asAdministrator(`CREATE DATABASE ${name} OWNER ${name}`);
    return urlAs(name, name);
  }
  const urlAs = (username: string, database: string, password = 'secret') =>
    Object.assign(new URL(postgres.url(database)), { username, password }).href;

  /** What it says; an installation into a namespace. */
  async function installed(
    databaseUrl: string,
    {
      namespace = 'default',
      serviceLogin,
      ...more
    }: { namespace?: string; serviceLogin?: string } & Record<string, string> = {},
  ): Promise<string[]> {
    const lines: string[] = [];
    const config = readConfig({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace, ...more });
    await install(config, { databaseUrl, serviceLogin, say: (line) => lines.push(line.replaceAll(/ {2,}/g, ': ')) });
    return lines;
  }
  const refusalOf = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => assert.fail('it was done'),
      (refusal: Error) => refusal,
    );
    return {
      message: error.message,
      sql: error.message
        .split('\n')
        .filter((line) => line.endsWith(';'))
        .map((line) => line.trim()),
    };
  };
  const tables = (url: string) => at(url, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace");

  it('given an ordinary owner and no role of the programs, when it is installed, then nothing is done and the administrator’s statements are told; after them it passes, and again', async () => {
    const url = await ownerOf('plain');
    const namespace = newNamespace();
    const refused = await refusalOf(installed(url, { namespace }));
    assert.match(
      refused.message,
      /^Nothing was done: .*\n- "plain" may make no roles, and expo_app, .* is not there\n/,
    );
    assert.deepEqual(refused.sql, ['CREATE ROLE expo_app NOLOGIN;', 'GRANT expo_app TO "plain";']);
    assert.deepEqual(await tables(url), []);

    for (const statement of refused.sql) await asAdministrator(statement);
    const lines = await installed(url, { namespace });
    const attributes = Object.keys(searchAttributeTypes).join(', ');
    assert.deepEqual(lines, [
      'Database: plain, as plain; no extension is needed',
      `Migrations: ${migrations} applied`,
      'Reference data: 8 vocabularies',
      `Service login: none is there yet; the administrator, or --service-login: CREATE ROLE "expo_service" LOGIN PASSWORD '…' IN ROLE expo_app;`,
      `Namespace: ${namespace} is made; it keeps what has ended for 30 days`,
      `Search attributes: registered and in use: ${attributes}`,
      'Schedules: reconciliation, retention, edition-calendar: there',
    ]);
    const knex = createKnex({ databaseUrl: url, pool: 1, name: 'install-test' });
    try {
      assert.equal(await dumpSchema(knex), stored());
      const counts = await Promise.all(
        ['editions', 'delegations', 'staff', 'invitation_codes', 'reference_items'].map(
          async (table) => (await untyped(knex)(table)).length > 0,
        ),
      );
      assert.deepEqual(counts, [false, false, false, false, true]);
    } finally {
      await knex.destroy();
    }
    const { connection } = await devServer();
    const client = new Client({ connection, namespace });
    assert.equal((await client.schedule.getHandle('reconciliation').describe()).scheduleId, 'reconciliation');

    const again = await installed(url, { namespace });
    assert.deepEqual(
      [again[1], ...again.slice(4, 6)],
      [
        'Migrations: 0 applied',
        `Namespace: ${namespace} is there; it keeps what has ended for 30 days`,
        `Search attributes: all 6 are there: ${attributes}`,
      ],
    );
  });

  it('given the role of the programs of another database, when an owner that is no member installs, then the grant alone is told; a member passes', async () => {
    const url = await ownerOf('second');
    const { sql } = await refusalOf(installed(url));
    assert.deepEqual(sql, ['GRANT expo_app TO "second";']);
    assert.deepEqual(await tables(url), []);
    for (const statement of sql) await asAdministrator(statement);
    assert.equal((await installed(url))[1], `Migrations: ${migrations} applied`);
  });

  it('given an owner that may make no login, when one is asked for, then it is told what makes it, and what that makes serves', async () => {
    const url = await ownerOf('third');
    await asAdministrator('GRANT expo_app TO third');
    const { message, sql } = await refusalOf(installed(url, { serviceLogin: 'third_service' }));
    assert.match(message, /"third" may not make the login "third_service"/);
    assert.deepEqual(await tables(url), []);
    await installed(url);
    for (const statement of sql) await asAdministrator(statement.replace('…', 'secret'));
    await assertServiceLogin(urlAs('third_service', 'third'), assert.fail);
    assert.match(
      (await installed(url, { serviceLogin: 'third_service' }))[3]!,
      /third_service is there; its password stays/,
    );
  });

  it('given an owner that may make roles, when a login is asked for, then it is made with the password given, or one that is told once, and serves', async () => {
    const url = await ownerOf('maker', 'CREATEROLE');
    await asAdministrator('GRANT expo_app TO maker WITH ADMIN OPTION');
    const password = "it's ?a $1 \\ secret";
    const given = await installed(url, { serviceLogin: 'maker_one', SERVICE_PASSWORD: password });
    assert.equal(given[3], 'Service login: maker_one is made, with the password of SERVICE_PASSWORD');
    await assertServiceLogin(urlAs('maker_one', 'maker', encodeURIComponent(password)), assert.fail);
    const [, told] = /told only here: (\S{32})$/.exec((await installed(url, { serviceLogin: 'maker_two' }))[3]!) ?? [];
    await assertServiceLogin(urlAs('maker_two', 'maker', told), assert.fail);
    assert.equal(
      (await installed(url))[3],
      'Service login: maker_one, maker_two, third_service: in expo_app, and owns nothing',
    );
  });

  it('given a schema that is somebody else’s, or an encoding that is not UTF-8, when it is installed, then each is named with what puts it right', async () => {
    const url = await ownerOf('foreign_schema');
    await asAdministrator('GRANT expo_app TO foreign_schema');
    await asAdministrator('ALTER SCHEMA public OWNER TO postgres', 'foreign_schema');
    assert.deepEqual((await refusalOf(installed(url))).sql, ['ALTER SCHEMA public OWNER TO "foreign_schema";']);
    await asAdministrator("CREATE DATABASE latin OWNER foreign_schema ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
    assert.match((await refusalOf(installed(urlAs('foreign_schema', 'latin')))).message, /latin is encoded in LATIN1/);
  });

  it('given a Temporal that lets nobody make a namespace, when it is installed, then the words say what to make and how', async () => {
    const codes: Record<string, number> = { GetSystemInfo: 12, DescribeNamespace: 5 };
    const server = createServer().listen(0, '127.0.0.1');
    server.on('stream', (stream, headers) => {
      const code = codes[String(headers[':path']).split('/').at(-1)!] ?? 7;
      stream.respond(
        { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': String(code) },
        { endStream: true },
      );
    });
    await once(server, 'listening');
    const TEMPORAL_ADDRESS = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { message } = await refusalOf(installed(urlAs('plain', 'plain'), { TEMPORAL_ADDRESS, namespace: 'closed' }));
    assert.match(
      message,
      /^The namespace closed is not there and cannot be made .*PERMISSION_DENIED.*temporal operator namespace create --namespace closed --retention 30d/,
    );
    server.close();
  });
});
