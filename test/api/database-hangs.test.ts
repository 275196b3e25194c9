import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createStore } from '../../db/knex.ts';
import { parseKeyRing } from '../../db/key-ring.ts';
import { ours } from '../../stack/parts.ts';
import { freePort } from '../../stack/port.ts';
import { createPostgres } from '../../stack/postgres.ts';
import { runToEnd, startService, type RunningService } from '../../stack/service.ts';
import { processTree } from '../e2e/processes.ts';
import { address, createUnit, type TestUnit } from '../support/fixtures.ts';
import { testKeyRingFile } from '../support/keys.ts';
import { startProgram } from '../support/program.ts';
import { onRunEnd, runDir } from '../support/run.ts';

/** A server of its own, with the demo's edition: it is stopped in the middle of everything. */
async function startPostgres(): Promise<{ running: RunningService; databaseUrl: string }> {
  const password = randomBytes(12).toString('hex');
  const { service, url } = await createPostgres({ dir: `${runDir()}/hangs`, port: await freePort(), password });
  const running = await startService(service, { onLine: () => undefined });
  const all = (signal: NodeJS.Signals) => processTree(running.pid).forEach(({ pid }) => process.kill(pid, signal));
  onRunEnd('postgres that hangs', async () => {
    all('SIGCONT');
    await running.stop();
  });
  const databaseUrl = url('postgres');
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    KEY_RING_FILE: testKeyRingFile(),
    NODE_ENV: 'test',
    DEMO: 'yes',
  };
  await runToEnd({ name: 'template', ...ours('test/support/template.ts'), env }, { onLine: () => undefined });
  return { running, databaseUrl };
}

describe('a PostgreSQL that hangs', function () {
  this.timeout(240_000);
  let running: RunningService;
  let api: Awaited<ReturnType<typeof startProgram>>;
  let unit: TestUnit;
  before(async () => {
    const { databaseUrl, ...started } = await startPostgres();
    ({ running } = started);
    const ring = parseKeyRing(readFileSync(testKeyRingFile(), 'utf8'));
    const store = createStore({ databaseUrl, pool: 2, name: 'hangs-test', ring });
    unit = await createUnit(store);
    await store.knex.destroy();
    api = await startProgram('server.ts', 'api ready', { DATABASE_URL: databaseUrl });
  });
  after(async () => {
    api.child.kill('SIGKILL');
    await api.exited;
  });

  const signal = (name: NodeJS.Signals) => processTree(running.pid).forEach(({ pid }) => process.kill(pid, name));
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(api.url + path, {
      method,
      headers: { Authorization: `Bearer ${unit.token}`, ...(body ? { 'Content-Type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return {
      status: response.status,
      retryAfter: Number(response.headers.get('retry-after')),
      text: await response.text(),
    };
  };
  /** More of each than the process holds connections. */
  const everything = () =>
    Promise.all(
      Array.from({ length: 8 }, () => [
        call('GET', '/api/v1/edition'),
        call('GET', '/api/v1/registration'),
        call('POST', '/api/v1/addresses', address),
        call('POST', '/api/v1/sessions', { account: unit.account, password: 'Not-The-Password-1' }),
      ]).flat(),
    );

  it('given reads and writes, when it answers nothing any more, then each is 503 with when to come back and so is readiness, and afterwards they go on', async () => {
    // Every connection of the pool is there and was good.
    for (const { status, text } of await everything()) assert.ok(status < 500, text);

    signal('SIGSTOP');
    const answers = await everything();
    for (const { status, retryAfter, text } of answers) {
      assert.deepEqual([status, (JSON.parse(text) as { code: string }).code], [503, 'unavailable'], text);
      assert.ok(retryAfter > 0);
    }
    const [reads, whole, alive] = await Promise.all(
      ['/readyz/reads', '/readyz', '/healthz'].map((path) => call('GET', path)),
    );
    assert.deepEqual([reads!.status, whole!.status, alive!.status], [503, 503, 200]);
    assert.ok(reads!.retryAfter > 0 && whole!.retryAfter > 0);
    assert.equal((JSON.parse(reads!.text) as { parts: { postgres: string } }).parts.postgres, 'away');
    // What was asked on connections that were good before is given up as well as what waits for a new one.
    for (const { status } of await everything()) assert.equal(status, 503);

    signal('SIGCONT');
    while ((await call('GET', '/readyz/reads')).status !== 200) await pause(100);
    // Connections that were begun meanwhile may yet fail those who wait for one: told to come back, they are served.
    let isServed = false;
    while (!isServed) {
      const again = await everything();
      for (const { status, text } of again) assert.ok(status < 500 || status === 503, text);
      isServed = again.every(({ status }) => status < 500);
    }
    assert.deepEqual(
      api.lines.filter((line) => line.includes('request failed')),
      [],
    );
  });
});
