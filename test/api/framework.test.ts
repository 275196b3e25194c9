import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { untyped } from '../../db/knex.ts';
import { startApi, type Reply, type TestApi } from '../support/api.ts';
import { createUnit, mainlander, staffToken, unitInfo, type TestUnit } from '../support/fixtures.ts';

function assertProblem(reply: Reply, status: number, code: string) {
  assert.equal(reply.status, status, JSON.stringify(reply.body));
  assert.match(reply.headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.deepEqual(
    [reply.body.status, reply.body.code, reply.body.type],
    [status, code, `urn:expo-registration:problem:${code}`],
  );
  assert.equal(typeof reply.body.title, 'string');
}

describe('HTTP framework', () => {
  let api: TestApi;
  let unit: TestUnit;
  before(async () => {
    api = await startApi();
    unit = await createUnit(api.store);
  });
  after(() => api.close());

  const post = (body: unknown, headers: Record<string, string> = {}) =>
    api.call('POST', '/attendees', { token: unit.token, body, headers });

  it('given no session or an invented one, when anything is asked of a unit, then 401 comes before every other check', async () => {
    for (const token of [undefined, 'x'.repeat(43)]) {
      const reply = await api.call('POST', '/attendees', { token, body: 'not json' });
      assertProblem(reply, 401, 'unauthenticated');
      assert.equal(reply.headers.get('www-authenticate'), 'Bearer');
    }
  });

  it('given the wrong role, when the id is unknown and the body wrong too, then 403 comes first', async () => {
    const token = await staffToken(api.store, 'delegation-3');
    assertProblem(await api.call('PATCH', `/attendees/${randomUUID()}`, { token, body: 'not json' }), 403, 'forbidden');
  });

  it('given another unit’s attendee, when it is read, changed or deleted, then 404 as for one that never was, and it stays', async () => {
    const other = await createUnit(api.store);
    const made = await api.call('POST', '/attendees', { token: other.token, body: mainlander(1) });
    assert.equal(made.status, 201);
    for (const id of [made.body.attendeeId, randomUUID(), 'no-uuid']) {
      assertProblem(await api.call('GET', `/attendees/${id}`, { token: unit.token }), 404, 'not_found');
      assertProblem(
        await api.call('PATCH', `/attendees/${id}`, { token: unit.token, body: 'not json' }),
        404,
        'not_found',
      );
      assertProblem(await api.call('DELETE', `/attendees/${id}`, { token: unit.token }), 404, 'not_found');
    }
    assert.equal((await api.call('GET', `/attendees/${made.body.attendeeId}`, { token: other.token })).status, 200);
  });

  it('given bodies that cannot be read, when they are sent, then each has its own problem and nothing is stored', async () => {
    assertProblem(await post('{"list":'), 400, 'malformed_request');
    assertProblem(await post('"text"'), 400, 'malformed_request');
    assertProblem(
      await post('list=mainland', { 'Content-Type': 'application/x-www-form-urlencoded' }),
      415,
      'unsupported_media_type',
    );
    assertProblem(await post({ ...mainlander(2), name: 'x'.repeat(1_100_000) }), 413, 'body_too_large');
    const fits = JSON.stringify(mainlander(2));
    for (const charset of ['utf-7', 'utf-16', 'UTF-16LE', 'utf-16be', 'utf-32', 'gb18030', 'no-such']) {
      const { status, body } = await post(fits, { 'Content-Type': `application/json; charset=${charset}` });
      assert.deepEqual([status, body.code], [415, 'unsupported_media_type'], charset);
      assert.match(body.detail, /UTF-8/);
    }
    const notText = Buffer.from(fits).fill(0xff, 20, 22);
    assertProblem(await post(notText), 400, 'malformed_request');
    assert.deepEqual((await api.call('GET', '/attendees', { token: unit.token })).body.items, []);
    assert.equal((await post(fits, { 'Content-Type': 'application/json; charset="UTF-8"' })).status, 201);
    const again = JSON.stringify(mainlander(3));
    assert.equal((await post(again, { 'Content-Type': 'application/json; charset=utf8' })).status, 201);
  });

  it('given an unknown field, when it is sent in a body, a nested object or a query, then 400 names it', async () => {
    const body = await post({ ...mainlander(2), nickname: 'x' });
    assertProblem(body, 400, 'validation_failed');
    assert.deepEqual(
      body.body.errors.map((error: { path: string }) => error.path),
      ['nickname'],
    );
    const nested = await post({ ...mainlander(2), residence: { province: '广东省', city: '佛山市', planet: 'Earth' } });
    assert.deepEqual(
      nested.body.errors.map((error: { path: string }) => error.path),
      ['residence.planet'],
    );
    const query = await api.call('GET', '/attendees?page=2', { token: unit.token });
    assertProblem(query, 400, 'validation_failed');
    assert.deepEqual(
      query.body.errors.map((error: { path: string }) => error.path),
      ['page'],
    );
  });

  it('given a caller who reads Chinese, when a request is refused, then title and messages are Chinese', async () => {
    const headers = { 'Accept-Language': 'zh-CN,zh;q=0.9,en;q=0.5' };
    const wrong = await api.call('PUT', '/registration/unit-info', {
      token: unit.token,
      body: { ...unitInfo, turnover: -1 },
      headers,
    });
    assertProblem(wrong, 400, 'validation_failed');
    assert.equal(wrong.body.title, '请求内容不符合要求');
    assert.match(wrong.body.errors[0].message, /[\u4e00-\u9fff]/);
    const english = await api.call('PUT', '/registration/unit-info', {
      token: unit.token,
      body: { ...unitInfo, turnover: -1 },
    });
    assert.doesNotMatch(english.body.errors[0].message + english.body.title, /[\u4e00-\u9fff]/);
  });

  it('given a path or a method that is not there, when it is asked for, then the problem tells them apart', async () => {
    assertProblem(await api.call('GET', '/nothing/here'), 404, 'not_found');
    assertProblem(await api.call('GET', '/reference/%E0%A4%A'), 404, 'not_found');
    const method = await api.call('DELETE', '/registration', { token: unit.token });
    assertProblem(method, 405, 'method_not_allowed');
    assert.equal(method.headers.get('allow'), 'GET, HEAD');
  });

  it('given any path, when it is asked for with a method it does not know, then `Allow` names those it does, HEAD wherever GET', async () => {
    const told = async (path: string) => (await api.call('OPTIONS', path)).headers.get('allow')?.split(', ').toSorted();
    assert.deepEqual(await told('/edition'), ['GET', 'HEAD']);
    assert.deepEqual(await told('/addresses'), ['GET', 'HEAD', 'POST']);
    assert.deepEqual(await told('/orders'), ['GET', 'HEAD', 'POST']);
    assert.deepEqual(await told('/orders/quote'), ['GET', 'HEAD', 'POST']);
    assert.deepEqual(await told('/review/registrations/export'), ['GET', 'HEAD']);
    assert.equal((await fetch(`${api.url}/edition`, { method: 'HEAD' })).status, 200);
  });

  it('given somebody at the root, when it is asked for, then it leads to the page about the API', async () => {
    const root = await fetch(new URL('/', api.url), { redirect: 'manual' });
    assert.deepEqual([root.status, root.headers.get('location')], [302, '/docs']);
    const page = await fetch(new URL('/', api.url));
    assert.match(await page.text(), /<title>Expo registration<\/title>/);
    assert.equal((await fetch(new URL('/', api.url), { method: 'POST' })).status, 404);
  });

  it('given a cursor nobody was handed, when a list is asked for, then 400 and never a fault of the database', async () => {
    const cursor = Buffer.from("9999999999999999999/'; --").toString('base64url');
    assertProblem(
      await api.call('GET', `/attendees?cursor=${cursor}`, { token: unit.token }),
      400,
      'validation_failed',
    );
    const review = await staffToken(api.store, 'bureau');
    assertProblem(
      await api.call('GET', `/review/registrations?cursor=${cursor}`, { token: review }),
      400,
      'validation_failed',
    );
  });

  it('given the operations, when the OpenAPI document is asked for, then it describes each of them', async () => {
    const document = (await (await fetch(new URL('/openapi.json', api.url))).json()) as {
      openapi: string;
      paths: Record<string, Record<string, unknown>>;
    };
    assert.equal(document.openapi, '3.1.0');
    for (const [path, method] of [
      ['/registration/unit-info', 'put'],
      ['/attendees/{attendeeId}', 'patch'],
      ['/attendees/{attendeeId}/photo', 'put'],
      ['/review/registrations', 'get'],
    ] as const) {
      assert.ok(document.paths[`/api/v1${path}`]?.[method], `${method} ${path}`);
    }
  });

  it('given a write that the database refuses, when its error is logged, then the row it was about is not', async () => {
    const lines: string[] = [];
    const logged = await startApi({ log: pino({}, { write: (line) => void lines.push(line) }) });
    await logged.store.knex.transaction(async (trx) => {
      await untyped(trx).raw('SET LOCAL ROLE NONE');
      await untyped(trx).raw("ALTER TABLE attendees ADD CHECK (list <> 'mainland')");
    });
    const { token } = await createUnit(logged.store);
    const person = mainlander(1);
    const reply = await logged.call('POST', '/attendees', { token, body: person });
    await logged.close();
    assertProblem(reply, 500, 'internal');
    assert.match(lines.join(''), /attendees_list_check1/);
    for (const text of [person.position, person.residence.city]) assert.ok(!lines.join('').includes(text), text);
  });
});
