import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import type { Sealed } from '../../db/table.ts';
import { createHttpServer } from '../../api/http-server.ts';
import { createMetricsApp } from '../../api/metrics-app.ts';
import type { Engine } from '../../api/temporal.ts';
import type { Courier } from '../../domain/shipment.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { createUnit, mainlander, unitPassword } from '../support/fixtures.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';

const courier = {
  noticePaths: ['/sf'],
  noticeWords: { accepted: {} },
  readNotice: () => ({ kind: 'refused', reason: 'signature' }),
} as unknown as Courier;

describe('metrics of what is refused', () => {
  let api: TestApi;
  let bench: Workbench;
  let server: Server;
  before(async () => {
    [api, bench] = await Promise.all([
      startApi({ courier, settings: { rateLimits: true, trustedProxies: 1 } }),
      startWorkbench(),
    ]);
    const missing = () => Promise.resolve([]);
    server = createHttpServer(
      createMetricsApp({ store: bench.store, engine: { missing } as unknown as Engine }),
      pino({ level: 'silent' }),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await Promise.all([api.close(), bench.close()]);
  });

  /** The value of one line of `/metrics`; 0 where there is none. */
  async function value(line: string): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`)).text();
    return Number(
      text
        .split('\n')
        .find((each) => each.startsWith(`${line} `))
        ?.slice(line.length) ?? 0,
    );
  }
  /** By how much `deed` moves each line. */
  async function moved(lines: readonly string[], deed: () => Promise<unknown>): Promise<number[]> {
    const before = await Promise.all(lines.map(value));
    await deed();
    return Promise.all(lines.map(async (line, index) => (await value(line)) - before[index]!));
  }
  const login = (body: object) =>
    api.call('POST', '/sessions', { body, headers: { 'X-Forwarded-For': '203.0.113.77' } });

  it('given logins right, wrong, of nobody and beyond a limit, when they are tried, then each counts by kind and reason, and limits by name', async () => {
    const unit = await createUnit(api.store);
    const failed = (kind: string, reason: string) => `login_failures_total{kind="${kind}",reason="${reason}"}`;
    const lines = [
      'logins_total{role="unit"}',
      failed('unit', 'wrong_password'),
      failed('unit', 'limited'),
      failed('staff', 'unknown_account'),
      failed('staff', 'wrong_password'),
      'limits_met_total{limit="login"}',
    ];
    const counts = await moved(lines, async () => {
      await login({ account: unit.account, password: unitPassword });
      for (let n = 0; n < 12; n++) await login({ account: unit.account, password: 'wrong' });
      await login({ login: 'nobody of this name', password: 'wrong' });
    });
    assert.deepEqual(counts, [1, 10, 2, 1, 0, 2]);
  });

  it('given a forged notice, when it comes, then it counts by provider and reason', async () => {
    const [forged] = await moved(['notices_refused_total{provider="sf",reason="signature"}'], () =>
      fetch(new URL('/notices/sf', api.url), { method: 'POST', body: 'forged' }),
    );
    assert.equal(forged, 1);
  });

  it('given a message to a run with nobody behind it, when it is refused, twice, then it counts twice by kind and fault', async () => {
    const { registrationId } = await createUnit(bench.store, { state: 'approved' });
    const requestId = randomUUID();
    const lines = [
      'refused_messages_total{kind="lock",fault="no_request"}',
      'refused_messages_total{kind="unlock",fault="no_request"}',
    ];
    const counts = await moved(lines, async () => {
      await bench.activities.localActivities.lockAttendees({ registrationId, requestId });
      await bench.activities.localActivities.lockAttendees({ registrationId, requestId });
    });
    assert.deepEqual(counts, [2, 0]);
  });

  it('given a sealed field that does not open, when it is read, twice, then it counts once by table and column', async () => {
    const { token } = await createUnit(api.store);
    const { body } = await api.call('POST', '/attendees', { token, body: mainlander(1) });
    await api.store
      .knex('attendees')
      .where({ attendeeId: body.attendeeId })
      .update({ name: Buffer.from('2k9 nobody has this key') as Sealed });
    const [unreadable] = await moved(['unreadable_fields_total{table="attendees",column="name"}'], async () => {
      for (let n = 0; n < 2; n++) await api.call('GET', '/attendees', { token });
    });
    assert.equal(unreadable, 1);
  });
});
