import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { once } from 'node:events';
import { Client, Connection } from '@temporalio/client';
import { createEngine } from '../../api/temporal.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { createUnit, lockAttendee, mainlander, staffToken, uscc, type TestUnit } from '../support/fixtures.ts';

/** Two ways to be away: nothing listens, and something listens that never says a word. */
const ways = {
  'nothing listens': async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    return { port, server };
  },
  'nothing is answered': async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { port: (server.address() as AddressInfo).port, server };
  },
} satisfies Record<string, () => Promise<{ port: number; server: Server }>>;

for (const [way, begin] of Object.entries(ways)) {
  describe(`Temporal away: ${way}`, () => {
    let api: TestApi;
    let unit: TestUnit;
    let bureau: string;
    let connection: Connection;
    let server: Server;
    before(async () => {
      const away = await begin();
      server = away.server;
      connection = Connection.lazy({ address: `127.0.0.1:${away.port}` });
      api = await startApi({ engine: createEngine({ client: new Client({ connection }), deadlineMs: 300 }) });
      unit = await createUnit(api.store, { state: 'approved' });
      bureau = await staffToken(api.store, 'bureau');
    });
    after(async () => {
      await Promise.all([api.close(), connection.close()]);
      server.close();
    });

    it('given an update or a signal to send, when it is asked for, then 503 says when to come back, and reads go on', async () => {
      const { attendeeId } = (await api.call('POST', '/attendees', { token: unit.token, body: mainlander(1) })).body;
      await lockAttendee(api.store, attendeeId);
      const path = `/review/registrations/${unit.registrationId}/decision`;
      const opening = {
        region: 'mainland',
        category: 'enterprise',
        uscc: uscc(77),
        invitationCode: 'DEMO-03',
        mobile: '13800138000',
        password: 'A-Unit-Password-1',
        acceptPrivacyTerms: true,
      };
      const order = { attendeeIds: [attendeeId], pickup: 'delegation' };
      const replies = await Promise.all([
        api.call('POST', '/registrations', { body: opening }),
        api.call('POST', '/registration/submit', { token: unit.token }),
        api.call('POST', '/orders', { token: unit.token, body: order, headers: { 'Idempotency-Key': randomUUID() } }),
        api.call('POST', path, { token: bureau, body: { decision: 'approve', version: 1 } }),
        api.call('POST', '/review/registrations/bulk-decision', {
          token: bureau,
          body: { ids: [unit.registrationId], decision: 'approve' },
        }),
        api.call('POST', '/review/attendees/unlock', { token: bureau, body: { attendeeIds: [attendeeId] } }),
      ]);
      for (const { status, body, headers } of replies) {
        assert.deepEqual([status, body.code], [503, 'unavailable'], JSON.stringify(body));
        assert.ok(Number(headers.get('retry-after')) > 0);
      }
      const orders = await api.call('GET', '/orders', { token: unit.token });
      assert.deepEqual([orders.status, orders.body.items], [200, []]);
      assert.equal((await api.call('GET', '/registration', { token: unit.token })).body.state, 'approved');
    });

    it('given that, when readiness is asked for, then 503 names Temporal alone', async () => {
      const response = await fetch(new URL('/readyz', api.url));
      assert.equal(response.status, 503);
      assert.ok(response.headers.get('retry-after'));
      assert.deepEqual(((await response.json()) as { parts: object }).parts, { postgres: 'ok', temporal: 'away' });
    });
  });
}
