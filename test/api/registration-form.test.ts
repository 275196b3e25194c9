import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { untyped } from '../../db/knex.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { address, createUnit, procurementIntent, unitInfo, type TestUnit } from '../support/fixtures.ts';
import { untilOneWaits } from '../support/lock-wait.ts';

const paths = (body: Json): string[] => body.errors.map((error: { path: string }) => error.path);

describe('registration forms', () => {
  let api: TestApi;
  let unit: TestUnit;
  before(async () => {
    api = await startApi();
  });
  beforeEach(async () => {
    unit = await createUnit(api.store);
  });
  after(() => api.close());

  const put = (form: string, body: unknown, headers: Record<string, string> = {}, token = unit.token) =>
    api.call('PUT', `/registration/${form}`, { token, body, headers });
  const get = () => api.call('GET', '/registration', { token: unit.token });

  it('given a new account, when the registration is read, then it is an empty draft of its delegation', async () => {
    const { status, body, headers } = await get();
    assert.equal(status, 200);
    assert.equal(headers.get('etag'), '"1"');
    assert.deepEqual(
      [
        body.registrationId,
        body.state,
        body.uscc,
        body.category,
        body.region,
        body.delegation.no,
        body.unitInfo,
        body.procurementIntent,
        body.delivery,
      ],
      [unit.registrationId, 'draft', unit.account, 'enterprise', 'mainland', 3, null, null, null],
    );
  });

  it('given both forms, when they are saved and read, then all of it comes back, the contact masked, and the version moved (G3.1, G3.2)', async () => {
    assert.equal((await put('unit-info', unitInfo)).headers.get('etag'), '"2"');
    assert.equal((await put('procurement-intent', procurementIntent)).headers.get('etag'), '"3"');
    const { body, headers } = await get();
    assert.equal(headers.get('etag'), '"3"');
    const contact = {
      ...unitInfo.contact,
      mobile: '138****1234',
      phone: body.unitInfo.contact.phone,
      email: 'w***@example.com',
    };
    assert.deepEqual(body.unitInfo, { ...unitInfo, contact });
    assert.match(contact.phone, /^075\*+\d{3}$/);
    assert.deepEqual(body.procurementIntent, procurementIntent);
    assert.deepEqual([body.state, body.version], ['draft', 3]);
  });

  it('given a form read with its masks, when it is sent back with one change, then what was masked stays as it was', async () => {
    await put('unit-info', unitInfo);
    const { body } = await get();
    assert.equal((await put('unit-info', { ...body.unitInfo, turnover: 7 })).status, 200);
    const { unitContact } = (await api.store
      .knex('registrations')
      .where({ registrationId: unit.registrationId })
      .first('unitContact'))!;
    const place = { table: 'registrations', column: 'unitContact', row: unit.registrationId } as const;
    assert.deepEqual(JSON.parse(api.store.personalData.open(place, unitContact!)), unitInfo.contact);
    const foreign = await put('unit-info', { ...unitInfo, contact: { ...unitInfo.contact, mobile: '139****9999' } });
    assert.deepEqual([foreign.status, paths(foreign.body)], [400, ['contact.mobile']]);
  });

  it('given words outside the vocabularies, when they are saved, then 422 names each, and nothing is stored (G3.1, G3.2)', async () => {
    const reply = await put('unit-info', {
      ...unitInfo,
      address: { ...unitInfo.address, city: '石家庄市' },
      nature: 'secret',
      contact: { ...unitInfo.contact, position: 'king' },
      importModes: ['general_trade', 'smuggling'],
      industries: [{ area: 'services', subArea: 'automobile' }],
    });
    assert.deepEqual([reply.status, reply.body.code], [422, 'unknown_reference']);
    assert.deepEqual(paths(reply.body).toSorted(), [
      'address.city',
      'contact.position',
      'importModes[1]',
      'industries[0].subArea',
      'nature',
    ]);
    const intent = await put('procurement-intent', {
      ...procurementIntent,
      nextYearBand: '1-2',
      exhibitors: [{ country: 'XX', company: 'X' }],
    });
    assert.deepEqual(paths(intent.body).toSorted(), ['exhibitors[0].country', 'nextYearBand']);
    const { body } = await get();
    assert.deepEqual([body.unitInfo, body.procurementIntent, body.version], [null, null, 1]);
  });

  it('given numbers below zero, too many exhibitors or a missing field, when they are saved, then 400 names the field (G3.1, G3.2)', async () => {
    assert.deepEqual(paths((await put('unit-info', { ...unitInfo, registeredCapital: -1, importValue: -0.5 })).body), [
      'registeredCapital',
      'importValue',
    ]);
    const exhibitors = Array.from({ length: 11 }, () => ({ country: 'DE', company: 'X' }));
    assert.deepEqual(paths((await put('procurement-intent', { ...procurementIntent, exhibitors })).body), [
      'exhibitors',
    ]);
    const { contact: _, ...withoutContact } = unitInfo;
    const missing = await put('unit-info', withoutContact);
    assert.deepEqual([missing.status, paths(missing.body)], [400, ['contact']]);
  });

  it('given a name the badge font cannot print, when it is saved, then 422 quotes the characters', async () => {
    const reply = await put('unit-info', { ...unitInfo, name: '佛山😀公司' });
    assert.deepEqual([reply.status, reply.body.code, paths(reply.body)], [422, 'name_not_printable', ['name']]);
    assert.match(reply.body.detail, /"😀" \(U\+1F600\)/);
    const polish = 'Żółta Łódź sp. z o.o.';
    const kept = await put('unit-info', { ...unitInfo, name: polish });
    assert.deepEqual([kept.status, kept.body.unitInfo.name], [200, polish]);
  });

  it('given a stale If-Match, when a form is saved, then 412 and the other tab’s words stay; a fresh one passes', async () => {
    const first = await put('unit-info', unitInfo, { 'If-Match': '"1"' });
    assert.equal(first.status, 200);
    const stale = await put('unit-info', { ...unitInfo, turnover: 1 }, { 'If-Match': '"1"' });
    assert.deepEqual([stale.status, stale.body.code], [412, 'stale_version']);
    assert.equal((await get()).body.unitInfo.turnover, unitInfo.turnover);
    assert.equal(
      (await put('unit-info', { ...unitInfo, turnover: 1 }, { 'If-Match': first.headers.get('etag')! })).status,
      200,
    );
  });

  for (const state of ['under_review', 'approved', 'rejected'] as const) {
    it(`given a registration that is ${state}, when its forms are saved, then 409, except delivery until rejection`, async () => {
      const { token } = await createUnit(api.store, { state });
      for (const [form, body] of [
        ['unit-info', unitInfo],
        ['procurement-intent', procurementIntent],
      ] as const) {
        const reply = await put(form, body, {}, token);
        assert.deepEqual([reply.status, reply.body.code, reply.body.state], [409, 'not_editable', state]);
      }
      assert.equal(
        (await put('delivery', { pickup: 'delegation' }, {}, token)).status,
        state === 'rejected' ? 409 : 200,
      );
      const wrong = await put('unit-info', { ...unitInfo, nature: 'secret' }, {}, token);
      assert.equal(wrong.status, 422, 'the business rule is checked before the state');
    });
  }

  it('given a returned registration, when its unit information is corrected, then it is saved', async () => {
    const { token } = await createUnit(api.store, { state: 'returned' });
    assert.equal((await put('unit-info', unitInfo, {}, token)).status, 200);
  });

  it('given a submission under way, when an edit comes at the same moment, then it waits and is refused: no edit after the submission', async () => {
    const submission = await untyped(api.store.knex).transaction();
    await submission('registrations')
      .where({ registrationId: unit.registrationId })
      .update({ state: 'under_review', submittedAt: submission.fn.now(), version: submission.raw('version + 1') });
    const edit = put('unit-info', unitInfo);
    await untilOneWaits(api.store);
    await submission.commit();
    const reply = await edit;
    assert.deepEqual([reply.status, reply.body.code], [409, 'not_editable']);
    const { body } = await get();
    assert.deepEqual([body.state, body.unitInfo, body.version], ['under_review', null, 2]);
  });

  it('given addresses, when delivery names one, then only an own one is taken, and deleting it empties the choice', async () => {
    const other = await createUnit(api.store);
    const foreign = await api.call('POST', '/addresses', { token: other.token, body: address });
    const own = await api.call('POST', '/addresses', { token: unit.token, body: address });
    for (const addressId of [foreign.body.addressId, randomUUID()]) {
      const refused = await put('delivery', { pickup: 'courier', addressId });
      assert.deepEqual(
        [refused.status, refused.body.code, paths(refused.body)],
        [422, 'unknown_reference', ['addressId']],
      );
    }
    const saved = await put('delivery', { pickup: 'courier', addressId: own.body.addressId });
    assert.deepEqual(saved.body.delivery, { pickup: 'courier', addressId: own.body.addressId });
    assert.equal((await api.call('DELETE', `/addresses/${own.body.addressId}`, { token: unit.token })).status, 204);
    assert.deepEqual((await get()).body.delivery, { pickup: 'courier' });
  });
});
