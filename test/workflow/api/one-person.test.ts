import assert from 'node:assert/strict';
import type { Json, TestApi } from '../../support/api.ts';
import { idCard, mainlander, staffToken } from '../../support/fixtures.ts';
import { decide, openSubmitted, type TestRegistration } from '../../support/registration-fixture.ts';
import { startStageApi } from '../../support/stage-api.ts';
import type { Stage } from '../../support/stage.ts';
import { createSessions } from '../../../db/session.ts';
import { newPhotoKey, createAttendeePhotos } from '../../../db/attendee-photo.ts';

const passport = (documentNumber: string, more: object = {}) => ({
  list: 'overseas', surname: 'Smith', givenName: 'Will', sex: 'male', country: 'DE', documentNumber, position: 'sales.manager', ...more,
}); // prettier-ignore
const permit = (documentNumber: string) => ({
  list: 'hk_macao_taiwan', name: '陈大文', permitName: 'CHAN TAI MAN', sex: 'male', region: 'hong_kong', documentNumber, position: 'sales.manager',
}); // prettier-ignore

describe('one person, one badge', () => {
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

  type Unit = TestRegistration & { token: string };
  async function unit(): Promise<Unit> {
    const registration = await openSubmitted(stage);
    const { token } = await createSessions(stage.store).open({ unitId: registration.registrationId }, 1);
    return { ...registration, token };
  }
  const add = (of: Unit, body: object) => api.call('POST', '/attendees', { token: of.token, body });
  const ofBureau = (path: string, body: object) => api.call('POST', path, { token: bureau, body });

  it('given a person of one unit, when ten units add them at once, then one has them and the others are told so clearly', async () => {
    const n = ++next;
    const units = await Promise.all(Array.from({ length: 10 }, () => unit()));
    const answers = await Promise.all(units.map((of) => add(of, mainlander(n))));
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [201, ...Array.from({ length: 9 }, () => 409)],
    );
    assert.ok(answers.every(({ status, body }) => status === 201 || body.code === 'attendee_already_registered'));
  });

  it('given a permit that was reissued, when another unit adds its holder, then it is the same person: nine characters are lifelong', async () => {
    const [first, second] = [await unit(), await unit()];
    assert.equal((await add(first, permit('H1234567801'))).status, 201);
    assert.equal((await add(second, permit('H1234567802'))).body.code, 'attendee_already_registered');
    assert.equal((await add(second, permit('H12345678'))).body.code, 'attendee_already_registered');
  });

  it('given a renewed passport in another unit, when reviewers look, then both are shown as possibly one person, and nobody is refused', async () => {
    const [first, second] = [await unit(), await unit()];
    const { attendeeId } = (await add(first, passport('C01X00T47'))).body;
    assert.equal((await add(second, passport('C99Z11T00', { surname: 'smith' }))).status, 201);
    await add(second, passport('D99Z11T00', { sex: 'female' }));
    const reviewed = async (of: Unit) =>
      (await api.call('GET', `/review/registrations/${of.registrationId}`, { token: bureau })).body.attendees.map((item: Json) => item.possibleDuplicates) as number[]; // prettier-ignore
    assert.deepEqual([await reviewed(first), await reviewed(second)], [[1], [1, 0]]);
    await ofBureau(`/bureau/attendees/${attendeeId}/withdraw`, { reason: '同一人' });
    assert.deepEqual(await reviewed(second), [0, 0]);
  });

  it('given a locked person with a slip in the number, when the bureau corrects it, then both numbers are theirs and it is on record', async () => {
    const [first, second] = [await unit(), await unit()];
    await decide(stage, first, 'approve');
    const { attendeeId } = (await add(first, mainlander(++next))).body;
    const before = idCard(next);
    await stage.store.knex('attendees').where({ attendeeId }).update({ state: 'locked', badgeType: 'vip', lockedAt: new Date() });
    const after = idCard(++next);
    const path = `/bureau/attendees/${attendeeId}/document`;
    assert.equal((await ofBureau(path, { documentNumber: '123', reason: 'x' })).body.code, 'document_invalid');
    const taken = (await add(second, mainlander(++next))).body;
    assert.equal((await ofBureau(path, { documentNumber: idCard(next), reason: 'x' })).body.code, 'attendee_already_registered');
    const corrected = await ofBureau(path, { documentNumber: after, reason: '笔误' });
    assert.deepEqual([corrected.status, corrected.body.documentMasked.slice(-4), corrected.body.state], [200, after.slice(-4), 'locked']);
    for (const documentNumber of [before, after])
      assert.equal((await add(second, { ...mainlander(0), documentNumber })).body.code, 'attendee_already_registered');
    assert.ok(taken.attendeeId);
    const { items } = (await api.call('GET', `/ops/audit?subject=${attendeeId}`, { token: bureau })).body;
    assert.deepEqual(items.map((entry: Json) => [entry.action, entry.reason]), [['document_corrected', '笔误']]); // prettier-ignore
    assert.equal((await api.call('POST', path, { token: first.token, body: {} })).status, 403);
  });

  it('given a person on the wrong list, when the bureau finds and withdraws them, then the other unit can add them and the first sees why', async () => {
    const [wrong, right] = [await unit(), await unit()];
    const n = ++next;
    const { attendeeId } = (await add(wrong, mainlander(n))).body;
    const found = await ofBureau('/bureau/attendees/search', { list: 'mainland', documentNumber: idCard(n) });
    assert.deepEqual([found.body.items.length, found.body.items[0].attendeeId, found.body.items[0].registrationId], [1, attendeeId, wrong.registrationId]); // prettier-ignore
    assert.ok(!JSON.stringify(found.body).includes(idCard(n)));
    assert.deepEqual((await ofBureau(`/bureau/attendees/${attendeeId}/withdraw`, { reason: '离职' })).body, { attendeeId, state: 'withdrawn' });
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
