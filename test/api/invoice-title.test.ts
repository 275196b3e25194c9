import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, uscc } from '../support/fixtures.ts';

const wayOut = { zh: /中国大陆税号.*“个人”抬头.*单位名称/, en: /mainland China.*kind personal.*company’s name/ };

describe('invoice titles', () => {
  let api: TestApi;
  before(async () => (api = await startApi()));
  after(() => api.close());

  async function unitOf(region: 'mainland' | 'hk_macao_taiwan' | 'overseas'): Promise<string> {
    const { token, unitId } = await createUnit(api.store);
    const abroad = { region, uscc: null, country: region === 'overseas' ? 'DE' : 'HK', businessNo: unitId.slice(0, 8) };
    if (region !== 'mainland') await api.store.knex('units').where({ unitId }).update(abroad);
    return token;
  }
  const add = (token: string, title: object, language = 'zh-CN') =>
    api.call('POST', '/invoice-titles', {
      token,
      body: { kind: 'company', title: 'Beispiel Maschinenbau GmbH', ...title },
      headers: { 'Idempotency-Key': randomUUID(), 'Accept-Language': language },
    });
  const titlesOf = async (token: string) => (await api.call('GET', '/invoice-titles', { token })).body.items as Json[];

  for (const [region, taxNo] of [
    ['overseas', 'DE999999999'],
    ['overseas', undefined],
    ['hk_macao_taiwan', '12345678-000-01-26-0'],
  ] as const)
    it(`given a unit that is ${region}, when it saves its company with ${taxNo ?? 'no number'}, then the refusal names the way in its language, and that way is open (G7.1)`, async () => {
      const token = await unitOf(region);
      for (const language of ['zh', 'en'] as const) {
        const { status, body } = await add(token, { taxNo }, language);
        const [{ path, code, message }, ...more] = body.errors;
        assert.deepEqual(
          [status, body.code, path, code, more],
          [422, 'tax_number_invalid', 'taxNo', 'tax_number_invalid', []],
        );
        assert.match(message, wayOut[language]);
        assert.match(body.detail, wayOut[language]);
      }
      assert.deepEqual(await titlesOf(token), []);
      assert.equal((await add(token, { kind: 'personal', taxNo: null })).status, 201);
      assert.equal((await add(token, { taxNo: uscc(77) })).status, 201, 'its company in the mainland');
      assert.deepEqual(
        (await titlesOf(token)).map(({ kind, taxNo: saved }) => [kind, saved]),
        [
          ['personal', undefined],
          ['company', uscc(77)],
        ],
      );
    });

  const wrongCheck = uscc(78).slice(0, 17) + (uscc(78).endsWith('1') ? '2' : '1');
  for (const [title, words] of [
    [{}, /单位抬头须填写税号.*18位统一社会信用代码/],
    [{ taxNo: '440682123456789' }, /15位税号已停用.*18位/],
    [{ taxNo: '44068219900101123X01' }, /20位税号已停用.*个人抬头/],
    [{ taxNo: '9144060000000' }, /应为18位.*现填写了13位/],
    [{ taxNo: `${uscc(78).slice(0, 17)}O` }, /应为18位.*不含I、O/],
    [{ taxNo: wrongCheck }, /最后一位与前17位不符/],
    [{ kind: 'personal', title: '欧阳文静', taxNo: uscc(78) }, /个人抬头没有税号.*单位抬头/],
  ] as const)
    it(`given a mainland unit, when it saves ${JSON.stringify(title)}, then it is told what is wrong and what to do, and nothing is saved (G7.1)`, async () => {
      const token = await unitOf('mainland');
      const { status, body } = await add(token, title);
      assert.deepEqual([status, body.code, body.errors.length], [422, 'tax_number_invalid', 1]);
      assert.match(body.errors[0].message, words);
      assert.deepEqual(await titlesOf(token), []);
    });

  it('given a title that is too long and a tax number that is none, when saved, then one answer names both', async () => {
    const token = await unitOf('mainland');
    const { status, body } = await add(token, { title: '长'.repeat(101), taxNo: '123' });
    assert.deepEqual([status, body.errors.map(({ path }: Json) => path)], [400, ['title', 'taxNo']]);
  });
});
