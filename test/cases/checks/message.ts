import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Json, Reply } from '../../support/api.ts';
import type { Effect, Kind } from '../check.ts';
import { addPerson } from '../given.ts';
import type { Scene } from '../scene.ts';
import { wrongs, type Ask } from './wrong.ts';

/** What stands in Latin letters in Chinese as well. */
const borrowed =
  /JSON|CSV|XLSX?|Excel|WPS|UTF-?(?:8|16)|GB ?18030|Unicode|JPEG|PNG|MB|KB|Idempotency-Key|Content-Type|VIP|HK|MO|TW|CN|\b(?:application|image|text)\/[\w.+-]+/gi;
/** Of patterns, types and libraries. */
const programmers =
  /\/\^|\\p\{|\\[du]|\[\^|正则|regular expression|regex|pattern|undefined|\bnull\b|\bstring\b|\bNaN\b|expected (?:string|number|object|array|boolean|int|one of)|期望|received (?:string|number|object|array|boolean)|invalid (?:input|option)|无效输入|too (?:small|big)|\[object/i;

/** All that a refusal says: its title, its detail and what it says of each field. */
const textsOf = ({ body }: Reply): string[] => [
  body.title,
  ...(body.detail === undefined ? [] : [body.detail]),
  ...(body.errors ?? []).map(({ message }: Json) => message),
];

/** The texts that are not for people; of a Chinese refusal also what is not Chinese, beside what is borrowed and what the sender wrote. */
function faultsOf(reply: Reply, language: 'en' | 'zh', sent: readonly string[] = []): string[] {
  const own = (text: string) => sent.reduce((rest, value) => rest.replaceAll(value, ''), text).replaceAll(borrowed, '');
  const isForeign = (text: string) => !/\p{sc=Han}/u.test(text) || /[a-z]{2,}/i.test(own(text));
  return textsOf(reply).filter((text) => programmers.test(text) || (language === 'zh' && isForeign(text)));
}

/** Readable in both languages; at this field, by words that name it. */
const tells =
  (path: string, named: RegExp, sent: readonly string[] = []): Effect =>
  async ({ scene, step, last }) => {
    assert.deepEqual(faultsOf(last, 'zh', sent), []);
    const fault = last.body.errors.find((error: Json) => error.path === path);
    assert.match(fault?.message ?? '', named, JSON.stringify(last.body.errors));
    const english = await scene.send({ ...step, headers: { ...step.headers, 'Accept-Language': 'en' } });
    assert.deepEqual([english.status, faultsOf(english, 'en')], [last.status, []]);
  };

async function ask(scene: Scene, { status, sent: _sent, method = 'POST', ...step }: Ask, language: 'en' | 'zh') {
  const reply = await scene.send({ ...step, method, headers: { ...step.headers, 'Accept-Language': language } });
  assert.equal(reply.status, status, JSON.stringify(reply.body));
  return reply;
}

export const messages: Kind = {
  effect: {
    'words-email': tells('contact.email', /邮箱|邮件/, ['buyer.example.com']),
    'words-pattern': tells('name', /姓名/),
    'words-detail': tells('recipient', /收[件货证]?人|联系人/),
    'words-import': tells('file', /请|另存|重新/),
  },
  neighbours: [
    {
      title:
        'given whatever goes wrong at every door, when it is refused, then all of the refusal is in the reader’s language and for people',
      given: 'unit',
      async check(scene) {
        await addPerson(scene, 'mainland', { with: { documentNumber: '{ID card 1}' } });
        const unreadable: string[] = [];
        for (const [title, wrong] of Object.entries(wrongs))
          for (const language of ['zh', 'en'] as const)
            unreadable.push(
              ...faultsOf(await ask(scene, wrong, language), language, wrong.sent).map(
                (fault) => `${title}, ${language}: ${fault}`,
              ),
            );
        assert.deepEqual(unreadable, []);
      },
    },
  ],
};

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete'];
const allowed = ({ headers }: Reply) => (headers.get('allow') ?? '').split(', ').map((method) => method.toLowerCase());

export const allow: Kind = {
  async effect({ last, scene }) {
    assert.deepEqual(
      allowed(last)
        .filter((method) => methods.includes(method))
        .toSorted(),
      ['get', 'head'],
    );
    const head = await scene.api.call('HEAD', '/edition');
    assert.deepEqual([head.status, head.body.length], [200, 0]);
  },
  neighbours: [
    {
      title:
        'given every path of the document, when it is asked by a method that it does not have, then Allow names all that it has, and HEAD where it has GET',
      given: 'nothing',
      async check(scene) {
        const document: Json = await (await fetch(new URL('/openapi.json', scene.api.url))).json();
        for (const [path, served] of Object.entries<Json>(document.paths)) {
          const has = methods.filter((method) => served[method] !== undefined);
          const lacks = methods.find((method) => method !== 'head' && !has.includes(method));
          if (!lacks || !path.startsWith('/api/')) continue;
          const asked = new URL(path.replaceAll(/\{\w+\}/g, randomUUID()), scene.api.url);
          const { status, headers } = await fetch(asked, { method: lacks.toUpperCase() });
          if (status !== 405) continue;
          const named = (headers.get('allow') ?? '').toLowerCase().split(', ');
          const expected = has.includes('get') ? [...has, 'head'] : has;
          assert.deepEqual(
            expected.filter((method) => !named.includes(method)),
            [],
            `${lacks} ${path}: ${named.join()}`,
          );
        }
      },
    },
  ],
};
