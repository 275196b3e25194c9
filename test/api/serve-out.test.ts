import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { readFileSync } from 'node:fs';
import { createStore, type Store } from '../../db/knex.ts';
import { parseKeyRing } from '../../db/key-ring.ts';
import { createUnit, unitInfo, type TestUnit } from '../support/fixtures.ts';
import { testKeyRingFile } from '../support/keys.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { startProgram } from '../support/program.ts';

type Server = Awaited<ReturnType<typeof startProgram>>;

describe('an API that is told to stop', function () {
  this.timeout(180_000);
  let database: TestDatabase;
  let store: Store;
  let unit: TestUnit;
  before(async () => {
    database = await createTestDatabase();
    store = createStore({
      databaseUrl: database.url,
      pool: 2,
      name: 'serve-out-test',
      ring: parseKeyRing(readFileSync(testKeyRingFile(), 'utf8')),
    });
    unit = await createUnit(store);
  });
  after(async () => {
    await store.knex.destroy();
    await database.drop();
  });

  const start = (graceSeconds: number) =>
    startProgram('server.ts', 'api ready', {
      DATABASE_URL: database.url,
      SHUTDOWN_GRACE_SECONDS: String(graceSeconds),
      RATE_LIMITS: 'off',
    });

  /** Asks on a connection that is kept; what the answer was, or why there was none. */
  function ask(url: string, agent: Agent): Promise<{ status: number; closes: boolean } | { failed: string }> {
    return new Promise((resolve) => {
      const asked = request(url, { agent }, (res) => {
        res.resume();
        res.on('end', () => resolve({ status: res.statusCode!, closes: res.headers.connection === 'close' }));
        res.on('error', (error) => resolve({ failed: error.message }));
      });
      asked.on('error', (error: NodeJS.ErrnoException) => resolve({ failed: error.code ?? error.message }));
      asked.end();
    });
  }

  /** Ten who read without a pause, as clients of a load balancer do: they go elsewhere once the probe says no. */
  function tenReaders({ url }: Server) {
    const failures: string[] = [];
    const count = { answers: 0, closing: 0 };
    const elsewhere = new AbortController();
    const agents = Array.from({ length: 10 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
    const readers = agents.map(async (agent) => {
      while (!elsewhere.signal.aborted) {
        const answer = await ask(`${url}/api/v1/edition`, agent);
        if ('failed' in answer || answer.status !== 200) failures.push(JSON.stringify(answer));
        else count.answers += 1;
        if ('closes' in answer && answer.closes) count.closing += 1;
        if ('failed' in answer) return;
      }
    });
    const probe = new Agent();
    const balancing = (async () => {
      for (;;) {
        const ready = await ask(`${url}/readyz/reads`, probe);
        if (!('status' in ready) || ready.status === 503) break;
        await pause(50);
      }
      elsewhere.abort();
    })();
    return {
      answered: async (least: number) => {
        const isEnough = () => count.answers >= least || failures.length > 0;
        while (!isEnough()) await pause(5);
      },
      end: async () => {
        await Promise.all([...readers, balancing]);
        for (const agent of agents) agent.destroy();
        return { failures, ...count };
      },
    };
  }

  it('given ten who read all the time, when it is told to stop, then readiness says no first, nobody is cut off, and it ends with 0; killed, it cuts off', async () => {
    const told = await start(5);
    const readers = tenReaders(told);
    await readers.answered(200);
    told.child.kill('SIGTERM');
    const { failures, answers, closing } = await readers.end();
    assert.deepEqual(failures, []);
    assert.ok(answers >= 200 && closing > 0, `${answers} answers, ${closing} told to come back elsewhere`);
    assert.equal(await told.exited, 0);
    // Nothing went wrong on the way.
    assert.deepEqual(
      told.lines.filter((line) => !/"level":30/.test(line)),
      [],
    );

    const killed = await start(5);
    const others = tenReaders(killed);
    await others.answered(200);
    killed.child.kill('SIGKILL');
    const control = await others.end();
    assert.ok(control.failures.length > 0, 'a hard end cuts somebody off');
  });

  it('given a request whose body is on its way and an event stream, when it is told to stop, then the request is answered and the stream ends with when to come back', async () => {
    const server = await start(10);
    const headers = { Authorization: `Bearer ${unit.token}` };
    const stream = await fetch(`${server.url}/api/v1/registration/progress/stream`, { headers });
    const events = stream.text();
    const body = JSON.stringify(unitInfo);
    const slow = request(`${server.url}/api/v1/registration/unit-info`, {
      method: 'PUT',
      headers: { ...headers, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
    });
    slow.write(body.slice(0, 20));
    // Known to be with the server: what is asked on another connection afterwards is answered.
    assert.equal((await fetch(`${server.url}/readyz/reads`)).status, 200);
    server.child.kill('SIGTERM');
    // Ends when nobody new is let in any more.
    const said = await events;
    assert.match(said, /^event: progress$/m);
    assert.match(said, /retry: \d+\n\n$/);
    assert.equal(
      await ask(`${server.url}/healthz`, new Agent()).then((answer) => 'failed' in answer && answer.failed),
      'ECONNREFUSED',
    );
    slow.end(body.slice(20));
    const [answer] = (await once(slow, 'response')) as [{ statusCode: number; resume: () => void }];
    answer.resume();
    assert.equal(answer.statusCode, 200);
    assert.equal(await server.exited, 0);
  });

  it('given a request that never ends, when it is told to stop a second time, then it ends at once', async () => {
    const server = await start(600);
    const slow = request(`${server.url}/api/v1/sessions`, { method: 'POST', headers: { 'Content-Length': 10 } });
    slow.on('error', () => undefined);
    slow.write('{');
    assert.equal((await fetch(`${server.url}/readyz/reads`)).status, 200);
    server.child.kill('SIGTERM');
    while ((await fetch(`${server.url}/readyz/reads`)).status === 200) await pause(20);
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
    server.child.kill('SIGTERM');
    // Long before the time it was given is over.
    assert.equal(await server.exited, 1);
  });
});
