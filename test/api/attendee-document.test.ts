import assert from 'node:assert/strict';
import type { Store } from '../../db/knex.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { cardOf, createUnit, idCard, mainlander, staffToken, type TestUnit } from '../support/fixtures.ts';

const permitHolder = {
  list: 'hk_macao_taiwan',
  name: '陳小春',
  permitName: 'CHAN SIU CHUN',
  sex: 'male',
  region: 'hong_kong',
  documentNumber: 'H12345678',
  position: 'management.director',
};
const passportHolder = {
  list: 'overseas',
  surname: 'Müller',
  givenName: 'Jörg',
  sex: 'male',
  country: 'DE',
  documentNumber: 'C01X00T47',
  position: 'other',
};

/** The person's line, paid and under review. */
async function orderOf({ knex }: Store, registrationId: string, attendeeId: string): Promise<void> {
  const orderNo = '20190520000009';
  const terms = { refundPolicy: 'failed_only', autoRefundDays: 30, expiresAt: new Date() } as const;
  const sums = { people: 1, totalFen: 1, payableFen: 1 };
  await knex('badge_orders').insert({
    orderNo,
    edition: '2',
    registrationId,
    state: 'awaiting_payment',
    pickup: 'courier',
    ...terms,
    ...sums,
  });
  const line = {
    badgeType: 'professional',
    pickup: 'courier',
    feeFen: 1,
    payableFen: 1,
    state: 'under_review',
  } as const;
  await knex('order_lines').insert({ orderNo, attendeeId, lineNo: 1, ...line });
}

