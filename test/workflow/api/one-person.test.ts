import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { peopleMet } from '../../../api/metrics.ts';
import { createPersonKeys } from '../../../db/registration/person-key.ts';
import { until } from '../../activities/local-sandbox.ts';
import { startApi, type Json, type TestApi } from '../../support/api.ts';
import { idCard, mainlander, staffToken } from '../../support/fixtures.ts';
import {
  decide,
  fillIn,
  open,
  openSubmitted,
  standingOf,
  type TestRegistration,
} from '../../support/registration-fixture.ts';
import { createPeople } from '../../support/order-fixture.ts';
import { startStageApi } from '../../support/stage-api.ts';
import type { Stage } from '../../support/stage.ts';
import { createSessions } from '../../../db/session.ts';
import { newPhotoKey, createAttendeePhotos } from '../../../db/registration/attendee-photo.ts';

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
const permit = (documentNumber: string) => ({
  list: 'hk_macao_taiwan',
  name: '陈大文',
  permitName: 'CHAN TAI MAN',
  sex: 'male',
  region: 'hong_kong',
  documentNumber,
  position: 'sales.manager',
});

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
  /** One that has filled in its forms. */
  async function draft(): Promise<Unit> {
    const registration = await open(stage);
    await fillIn(stage, registration);
    const { token } = await createSessions(stage.store).open({ unitId: registration.registrationId }, 1);
    return { ...registration, token };
  }
  const submit = ({ token }: Unit) => api.call('POST', '/registration/submit', { token });
  /** The same people on another unit's list as well. */
  async function copyList(attendeeIds: string[], registrationId: string): Promise<void> {
    const { knex } = stage.store;
    for (const attendeeId of attendeeIds) {
      const { personIndex } = (await knex('list_keys').where({ attendeeId }).first('personIndex'))!;
      const row = (await knex('attendees').where({ attendeeId }).first())!;
      const copy = {
        ...row,
        attendeeId: randomUUID(),
        registrationId,
        state: 'saved',
        badgeType: null,
        lockedAt: null,
      } as const;
      await knex('attendees').insert(copy);
      await knex('list_keys').insert({ registrationId, personIndex, attendeeId: copy.attendeeId });
    }
  }
  const add = (of: Unit, body: object) => api.call('POST', '/attendees', { token: of.token, body });
  const ofBureau = (path: string, body: object) => api.call('POST', path, { token: bureau, body });

  it('given a person whom ten units list, when all submit at once, then one has them; the others are told which of their rows, not whose they are, and stay drafts', async () => {
    const n = ++next;
    const units = await Promise.all(Array.from({ length: 10 }, () => draft()));
    for (const of of units) {
      assert.equal((await add(of, mainlander(++next))).status, 201);
      assert.equal((await add(of, mainlander(n))).status, 201);
    }
    const answers = await Promise.all(units.map(submit));
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, ...Array.from({ length: 9 }, () => 409)],
    );
    const [[winner], losers] = [
      units.filter((_, index) => answers[index]!.status === 200),
      units.filter((_, index) => answers[index]!.status !== 200),
    ];
    for (const [index, of] of units.entries()) {
      const { status, body } = answers[index]!;
      const its = (await api.call('GET', '/attendees', { token: of.token })).body.items as Json[];
      const held = await stage.store.knex('person_keys').whereIn(
        'attendeeId',
        its.map(({ attendeeId }) => attendeeId as string),
      );
      assert.equal(held.length, of === winner ? 2 : 0);
      if (status === 200) continue;
      assert.equal(body.code, 'attendee_already_registered');
      assert.deepEqual(body.errors, [
        { path: 'attendees[1]', code: body.code, message: `This person is already registered: ${its[1]!.attendeeId}` },
      ]);
      for (const word of [idCard(n), winner!.account, winner!.registrationId])
        assert.ok(!JSON.stringify(body).includes(word), word);
      assert.equal((await standingOf(stage, of)).state, 'draft');
    }
    // Counted, and on record with the rows alone.
    const [loser] = losers;
    const { items } = (await api.call('GET', `/ops/audit?subject=${loser!.registrationId}`, { token: bureau })).body;
    const own = (await api.call('GET', '/attendees', { token: loser!.token })).body.items as Json[];
    assert.deepEqual(
      items.map((entry: Json) => [entry.by, entry.action, entry.detail]),
      [[null, 'people_met_elsewhere', { at: 'submission', people: 1, attendeeIds: [own[1]!.attendeeId] }]],
    );
    // Without the row the rest may come.
    await api.call('DELETE', `/attendees/${own[1]!.attendeeId}`, { token: loser!.token });
    assert.equal((await submit(loser!)).status, 200);
  });

  it('given twelve people of others on a list, when it is submitted, then ten are named, how many there are is not said, and they are counted', async () => {
    const [first, second] = [await draft(), await draft()];
    const people = await createPeople(
      stage.store,
      first.registrationId,
      Array.from({ length: 12 }, () => ({})),
    );
    await copyList(people, second.registrationId);
    const { body } = await submit(second);
    assert.equal(body.errors.length, 10);
    assert.doesNotMatch(body.detail, /\d/);
    const { values } = await peopleMet.get();
    assert.ok(values.find(({ labels }) => labels.at === 'submission')!.value >= 10);
  });

  it('given a unit that tries numbers out, when it submits a fourth time with somebody of another’s, then it waits, and nobody is compared meanwhile', async () => {
    const { store, engine, gateways, deps } = stage;
    const limited = await startApi({
      store,
      engine,
      gateways,
      invoices: deps.invoices,
      courier: deps.courier,
      settings: { rateLimits: true },
    });
    try {
      const [first, second] = [await draft(), await draft()];
      const n = ++next;
      await add(first, mainlander(n));
      assert.equal((await submit(first)).status, 200);
      const { attendeeId } = (await add(second, mainlander(n))).body;
      const tries = [];
      for (let time = 0; time < 4; time++)
        tries.push(await limited.call('POST', '/registration/submit', { token: second.token }));
      assert.deepEqual(
        tries.map(({ status }) => status),
        [409, 409, 409, 429],
      );
      assert.ok(Number(tries[3]!.headers.get('retry-after')) > 500);
      const entries = await stage.store.knex('audit_entries').where({ subject: second.registrationId });
      assert.equal(entries.length, 3);
      // Who meets nobody is not counted: another unit at the same place gets in.
      const third = await draft();
      await limited.call('DELETE', `/attendees/${attendeeId}`, { token: second.token });
      assert.equal((await limited.call('POST', '/registration/submit', { token: third.token })).status, 200);
      const points = await stage.store.knex('limit_counts').whereLike('key', 'people-met:%').pluck('points');
      assert.deepEqual(
        points.toSorted((a, b) => a - b),
        [0, 3],
      );
    } finally {
      await limited.close();
    }
  });

  it('given a person whom two approved units came to list after their submission, when both are locked at once, then one is, the other’s delegation is told of the row and its unit of nothing (G4.2, G5.2)', async () => {
    const [first, second] = [await unit(), await unit()];
    const n = ++next;
    const rows: string[] = [];
    for (const of of [first, second]) {
      await decide(stage, of, 'approve');
      const { attendeeId } = (await add(of, mainlander(n))).body;
      await createAttendeePhotos(stage.store).attach(attendeeId, newPhotoKey(attendeeId));
      rows.push(attendeeId);
    }
    const lock = (attendeeId: string) =>
      ofBureau('/review/attendees/lock', { items: [{ attendeeId, badgeType: 'vip' }] });
    const answers = await Promise.all(rows.map(lock));
    assert.ok(answers.every(({ status, body }) => status === 202 || body.code === 'attendee_already_registered'));
    const states = async () =>
      (await stage.store.knex('attendees').whereIn('attendeeId', rows).pluck('state')) as string[];
    await until(async () => ((await states()).includes('locked') ? true : undefined));
    const loser = (await stage.store
      .knex('attendees')
      .whereIn('attendeeId', rows)
      .whereNot({ state: 'locked' })
      .first('attendeeId'))!.attendeeId;
    const told = await lock(loser);
    assert.deepEqual(
      [told.status, told.body.code, told.body.errors.map(({ path, message }: Json) => [path, message.endsWith(loser)])],
      [409, 'attendee_already_registered', [['items[0]', true]]],
    );
    assert.deepEqual((await states()).toSorted(), ['locked', 'saved']);
    const { registrationId, token } = rows[0] === loser ? first : second;
    assert.equal((await api.call('GET', `/attendees/${loser}`, { token })).body.state, 'saved');
    const { items } = (await api.call('GET', `/ops/audit?subject=${registrationId}`, { token: bureau })).body;
    assert.ok(items.length > 0);
    for (const { by, action, detail } of items)
      assert.deepEqual(
        [by, action, detail],
        ['bureau', 'people_met_elsewhere', { at: 'lock', people: 1, attendeeIds: [loser] }],
      );
  });

  it('given a permit that was reissued, when another unit submits its holder, then it is the same person: nine characters are lifelong', async () => {
    const first = await draft();
    assert.equal((await add(first, permit('H1234567801'))).status, 201);
    assert.equal((await submit(first)).status, 200);
    for (const number of ['H1234567802', 'H12345678']) {
      const second = await draft();
      assert.equal((await add(second, permit(number))).status, 201);
      assert.equal((await submit(second)).body.code, 'attendee_already_registered');
    }
  });

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
    const { items } = (await api.call('GET', `/ops/audit?subject=${attendeeId}`, { token: bureau })).body;
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
