import assert from 'node:assert/strict';
import { createPersonKeys } from '../../../db/registration/person-key.ts';
import type { Json, TestApi } from '../../support/api.ts';
import { idCard, mainlander, staffToken } from '../../support/fixtures.ts';
import { decide } from '../../support/registration-fixture.ts';
import { startStageApi } from '../../support/stage-api.ts';
import type { Stage } from '../../support/stage.ts';
import { newPhotoKey, createAttendeePhotos } from '../../../db/registration/attendee-photo.ts';
import { createUnits, type Unit } from './one-person.ts';

const passport = (documentNumber: string, more: object = {}) => ({
  list: 'overseas',
  surname: 'Smith',
  givenName: 'Will',
  sex: 'male',
  country: 'DE',
  documentNumber,
  position: 'sales.manager',
  ...more,
});

describe('one person, one badge: what reviewers see and the bureau puts right', () => {
  let stage: Stage;
  let api: TestApi;
  let bureau: string;
  let next = 0;
  before(async () => {
    ({ stage, api } = await startStageApi());
    bureau = await staffToken(stage.store, 'bureau');
  });
  after(async () => {
    await api.close();
    await stage.close();
  });

  const { unit, draft, submit, add, ofBureau } = createUnits(() => ({ stage, api, bureau }));

  it('given a renewed passport in another unit, when reviewers look, then both are shown as possibly one person, and nobody is refused', async () => {
    const [first, second] = [await unit(), await unit()];
    const { attendeeId } = (await add(first, passport('C01X00T47'))).body;
    assert.equal((await add(second, passport('C99Z11T00', { surname: 'smith' }))).status, 201);
    await add(second, passport('D99Z11T00', { sex: 'female' }));
    const reviewed = async (of: Unit) =>
      (await api.call('GET', `/review/registrations/${of.registrationId}`, { token: bureau })).body.attendees.map(
        (item: Json) => item.possibleDuplicates,
      ) as number[];
    assert.deepEqual([await reviewed(first), await reviewed(second)], [[1], [1, 0]]);
    await ofBureau(`/bureau/attendees/${attendeeId}/withdraw`, { reason: '同一人' });
    assert.deepEqual(await reviewed(second), [0, 0]);
  });

  it('given a locked person with a slip in the number, when the bureau corrects it, then both numbers are theirs and it is on record', async () => {
    const [first, second] = [await unit(), await unit()];
    await decide(stage, first, 'approve');
    const { attendeeId } = (await add(first, mainlander(++next))).body;
    const before = idCard(next);
    await stage.store
      .knex('attendees')
      .where({ attendeeId })
      .update({ state: 'locked', badgeType: 'vip', lockedAt: new Date() });
    const after = idCard(++next);
    const path = `/bureau/attendees/${attendeeId}/document`;
    assert.equal((await ofBureau(path, { documentNumber: '123', reason: 'x' })).body.code, 'document_invalid');
    const taken = (await add(second, mainlander(++next))).body;
    const takenFor = {
      at: 'lock',
      edition: '2',
      registrationId: second.registrationId,
      attendeeIds: [taken.attendeeId],
    } as const;
    assert.deepEqual(await createPersonKeys(stage.store).takeAll(takenFor), []);
    const lockedFor = {
      at: 'lock',
      edition: '2',
      registrationId: first.registrationId,
      attendeeIds: [attendeeId],
    } as const;
    assert.deepEqual(await createPersonKeys(stage.store).takeAll(lockedFor), []);
    assert.equal(
      (await ofBureau(path, { documentNumber: idCard(next), reason: 'x' })).body.code,
      'attendee_already_registered',
    );
    const corrected = await ofBureau(path, { documentNumber: after, reason: '笔误' });
    assert.deepEqual(
      [corrected.status, corrected.body.documentMasked.slice(-4), corrected.body.state],
      [200, after.slice(-4), 'locked'],
    );
    for (const documentNumber of [before, after]) {
      const third = await draft();
      assert.equal((await add(third, { ...mainlander(0), documentNumber })).status, 201);
      assert.equal((await submit(third)).body.code, 'attendee_already_registered');
    }
    assert.ok(taken.attendeeId);
    const { items } = (
      await api.call('GET', `/ops/audit?action=document_corrected&subject=${attendeeId}`, { token: bureau })
    ).body;
    assert.deepEqual(
      items.map((entry: Json) => [entry.action, entry.reason]),
      [['document_corrected', '笔误']],
    );
    assert.equal((await api.call('POST', path, { token: first.token, body: {} })).status, 403);
    // Not of the unit that one works for.
    await stage.store.knex('staff').where({ login: 'bureau' }).update({ unitAccount: first.account });
    try {
      assert.deepEqual(
        [
          (await ofBureau(path, { documentNumber: idCard(++next), reason: '笔误' })).body.code,
          await stage.store.knex('person_keys').where({ attendeeId }).pluck('attendeeId'),
        ],
        ['own_unit', [attendeeId, attendeeId]],
      );
    } finally {
      await stage.store.knex('staff').where({ login: 'bureau' }).update({ unitAccount: null });
    }
  });

  it('given a person on the wrong list, when the bureau finds and withdraws them, then the other unit can add them and the first sees why', async () => {
    const [wrong, right] = [await unit(), await unit()];
    const n = ++next;
    const { attendeeId } = (await add(wrong, mainlander(n))).body;
    const found = await ofBureau('/bureau/attendees/search', { list: 'mainland', documentNumber: idCard(n) });
    assert.deepEqual(
      [found.body.items.length, found.body.items[0].attendeeId, found.body.items[0].registrationId],
      [1, attendeeId, wrong.registrationId],
    );
    assert.ok(!JSON.stringify(found.body).includes(idCard(n)));
    assert.deepEqual((await ofBureau(`/bureau/attendees/${attendeeId}/withdraw`, { reason: '离职' })).body, {
      attendeeId,
      state: 'withdrawn',
    });
    assert.equal((await ofBureau(`/bureau/attendees/${attendeeId}/withdraw`, { reason: '离职' })).status, 200);
    const told = stage.store.knex('audit_entries').where({ subject: attendeeId, action: 'attendee_withdrawn' });
    assert.equal((await told.pluck('auditId')).length, 1, 'again is on record once');
    assert.equal((await add(right, mainlander(n))).status, 201);
    const own = (await api.call('GET', `/attendees/${attendeeId}`, { token: wrong.token })).body;
    assert.equal(own.state, 'withdrawn');
    for (const [method, path, body] of [
      ['PATCH', `/attendees/${attendeeId}`, { position: 'purchasing.manager' }],
      ['DELETE', `/attendees/${attendeeId}`, undefined],
      ['POST', '/attendees/batch-delete', { ids: [attendeeId] }],
    ] as const) {
      const reply = await api.call(method, path, { token: wrong.token, ...(body ? { body } : {}) });
      assert.deepEqual([reply.status, reply.body.code], [409, 'attendee_withdrawn'], method);
    }
    await createAttendeePhotos(stage.store).attach(attendeeId, newPhotoKey(attendeeId));
    await decide(stage, wrong, 'approve');
    const lock = await ofBureau('/review/attendees/lock', { items: [{ attendeeId, badgeType: 'vip' }] });
    assert.deepEqual([lock.status, lock.body.code], [409, 'attendee_withdrawn']);
  });
});
