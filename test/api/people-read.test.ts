import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { z } from 'zod';
import { requestIdHeader } from '../../domain/request-id.ts';
import type { Deps } from '../../api/deps.ts';
import { operation } from '../../api/operation.ts';
import { peopleIn } from '../../api/read-record.ts';
import { inTransaction, untyped } from '../../db/knex.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, mainlander, staffToken, unitInfo, type TestUnit } from '../support/fixtures.ts';

describe("reads of people's data", () => {
  let api: TestApi;
  let unit: TestUnit;
  let people: string[];
  const tokens: Record<string, string> = {};
  before(async () => {
    api = await startApi();
    for (const login of ['delegation-3', 'delegation-4', 'bureau', 'operator'])
      tokens[login] = await staffToken(api.store, login);
    unit = await createUnit(api.store);
    await api.call('PUT', '/registration/unit-info', { token: unit.token, body: unitInfo });
    people = [];
    for (const n of [601, 602, 603])
      people.push((await api.call('POST', '/attendees', { token: unit.token, body: mainlander(n) })).body.attendeeId);
  });
  after(() => api.close());

  const get = (login: string, path: string) => api.call('GET', path, { token: tokens[login]! });
  const entries = async (): Promise<Json[]> =>
    api.store
      .knex('audit_entries as a')
      .leftJoin('staff as s', 's.staffId', 'a.staffId')
      .where('a.action', 'people_read')
      .orderBy('a.auditId')
      .select('s.login', 'a.subject', 'a.detail', 'a.requestId');
  /** The entries that some requests left. */
  async function leftBy<T>(work: () => Promise<T>): Promise<{ answer: T; left: Json[] }> {
    const before = (await entries()).length;
    const answer = await work();
    return { answer, left: (await entries()).slice(before) };
  }

  it('given people, when a reviewer lists them, then who read whom by which request is on record, and nothing of the people', async () => {
    const { answer, left } = await leftBy(() => get('delegation-3', '/review/attendees'));
    assert.equal(answer.body.items.length, 3);
    assert.deepEqual(
      left.map(({ login, subject, requestId }) => [login, subject.replace(/\d+/, 'n'), requestId]),
      [['delegation-3', 'delegation n', answer.headers.get(requestIdHeader)]],
    );
    const { ids, ...rest } = left[0].detail;
    assert.deepEqual(rest, { operation: 'get /review/attendees', people: 3 });
    assert.deepEqual(ids.toSorted(), people.toSorted());
  });

  it('given a registration, when a reviewer opens it, then its people and its contact are on record under it', async () => {
    const { left } = await leftBy(() => get('bureau', `/review/registrations/${unit.registrationId}`));
    assert.deepEqual(
      left.map(({ login, subject, detail }) => [login, subject, detail.people, detail.ids.toSorted()]),
      [['bureau', unit.registrationId, 4, [unit.registrationId, ...people].toSorted()]],
    );
  });

  it('given a list in pages, when it is paged and looked at again, then each page is on record, and each once a minute', async () => {
    const minute = () => Math.floor(Date.now() / 60_000);
    const begun = minute();
    const { left } = await leftBy(async () => {
      for (let again = 0; again < 5; again++) {
        const first = await get('bureau', '/review/attendees?limit=2');
        await get('bureau', `/review/attendees?limit=2&cursor=${first.body.nextCursor}`);
      }
    });
    const pages = [people.slice(0, 2), people.slice(2)].map((ids) => ids.toSorted().join());
    const told: string[] = left.map(({ detail }) => detail.ids.toSorted().join());
    assert.deepEqual([...new Set(told)].toSorted(), pages.toSorted());
    assert.ok(told.length <= 2 * (1 + minute() - begun), `${told.length}`);
    const { left: ofAnother } = await leftBy(() => get('delegation-3', '/review/attendees?limit=2'));
    assert.equal(ofAnother.length, 1, 'another reader is on record for themselves');
  });

  it('given answers that tell of nobody, when staff are refused or see none, then nothing is on record; nor when a unit reads its own', async () => {
    const { answer, left } = await leftBy(() =>
      Promise.all([
        get('delegation-4', `/review/registrations/${unit.registrationId}`),
        get('operator', '/review/attendees'),
        get('delegation-4', '/review/attendees'),
        get('bureau', `/review/attendees/${people[0]}/photo`),
        get('bureau', `/badges/${people[0]}`),
        api.call('GET', '/attendees', { token: unit.token }),
        api.call('GET', '/registration', { token: unit.token }),
      ]),
    );
    assert.deepEqual(
      answer.map(({ status }) => status),
      [404, 403, 200, 404, 409, 200, 200],
    );
    assert.deepEqual(left, []);
  });

  it('given an audit that takes nothing, when staff read people, then nobody is told anything', async () => {
    const grant = (statement: string) =>
      inTransaction(api.store, async ({ knex }) => {
        await untyped(knex).raw('SET LOCAL ROLE NONE');
        await untyped(knex).raw(statement);
      });
    await grant('REVOKE INSERT ON audit_entries FROM expo_app');
    try {
      for (const path of ['/review/attendees?limit=1', '/review/attendees/export?format=csv']) {
        const { status, body } = await get('delegation-3', path);
        assert.equal(status, 500);
        assert.ok(!JSON.stringify(body).includes(people[0]!) && !String(body).includes('诸葛'), path);
      }
    } finally {
      await grant('GRANT INSERT ON audit_entries TO expo_app');
    }
    assert.equal((await get('delegation-3', '/review/attendees?limit=1')).status, 200);
  });

  it('given a handler that forgets the record, when it answers of people, then not a byte of it leaves', async () => {
    const forgetful = [
      operation({
        id: 'readFile',
        method: 'get',
        path: '/file',
        tag: 'x',
        summary: 'x',
        roles: ['bureau', 'unit'],
        reads: 'people_read',
        answers: { 200: 'text/plain' },
        stream: async (_context, res) => void res.type('text').send('诸葛明月'),
      }),
      operation({
        id: 'readNumber',
        method: 'get',
        path: '/number',
        tag: 'x',
        summary: 'x',
        roles: ['bureau'],
        reads: 'number_revealed',
        answers: { 200: z.object({ documentNumber: z.string() }) },
        handle: () => Promise.resolve({ status: 200, body: { documentNumber: '诸葛明月' } }),
      }),
    ];
    // What these two work with.
    const deps = { store: api.store } as Deps;
    const app = express();
    for (const each of forgetful) app.get(each.spec.path, each.on(deps));
    app.use(((_error, _req, res, _next) => void res.status(500).send('refused')) as express.ErrorRequestHandler);
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const ask = async (path: string, token: string) => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
      const reply = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
      return [reply.status, await reply.text()];
    };
    try {
      assert.deepEqual(await ask('/file', tokens['bureau']!), [500, 'refused']);
      assert.deepEqual(await ask('/number', tokens['bureau']!), [500, 'refused']);
      assert.deepEqual(await ask('/file', unit.token), [200, '诸葛明月'], 'a unit reads its own');
    } finally {
      server.close();
    }
  });

  it('given an answer of any shape, when the people in it are counted, then each counts once, a contact and a claimant too', () => {
    assert.deepEqual(
      peopleIn({
        items: [{ attendeeId: 'a', order: { lines: [{ attendeeId: 'b' }, { attendeeId: 'a' }] } }],
        registrationId: 'r',
        unitInfo: { contact: { name: 'x' } },
        at: new Date(),
        disputes: [
          { disputeId: 'd', claim: { name: 'x' }, registration: { registrationId: 'other' } },
          { registrationId: 's', unitInfo: null },
          { registrationId: 't', unitInfo: { name: 'no contact yet' } },
        ],
      }),
      ['r', 'a', 'b', 'd'],
    );
  });
});
