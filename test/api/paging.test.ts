import assert from 'node:assert/strict';
import { operations } from '../../api/routes/index.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { orderLists } from './paged-order.ts';
import { registrationLists } from './paged-registration.ts';
import { surveyLists } from './paged-survey.ts';
import { createPagedStage, later, noon, type List } from './paged-stage.ts';

describe('paging', () => {
  let api: TestApi;
  let lists: Record<string, List>;
  before(async () => {
    api = await startApi();
    const stage = await createPagedStage(api);
    lists = { ...(await registrationLists(stage)), ...(await orderLists(stage)), ...surveyLists(stage) };
  });
  after(() => api.close());

  async function page(
    { path, token }: List,
    limit: number,
    cursor = '',
  ): Promise<{ items: Json[]; nextCursor: string | null }> {
    const join = path.includes('?') ? '&' : '?';
    const { status, body } = await api.call(
      'GET',
      `${path}${join}limit=${limit}&cursor=${encodeURIComponent(cursor)}`,
      { token },
    );
    assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`);
    assert.ok(body.items.length <= limit);
    return body;
  }
  const idsIn = ({ id }: List, items: Json[]): string[] =>
    items.map((item) => (typeof item[id] === 'object' ? JSON.stringify(item[id]) : item[id]));

  const paged = operations
    .filter(({ spec }) => spec.method === 'get' && 'cursor' in (spec.query?.shape ?? {}))
    .map(({ spec }) => spec.path);

  it('given the operations with a cursor, when they are counted, then each is among these', () => {
    assert.deepEqual(Object.keys(lists).toSorted(), paged.toSorted());
  });

  for (const path of paged)
    it(`given ${path} with items of one time, when it is walked and items come and go meanwhile, then none is left out or comes twice`, async () => {
      const list = lists[path]!;
      await list.add(5, noon);
      await list.add(1, later(2));
      const whole = idsIn(list, (await page(list, 200)).items);
      assert.ok(whole.length >= 6 && new Set(whole).size === whole.length, String(whole.length));

      for (const limit of [1, 2]) {
        const before = idsIn(list, (await page(list, 200)).items);
        const first = await page(list, limit);
        const seen = idsIn(list, first.items);
        const gone = list.remove ? seen.slice(0, 1) : [];
        for (const id of gone) await list.remove!(id);
        await list.add(1, later(-limit));
        await list.add(1, later(limit));
        for (let cursor = first.nextCursor; cursor !== null;) {
          const next = await page(list, limit, cursor);
          seen.push(...idsIn(list, next.items));
          cursor = next.nextCursor;
        }
        assert.equal(new Set(seen).size, seen.length, 'none comes twice');
        assert.deepEqual(
          seen.filter((id) => before.includes(id)),
          before,
          'all that were there come, in their order',
        );
      }
    });

  for (const path of paged)
    it(`given ${path}, when a cursor comes that it never gave, then 400 says so and no statement saw it`, async () => {
      const list = lists[path]!;
      const cursors = ['x', '[]', '[1]', '["a","b"]', '[null,null]', '{}', '[1,2,3,4]', '[[],{}]', '2', '[true]'];
      for (const cursor of cursors.map((text) => Buffer.from(text).toString('base64url'))) {
        const join = list.path.includes('?') ? '&' : '?';
        const { status, body } = await api.call('GET', `${list.path}${join}cursor=${cursor}`, { token: list.token });
        // A text and a number alone are places in lists ordered by one.
        if (status === 200) assert.ok(['W10', 'WzFd'].includes(cursor), `${path} took ${cursor}`);
        else assert.deepEqual([status, body.code, body.errors[0].path], [400, 'validation_failed', 'cursor'], path);
      }
    });
});
