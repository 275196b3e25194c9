import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { untyped } from '../../db/knex.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import {
  createUnit,
  lockAttendee,
  mainlander,
  procurementIntent,
  unitInfo,
  unitPassword,
  type TestUnit,
} from '../support/fixtures.ts';

interface Sent {
  id: number;
  event: string;
  data: Json;
}

describe('progress', () => {
  let api: TestApi;
  let unit: TestUnit;
  const open: AbortController[] = [];
  before(async () => {
    api = await startApi();
  });
  beforeEach(async () => {
    unit = await createUnit(api.store);
  });
  afterEach(() => open.splice(0).forEach((controller) => controller.abort()));
  after(() => api.close());

  /** Reads the stream's events one by one; undefined at its end. */
  async function follow(token = unit.token) {
    const controller = new AbortController();
    open.push(controller);
    const response = await fetch(`${api.url}/registration/progress/stream`, {
      headers: { Authorization: `Bearer ${token}` },
      signal: controller.signal,
    });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    async function next(): Promise<Sent | undefined> {
      while (!text.includes('\n\n')) {
        const { done, value } = await reader.read();
        if (done) return undefined;
        text += value;
      }
      const [block = '', ...rest] = text.split('\n\n');
      text = rest.join('\n\n');
      if (block.startsWith(':')) return next();
      const { id, event, data } = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s))) as Record<
        string,
        string
      >;
      return { id: Number(id), event: event!, data: JSON.parse(data!) };
    }
    return { response, next };
  }

  /** Asks again until there is an answer. */
  async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
    for (;;) {
      const answer = await ask();
      if (answer !== undefined) return answer;
      await pause(20);
    }
  }

  const stateOf = (progress: Json, step: string): string =>
    progress.steps.find((standing: Json) => standing.step === step).state;

  it('given a registration, when its progress is read, then every step has a state and a link to what its page shows (G3.4)', async () => {
    const { status, body } = await api.call('GET', '/registration/progress', { token: unit.token });
    assert.equal(status, 200);
    assert.equal(body.steps.length, 10);
    for (const { step, link } of body.steps) assert.match(link, /^\/api\/v1\//, step);
    assert.deepEqual(
      [body.steps[0].state, body.steps[0].waitsFor, typeof body.steps[0].since],
      ['doing', 'unit', 'string'],
    );
  });

  it('given a follower, when forms and people change, then each change arrives, and another unit’s do not', async () => {
    const { response, next } = await follow();
    assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
    const first = (await next())!;
    assert.equal(first.event, 'progress');
    assert.equal(stateOf(first.data, 'unit_info'), 'doing');

    const other = await createUnit(api.store);
    await api.call('PUT', '/registration/unit-info', { token: other.token, body: unitInfo });
    await api.call('PUT', '/registration/unit-info', { token: unit.token, body: unitInfo });
    const second = (await next())!;
    assert.deepEqual(
      [stateOf(second.data, 'unit_info'), stateOf(second.data, 'procurement_intent')],
      ['done', 'doing'],
    );
    assert.ok(second.id > first.id);

    await api.call('PUT', '/registration/procurement-intent', { token: unit.token, body: procurementIntent });
    assert.equal(stateOf((await next())!.data, 'procurement_intent'), 'done');
    await api.call('POST', '/attendees', { token: unit.token, body: mainlander(1) });
    assert.equal(stateOf((await next())!.data, 'attendees'), 'done');
  });

  it('given a refused change, when the next one is made, then the follower hears of that one only', async () => {
    const { next } = await follow();
    await next();
    await api.call('PUT', '/registration/unit-info', { token: unit.token, body: { ...unitInfo, nature: 'secret' } });
    await api.call('PUT', '/registration/unit-info', { token: unit.token, body: unitInfo });
    assert.equal(stateOf((await next())!.data, 'unit_info'), 'done');
  });

  it('given a follower, when the session ends, then the stream ends without telling more', async () => {
    const { next } = await follow();
    await next();
    await api.call('DELETE', '/sessions/current', { token: unit.token });
    assert.equal(await next(), undefined);
  });

  it('given five followers on two sessions, when a sixth comes, then 429 says when to come back; when one goes or a session ends, then there is room', async () => {
    const { body } = await api.call('POST', '/sessions', { body: { account: unit.account, password: unitPassword } });
    const all = await Promise.all(
      [unit.token, unit.token, unit.token, body.token as string, body.token as string].map(follow),
    );
    for (const { next } of all) assert.equal((await next())!.event, 'progress');

    const sixth = await follow();
    assert.deepEqual([sixth.response.status, sixth.response.headers.get('retry-after')], [429, '5']);
    assert.match(sixth.response.headers.get('ratelimit') ?? '', /^"streams";r=0;/);
    const other = await createUnit(api.store);
    assert.equal((await follow(other.token)).response.status, 200);

    await api.call('DELETE', '/sessions/current', { token: body.token });
    assert.deepEqual([await all[3]!.next(), await all[4]!.next()], [undefined, undefined]);
    open[0]!.abort();
    const later = await until(async () => {
      const { response } = await follow();
      return response.status === 200 ? response : undefined;
    });
    assert.ok(later);
  });

  it('given two followers, when a session of theirs ends and one change is made, then whoever stays reads once, and writes once', async () => {
    const { body } = await api.call('POST', '/sessions', { body: { account: unit.account, password: unitPassword } });
    const [stays, ends] = await Promise.all([follow(), follow(body.token as string)]);
    const { id } = (await stays.next())!;
    await ends.next();
    let reads = 0;
    const listen = ({ sql }: { sql: string }) => {
      if (/max\(event_id\)/.test(sql)) reads += 1;
    };
    untyped(api.store.knex).on('query', listen);
    await api.call('DELETE', '/sessions/current', { token: body.token });
    assert.equal(await ends.next(), undefined);
    // Whoever stays is woken as well, and reads in its own time.
    await until(async () => reads === 1 || undefined);

    await api.call('PUT', '/registration/unit-info', { token: unit.token, body: unitInfo });
    const next = (await stays.next())!;
    untyped(api.store.knex).off('query', listen);
    assert.ok(next.id > id, 'the end of a session is no news of progress');
    assert.equal(reads, 2);
  });

  it('given people on their way, when progress is read, then the steps follow their places (G5.1)', async () => {
    unit = await createUnit(api.store, { state: 'approved' });
    const add = async (n: number) =>
      (await api.call('POST', '/attendees', { token: unit.token, body: mainlander(n) })).body.attendeeId as string;
    await add(2);
    await lockAttendee(api.store, await add(3));
    const { body } = await api.call('GET', '/registration/progress', { token: unit.token });
    const standing = (step: string) => body.steps.find((item: Json) => item.step === step);
    assert.deepEqual([standing('lock').state, standing('lock').waitsFor], ['doing', 'delegation']);
    assert.deepEqual([standing('payment').state, standing('payment').waitsFor], ['doing', 'unit']);
    assert.equal(standing('person_review').state, 'todo');
  });
});
