import assert from 'node:assert/strict';
import { pino } from 'pino';
import { startApi, type Reply, type TestApi } from '../support/api.ts';
import { createUnit, mainlander, procurementIntent, type TestUnit } from '../support/fixtures.ts';

const unknownKeys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_none, n) => [`k${n}`, 1]));

function assertBounded(reply: Reply): void {
  const bytes = Buffer.byteLength(JSON.stringify(reply.body));
  assert.ok(bytes <= 16_384, `${bytes} bytes`);
  assert.ok((reply.body.errors ?? []).length <= 50);
}

describe('answers to invalid requests', () => {
  const lines: string[] = [];
  let api: TestApi;
  let unit: TestUnit;
  before(async () => {
    api = await startApi({ log: pino({}, { write: (line) => void lines.push(line) }) });
    unit = await createUnit(api.store);
  });
  after(() => api.close());

  it('given thousands of unknown fields, when they are sent without a login, then 50 are named, each by itself, and how many there are', async () => {
    const reply = await api.call('POST', '/sessions', { body: { account: 'x', password: 'y', ...unknownKeys(4_900) } });
    assert.deepEqual([reply.status, reply.body.code, reply.body.errors.length], [400, 'validation_failed', 50]);
    assert.deepEqual(reply.body.errors[49], {
      path: 'k49',
      code: 'unrecognized_keys',
      message: 'Unknown field; leave it out.',
    });
    assert.match(reply.body.detail, /The first 50 of 4900 faults are named\.$/);
    assertBounded(reply);
  });

  it('given unknown parameters, long and many, when they stand in a query, then the answer is bounded too', async () => {
    const query = Array.from({ length: 900 }, (_none, n) => `k${n}=1`).join('&');
    const many = await api.call('GET', `/delegations?${query}`);
    assert.deepEqual([many.status, many.body.errors.length], [400, 50]);
    assertBounded(many);
    const long = await api.call('GET', `/delegations?${'k'.repeat(12_000)}=1`, {
      headers: { 'Accept-Language': 'zh' },
    });
    assert.deepEqual(
      [long.status, long.body.errors[0].path.length, long.body.errors[0].message],
      [400, 200, '未知字段，请删除。'],
    );
    assertBounded(long);
  });

  it('given names that grow when they are written, when each of many is wrong, then fewer are named and the answer keeps its bound', async () => {
    const body = Object.fromEntries(Array.from({ length: 60 }, (_none, n) => [`${n}${'\u0001'.repeat(500)}`, 1]));
    const reply = await api.call('POST', '/sessions', { body });
    assert.equal(reply.status, 400);
    assert.ok(reply.body.errors.length > 0 && reply.body.errors.length < 50);
    assertBounded(reply);
  });

  it('given values that a vocabulary does not know, when all are wrong, then what is said of them is clipped', async () => {
    const categories = Array.from({ length: 100 }, (_none, n) => ({
      area: `${n}${'x'.repeat(60)}`,
      subArea: 'y'.repeat(60),
    }));
    const reply = await api.call('PUT', '/registration/procurement-intent', {
      token: unit.token,
      body: { ...procurementIntent, categories },
    });
    assert.deepEqual([reply.status, reply.body.code, reply.body.errors.length], [422, 'unknown_reference', 50]);
    assertBounded(reply);
  });

  it('given an import with hundreds of faults, when it is tried and sent, then both name the first and say how many there are', async () => {
    const header = '姓名,性别,省,市,身份证号码,职务';
    const template = await api.call('GET', '/attendees/import-template?list=mainland&format=csv', {
      token: unit.token,
      headers: { 'Accept-Language': 'zh' },
    });
    const [columns = header] = (template.body as Buffer).toString().replace('\ufeff', '').split('\r\n');
    const row = columns
      .split(',')
      .map(() => 'x'.repeat(30))
      .join(',');
    const body = [columns, ...Array.from({ length: 300 }, () => row)].join('\r\n');
    const headers = { 'Content-Type': 'text/csv' };
    const dry = await api.call('POST', '/attendees/import?list=mainland&dryRun=true', {
      token: unit.token,
      body,
      headers,
    });
    assert.equal(dry.status, 200);
    assert.ok(dry.body.faults >= 300);
    assertBounded(dry);
    const sent = await api.call('POST', '/attendees/import?list=mainland', { token: unit.token, body, headers });
    assert.deepEqual([sent.status, sent.body.code], [422, 'import_rejected']);
    assert.match(
      sent.body.detail,
      new RegExp(`^${dry.body.faults} fault.* The first \\d+ of ${dry.body.faults} faults are named\\.$`),
    );
    assertBounded(sent);
    const strange = await api.call('POST', '/attendees/import?list=mainland', {
      token: unit.token,
      body: `${columns},${'z'.repeat(100_000)}\r\n`,
      headers,
    });
    assert.equal(strange.status, 422);
    assertBounded(strange);
  });

  it('given bodies of more values or deeper than any form, when they are sent, then one fault says so, and the largest honest ones pass', async () => {
    const codes = async (body: string) => {
      const reply = await api.call('POST', '/sessions', { body });
      assertBounded(reply);
      return [reply.status, reply.body.errors.map(({ code }: { code: string }) => code).join()];
    };
    assert.deepEqual(await codes(`{"account":[${'0,'.repeat(20_000)}0]}`), [400, 'too_many_values']);
    assert.deepEqual(await codes(`{"account":${'['.repeat(100_000)}`), [400, 'too_many_depth']);
    // Nothing in a text counts.
    assert.deepEqual(await codes(JSON.stringify({ account: '[{,"\\'.repeat(10_000), password: 'x' })), [
      400,
      'too_big',
    ]);
  });

  it('given a text of marks that compose slowly, when it is sent, then it is refused for its length before it is composed', async () => {
    const marks = '\u0301\u0323'.repeat(150_000);
    const before = process.cpuUsage();
    const reply = await api.call('POST', '/sessions', { body: { account: marks, password: 'x' } });
    const { user, system } = process.cpuUsage(before);
    assert.deepEqual([reply.status, reply.body.errors.map(({ code }: { code: string }) => code)], [400, ['too_big']]);
    // Composing it takes some fifteen seconds.
    assert.ok(user + system < 2_000_000, `${(user + system) / 1000} ms`);
    const spaced = await api.call('POST', '/attendees', {
      token: unit.token,
      body: { ...mainlander(1), name: ` ${'e\u0301'.repeat(3)} ` },
    });
    assert.notEqual(spaced.body.errors?.[0].code, 'too_big');
  });

  it('given any request, when it is answered, then X-Request-Id is ours and stands in the line of the log that tells of it', async () => {
    const ids = new Set<string>();
    for (const [method, path, status] of [
      ['GET', '/edition', 200],
      ['GET', '/nothing', 404],
      ['GET', '/registration', 401],
      ['DELETE', '/edition', 405],
    ] as const) {
      const reply = await api.call(method, path, { headers: { 'X-Request-Id': 'chosen by the caller' } });
      const id = reply.headers.get('x-request-id')!;
      assert.deepEqual([reply.status, /^[0-9a-f-]{36}$/.test(id)], [status, true]);
      const line = lines
        .map((text) => JSON.parse(text) as { reqId?: string; req?: { path: string }; res?: { status: number } })
        .find(({ reqId, res }) => reqId === id && res);
      assert.deepEqual([line?.req?.path, line?.res?.status], [`/api/v1${path}`, status]);
      ids.add(id);
    }
    assert.equal(ids.size, 4);
    assert.ok(!lines.join('').includes('chosen by the caller'));
  });

  it('given a path of many kilobytes, when nothing is there, then the line of the log is short', async () => {
    lines.length = 0;
    assert.equal((await api.call('GET', `/${'p'.repeat(12_000)}`)).status, 404);
    assert.ok(
      lines.length > 0 && lines.every((line) => line.length < 1_000),
      String(Math.max(...lines.map(({ length }) => length))),
    );
  });
});