describe("a person's document", () => {
  let api: TestApi;
  let unit: TestUnit;
  before(async () => {
    api = await startApi();
  });
  beforeEach(async () => {
    unit = await createUnit(api.store);
  });
  after(() => api.close());

  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    api.call(method, path, { token: unit.token, body, headers });
  const add = (body: unknown) => call('POST', '/attendees', body);
  const refusal = ({ status, body }: { status: number; body: Json }) => [status, body.code];
  const listed = async () => (await call('GET', '/attendees')).body.items as Json[];
  const told = ({ body }: { body: Json }) => body.errors.map(({ path, code }: Json) => [path, code]);
  const resident = (n: number) => cardOf('911840', n);

  it('given one card in two lists, when it is added to both, then the second is 409, whichever came first (G3.3)', async () => {
    const foreigner = { ...mainlander(1), documentNumber: resident(1), name: '史可文' };
    const abroad = { ...passportHolder, country: 'CA', documentNumber: resident(1) };
    for (const [first, second] of [
      [foreigner, abroad],
      [abroad, foreigner],
      [
        { ...abroad, documentNumber: 'CAN110090010112' },
        { ...abroad, documentNumber: 'can110090010112', country: 'US' },
      ],
      [
        { ...permitHolder, documentNumber: 'H7654321801' },
        { ...abroad, country: 'GB', documentNumber: 'H76543218' },
      ],
    ]) {
      const { status, body } = await add(first);
      assert.equal(status, 201);
      assert.deepEqual(refusal(await add(second)), [409, 'attendee_already_registered']);
      assert.equal((await listed()).length, 1);
      await call('DELETE', `/attendees/${body.attendeeId}`);
    }
  });

  it('given a document that belongs to another list, when added, then the words name the list to use, in either language (G3.3)', async () => {
    for (const [body, en, zh] of [
      [{ ...passportHolder, documentNumber: idCard(1) }, /list of the Chinese mainland/, /中国大陆地区人员/u],
      [{ ...mainlander(1), documentNumber: 'M12345678' }, /Hong Kong, Macao or Taiwan/, /港澳台地区人员/u],
      [{ ...mainlander(1), documentNumber: cardOf('830000', 1) }, /Hong Kong, Macao or Taiwan/, /港澳台地区人员/u],
      [{ ...passportHolder, documentNumber: 'H1234567801' }, /Hong Kong, Macao or Taiwan/, /港澳台地区人员/u],
      [{ ...permitHolder, documentNumber: resident(1) }, /list of other countries/, /其他国家\/地区人员/u],
    ] as const) {
      for (const [language, words] of [
        ['en', en],
        ['zh-CN', zh],
      ] as const) {
        const reply = await call('POST', '/attendees', body, { 'Accept-Language': language });
        assert.deepEqual(refusal(reply), [422, 'document_invalid']);
        assert.deepEqual(told(reply), [['documentNumber', 'list']]);
        assert.match(reply.body.errors[0].message, words);
      }
    }
    assert.deepEqual(await listed(), []);
  });

  it('given a country that belongs to another list, when added or changed to, then 422 at country names the list (G3.3)', async () => {
    const { body } = await add({ ...passportHolder, documentNumber: 'C01X00T48' });
    for (const [country, words] of [
      ['CN', /list of the Chinese mainland/],
      ['HK', /list of Hong Kong, Macao and Taiwan/],
      ['MO', /list of Hong Kong, Macao and Taiwan/],
      ['TW', /list of Hong Kong, Macao and Taiwan/],
    ] as const)
      for (const reply of [
        await add({ ...passportHolder, country }),
        await call('PATCH', `/attendees/${body.attendeeId}`, { country }),
      ]) {
        assert.deepEqual(refusal(reply), [422, 'country_contradicts']);
        assert.deepEqual(told(reply), [['country', 'country_contradicts']]);
        assert.match(reply.body.errors[0].message, words);
      }
    assert.deepEqual(
      (await listed()).map(({ country, version }) => [country, version]),
      [['DE', 1]],
    );
  });

  it('given a permit of those of foreign nationality, when added, then it is taken for its region, masked (G5.5)', async () => {
    for (const [documentNumber, region, other] of [
      ['HA1234567', 'hong_kong', 'macao'],
      ['MA1234567', 'macao', 'hong_kong'],
    ] as const) {
      const wrong = await add({ ...permitHolder, documentNumber, region: other });
      assert.deepEqual([...refusal(wrong), told(wrong)], [422, 'document_invalid', [['documentNumber', 'region']]]);
      const { status, body } = await add({ ...permitHolder, documentNumber, region });
      assert.deepEqual([status, body.documentMasked], [201, `${documentNumber[0]}*****567`]);
    }
  });

  it('given a sex that the ID card does not tell, when added, then it is a warning until the unit confirms it, and again when either changes', async () => {
    const odd = { ...mainlander(1), documentNumber: cardOf('440604', 2) };
    const { status, body, headers } = await add(odd);
    const warning = { path: 'sex', code: 'sex_differs', confirmed: false };
    const shown = (of: Json) =>
      of.warnings.map(({ path, code, message, confirmed }: Json) => {
        assert.match(message, /17th digit/);
        return { path, code, confirmed };
      });
    assert.deepEqual([status, headers.get('etag'), shown(body)], [201, '"1"', [warning]]);
    const path = `/attendees/${body.attendeeId}`;
    const patch = async (changes: object) => shown((await call('PATCH', path, changes)).body);
    assert.deepEqual(await patch({ confirmedWarnings: ['sex_differs'] }), [{ ...warning, confirmed: true }]);
    assert.deepEqual(await patch({ position: 'other' }), [{ ...warning, confirmed: true }]);
    assert.deepEqual(shown((await listed())[0]), [{ ...warning, confirmed: true }]);
    assert.deepEqual(await patch({ documentNumber: cardOf('440604', 4) }), [warning]);
    assert.deepEqual(await patch({ confirmedWarnings: ['sex_differs'] }), [{ ...warning, confirmed: true }]);
    assert.deepEqual(await patch({ confirmedWarnings: [] }), [warning]);
    assert.deepEqual(await patch({ sex: 'female', confirmedWarnings: ['sex_differs'] }), []);
    assert.deepEqual(await patch({ sex: 'male' }), [warning]);
    assert.deepEqual(refusal(await call('PATCH', path, { confirmedWarnings: ['anything'] })), [
      400,
      'validation_failed',
    ]);
    const said = await api.store
      .knex('events')
      .where({ registrationId: unit.registrationId, kind: 'warnings_confirmed' })
      .orderBy('eventId');
    assert.deepEqual(
      said.map(({ actor, detail }) => [actor, detail]),
      [['sex_differs'], ['sex_differs'], [], []].map((warnings) => ['unit', { attendeeId: body.attendeeId, warnings }]),
    );
  });

  it('given a warning, when reviewers look, then they see it, and whether the unit has confirmed it', async () => {
    const { body } = await add({ ...mainlander(1), documentNumber: cardOf('440604', 6) });
    const { attendeeId } = body;
    await orderOf(api.store, unit.registrationId, attendeeId);
    const token = await staffToken(api.store, 'bureau');
    const seen = async () => {
      const list = await api.call('GET', `/review/attendees?registrationId=${unit.registrationId}`, { token });
      const one = await api.call('GET', `/review/registrations/${unit.registrationId}`, { token });
      const { body: queue } = await api.call('GET', '/bureau/person-reviews', { token });
      const inQueue = queue.items.find((item: Json) => item.attendeeId === attendeeId);
      return [list.body.items[0], one.body.attendees[0], inQueue].map(({ warnings }: Json) => warnings[0].confirmed);
    };
    assert.deepEqual(await seen(), [false, false, false]);
    await call('PATCH', `/attendees/${attendeeId}`, { confirmedWarnings: ['sex_differs'] });
    assert.deepEqual(await seen(), [true, true, true]);
  });
});
