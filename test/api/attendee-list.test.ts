import assert from 'node:assert/strict';
import { untyped } from '../../db/knex.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, lockAttendee, mainlander, type TestUnit } from '../support/fixtures.ts';

describe('the list of attendees', () => {
  let api: TestApi;
  let unit: TestUnit;
  before(async () => {
    api = await startApi();
    unit = await createUnit(api.store);
  });
  after(() => api.close());

  const call = (method: string, path: string, body?: unknown) => api.call(method, path, { token: unit.token, body });
  const named = async (query: string): Promise<string[]> =>
    (await call('GET', `/attendees?${query}`)).body.items.map(({ name }: Json) => name);

  it('given people of two lists in two states, when they are filtered, counted and searched, then those that fit come, and nobody of another unit', async () => {
    const add = async (body: object): Promise<string> => {
      const { status, body: added } = await call('POST', '/attendees', body);
      assert.equal(status, 201, JSON.stringify(added));
      return added.attendeeId as string;
    };
    const locked = await add({ ...mainlander(1), name: '欧阳文静' });
    await add({ ...mainlander(2), name: '欧阳志远' });
    const abroad = { list: 'overseas', sex: 'male', country: 'DE', documentNumber: 'C01X00T47', position: 'other' };
    await add({ ...abroad, surname: 'Müller', givenName: 'Jörg' });
    await lockAttendee(api.store, locked);
    const other = await createUnit(api.store);
    await api.call('POST', '/attendees', { token: other.token, body: { ...mainlander(3), name: '欧阳文静' } });

    assert.deepEqual(await named('list=mainland'), ['欧阳文静', '欧阳志远']);
    assert.deepEqual(await named('state=locked'), ['欧阳文静']);
    assert.deepEqual(await named('state=saved&state=under_review&list=overseas'), ['MÜLLER Jörg']);
    assert.deepEqual(await named('state=saved&state=locked'), ['欧阳文静', '欧阳志远', 'MÜLLER Jörg']);
    assert.deepEqual(await named('state=approved&state=refunded'), []);
    assert.deepEqual(await named('hasPhoto=false&list=mainland'), ['欧阳文静', '欧阳志远']);
    assert.deepEqual(await named('hasPhoto=true'), []);
    for (const wrong of ['state=gone', 'state=saved&state=gone', 'list=nowhere'])
      assert.equal((await call('GET', `/attendees?${wrong}`)).status, 400, wrong);

    const search = (words: string) => named(`query=${encodeURIComponent(words)}`);
    assert.deepEqual(await search('欧阳'), ['欧阳文静', '欧阳志远']);
    assert.deepEqual(await search('文静'), ['欧阳文静']);
    assert.deepEqual(await search('jörg ＭÜLLER'), ['MÜLLER Jörg']);
    assert.deepEqual(await search('文静 志远'), []);
    assert.deepEqual(await named(`query=${encodeURIComponent('欧阳')}&state=saved`), ['欧阳志远']);

    assert.deepEqual((await call('GET', '/attendees/counts')).body.items, [
      { list: 'mainland', state: 'saved', count: 1, withoutPhoto: 1 },
      { list: 'mainland', state: 'locked', count: 1, withoutPhoto: 1 },
      { list: 'overseas', state: 'saved', count: 1, withoutPhoto: 1 },
    ]);
  });

  it('given more matches than a page holds, when the pages of a search are walked, then each comes once, in order', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    let pages = 0;
    do {
      const path: string = `/attendees?limit=1&cursor=${cursor}&query=${encodeURIComponent('欧阳')}`;
      const { body }: { body: Json } = await call('GET', path);
      seen.push(...body.items.map(({ name }: Json) => name));
      cursor = body.nextCursor;
      pages++;
    } while (cursor && pages < 10);
    assert.deepEqual([seen, pages], [['欧阳文静', '欧阳志远'], 3]);
  });

  it('given more people than are opened for one page, when the last of them is looked for, then an empty page leads on to them', async () => {
    await untyped(api.store.knex).raw(
      `INSERT INTO attendees SELECT (jsonb_populate_record(a, jsonb_build_object('attendee_id', gen_random_uuid()))).*
       FROM attendees a, generate_series(1, 1000) WHERE a.name = (SELECT name FROM attendees ORDER BY created_at LIMIT 1)`,
    );
    await call('POST', '/attendees', { ...mainlander(4), name: '上官婉儿' });
    const search = `/attendees?query=${encodeURIComponent('婉儿')}`;
    const { body: first } = await call('GET', search);
    assert.deepEqual(first.items, []);
    const { body: second } = await call('GET', `${search}&cursor=${first.nextCursor}`);
    assert.deepEqual([second.items.map(({ name }: Json) => name), second.nextCursor], [['上官婉儿'], null]);
  });
});
