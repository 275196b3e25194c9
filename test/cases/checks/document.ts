import assert from 'node:assert/strict';
import type { Json } from '../../support/api.ts';
import type { Kind, Neighbour } from '../check.ts';
import { addPerson, adding, register } from '../given.ts';
import type { Scene } from '../scene.ts';

async function assertOnePerson(scene: Scene) {
  assert.equal((await scene.people()).length, 1, 'one document is one person');
}

const add = (scene: Scene, form: 'mainland' | 'hk_macao_taiwan' | 'overseas', more: Record<string, unknown>) =>
  scene.send({ ...adding[form], with: more });

export const oneDocument: Kind = {
  effect: ({ scene }) => assertOnePerson(scene),
  neighbours: [
    {
      title:
        'given a resident’s ID card on the mainland list, when it is typed into the list of other countries, then there is one person still',
      given: 'unit',
      async check(scene) {
        const documentNumber = '{ID card 1}';
        await addPerson(scene, 'mainland', { with: { documentNumber } });
        const { status } = await add(scene, 'overseas', { documentNumber });
        assert.ok([409, 422].includes(status), String(status));
        await assertOnePerson(scene);
      },
    },
    {
      title:
        'given a card of a foreign permanent resident in the list of other countries alone, when it is added twice, then it is taken once, whichever country is named',
      given: 'unit',
      async check(scene) {
        const documentNumber = '{permanent-resident card 1}';
        await addPerson(scene, 'overseas', { with: { documentNumber, country: 'CA' } });
        const { status } = await add(scene, 'overseas', { documentNumber, country: 'US' });
        assert.ok([409, 422].includes(status), String(status));
        await assertOnePerson(scene);
      },
    },
  ],
};

const stars = (masked: string) => masked.replaceAll(/[^*]/g, '.');

/** Kept, and masked as every permit of its length is. */
async function assertPermit(scene: Scene, documentMasked: string) {
  assert.equal((await scene.people()).length, 1);
  const { documentMasked: plain } = await addPerson(scene, 'hk_macao_taiwan');
  assert.equal(stars(documentMasked), stars(plain));
}

export const permitForms: Kind = {
  effect: ({ scene, last }) => assertPermit(scene, last.body.documentMasked),
  neighbours: (
    [
      ['HA', 'hong_kong', ['macao', 'taiwan']],
      ['MA', 'macao', ['hong_kong', 'taiwan']],
    ] as const
  ).map(([letters, region, others]): Neighbour => ({
    title: `given a permit ${letters} and seven digits, when it is of another region or of another length, then it stays refused; written in small or wide letters it is the same one`,
    given: 'unit',
    async check(scene) {
      for (const other of others) {
        const { status, body } = await add(scene, 'hk_macao_taiwan', {
          documentNumber: `${letters}{7 digits}`,
          region: other,
        });
        assert.deepEqual([status, body.code], [422, 'document_invalid']);
      }
      for (const documentNumber of [`${letters}123456`, `${letters}12345678`])
        assert.equal((await add(scene, 'hk_macao_taiwan', { documentNumber, region })).status, 422, documentNumber);
      const number = `${letters}${String(scene.values.get('7 digits'))}`;
      const wide = number.replaceAll(/./g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
      const answers = [];
      for (const documentNumber of [number.toLowerCase(), wide, number])
        answers.push((await add(scene, 'hk_macao_taiwan', { documentNumber, region })).status);
      assert.deepEqual(answers, [201, 409, 409]);
    },
  })),
};

/** Refused at the country, in words of either language that name what to choose instead. */
async function assertWrongCountry(ask: (language: 'en' | 'zh') => Promise<Json>, advice: Record<'en' | 'zh', RegExp>) {
  for (const language of ['en', 'zh'] as const) {
    const { status, body } = await ask(language);
    assert.equal(status, 422, JSON.stringify(body));
    const fault = body.errors?.find(({ path }: Json) => path === 'country');
    assert.match(fault?.message ?? '', advice[language], JSON.stringify(body));
  }
}

const opening = (scene: Scene, more: Record<string, unknown>, language: 'en' | 'zh' = 'en') =>
  scene.send({
    method: 'POST',
    path: '/registrations',
    form: 'registration abroad',
    with: more,
    headers: { 'Accept-Language': language },
  });
/** Nobody can log in where no account was made. */
async function assertNoAccount(scene: Scene, country: string, businessNo: string) {
  const account = `${country}:${businessNo}`;
  await scene.expect(401, { method: 'POST', path: '/sessions', body: { account, password: 'Cases-2019-pass' } });
}

const advice = {
  mainland: { en: /mainland|USCC|credit code/i, zh: /境内|内地|大陆|统一社会信用代码/ },
  around: { en: /Hong Kong|hk_macao_taiwan/i, zh: /港澳台|香港/ },
  abroad: { en: /Hong Kong|HK/, zh: /香港|HK/ },
} as const;

async function refusesOpening(
  scene: Scene,
  more: { region?: string; country: string },
  words: Record<'en' | 'zh', RegExp>,
) {
  const businessNo = String(scene.values.get('number'));
  await assertWrongCountry((language) => opening(scene, { ...more, businessNo }, language), words);
  await assertNoAccount(scene, more.country, businessNo);
}
const refusesPerson = (scene: Scene, country: string, words: Record<'en' | 'zh', RegExp>) =>
  assertWrongCountry(
    (language) => scene.send({ ...adding.overseas, with: { country }, headers: { 'Accept-Language': language } }),
    words,
  );

export const regionCountry: Kind = {
  effect: {
    'unit-abroad-cn': ({ scene }) => refusesOpening(scene, { country: 'CN' }, advice.mainland),
    'unit-hk-de': ({ scene }) => refusesOpening(scene, { region: 'hk_macao_taiwan', country: 'DE' }, advice.abroad),
    'unit-abroad-hk': ({ scene }) => refusesOpening(scene, { country: 'HK' }, advice.around),
    async 'person-abroad-cn'({ scene }) {
      await refusesPerson(scene, 'CN', advice.mainland);
      assert.deepEqual(await scene.people(), []);
    },
  },
  neighbours: [
    {
      title:
        'given Macao and Taiwan, or the mainland, when a unit names the other region, then it is refused; with its own region it opens its account',
      given: 'nothing',
      async check(scene) {
        for (const country of ['MO', 'TW']) await refusesOpening(scene, { country }, advice.around);
        await refusesOpening(scene, { region: 'hk_macao_taiwan', country: 'CN' }, advice.mainland);
        for (const country of ['HK', 'MO', 'TW'])
          await register(scene, 'registration abroad', { region: 'hk_macao_taiwan', country });
        await register(scene, 'registration abroad', { country: 'FR' });
      },
    },
    {
      title:
        'given people of Hong Kong, Macao and Taiwan by passport, when they are added or changed to, then each is refused and the list to use is named (G3.3)',
      given: 'unit',
      async check(scene) {
        for (const country of ['HK', 'MO', 'TW']) await refusesPerson(scene, country, advice.around);
        assert.deepEqual(await scene.people(), []);
        await addPerson(scene, 'overseas');
        for (const country of ['CN', 'HK'])
          await scene.expect(422, { as: 'unit', method: 'PATCH', path: '/attendees/{attendee}', body: { country } });
        assert.equal((await scene.people())[0].country, 'GB');
      },
    },
  ],
};
