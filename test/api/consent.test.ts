import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { createConsents } from '../../db/registration/consent.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, mainlander, procurementIntent, unitInfo, type TestUnit } from '../support/fixtures.ts';

const words = {
  termsVersion: '2026-11',
  termsZh: '参观预登记隐私条款',
  termsEn: 'Privacy terms of the registration',
  documentNoticeZh: '证件号码仅用于核验身份',
  documentNoticeEn: 'Document numbers serve to check who comes',
  photoNoticeZh: '照片仅用于制作证件',
  photoNoticeEn: 'Photos serve to make badges',
};

describe('consents', () => {
  let api: TestApi;
  let unit: TestUnit;
  let next = 300;
  before(async () => {
    api = await startApi();
  });
  beforeEach(async () => {
    await edit(words);
    unit = await createUnit(api.store);
  });
  after(() => api.close());

  const edit = (more: object) => api.store.knex('editions').where({ edition: '2' }).update(more);
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    api.call(method, path, { token: unit.token, body, headers });
  const state = async (kind: string): Promise<Json> =>
    (await call('GET', '/account/consents')).body.items.find((each: Json) => each.kind === kind);
  const rows = () => createConsents(api.store).ofUnit(unit.unitId);
  const eventKinds = () =>
    api.store.knex('events').where({ registrationId: unit.registrationId }).orderBy('eventId').pluck('kind');
  const unaccepted = async () => (await call('GET', '/registration/confirmation')).body.unaccepted as string[];
  const addPerson = async () => (await call('POST', '/attendees', mainlander(next++))).body.attendeeId as string;
  const photo = sharp({ create: { width: 400, height: 560, channels: 3, background: '#c08060' } })
    .jpeg()
    .toBuffer();
  const putPhoto = async (attendeeId: string) =>
    call('PUT', `/attendees/${attendeeId}/photo`, await photo, { 'Content-Type': 'image/jpeg' });

  it('given the words of the edition, when anybody reads it, then terms and notices are told, and a notice of other words is of another version', async () => {
    const { consents } = (await api.call('GET', '/edition')).body;
    assert.deepEqual(
      consents.map(({ kind, zh, en }: Json) => [kind, zh, en]),
      [
        ['privacy_terms', words.termsZh, words.termsEn],
        ['document_numbers', words.documentNoticeZh, words.documentNoticeEn],
        ['photos', words.photoNoticeZh, words.photoNoticeEn],
      ],
    );
    assert.equal(consents[0].version, '2026-11');
    await edit({ photoNoticeEn: 'Photos serve to make badges alone' });
    const after = (await api.call('GET', '/edition')).body.consents;
    assert.deepEqual(
      after.map(({ version }: Json, index: number) => version === consents[index].version),
      [true, true, false],
    );
  });

  it('given accepted terms, when the edition has others, then a submission lacks them until the ones that are shown are accepted, and what was accepted stays on record (G1.4)', async () => {
    await call('PUT', '/registration/unit-info', unitInfo);
    await call('PUT', '/registration/procurement-intent', procurementIntent);
    const missing = async () => (await call('GET', '/registration')).body.missing;
    assert.deepEqual(await missing(), []);
    await edit({ termsVersion: '2026-12', termsZh: '新条款' });
    assert.deepEqual(await missing(), ['acceptPrivacyTerms']);
    const { privacyAccepted, privacyTerms } = (await call('GET', '/account')).body;
    assert.deepEqual(
      [privacyAccepted, privacyTerms.version, privacyTerms.acceptedVersion, privacyTerms.accepted, privacyTerms.zh],
      [false, '2026-12', '2026-11', false, '新条款'],
    );
    const stale = await call('POST', '/account/privacy-terms', { accept: true, version: '2026-11' });
    assert.deepEqual([stale.status, stale.body.code], [412, 'stale_version']);
    assert.match(stale.body.detail, /2026-12/);
    assert.deepEqual(await missing(), ['acceptPrivacyTerms']);
    const accept = () => call('POST', '/account/privacy-terms', { accept: true, version: '2026-12' });
    assert.deepEqual([(await accept()).status, (await accept()).status], [204, 204]);
    assert.deepEqual([await missing(), await unaccepted()], [[], []]);
    const kept = await rows();
    assert.deepEqual(
      kept.map(({ kind, version, withdrawnAt }) => [kind, version, withdrawnAt]),
      [
        ['privacy_terms', '2026-11', null],
        ['privacy_terms', '2026-12', null],
      ],
    );
    assert.notDeepEqual(kept[0]!.textHash, kept[1]!.textHash);
    // Said twice, on record once.
    assert.equal((await eventKinds()).filter((kind) => kind === 'privacy_terms_accepted').length, 1);
  });

  it('given notices, when people and photos are added without a word, then they are taken, and the confirmation names what is not agreed to until it is', async () => {
    assert.deepEqual(await unaccepted(), []);
    const attendeeId = await addPerson();
    assert.deepEqual(await unaccepted(), ['document_numbers']);
    assert.equal((await putPhoto(attendeeId)).status, 200);
    assert.deepEqual(await unaccepted(), ['document_numbers', 'photos']);
    const { version } = await state('photos');
    const stale = await call('POST', '/account/consents', { kind: 'photos', version: 'x' });
    assert.deepEqual([stale.status, (await state('photos')).accepted], [412, false]);
    const given = await call('POST', '/account/consents', { kind: 'photos', version });
    assert.deepEqual([given.status, given.body.accepted, given.body.acceptedVersion], [200, true, version]);
    assert.deepEqual(await unaccepted(), ['document_numbers']);
    await call('POST', '/account/consents', { kind: 'document_numbers' });
    assert.deepEqual(await unaccepted(), []);
    // An edition without a notice asks for none.
    await edit({ documentNoticeZh: '', documentNoticeEn: '', photoNoticeZh: '', photoNoticeEn: '' });
    assert.deepEqual(await unaccepted(), []);
    assert.equal((await eventKinds()).filter((kind) => kind === 'consent_given').length, 2);
  });

  for (const isGiven of [true, false])
    it(`given photos ${isGiven ? 'agreed to' : 'without a word'}, when the consent is withdrawn, then those not on a badge are gone, nobody else's are, and none comes until it is given anew`, async () => {
      const stranger = await createUnit(api.store);
      const own = unit;
      unit = stranger;
      const theirs = await addPerson();
      await putPhoto(theirs);
      unit = own;
      const [plain, badged] = [await addPerson(), await addPerson()];
      for (const attendeeId of [plain, badged]) await putPhoto(attendeeId);
      await giveBadge(badged);
      if (isGiven) await call('POST', '/account/consents', { kind: 'photos' });
      const keyOf = async (attendeeId: string) =>
        (await api.store.knex('attendee_photos').where({ attendeeId }).first('photoKey'))?.photoKey;
      const key = await keyOf(plain);

      const withdrawn = await call('DELETE', '/account/consents/photos');
      assert.deepEqual([withdrawn.status, withdrawn.body], [200, { deletedPhotos: 1 }]);
      assert.deepEqual(await api.store.knex('condemned_photos').where({ photoKey: key! }).pluck('photoKey'), [key]);
      assert.equal(await keyOf(plain), undefined);
      assert.ok((await keyOf(badged)) && (await keyOf(theirs)));
      const shown = (await call('GET', '/attendees')).body.items;
      assert.deepEqual(
        shown.map(({ attendeeId, hasPhoto }: Json) => [attendeeId, hasPhoto]),
        [
          [plain, false],
          [badged, true],
        ],
      );
      const { accepted, withdrawnAt } = await state('photos');
      assert.ok(!accepted && withdrawnAt);
      const refused = await putPhoto(plain);
      assert.deepEqual([refused.status, refused.body.code], [409, 'consent_withdrawn']);
      // Withdrawn again, nothing moves.
      assert.deepEqual((await call('DELETE', '/account/consents/photos')).body, { deletedPhotos: 0 });
      assert.equal((await rows()).filter(({ kind }) => kind === 'photos').length, 1);
      await call('POST', '/account/consents', { kind: 'photos' });
      assert.equal((await putPhoto(plain)).status, 200);
      assert.equal((await rows()).filter(({ kind }) => kind === 'photos').length, 2);
    });

  /** As a batch leaves it: the face is frozen. */
  async function giveBadge(attendeeId: string): Promise<void> {
    const { knex } = api.store;
    const { registrationId } = unit;
    const orderNo = String(next++).padStart(14, '0');
    const { staffId } = (await knex('staff').where({ login: 'bureau' }).first('staffId'))!;
    const batchId = randomUUID();
    await knex('production_batches').insert({ batchId, edition: '2', staffId });
    await knex('badge_orders').insert({
      orderNo,
      edition: '2',
      registrationId,
      state: 'paid',
      paidAt: new Date(),
      people: 1,
      totalFen: 0,
      payableFen: 0,
      pickup: 'delegation',
      refundPolicy: 'failed_only',
      autoRefundDays: 30,
    });
    const line = { orderNo, attendeeId, badgeType: 'vip', pickup: 'delegation', feeFen: 0, payableFen: 0 } as const;
    await knex('order_lines').insert({ ...line, lineNo: 1, state: 'badge_made' });
    const rowId = randomUUID();
    const seal = (column: 'name' | 'documentMasked') =>
      api.store.personalData.seal({ table: 'badges', column, row: rowId }, 'x', unit.registrationId);
    await knex('badges').insert({
      badgeNo: orderNo.slice(-10),
      rowId,
      edition: '2',
      batchId,
      orderNo,
      attendeeId,
      badgeType: 'vip',
      name: seal('name'),
      documentMasked: seal('documentMasked'),
      unitName: 'x',
      token: 'x',
      madeAt: new Date(),
    });
  }

  it('given what a registration stands on, when that alone is withdrawn, then it is refused and nothing moved', async () => {
    await call('POST', '/account/consents', { kind: 'document_numbers' });
    const before = await rows();
    for (const kind of ['privacy_terms', 'document_numbers']) {
      const { status, body } = await call('DELETE', `/account/consents/${kind}`);
      assert.deepEqual([status, body.code], [409, 'consent_needed']);
    }
    assert.equal((await call('DELETE', '/account/consents/anything')).status, 404);
    assert.deepEqual(await rows(), before);
  });

  it('given an acceptance on record, when the programs would change or remove it, then the database refuses, and takes that it is withdrawn', async () => {
    const row = () => api.store.knex('consents').where({ unitId: unit.unitId });
    await assert.rejects(row().update({ version: 'x' }), /permission denied/);
    await assert.rejects(row().update({ acceptedAt: new Date(0) }), /permission denied/);
    await assert.rejects(row().delete(), /permission denied/);
    assert.equal(await row().update({ withdrawnAt: new Date() }), 1);
  });
});
