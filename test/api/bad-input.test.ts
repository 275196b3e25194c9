import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import {
  address,
  createUnit,
  mainlander,
  procurementIntent,
  staffToken,
  unitInfo,
  type TestUnit,
} from '../support/fixtures.ts';

/** Text that PostgreSQL refuses in a text or a jsonb column. */
const unstorable = { NUL: 'a\u0000b', 'half a surrogate pair': 'a\ud800' };

describe('bad input', () => {
  let api: TestApi;
  let unit: TestUnit;
  let bureau: string;
  before(async () => {
    api = await startApi();
    bureau = await staffToken(api.store, 'bureau');
  });
  beforeEach(async () => {
    unit = await createUnit(api.store);
  });
  after(() => api.close());

  for (const [name, text] of Object.entries(unstorable)) {
    it(`given ${name} in a text, when it is sent anywhere, then 400 names the field and nothing is stored`, async () => {
      const sent = [
        [
          'PUT',
          '/registration/procurement-intent',
          { ...procurementIntent, exhibitors: [{ country: 'DE', company: text }] },
          'exhibitors[0].company',
        ],
        [
          'PUT',
          '/registration/unit-info',
          { ...unitInfo, address: { ...unitInfo.address, county: text } },
          'address.county',
        ],
        ['PUT', '/registration/unit-info', { ...unitInfo, industryInvitationCode: text }, 'industryInvitationCode'],
        ['POST', '/addresses', { ...address, street: text }, 'street'],
        ['POST', '/attendees', { ...mainlander(1), name: text }, 'name'],
        ['POST', '/sessions', { account: text, password: 'x' }, 'account'],
        ['POST', '/sessions', { login: text, password: 'x' }, 'login'],
      ] as const;
      for (const [method, path, body, field] of sent) {
        const reply = await api.call(method, path, { token: unit.token, body });
        assert.deepEqual(
          [reply.status, reply.body.code, reply.body.errors?.[0].path],
          [400, 'validation_failed', field],
          `${method} ${path}`,
        );
      }
      const { body } = await api.call('GET', '/registration', { token: unit.token });
      assert.deepEqual([body.version, body.unitInfo, body.procurementIntent], [1, null, null]);
    });
  }

  it('given a character beyond the basic plane, when it stands in a text, then it is kept', async () => {
    const company = '𠮷野家 GmbH';
    const body = { ...procurementIntent, exhibitors: [{ country: 'DE', company }] };
    const reply = await api.call('PUT', '/registration/procurement-intent', { token: unit.token, body });
    assert.deepEqual([reply.status, reply.body.procurementIntent.exhibitors[0].company], [200, company]);
  });

  it('given NUL in a path, when it is asked for, then 404', async () => {
    assert.equal((await api.call('GET', '/reference/a%00b')).status, 404);
    assert.equal((await api.call('GET', '/orders/a%00b', { token: unit.token })).status, 404);
  });

  it('given cursors that no list handed out, when lists are asked for, then 400 and never a fault of the database', async () => {
    const delegation = await staffToken(api.store, 'delegation-3');
    const lists = [
      ['/orders', unit.token],
      ['/attendees', unit.token],
      ['/addresses', unit.token],
      ['/notifications', unit.token],
      ['/delegations', undefined],
      ['/invitation-codes', delegation],
      ['/pickups', delegation],
      ['/bureau/person-reviews', bureau],
      ['/bureau/production', bureau],
      ['/bureau/unallocated', bureau],
      ['/ops/attention', bureau],
    ] as const;
    for (const [path, token] of lists) {
      for (const start of ['a\u0000b', `\u0000/${randomUUID()}`, '-1', 'NaN']) {
        const reply = await api.call('GET', `${path}?cursor=${Buffer.from(start).toString('base64url')}`, { token });
        assert.deepEqual(
          [reply.status, reply.body.errors?.[0].path],
          [400, 'cursor'],
          `${path} ${JSON.stringify(start)}`,
        );
      }
    }
  });

  it('given a number beyond the database’s own, when it names a delegation, then 400', async () => {
    const path = `/bureau/registrations/${unit.registrationId}/allocate`;
    assert.equal((await api.call('POST', path, { token: bureau, body: { delegationId: 2 ** 53 - 1 } })).status, 400);
    assert.equal(
      (await api.call('POST', '/invitation-codes', { token: bureau, body: { delegationId: 2 ** 31 } })).status,
      400,
    );
  });

  it('given an id in capitals, when it is sent in a path or a body, then it is the same id', async () => {
    const made = await api.call('POST', '/attendees', { token: unit.token, body: mainlander(2) });
    const shouted = (made.body.attendeeId as string).toUpperCase();
    assert.equal((await api.call('GET', `/attendees/${shouted}`, { token: unit.token })).status, 200);
    const quote = await api.call('POST', '/orders/quote', { token: unit.token, body: { attendeeIds: [shouted] } });
    assert.deepEqual([quote.status, quote.body.code], [422, 'attendee_not_locked']);
    const twice = await api.call('POST', '/orders/quote', {
      token: unit.token,
      body: { attendeeIds: [shouted, made.body.attendeeId] },
    });
    assert.equal(twice.status, 400);
  });

  it('given a form with empty fields, when it is sent as a query, then they count as not filled in', async () => {
    const numbers = async (query: string) =>
      (await api.call('GET', `/delegations${query}`)).body.items.map(({ no }: Json) => no) as number[];
    assert.equal((await numbers('?query=&parent=')).length, 27);
    assert.deepEqual((await numbers('?query=&parent=1')).length, 26);
    assert.equal((await api.call('GET', '/review/registrations?state=&query=', { token: bureau })).status, 200);
    assert.equal((await api.call('GET', '/attendees?page=', { token: unit.token })).status, 200);
    assert.equal((await api.call('GET', '/attendees?page=1', { token: unit.token })).status, 400);
  });

  it('given HEAD of the event stream, when another request follows on its connection, then that is answered', async () => {
    const { hostname, port } = new URL(api.url);
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      let heard = '';
      socket.setTimeout(60_000, () => socket.destroy(new Error(`only heard ${heard}`)));
      socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
      socket.on('error', reject).on('close', () => resolve(heard));
      socket.write(
        `HEAD /api/v1/registration/progress/stream HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer ${unit.token}\r\n\r\n`,
      );
      socket.write('GET /healthz HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n');
    });
    assert.match(text, /text\/event-stream[\s\S]*\{"status":"ok"\}/);
  });
});
