import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { peopleMet } from '../../../api/metrics.ts';
import { until } from '../../activities/local-sandbox.ts';
import { startApi, type Json, type TestApi } from '../../support/api.ts';
import { idCard, mainlander, staffToken } from '../../support/fixtures.ts';
import { decide, standingOf } from '../../support/registration-fixture.ts';
import { createPeople } from '../../support/order-fixture.ts';
import { startStageApi } from '../../support/stage-api.ts';
import type { Stage } from '../../support/stage.ts';
import { newPhotoKey, createAttendeePhotos } from '../../../db/registration/attendee-photo.ts';
import { createUnits } from './one-person.ts';

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

  const { unit, draft, submit, add, ofBureau } = createUnits(() => ({ stage, api, bureau }));
  /** The same people on another unit's list as well. */
  async function copyList(attendeeIds: string[], registrationId: string): Promise<void> {
    const { knex } = stage.store;
    for (const attendeeId of attendeeIds) {
      const key = (await knex('list_keys').where({ attendeeId }).first('personIndex', 'indexKey'))!;
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
      await knex('list_keys').insert({
        ...key,
        registrationId,
        attendeeId: copy.attendeeId,
        documentId: randomUUID(),
      });
    }
  }

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
});
