import assert from 'node:assert/strict';
import { startApi, type Json, type TestApi } from '../support/api.ts';

describe('public pages', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  const numbers = async (query: string) =>
    ((await api.call('GET', `/delegations${query}`)).body.items as Json[]).map(({ no }) => no as number);

  it('given the contact table, when asked for without a parent, then all 27 rows come in order with their contacts (G1.5)', async () => {
    const { status, body } = await api.call('GET', '/delegations');
    assert.equal(status, 200);
    assert.deepEqual(
      body.items.map(({ no }: Json) => no),
      Array.from({ length: 27 }, (_, index) => index + 1),
    );
    assert.equal(body.nextCursor, null);
    const [province, guangzhou] = body.items;
    assert.deepEqual(
      [province.nameZh, province.parentNo, province.contactsZh],
      ['广东交易团', null, '彭晓瑜、张静虹、张杨'],
    );
    assert.deepEqual([guangzhou.nameZh, guangzhou.parentNo, guangzhou.phones], ['广东广州交易分团', 1, '020-81067497']);
  });

  it('given a parent or words, when the table is asked for, then only what fits comes', async () => {
    assert.deepEqual(
      await numbers('?parent=1'),
      Array.from({ length: 26 }, (_, index) => index + 2),
    );
    assert.deepEqual(await numbers('?parent=2'), []);
    assert.deepEqual(await numbers(`?query=${encodeURIComponent('佛山')}`), [3]);
    assert.deepEqual(await numbers('?query=foshan'), [3]);
    assert.deepEqual(await numbers('?query=%25'), []);
    assert.equal((await api.call('GET', '/delegations?parent=x')).status, 400);
  });

  it('given each vocabulary, when asked for, then its items come; another name is 404', async () => {
    for (const name of [
      'natures',
      'import-modes',
      'bands',
      'exhibition-areas',
      'countries',
      'provinces',
      'cities',
      'positions',
    ]) {
      const { status, body } = await api.call('GET', `/reference/${name}`);
      assert.equal(status, 200, name);
      assert.ok(
        body.items.every(({ code, zh, en }: Json) => code && zh && en),
        name,
      );
    }
    const cities = (await api.call('GET', '/reference/cities')).body.items as Json[];
    assert.deepEqual(
      cities.find(({ zh }) => zh === '佛山市'),
      { code: '440600', zh: '佛山市', en: 'Foshan', parent: '440000' },
    );
    assert.equal((await api.call('GET', '/reference/secrets')).status, 404);
  });

  it('given a page that names states and codes, when it asks for their words, then they come with what they are of', async () => {
    const states = (await api.call('GET', '/reference/states')).body.items as Json[];
    const stateOf = (of: string, code: string) => states.filter((item) => item.of === of && item.code === code);
    assert.deepEqual(stateOf('order', 'closed'), [{ of: 'order', code: 'closed', zh: '订单关闭', en: 'Closed' }]);
    assert.equal(stateOf('registration', 'under_second_review').length, 1);
    const words = (await api.call('GET', '/reference/words')).body.items as Json[];
    assert.deepEqual(
      words.filter(({ of }) => of === 'badge-type').map(({ code, zh }) => [code, zh]),
      [
        ['professional', '专业观众'],
        ['vip', '贵宾'],
      ],
    );
    const people = (await api.call('GET', '/reference/attendee-states')).body.items as Json[];
    const codesOf = (items: Json[]) => new Set(items.map(({ code }) => code as string));
    assert.deepEqual(codesOf(people), codesOf(states.filter(({ of }) => of === 'attendee')));
    assert.deepEqual(people[0], { code: 'saved', zh: '已保存', en: 'Saved' });
  });
});
