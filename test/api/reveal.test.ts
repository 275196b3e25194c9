import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { untyped } from '../../db/knex.ts';
import { requestIdHeader } from '../../domain/request-id.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, idCard, mainlander, staffToken, unitInfo, type TestUnit } from '../support/fixtures.ts';

const reason = '公安机关来函核对';

describe('revealing what is masked', () => {
  let api: TestApi;
  let unit: TestUnit;
  let attendeeId: string;
  let logged = '';
  const tokens: Record<string, string> = {};
  before(async () => {
    const sink = new Writable({ write: (chunk, _encoding, done) => ((logged += String(chunk)), done()) });
    api = await startApi({ log: pino({ level: 'trace' }, sink), settings: { rateLimits: true } });
    for (const login of ['delegation-3', 'delegation-4', 'bureau', 'operator'])
      tokens[login] = await staffToken(api.store, login);
    unit = await createUnit(api.store);
    await api.call('PUT', '/registration/unit-info', { token: unit.token, body: unitInfo });
    ({ attendeeId } = (await api.call('POST', '/attendees', { token: unit.token, body: mainlander(701) })).body);
  });
  after(() => api.close());

  const reveal = (login: string, body: object = { reason }, id = attendeeId) =>
    api.call('POST', `/review/attendees/${id}/document`, {
      token: tokens[login]!,
      body,
      headers: { 'Idempotency-Key': 'one' },
    });
  const contact = (login: string, body: object = { reason }) =>
    api.call('POST', `/review/registrations/${unit.registrationId}/contact`, { token: tokens[login]!, body });
  const audit = async (query: string): Promise<Json[]> =>
    (await api.call('GET', `/ops/audit?${query}`, { token: tokens['operator']! })).body.items;

  it('given a person, when their delegation gives a reason, then the whole number is told, and who, why and by which request is on record each time', async () => {
    const replies = [await reveal('delegation-3'), await reveal('delegation-3'), await reveal('bureau')];
    for (const { status, body, headers } of replies) {
      assert.deepEqual([status, body], [200, { documentNumber: idCard(701) }]);
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(headers.get('idempotency-replayed'), null);
    }
    assert.deepEqual(
      (await audit(`action=number_revealed&subject=${attendeeId}`)).map(({ by, detail, reason: why, requestId }) => [
        by,
        detail,
        why,
        requestId,
      ]),
      replies
        .map(({ headers }, index) => [
          index < 2 ? 'delegation-3' : 'bureau',
          { registrationId: unit.registrationId },
          reason,
          headers.get(requestIdHeader),
        ])
        .toReversed(),
    );
  });

  it('given a unit, when its delegation gives a reason, then its contact is told whole, and that is on record', async () => {
    const { name, mobile, phone, email } = unitInfo.contact;
    const { status, body } = await contact('delegation-3');
    assert.deepEqual([status, body], [200, { name, mobile, phone, email }]);
    assert.deepEqual(
      (await audit('action=contact_revealed')).map(({ by, subject, reason: why }) => [by, subject, why]),
      [['delegation-3', unit.registrationId, reason]],
    );
    const empty = await createUnit(api.store);
    const path = `/review/registrations/${empty.registrationId}/contact`;
    assert.equal((await api.call('POST', path, { token: tokens['bureau']!, body: { reason } })).status, 404);
  });

  it('given what was revealed, when log, events, stored answers and audit are looked through, then it stands in none of them', async () => {
    await reveal('delegation-3');
    await contact('bureau');
    const { knex } = api.store;
    const tables = ['idempotency_keys', 'events', 'audit_entries', 'limit_counts'];
    const rows = await Promise.all(tables.map((table) => untyped(knex)(table).select()));
    const stored = JSON.stringify(rows);
    assert.ok(logged.includes(attendeeId) && stored.includes(attendeeId), 'what is looked through tells of the person');
    const asText = (text: string) => [text, JSON.stringify(Buffer.from(text)).slice(10, -3)];
    for (const secret of [idCard(701), unitInfo.contact.mobile, unitInfo.contact.email, reason])
      for (const form of asText(secret)) {
        assert.ok(!logged.includes(form), `the log has ${secret}`);
        assert.ok(!stored.includes(form), `the database has ${secret}`);
      }
    assert.deepEqual(await knex('idempotency_keys').whereLike('operation', 'post /review/%'), []);
  });

  it('given others, when they ask, or nobody says why, then they are refused and nothing is on record', async () => {
    const before = (await audit('action=number_revealed&limit=200')).length;
    for (const [login, code] of [
      ['delegation-4', 'not_found'],
      ['operator', 'forbidden'],
    ] as const)
      for (const ask of [reveal, contact]) assert.equal((await ask(login)).body.code, code);
    for (const body of [{}, { reason: ' ' }, { reason: 'x'.repeat(501) }])
      for (const ask of [reveal, contact]) assert.equal((await ask('delegation-3', body)).status, 400);
    await api.store.knex('staff').where({ login: 'delegation-3' }).update({ unitAccount: unit.account });
    try {
      for (const ask of [reveal, contact]) assert.equal((await ask('delegation-3')).body.code, 'own_unit');
    } finally {
      await api.store.knex('staff').where({ login: 'delegation-3' }).update({ unitAccount: null });
    }
    assert.equal((await audit('action=number_revealed&limit=200')).length, before);
  });

  it('given sixty reveals of one member of staff within an hour, when they ask once more, then it is 429 and nothing is on record; others go on', async () => {
    await api.store.knex('limit_counts').delete();
    for (let n = 0; n < 60; n++) assert.equal((await (n % 2 ? contact : reveal)('delegation-3')).status, 200, `${n}`);
    const before = (await audit('by=delegation-3&limit=200')).length;
    for (const ask of [reveal, contact]) {
      const { status, headers, body } = await ask('delegation-3');
      assert.deepEqual([status, body.code], [429, 'too_many_requests']);
      assert.ok(Number(headers.get('retry-after')) > 3_000);
    }
    assert.equal((await audit('by=delegation-3&limit=200')).length, before);
    assert.equal((await reveal('bureau')).status, 200);
  });
});
