import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { untyped } from '../../db/knex.ts';
import { createHttpServer } from '../../api/http-server.ts';
import { pino } from 'pino';
import { createMetricsApp } from '../../api/metrics-app.ts';
import type { Engine } from '../../api/temporal.ts';
import { startApi, type TestApi } from '../support/api.ts';

describe('health', () => {
  let api: TestApi;
  let asked = 0;
  let draining = false;
  // Stands for Temporal, which these tests have not: it counts who asks.
  const engine = { missing: () => Promise.resolve(++asked > 0 ? [] : ['worker']) } as unknown as Engine;
  before(async () => {
    api = await startApi({ engine, isDraining: () => draining, settings: { rateLimits: true } });
  });
  after(() => api.close());

  const get = (path: string) => fetch(new URL(path, api.url));

  it('given readiness asked for two hundred times at once, when databases are asked, then once a second for all of them', async () => {
    const statements: string[] = [];
    untyped(api.store.knex).on('query', ({ sql }: { sql: string }) => statements.push(sql));
    const since = Date.now();
    const replies = await Promise.all(Array.from({ length: 200 }, () => get('/readyz')));
    const most = 1 + Math.ceil((Date.now() - since) / 1000);
    assert.ok(replies.every(({ status }) => status === 200));
    assert.ok(asked >= 1 && asked <= most, `${asked} of at most ${most}`);
    const questions = statements.filter((sql) => sql === 'SELECT 1').length;
    assert.ok(questions >= 1 && questions <= most, `${questions} of at most ${most}`);
  });

  it('given a process that drains, when it is asked, then it is alive and not ready, for reads or anything else', async () => {
    assert.equal((await get('/readyz/reads')).status, 200);
    draining = true;
    const [reads, whole, alive] = await Promise.all([get('/readyz/reads'), get('/readyz'), get('/healthz')]);
    draining = false;
    assert.deepEqual([reads.status, whole.status, alive.status], [503, 503, 200]);
    assert.deepEqual(await reads.json(), { status: 'not ready', parts: { postgres: 'ok', process: 'away' } });
  });

  it('given the port of metrics, when it is asked, then metrics and health are there and the API is not', async () => {
    const server = createHttpServer(createMetricsApp({ store: api.store, engine }), pino({ level: 'silent' })).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const [metrics, ready, edition] = await Promise.all(
      ['/metrics', '/readyz', '/api/v1/edition'].map((path) => fetch(url + path)),
    );
    assert.match(await metrics!.text(), /^http_request_duration_seconds_bucket/m);
    assert.deepEqual([ready!.status, edition!.status], [200, 404]);
    server.closeAllConnections();
    server.close();
  });
});
