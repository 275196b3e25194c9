import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { untyped } from '../../db/knex.ts';
import type { Sealed } from '../../db/table.ts';
import { unreadable } from '../../domain/unreadable.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { until } from '../activities/local-sandbox.ts';
import { address, createUnit, mainlander, staffToken, unitInfo, type TestUnit } from '../support/fixtures.ts';

describe('a sealed field that cannot be opened', () => {
  let api: TestApi;
  let unit: TestUnit;
  let bureau: string;
  before(async () => {
    api = await startApi();
    bureau = await staffToken(api.store, 'bureau');
  });
  beforeEach(async () => {
    unit = await createUnit(api.store);
  });
  after(() => api.close());

  /** Another row's value, or one of a key that is gone: bytes that do not open here. */
  const damage = (table: string, column: string, where: object) =>
    untyped(api.store.knex)(table)
      .where(where)
      .update({ [column]: Buffer.from('2k9 nobody has this key any more') });
  const get = async (path: string, token = unit.token): Promise<Json> => {
    const reply = await api.call('GET', path, { token });
    assert.equal(reply.status, 200, `${path}: ${JSON.stringify(reply.body)}`);
    return reply.body;
  };
  const attention = async (table: string): Promise<Json> =>
    (await get('/ops/attention?limit=200', bureau)).items.find(({ subject }: Json) => subject.table === table);
  const untilAttention = (table: string): Promise<Json> => until(() => attention(table));
  const addPerson = async (n: number): Promise<string> => {
    const reply = await api.call('POST', '/attendees', { token: unit.token, body: mainlander(n) });
    assert.equal(reply.status, 201);
    return reply.body.attendeeId as string;
  };

  it('given one person’s name of three, when lists and exports are read, then it shows as unreadable, the others as they are, and attention rises', async () => {
    assert.equal(await attention('attendees'), undefined);
    const ids = [await addPerson(1), await addPerson(2), await addPerson(3)];
    await damage('attendees', 'name', { attendeeId: ids[1] });
    const { items } = await get('/attendees');
    assert.deepEqual(
      items.map(({ attendeeId, name }: Json) => [attendeeId, name]),
      [
        [ids[0], '诸葛明月'],
        [ids[1], unreadable],
        [ids[2], '诸葛明月'],
      ],
    );
    assert.match(items[1].documentMasked, /^\d{3}\*+\w{4}$/);
    const reviewed = (await get('/review/attendees?state=saved', bureau)).items.filter(({ attendeeId }: Json) =>
      ids.includes(attendeeId),
    );
    assert.equal(reviewed.length, 3);

    const { reason, workflowUrl, ageSeconds } = await untilAttention('attendees');
    assert.equal(
      reason,
      `1 sealed field(s) cannot be opened, as name (${ids[1]}): a key is missing, or they are damaged.`,
    );
    assert.deepEqual([workflowUrl, ageSeconds < 60], [undefined, true]);
    assert.equal(await api.store.knex('unreadable_fields').where({ row: ids[0]! }).first(), undefined);
  });

  it('given a person’s document, when another field is changed, then 400 names the document and nothing is stored; given anew, the person is whole', async () => {
    const id = await addPerson(4);
    await damage('attendees', 'documentNumber', { attendeeId: id });
    const read = async () =>
      (await api.store.knex('attendees').where({ attendeeId: id }).first('documentNumber', 'version'))!;
    const before = await read();
    assert.equal((await get(`/attendees/${id}`)).documentMasked, unreadable);
    const change = (body: object) => api.call('PATCH', `/attendees/${id}`, { token: unit.token, body });
    const refused = await change({ name: '诸葛亮' });
    assert.deepEqual([refused.status, refused.body.errors.map(({ path }: Json) => path)], [400, ['documentNumber']]);
    assert.deepEqual(await read(), before);
    assert.equal((await change({ name: '诸葛亮', documentNumber: mainlander(4).documentNumber })).status, 200);
    assert.match((await get(`/attendees/${id}`)).documentMasked, /^\d{3}\*/);
  });

  it('given the contact and the street of a form, when it is read and sent back, then the rest of it shows and the marker is refused', async () => {
    assert.equal((await api.call('PUT', '/registration/unit-info', { token: unit.token, body: unitInfo })).status, 200);
    await damage('registrations', 'unitContact', { registrationId: unit.registrationId });
    await damage('registrations', 'unitStreet', { registrationId: unit.registrationId });
    const { unitInfo: shown, missing } = await get('/registration');
    assert.ok(
      (missing as string[]).every((path) => path.startsWith('procurementIntent')),
      'what cannot be opened was filled in',
    );
    assert.deepEqual(
      [shown.name, shown.address.street, shown.contact.name, shown.contact.mobile, shown.contact.email],
      [unitInfo.name, ...Array<string>(4).fill(unreadable)],
    );
    const back = await api.call('PUT', '/registration/unit-info', {
      token: unit.token,
      body: { ...shown, contact: { ...unitInfo.contact, ...shown.contact } },
    });
    assert.equal(back.status, 400);
    const paths = new Set(back.body.errors.map(({ path }: Json) => path));
    for (const path of ['address.street', 'contact.name', 'contact.mobile', 'contact.email'])
      assert.ok(paths.has(path), path);
    assert.equal((await api.call('PUT', '/registration/unit-info', { token: unit.token, body: unitInfo })).status, 200);
    await untilAttention('registrations');
  });

  it('given one of everything that lists open, when each list is read, then its row is there with the marker', async () => {
    for (const recipient of [address.recipient, '司徒雷登'])
      await api.call('POST', '/addresses', { token: unit.token, body: { ...address, recipient } });
    await api.store
      .knex('addresses')
      .where({ unitId: unit.unitId, isDefault: true })
      .update({ mobile: Buffer.alloc(3) as Sealed });
    const addresses = (await get('/addresses')).items;
    assert.deepEqual(
      addresses.map(({ mobile }: Json) => mobile),
      [unreadable, '139****4455'],
    );

    await api.call('POST', '/invoice-titles', { token: unit.token, body: { kind: 'personal', title: '诸葛明月' } });
    await damage('invoice_titles', 'title', { unitId: unit.unitId });
    const [title] = (await get('/invoice-titles')).items;
    assert.equal(title.title, unreadable);
    assert.equal((await api.call('DELETE', `/invoice-titles/${title.titleId}`, { token: unit.token })).status, 204);

    await damage('units', 'mobile', { unitId: unit.unitId });
    assert.equal((await get('/account')).mobileMasked, unreadable);
    // No text is sent to the marker.
    const code = await api.call('POST', '/account/mobile/codes', { token: unit.token });
    assert.deepEqual([code.status, code.body.code], [500, 'internal']);
    assert.equal((await api.store.knex('verification_codes').where({ subject: unit.unitId })).length, 0);

    await damage('staff', 'mobile', { login: 'delegation-2' });
    const staff = (await get('/bureau/staff?limit=200', bureau)).items;
    assert.deepEqual(
      staff.filter(({ mobileMasked }: Json) => mobileMasked === unreadable).map(({ login }: Json) => login),
      ['delegation-2'],
    );
    assert.ok(staff.length > 20);

    const claimant = { unitName: '佛山进口有限公司', name: '诸葛明月', mobile: '13800138000' };
    await api.call('POST', '/disputes', {
      body: { uscc: unit.account, claimant, statement: '该账户并非本单位登记' },
      headers: { 'Idempotency-Key': randomUUID() },
    });
    await damage('disputes', 'claimant', { account: unit.account });
    const disputes = (await get('/bureau/disputes?state=open', bureau)).items;
    assert.deepEqual(
      disputes.map(({ claim }: Json) => claim.name),
      [unreadable],
    );
    for (const table of ['addresses', 'invoice_titles', 'units', 'staff', 'disputes']) await untilAttention(table);
  });
});
