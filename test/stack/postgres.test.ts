import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../stack/port.ts';
import { createPostgres } from '../../stack/postgres.ts';
import { startService, type RunningService } from '../../stack/service.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onRunEnd, runDir } from '../support/run.ts';

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows as unknown[];
  } finally {
    await client.end();
  }
}

describe('embedded Postgres', () => {
  let running: RunningService;
  const dir = join(runDir(), 'recovery');
  const start = async () => {
    const postgres = await createPostgres({
      dir,
      port: await freePort(),
      password: 'secret',
      settings: { shared_buffers: '32MB' },
    });
    running = await startService(postgres.service, { onLine: () => undefined });
    onRunEnd('recovery', () => running.stop());
    return postgres;
  };
  afterEach(() => running.stop());

  it('given committed rows, when it is killed and its pid file names a stranger, then it starts again and the rows are there', async () => {
    const first = await start();
    await first.ensureDatabase('kept');
    await query(first.url('kept'), 'CREATE TABLE t AS SELECT 42 AS n');
    process.kill(running.pid, 'SIGKILL');
    await running.exited;
    const pidFile = join(dir, 'postmaster.pid');
    writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(process.pid)));

    const second = await start();
    await second.ensureDatabase('kept');
    assert.deepEqual(await query(second.url('kept'), 'SELECT n FROM t'), [{ n: 42 }]);
  });

  it('given a server that runs on a folder, when another is started on it, then it is refused and the first one still serves', async () => {
    const first = await start();
    const rival = await createPostgres({ dir, port: await freePort(), password: 'secret' });
    await assert.rejects(
      startService(rival.service, { onLine: () => undefined }),
      new RegExp(`pid ${running.pid}\\) runs on`),
    );
    assert.equal((await query(first.url('postgres'), 'SELECT 1')).length, 1);
  });

  it('given data made with one password, when it is started with another, then the start fails and says why', async () => {
    await start();
    await running.stop();
    const other = await createPostgres({ dir, port: await freePort(), password: 'another' });
    await assert.rejects(
      startService(other.service, { onLine: () => undefined }),
      /password kept in DATA_DIR\/keys is not the one/,
    );
  });
});

describe('test databases', () => {
  it('given two from the template, when one is written to, then both hold the seeds and the other one does not see it', async () => {
    const [one, two] = [await createTestDatabase(), await createTestDatabase()];
    await query(one.url, 'CREATE TABLE only_here (n int)');
    assert.deepEqual(await query(two.url, `SELECT to_regclass('only_here') AS found`), [{ found: null }]);
    assert.deepEqual(await query(two.url, 'SELECT count(*)::int AS n FROM delegations'), [{ n: 27 }]);
    await one.drop();
    await two.drop();
    await assert.rejects(query(one.url, 'SELECT 1'), { code: '3D000' });
  });
});
