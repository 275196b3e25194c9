import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { LineState } from '../../domain/badge.ts';
import { untyped } from '../../db/knex.ts';
import type { Db } from '../../db/query.ts';
import { createPersonKeys } from '../../db/registration/person-key.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, idCard, lockAttendee, mainlander, type TestUnit } from '../support/fixtures.ts';
import { untilOneWaits } from '../support/lock-wait.ts';

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

describe('attendees', () => {
  let api: TestApi;
  let unit: TestUnit;
  let next = 0;
  before(async () => {
    api = await startApi();
  });
  beforeEach(async () => {
    unit = await createUnit(api.store);
  });
  after(() => api.close());

  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    api.call(method, path, { token: unit.token, body, headers });
  const add = (body: unknown = mainlander(next++)) => call('POST', '/attendees', body);
  const refusal = ({ status, body }: { status: number; body: Json }) => [status, body.code];
  const listed = async () => (await call('GET', '/attendees')).body.items as Json[];

  it('given a person of each list, when added and read, then the form comes back with the document masked only (G3.3, G5.5)', async () => {
    const resident = await add({ ...mainlander(next++), pickup: 'delegation' });
    const permit = await add(permitHolder);
    const passport = await add(passportHolder);
    assert.deepEqual([resident.status, permit.status, passport.status], [201, 201, 201]);
    assert.equal(resident.headers.get('etag'), '"1"');
    assert.deepEqual(
      [
        resident.body.name,
        resident.body.residence,
        resident.body.pickup,
        resident.body.state,
        resident.body.badgeType,
        resident.body.hasPhoto,
      ],
      ['诸葛明月', { province: '广东省', city: '佛山市' }, 'delegation', 'saved', null, false],
    );
    assert.match(resident.body.documentMasked, /^440\*{11}.{4}$/);
    assert.deepEqual(
      [permit.body.name, permit.body.permitName, permit.body.region, permit.body.documentMasked],
      ['陳小春', 'CHAN SIU CHUN', 'hong_kong', 'H*****678'],
    );
    assert.deepEqual(
      [passport.body.name, passport.body.surname, passport.body.country],
      ['MÜLLER Jörg', 'Müller', 'DE'],
    );
    const shown = JSON.stringify([resident.body, permit.body, passport.body, await listed()]);
    for (const number of [idCard(next - 1), 'H12345678', 'C01X00T47']) assert.ok(!shown.includes(number));
    assert.deepEqual((await call('GET', `/attendees/${permit.body.attendeeId}`)).body, permit.body);
  });

  it('given a document that breaks its rule, when added, then 422 names documentNumber and nobody is there', async () => {
    for (const [body, reason] of [
      [
        { ...mainlander(1), documentNumber: idCard(1).slice(0, 17) + (idCard(1).endsWith('0') ? '1' : '0') },
        'check_digit',
      ],
      [{ ...permitHolder, region: 'macao' }, 'region'],
      [{ ...passportHolder, documentNumber: '!!' }, 'format'],
    ] as const) {
      const reply = await add(body);
      assert.deepEqual(refusal(reply), [422, 'document_invalid']);
      assert.deepEqual(
        reply.body.errors.map(({ path, code }: Json) => [path, code]),
        [['documentNumber', reason]],
      );
      assert.ok(!JSON.stringify(reply.body).includes(body.documentNumber));
    }
    assert.deepEqual(await listed(), []);
  });

  it('given fields of another list, unknown places or an unprintable name, when added, then each is refused by its own rule', async () => {
    assert.deepEqual(refusal(await add({ ...mainlander(1), country: 'CN' })), [400, 'validation_failed']);
    assert.deepEqual(refusal(await add({ ...mainlander(1), list: 'elsewhere' })), [400, 'validation_failed']);
    assert.deepEqual(refusal(await add({ ...mainlander(1), residence: { province: '广东省', city: '石家庄市' } })), [
      422,
      'unknown_reference',
    ]);
    assert.deepEqual(refusal(await add({ ...passportHolder, country: 'XX' })), [422, 'unknown_reference']);
    const name = await add({ ...mainlander(1), name: '诸葛\u{1F600}' });
    assert.deepEqual(refusal(name), [422, 'name_not_printable']);
    assert.match(name.body.detail, /"\u{1F600}" \(U\+1F600\)/u);
    const outside = await call(
      'POST',
      '/attendees',
      { ...mainlander(1), name: '\u{20BB7}田' },
      { 'Accept-Language': 'zh' },
    );
    assert.deepEqual(refusal(outside), [422, 'name_not_printable']);
    assert.match(outside.body.errors[0].message, /"\u{20BB7}" \(U\+20BB7\).*组委会/u);
    assert.deepEqual(await listed(), []);
  });

  it('given a person on the own list, when added in any spelling, then 409; after deletion the place is free', async () => {
    const body = { ...permitHolder, documentNumber: 'H87654321' };
    const first = await add(body);
    for (const documentNumber of ['H87654321', ' ｈ８７６５４３２１ ', 'H8765432101']) {
      assert.deepEqual(refusal(await add({ ...body, documentNumber })), [409, 'attendee_already_registered']);
    }
    assert.equal((await call('DELETE', `/attendees/${first.body.attendeeId}`)).status, 204);
    assert.equal((await add(body)).status, 201);
  });

  it('given a person whom another unit has for good, when an unreviewed unit adds, changes to or imports them, then it is answered as with anybody else (G3.3)', async () => {
    const other = await createUnit(api.store);
    const [theirs, nobodys, own] = [mainlander(next++), mainlander(next++), mainlander(next++)];
    const { attendeeId } = (await api.call('POST', '/attendees', { token: other.token, body: theirs })).body;
    const held = { at: 'lock', edition: '2', registrationId: other.registrationId, attendeeIds: [attendeeId] } as const;
    assert.deepEqual(await createPersonKeys(api.store).takeAll(held), []);
    const { body } = await add(own);
    const told = async ({ documentNumber, name }: typeof theirs) => {
      const changed = await call('PATCH', `/attendees/${body.attendeeId}`, { documentNumber });
      await call('PATCH', `/attendees/${body.attendeeId}`, { documentNumber: own.documentNumber });
      const added = await add({ ...own, name, documentNumber });
      await call('DELETE', `/attendees/${added.body.attendeeId}`);
      return [changed, added].map((reply) => [
        reply.status,
        reply.body.code,
        Object.keys(reply.body).toSorted(),
        reply.body.state,
      ]);
    };
    assert.deepEqual(await told(theirs), await told(nobodys));
    assert.deepEqual(
      (await told(theirs)).map(([status]) => status),
      [200, 201],
    );
  });

  it('given one unit that adds one person twice at once, when both are answered, then they are on its list once', async () => {
    const body = mainlander(next++);
    const replies = await Promise.all([add(body), add(body)]);
    assert.deepEqual(
      replies.map(({ status }) => status).toSorted((a, b) => a - b),
      [201, 409],
    );
  });

  it('given a change of some fields, when patched, then the rest stays and the whole is checked again', async () => {
    const { body } = await add({ ...mainlander(next++), pickup: 'courier' });
    const path = `/attendees/${body.attendeeId}`;
    const patched = await call('PATCH', path, { position: 'sales.other', pickup: null }, { 'If-Match': '"1"' });
    assert.deepEqual([patched.status, patched.headers.get('etag')], [200, '"2"']);
    assert.deepEqual(patched.body, { ...body, position: 'sales.other', pickup: null, version: 2 });
    assert.deepEqual(refusal(await call('PATCH', path, { sex: 'female' }, { 'If-Match': '"1"' })), [
      412,
      'stale_version',
    ]);
    assert.deepEqual(refusal(await call('PATCH', path, { documentNumber: '123' })), [422, 'document_invalid']);
    assert.deepEqual(refusal(await call('PATCH', path, { surname: 'X' })), [400, 'validation_failed']);
    const someone = mainlander(next++);
    await add(someone);
    assert.deepEqual(refusal(await call('PATCH', path, { documentNumber: someone.documentNumber })), [
      409,
      'attendee_already_registered',
    ]);
    assert.deepEqual((await call('GET', path)).body, patched.body);
  });

  it('given a locked person, when changed or deleted, also among others, then 409 and everyone stays', async () => {
    const [free, locked] = [(await add()).body, (await add()).body];
    await lockAttendee(api.store, locked.attendeeId);
    const path = `/attendees/${locked.attendeeId}`;
    assert.deepEqual(refusal(await call('PATCH', path, { sex: 'female' })), [409, 'attendee_locked']);
    assert.deepEqual(refusal(await call('PATCH', path, { documentNumber: '1' })), [422, 'document_invalid']);
    assert.deepEqual(refusal(await call('DELETE', path)), [409, 'attendee_locked']);
    assert.deepEqual(
      refusal(await call('POST', '/attendees/batch-delete', { ids: [free.attendeeId, locked.attendeeId] })),
      [409, 'attendee_locked'],
    );
    assert.deepEqual(
      (await listed()).map(({ state, sex, version }) => [state, sex, version]),
      [
        ['saved', 'male', 1],
        ['locked', 'male', 1],
      ],
    );
  });

  it('given a lock under way, when a change comes at the same moment, then it waits and is refused', async () => {
    const { body } = await add();
    const locking = await untyped(api.store.knex).transaction();
    await lockAttendee({ ...api.store, knex: locking as unknown as Db }, body.attendeeId);
    const change = call('PATCH', `/attendees/${body.attendeeId}`, { sex: 'female' });
    await untilOneWaits(api.store);
    await locking.commit();
    assert.deepEqual(refusal(await change), [409, 'attendee_locked']);
    assert.equal((await listed())[0]!.sex, 'male');
  });

  it('given several people, when deleted together, then all go; with one that is not there none does (G5.4)', async () => {
    const ids = [(await add()).body.attendeeId, (await add()).body.attendeeId, (await add()).body.attendeeId];
    assert.deepEqual(refusal(await call('POST', '/attendees/batch-delete', { ids: [ids[0], randomUUID()] })), [
      404,
      'not_found',
    ]);
    assert.equal((await listed()).length, 3);
    const deleted = await call('POST', '/attendees/batch-delete', { ids: [ids[0], ids[1], ids[0]] });
    assert.deepEqual([deleted.status, deleted.body], [200, { deleted: 2 }]);
    assert.deepEqual(
      (await listed()).map(({ attendeeId }) => attendeeId),
      [ids[2]],
    );
  });

  for (const state of ['under_review', 'returned', 'approved', 'rejected'] as const) {
    it(`given a registration that is ${state}, when a person is added, then ${state === 'rejected' ? '409' : '201'}`, async () => {
      unit = await createUnit(api.store, { state });
      const reply = await add();
      assert.equal(reply.status, state === 'rejected' ? 409 : 201);
      assert.equal((await listed()).length, state === 'rejected' ? 0 : 1);
      if (state === 'rejected') assert.deepEqual([reply.body.code, reply.body.state], ['not_editable', 'rejected']);
    });
  }

  it('given a person with orders, when shown, then the live line tells the state, a released one does not, and the record is kept', async () => {
    const { attendeeId } = (await add()).body;
    const line = async (orderNo: string, state: LineState) => {
      const order = {
        orderNo,
        edition: '2',
        registrationId: unit.registrationId,
        state: 'awaiting_payment',
        people: 1,
        totalFen: 1,
        payableFen: 1,
      } as const;
      await api.store.knex('badge_orders').insert({
        ...order,
        pickup: 'courier',
        expiresAt: new Date(),
        refundPolicy: 'failed_only',
        autoRefundDays: 30,
      });
      await api.store.knex('order_lines').insert({
        orderNo,
        attendeeId,
        lineNo: 1,
        badgeType: 'professional',
        pickup: 'courier',
        feeFen: 1,
        payableFen: 1,
        state,
      });
    };
    await line('20190520000001', 'released');
    const shown = async () => (await listed()).map(({ state, orderNo }) => [state, orderNo]);
    assert.deepEqual(await shown(), [['saved', null]]);
    assert.deepEqual(refusal(await call('DELETE', `/attendees/${attendeeId}`)), [409, 'attendee_already_ordered']);
    await line('20190520000002', 'refunded');
    await line('20190520000003', 'under_review');
    assert.deepEqual(await shown(), [['under_review', '20190520000003']]);
    assert.equal((await call('GET', '/attendees?state=under_review')).body.items.length, 1);
    assert.equal((await call('GET', '/attendees?state=saved')).body.items.length, 0);
  });

  it('given more people than a page holds, when the list is walked, then everyone comes once in order', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.push((await add()).body.attendeeId);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { body }: { body: Json } = await call('GET', `/attendees?limit=2${cursor ? `&cursor=${cursor}` : ''}`);
      assert.ok(body.items.length <= 2);
      seen.push(...body.items.map((item: Json) => item.attendeeId));
      cursor = body.nextCursor;
    } while (cursor);
    assert.deepEqual(seen, ids);
  });
});
