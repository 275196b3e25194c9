import assert from 'node:assert/strict';
import { z } from 'zod';
import { judge } from '../../api/judgement.ts';
import { problemOf } from '../../api/errors.ts';
import { operations } from '../../api/routes/index.ts';
import { hasLabel, labelAt } from '../../domain/field-label.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { mainlander } from '../support/fixtures.ts';
import { createUnit } from '../support/fixtures.ts';
import { inside, namesIn } from '../support/schema-names.ts';

const anything: readonly unknown[] = [
  undefined,
  null,
  '',
  ' ',
  'x',
  '?',
  '\u0000',
  '*'.repeat(300),
  '😀',
  -1,
  1e300,
  0.5,
  true,
  {},
  [],
  [{}],
  [null],
  [''],
];

/** Bodies each of whose fields, at every depth, is everything it should not be. */
function* wrongBodies(of: z.ZodType): Generator {
  const schema = inside(of);
  yield* anything;
  if (schema instanceof z.ZodUnion) for (const option of schema.options) yield* wrongBodies(option as z.ZodType);
  if (schema instanceof z.ZodArray) for (const wrong of wrongBodies(schema.element as z.ZodType)) yield [wrong];
  if (!(schema instanceof z.ZodObject)) return;
  const shape = Object.entries(schema.shape as Record<string, z.ZodType>);
  const fixed = shape.flatMap(([name, field]) => (field instanceof z.ZodLiteral ? [[name, field.value]] : []));
  for (const [name, field] of shape)
    for (const wrong of wrongBodies(field)) yield { ...Object.fromEntries(fixed), [name]: wrong };
}

const libraryWords = /expected|received|invalid|undefined|\bnull\b|\bstring\b|pattern|regex|\/\^|\\p|无效输入|无效/i;

describe('words for people', () => {
  let api: TestApi;
  before(async () => (api = await startApi()));
  after(() => api.close());

  const schemas = operations.flatMap(({ spec: { method, path, body, wholeBody, query } }) =>
    [body, wholeBody, query].flatMap((schema) => (schema ? [[`${method} ${path}`, schema] as const] : [])),
  );

  it('given every field of every request, when it is named, then it has a name in both languages', () => {
    const unnamed = schemas.flatMap(([where, schema]) =>
      [...namesIn(schema)].filter((name) => !hasLabel(name)).map((name) => `${where}: ${name}`),
    );
    assert.deepEqual(unnamed, []);
  });

  it('given every field of every request, when it is wrong in every way, then what is said is ours, in the reader’s language, and names the field', () => {
    let told = 0;
    for (const [where, schema] of schemas)
      for (const body of wrongBodies(schema)) {
        const judged = judge(schema, body);
        if (judged.fits) continue;
        for (const language of ['zh', 'en'] as const) {
          const { detail = '', errors = [] } = problemOf(
            { code: 'validation_failed', errors: judged.errors },
            language,
          );
          for (const text of [detail, ...errors.map(({ message }) => message)]) {
            told += 1;
            const words = text.replaceAll(/(?:一|one of)：?:? ?[^。]*[.。]/g, '');
            assert.doesNotMatch(words, libraryWords, `${where}: ${text}`);
            assert.equal(/\p{Script=Han}/u.test(text), language === 'zh', `${where}: ${text}`);
            assert.doesNotMatch(text, /[{}]/, `${where}: ${text}`);
          }
        }
      }
    assert.ok(told > 10_000, `${told}`);
  });

  it('given a wrong mobile, a short password, no terms and a code nobody gave out, when an account is opened, then one answer names all four', async () => {
    const body = {
      region: 'mainland',
      category: 'enterprise',
      uscc: '914406005286427304',
      invitationCode: 'NOBODY-77',
      mobile: '123',
      password: 'short',
    };
    const { status, body: problem } = await api.call('POST', '/registrations', {
      body,
      headers: { 'Accept-Language': 'zh-CN,zh;q=0.9' },
    });
    assert.deepEqual([status, problem.code, problem.detail], [400, 'validation_failed', '有4处需要修改。']);
    assert.deepEqual(Object.fromEntries(problem.errors.map(({ path, message }: Json) => [path, message])), {
      mobile: '手机号码格式不正确：中国大陆号码为11位，其他号码以“+”和国家（地区）代码开头。',
      acceptPrivacyTerms: '须同意隐私条款',
      invitationCode: '邀请码不存在',
      password: '密码至少需要8个字符。',
    });
    const { body: next } = await api.call('POST', '/registrations', {
      body: { ...body, mobile: '13800138000' },
    });
    assert.equal(next.code, 'privacy_terms_not_accepted', 'of rules alone the first gives the code');
    assert.deepEqual(
      next.errors.map(({ path }: Json) => path),
      ['acceptPrivacyTerms', 'invitationCode', 'password'],
    );
  });

  it('given a person whose form and number are both wrong, when added, then both are named, as their list calls them (G3.3)', async () => {
    const { token } = await createUnit(api.store);
    const { body } = await api.call('POST', '/attendees', {
      token,
      body: { ...mainlander(1), sex: 'x', documentNumber: '123' },
      headers: { 'Accept-Language': 'zh' },
    });
    assert.equal(body.code, 'validation_failed');
    assert.deepEqual(
      body.errors.map(({ path }: Json) => path),
      ['sex', 'documentNumber'],
    );
    assert.match(body.errors[0].message, /^性别/);
    const { body: list } = await api.call('GET', '/attendees', { token });
    assert.deepEqual(list.items, []);
  });

  it('given what a reader asks for, when it is refused, then the first language we speak wins, and a program that asks for none reads English', async () => {
    const languageOf = async (headers: Record<string, string>) => {
      const reply = await api.call('GET', '/registration', { headers });
      assert.equal(reply.status, 401);
      assert.equal(reply.headers.get('content-language'), reply.body.title === '请先登录' ? 'zh' : 'en');
      return reply.headers.get('content-language');
    };
    const asked: [header: string, language: string][] = [
      ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
      ['en-GB,en;q=0.9,zh;q=0.8', 'en'],
      ['de,zh;q=0.8,en;q=0.5', 'zh'],
      ['zh-Hant-TW', 'zh'],
      ['en;q=0.3, zh;q=0.7', 'zh'],
      ['fr', 'en'],
      ['*', 'en'],
    ];
    for (const [header, language] of asked)
      assert.equal(await languageOf({ 'Accept-Language': header }), language, header);
    assert.equal(
      await languageOf({ 'Accept-Language': '*', Accept: 'text/html,*/*' }),
      'zh',
      'a page without a language',
    );
  });

  it('given a field by its path, when it is called, then a part of a form is called what it is there', () => {
    assert.equal(labelAt('contact.name').zh, '联系人姓名');
    assert.equal(labelAt('industries[3].area').zh, '展区');
    assert.equal(labelAt('importModes[0]').zh, '进口方式');
  });
});
