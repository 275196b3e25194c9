import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, staffToken } from '../support/fixtures.ts';

describe('the bureau’s edition', () => {
  let api: TestApi;
  let bureau: string;
  let second: string;
  before(async () => {
    api = await startApi();
    bureau = await staffToken(api.store, 'bureau');
    second = await staffToken(api.store, 'bureau-2');
  });
  after(() => api.close());

  const call = (method: string, path: string, body?: object, token = bureau, headers: Record<string, string> = {}) =>
    api.call(method, path, { token, headers, ...(body ? { body } : {}) });
  const patch = (body: object, token = bureau, headers = {}) => call('PATCH', '/bureau/edition', body, token, headers);
  const row = async () => (await api.store.knex('editions').where({ edition: '2' }).first('*'))!;
  const audited = () =>
    api.store.knex('audit_entries').orderBy(['at', 'rowId']).select('action', 'subject', 'detail', 'staffId');
  const errorsOf = ({ body }: { body: Json }) => body.errors.map(({ path, code }: Json) => `${path} ${code}`);

  it('given a visitor, when the edition is asked for, then terms, notices and the edition before are told in both languages', async () => {
    const { body } = await api.call('GET', '/edition');
    assert.deepEqual([body.edition, body.previousEdition, body.terms.version], ['2', '1', '1']);
    assert.match(body.terms.zh, /^第二届中国国际进口博览会参观预登记隐私条款/);
    assert.match(body.notices.document.en, /document number/);
    assert.match(body.notices.photo.zh, /证件照/);
    assert.deepEqual(body.feesFen, { professional: 20_000, vip: 0 });
    assert.ok(body.registrationClosesAt < body.expoClosesAt);
    assert.deepEqual([body.surveyOpensAt, body.closedAt], [body.expoClosesAt, null]);
    // This API has no providers.
    assert.deepEqual([body.channels, body.invoices], [[], false]);
  });

  it('given anybody else, when they ask for it or change it, then they may not', async () => {
    for (const login of ['delegation-1', 'operator']) {
      const token = await staffToken(api.store, login);
      assert.equal((await call('GET', '/bureau/edition', undefined, token)).status, 403);
      assert.equal((await patch({ nameEn: 'x' }, token)).status, 403);
      assert.equal((await call('POST', `/bureau/edition/changes/${randomUUID()}/confirm`, {}, token)).status, 403);
    }
    assert.equal((await call('POST', `/bureau/edition/changes/${randomUUID()}/confirm`, {})).status, 404);
  });

  it('given a name, texts and dates, when they are changed, then they stand, are on record, and a version that was read before is stale', async () => {
    const read = await call('GET', '/bureau/edition');
    const etag = read.headers.get('etag')!;
    const closes = new Date(Date.now() + 100 * 86_400_000).toISOString();
    const before = await row();
    const entries = (await audited()).length;
    const done = await patch(
      { nameEn: ' The  second ', registrationClosesAt: closes, notices: { photo: { zh: '照片', en: 'Photo' } } },
      bureau,
      { 'If-Match': etag },
    );
    assert.equal(done.status, 200, JSON.stringify(done.body));
    assert.deepEqual(
      [done.body.nameEn, done.body.registrationClosesAt, done.body.notices.photo.en],
      ['The second', closes, 'Photo'],
    );
    assert.deepEqual(done.body.notices.document, read.body.notices.document);
    const after = await row();
    assert.deepEqual([after.version, after.calendarVersion], [before.version + 1, before.calendarVersion + 1]);
    const [entry] = (await audited()).slice(entries);
    assert.equal(entry!.action, 'edition_changed');
    assert.match(JSON.stringify(entry!.detail['changes']), /nameEn The 2nd China.* → The second/);
    const stale = await patch({ nameEn: 'x' }, bureau, { 'If-Match': etag });
    assert.deepEqual([stale.status, (await row()).nameEn], [412, 'The second']);
    // What says the same changes nothing.
    assert.equal((await patch({ nameEn: 'The second' })).status, 200);
    assert.deepEqual([(await row()).version, (await audited()).length], [after.version, entries + 1]);
  });

  it('given what contradicts itself, what is in use and what is no field, when it is asked for, then all of it is refused in one answer', async () => {
    const unit = await createUnit(api.store, { state: 'under_review' });
    const before = await row();
    const opens = before.registrationOpensAt.toISOString();
    const wrong = await patch({ registrationClosesAt: opens, previousEdition: '2', expoClosesAt: opens });
    assert.deepEqual([wrong.status, wrong.body.code], [422, 'edition_contradicts']);
    assert.deepEqual(errorsOf(wrong).slice(0, 3), [
      'registrationClosesAt closes_before_opening',
      'expoClosesAt expo_before_closing',
      'previousEdition previous_is_itself',
    ]);
    const used = await patch({
      terms: { zh: '别的' },
      registrationOpensAt: new Date(Date.now() + 86_400_000).toISOString(),
      registrationClosesAt: new Date(Date.now() + 2 * 86_400_000).toISOString(),
    });
    assert.deepEqual([used.status, used.body.code], [409, 'edition_in_use']);
    assert.deepEqual(errorsOf(used), ['registrationOpensAt opening_after_units', 'terms.zh terms_accepted']);
    const chinese = await call('PATCH', '/bureau/edition', { terms: { zh: '别的' } }, bureau, {
      'Accept-Language': 'zh',
    });
    assert.equal(chinese.body.errors[0].message, '已有1家单位同意版本1，修改条款须更换版本号。');
    const shape = await patch({ delegations: [], taxCode: '1', reviewLevels: 3, smsTemplates: { hello: {} } });
    assert.equal(shape.status, 400);
    assert.deepEqual(
      new Set(shape.body.errors.map(({ path }: Json) => path)),
      new Set(['taxCode', 'reviewLevels', 'smsTemplates.hello', 'delegations']),
    );
    assert.deepEqual(await row(), before);
    assert.ok(unit);
  });

  it('given fees and tax, when one of the bureau changes them, then they wait for another, who confirms what was asked for', async () => {
    const entries = (await audited()).length;
    const asked = await patch({ feesFen: { vip: 100 }, taxCode: '3070401000000000001', nameZh: '第二届' });
    assert.deepEqual([asked.status, asked.body.peopleNeeded], [202, 1]);
    const { changeId } = asked.body;
    const before = await row();
    assert.deepEqual([before.vipFeeFen, before.nameZh], [0, '第二届中国国际进口博览会']);
    const { body: listed } = await call('GET', '/bureau/edition/changes?state=waiting');
    assert.deepEqual(
      [listed.items.length, listed.items[0].changeId, listed.items[0].askedBy, listed.items[0].decidedBy],
      [1, changeId, 'bureau', null],
    );
    assert.deepEqual(listed.items[0].changes, [
      { field: 'nameZh', from: '第二届中国国际进口博览会', to: '第二届' },
      { field: 'feesFen.vip', from: '0', to: '100' },
      { field: 'taxCode', from: '3070401000000000000', to: '3070401000000000001' },
    ]);
    const confirm = (token: string) => call('POST', `/bureau/edition/changes/${changeId}/confirm`, {}, token);
    const own = await confirm(bureau);
    assert.deepEqual([own.status, own.body.code, (await row()).vipFeeFen], [409, 'second_person_needed', 0]);
    const done = await confirm(second);
    assert.deepEqual([done.status, done.body.state, done.body.decidedBy], [200, 'confirmed', 'bureau-2']);
    const after = await row();
    assert.deepEqual([after.vipFeeFen, after.taxCode, after.nameZh], [100, '3070401000000000001', '第二届']);
    assert.deepEqual([(await confirm(second)).body.code, (await row()).version], ['change_decided', after.version]);
    const made = (await audited()).slice(entries);
    assert.deepEqual(
      made.map(({ action }) => action),
      ['edition_change_asked', 'edition_changed'],
    );
    assert.notEqual(made[0]!.staffId, made[1]!.staffId);
    assert.equal(made[1]!.detail['changeId'], changeId);
  });

  it('given a change that waits, when what it starts from has changed or it is taken back, then it is not made', async () => {
    const ask = async (fee: number) => (await patch({ feesFen: { vip: fee } })).body.changeId as string;
    const [first, other] = [await ask(200), await ask(300)];
    const decide = (id: string, what: string, token = second) =>
      call('POST', `/bureau/edition/changes/${id}/${what}`, {}, token);
    assert.equal((await decide(first, 'confirm')).status, 200);
    const stale = await decide(other, 'confirm');
    assert.deepEqual([stale.status, stale.body.code, (await row()).vipFeeFen], [412, 'stale_version', 200]);
    const back = await decide(other, 'dismiss', bureau);
    assert.deepEqual([back.status, back.body.state], [200, 'dismissed']);
    assert.equal((await decide(other, 'confirm')).body.code, 'change_decided');
    assert.equal((await row()).vipFeeFen, 200);
  });

  it('given the delegations, when one is added, changed and given places, then the contact table and the rules follow (G1.2, G1.5)', async () => {
    const { body: listed, headers } = await call('GET', '/bureau/delegations');
    assert.equal(listed.items.length, 27);
    const three = listed.items.find(({ no }: Json) => no === 3);
    assert.deepEqual([three.places, three.staff, three.invitationCodes], [['广东省/佛山市'], 1, 1]);
    const shenzhen = {
      no: 28,
      parentNo: 1,
      nameZh: '广东深圳交易分团',
      nameEn: 'Shenzhen',
      organisationZh: '深圳市商务局',
      contactsZh: '某人',
      phones: '0755-1',
      kind: 'region',
      places: ['深圳市'],
    };
    const added = await call('POST', '/bureau/delegations', shenzhen);
    assert.deepEqual([added.status, added.body], [201, { ...shenzhen, places: ['广东省/深圳市'] }]);
    assert.equal((await call('POST', '/bureau/delegations', shenzhen)).body.code, 'delegation_exists');
    const { body: rules } = await call('GET', '/bureau/allocation-rules');
    assert.equal(rules.items.find(({ city }: Json) => city === '深圳市').delegationNo, 28);
    const change = (no: number, body: object, more = {}) =>
      call('PATCH', `/bureau/delegations/${no}`, body, bureau, more);
    const stale = await change(28, { phones: '0755-2' }, { 'If-Match': headers.get('etag')! });
    assert.equal(stale.status, 412);
    const changed = await change(28, { phones: '0755-2', places: [] }, { 'If-Match': added.headers.get('etag')! });
    assert.deepEqual([changed.status, changed.body.phones, changed.body.places], [200, '0755-2', []]);
    const wrong = await change(22, { parentNo: 99, places: ['440600'] });
    assert.deepEqual(
      [wrong.status, errorsOf(wrong)],
      [422, ['parentNo delegation_above_unknown', 'places no_place', 'places place_taken']],
    );
    assert.equal((await change(3, { places: ['佛山'] })).body.errors[0].path, 'places[0]');
    assert.equal((await change(99, { phones: '1' })).status, 404);
    assert.equal((await api.call('GET', '/delegations')).body.items.length, 28);
    assert.doesNotMatch(JSON.stringify((await audited()).slice(-2).map(({ detail }) => detail)), /某人|0755/);
  });

  it('given an edition that has ended, when anything of it is changed, then it is refused; and where there is none, that is told', async () => {
    await api.store.knex('editions').update({ closedAt: new Date() });
    const refused = await patch({ nameEn: 'later' });
    assert.deepEqual([refused.status, errorsOf(refused)], [409, ['edition edition_closed_at']]);
    await api.store.knex('editions').update({ isCurrent: false });
    for (const path of ['/edition', '/bureau/edition']) {
      const none = await call('GET', path);
      assert.deepEqual([none.status, none.body.code], [409, 'no_edition']);
    }
  });
});
