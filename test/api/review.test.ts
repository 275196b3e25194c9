import type { EventKind } from '../../domain/event.ts';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { shownStates } from '../../domain/registration.ts';
import { createRegistrations } from '../../db/registration/registration.ts';
import { createSubmissions } from '../../db/registration/submission.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import {
  createUnit,
  idCard,
  lockAttendee,
  mainlander,
  procurementIntent,
  staffToken,
  unitInfo,
  type TestUnit,
} from '../support/fixtures.ts';

describe('review pages', () => {
  let api: TestApi;
  let foshan: TestUnit;
  let zhuhai: TestUnit;
  let nowhere: TestUnit;
  const tokens: Record<string, string> = {};
  before(async () => {
    api = await startApi();
    for (const login of ['delegation-1', 'delegation-3', 'delegation-4', 'bureau', 'operator'])
      tokens[login] = await staffToken(api.store, login);
    [foshan, zhuhai, nowhere] = [
      await createUnit(api.store, { delegationNo: 3 }),
      await createUnit(api.store, { delegationNo: 4, state: 'under_review' }),
      await createUnit(api.store, { delegationNo: null, state: 'under_review' }),
    ];
    await api.call('PUT', '/registration/unit-info', { token: foshan.token, body: unitInfo });
    await api.call('PUT', '/registration/procurement-intent', { token: foshan.token, body: procurementIntent });
    for (const n of [1, 2]) await api.call('POST', '/attendees', { token: foshan.token, body: mainlander(n) });
    await api.call('POST', '/attendees', { token: zhuhai.token, body: mainlander(3) });
  });
  after(() => api.close());

  const get = (login: string, path: string) => api.call('GET', path, { token: tokens[login] });
  const ids = async (login: string, query = '') =>
    ((await get(login, `/review/registrations${query}`)).body.items as Json[]).map(
      ({ registrationId }) => registrationId as string,
    );

  it('given units all over the tree, when registrations are listed, then each sees its own subtree and the bureau everything', async () => {
    assert.deepEqual(await ids('delegation-3'), [foshan.registrationId]);
    assert.deepEqual(await ids('delegation-4'), [zhuhai.registrationId]);
    assert.deepEqual(await ids('delegation-1'), [foshan.registrationId, zhuhai.registrationId]);
    assert.deepEqual(
      await ids('bureau'),
      [foshan, zhuhai, nowhere].map(({ registrationId }) => registrationId),
    );
    assert.equal((await get('operator', '/review/registrations')).status, 403);
    assert.equal((await api.call('GET', '/review/registrations', { token: foshan.token })).status, 403);
  });

  it('given a search, when registrations are listed, then name, USCC and state narrow them, and % is only a character', async () => {
    assert.deepEqual(await ids('delegation-1', `?query=${encodeURIComponent('南海')}`), [foshan.registrationId]);
    assert.deepEqual(await ids('delegation-1', `?query=${zhuhai.account.toLowerCase()}`), [zhuhai.registrationId]);
    assert.deepEqual(await ids('delegation-1', '?state=under_review'), [zhuhai.registrationId]);
    assert.deepEqual(await ids('delegation-1', '?query=%25'), []);
    assert.equal((await get('bureau', '/review/registrations?state=lost')).status, 400);
    assert.deepEqual(await ids('bureau', '?state=draft&state=under_review'), await ids('bureau'));
    assert.deepEqual(await ids('bureau', '?delegation=1'), [foshan.registrationId, zhuhai.registrationId]);
    assert.deepEqual(await ids('delegation-1', '?delegation=4&category=enterprise'), [zhuhai.registrationId]);
    assert.deepEqual(await ids('bureau', '?category=government'), []);
    for (const outside of [1, 4, 99])
      assert.equal((await get('delegation-3', `/review/registrations?delegation=${outside}`)).status, 404);
  });

  it('given the same filters, when registrations are counted, then each state has as many as the list shows', async () => {
    const counts = async (login: string, query = '') =>
      (await get(login, `/review/registrations/counts${query}`)).body.items as Json[];
    const some = (items: Json[]) => items.filter(({ count }) => count > 0).map(({ state, count }) => [state, count]);
    const all = await counts('bureau');
    assert.deepEqual(
      all.map(({ state }) => state),
      [...shownStates],
    );
    assert.deepEqual(some(all), [
      ['draft', 1],
      ['under_review', 2],
    ]);
    assert.deepEqual(some(await counts('delegation-1')), [
      ['draft', 1],
      ['under_review', 1],
    ]);
    assert.deepEqual(await counts('bureau', `?state=returned&state=draft&query=${encodeURIComponent('南海')}`), [
      { state: 'returned', count: 0 },
      { state: 'draft', count: 1 },
    ]);
    assert.deepEqual(some(await counts('bureau', '?delegation=4')), [['under_review', 1]]);
  });

  it('given one that waits for review, when the queue is read, then it says since when and when the next reminder is due (G4.3)', async () => {
    const { registrationId } = zhuhai;
    const waits = async () => {
      const { items } = (await get('delegation-4', '/review/registrations')).body;
      const { waitingSince, reminderDueAt, reminders, round, attendees } = items[0];
      assert.deepEqual([round, attendees], [0, 1]);
      return [waitingSince, (Date.parse(reminderDueAt) - Date.parse(waitingSince)) / 86_400_000, reminders];
    };
    const since = new Date(Date.now() - 5 * 86_400_000);
    await api.store.knex('registrations').where({ registrationId }).update({ submittedAt: since });
    assert.deepEqual(await waits(), [since.toISOString(), 3, 0]);
    const event = (kind: EventKind, toState: string | null, at: Date) =>
      api.store.knex('events').insert({ registrationId, kind, toState, actor: 'system', at });
    await event('reviewers_reminded', null, new Date(since.getTime() + 3 * 86_400_000));
    assert.deepEqual(await waits(), [since.toISOString(), 5, 1]);
    const later = new Date(since.getTime() + 4 * 86_400_000);
    await event('submitted', 'under_review', later);
    assert.deepEqual(await waits(), [later.toISOString(), 3, 0], 'reminders of before count no more');
    const draft = (await get('delegation-3', '/review/registrations')).body.items[0];
    assert.deepEqual([draft.waitingSince, draft.reminderDueAt], [null, null]);
  });

  it('given one at the second level of review, when it is read, listed, exported and edited, then it is under review in the words of the contract (G4.3)', async () => {
    const { registrationId, token } = zhuhai;
    const row = api.store.knex('registrations').where({ registrationId });
    await row.clone().update({ state: 'under_second_review' });
    try {
      const shown = async (login: string) => (await get(login, `/review/registrations/${registrationId}`)).body as Json;
      const { state, reviewLevel } = await shown('delegation-1');
      assert.deepEqual([state, reviewLevel], ['under_review', 2]);
      assert.deepEqual(await ids('bureau', '?state=under_review'), [registrationId, nowhere.registrationId]);
      assert.deepEqual(
        ((await get('delegation-4', '/review/registrations')).body.items as Json[]).map((item) => item.state),
        ['under_review'],
      );
      assert.equal((await get('bureau', '/review/registrations?state=under_second_review')).status, 400);
      const sheet = String(
        (await get('delegation-4', '/review/registrations/export?format=csv&state=under_review')).body,
      );
      assert.ok(sheet.includes('under_review') && !sheet.includes('under_second_review'));
      const edit = await api.call('PUT', '/registration/procurement-intent', { token, body: procurementIntent });
      assert.deepEqual([edit.status, edit.body.code, edit.body.state], [409, 'not_editable', 'under_review']);
      const steps = (await api.call('GET', '/registration/progress', { token })).body.steps as Json[];
      assert.deepEqual(
        steps.filter((step) => step.step === 'review').map((step) => [step.state, step.waitsFor]),
        [['doing', 'delegation']],
      );
    } finally {
      await row.clone().update({ state: 'under_review' });
    }
    assert.equal((await get('delegation-1', `/review/registrations/${registrationId}`)).body.reviewLevel, 1);
  });

  it('given small pages, when registrations are walked, then each comes once', async () => {
    const first = await get('bureau', '/review/registrations?limit=2');
    const second = await get('bureau', `/review/registrations?limit=2&cursor=${first.body.nextCursor}`);
    assert.deepEqual([first.body.items.length, second.body.items.length, second.body.nextCursor], [2, 1, null]);
    assert.equal(
      new Set([...first.body.items, ...second.body.items].map(({ registrationId }: Json) => registrationId)).size,
      3,
    );
  });

  it('given a registration, when its reviewer opens it, then forms, people and verdicts are there, documents and contact masked', async () => {
    const { knex, personalData } = api.store;
    const { staffId } = (await knex('staff').where({ login: 'delegation-3' }).first('staffId'))!;
    const review = (round: number | null) => {
      const reviewId = randomUUID();
      const reason = personalData.seal(
        { table: 'reviews', column: 'reason', row: reviewId },
        '营业执照不清晰',
        foshan.registrationId,
      );
      const appliedAt = round === null ? null : knex.fn.now();
      return {
        reviewId,
        requestId: reviewId,
        registrationId: foshan.registrationId,
        decision: 'return' as const,
        reason,
        staffId,
        round,
        appliedAt,
        level: appliedAt && (1 as const),
      };
    };
    await knex('reviews').insert([review(1), review(null)]);
    const { status, body, headers } = await get('delegation-3', `/review/registrations/${foshan.registrationId}`);
    assert.equal(status, 200);
    assert.deepEqual([headers.get('etag'), body.version], ['"3"', 3]);
    assert.deepEqual(
      [body.unitInfo.name, body.unitInfo.contact.mobile, body.procurementIntent],
      [unitInfo.name, '138****1234', procurementIntent],
    );
    assert.equal(body.attendees.length, 2);
    assert.ok(!JSON.stringify(body).includes(idCard(1)));
    assert.deepEqual(
      body.reviews.map(({ decision, reason, round, by }: Json) => [decision, reason, round, by]),
      [['return', '营业执照不清晰', 1, 'delegation-3']],
    );
  });

  it('given forms that were submitted before, when the reviewer opens what was corrected, then the last version is beside it, masked, and every changed field is named', async () => {
    const { registrationId, token } = foshan;
    const opened = async () => (await get('delegation-3', `/review/registrations/${registrationId}`)).body;
    const first = await opened();
    assert.deepEqual([first.lastVersion, first.changed], [null, []]);
    const { unitInfo: forms, procurementIntent: intent } = (await createRegistrations(api.store).find(registrationId))!;
    await createSubmissions(api.store).record(registrationId, 1, { unitInfo: forms, procurementIntent: intent });
    const same = await opened();
    assert.deepEqual([same.lastVersion.round, same.lastVersion.unitInfo, same.changed], [1, same.unitInfo, []]);
    await api.call('PUT', '/registration/unit-info?partial=true', {
      token,
      // Looks the same where it is masked.
      body: {
        ...unitInfo,
        registeredCapital: 1,
        importModes: [],
        contact: { ...unitInfo.contact, mobile: '13899991234' },
      },
    });
    const corrected = await opened();
    assert.deepEqual(corrected.changed, [
      'unitInfo.registeredCapital',
      'unitInfo.contact.mobile',
      'unitInfo.importModes',
    ]);
    assert.deepEqual(corrected.lastVersion, same.lastVersion);
    assert.ok(!JSON.stringify(corrected).includes(unitInfo.contact.mobile));
    await api.store
      .knex('registrations')
      .where({ registrationId })
      .update({ state: 'under_review', round: 1, submittedAt: new Date() });
    assert.equal((await opened()).lastVersion, null, 'what is under review is no version of before');
    await api.store.knex('registrations').where({ registrationId }).update({ round: 2 });
    assert.equal((await opened()).lastVersion.round, 1);
    await api.store.knex('registrations').where({ registrationId }).update({ state: 'draft', round: 0 });
  });

  it('given a field that no form has, when a registration is returned for it, then it is refused', async () => {
    const fields = [{ path: 'unitInfo.shoeSize', reason: '有误' }];
    const decision = { decision: 'return', reason: '有误', fields, version: 1 };
    const path = `/review/registrations/${foshan.registrationId}/decision`;
    const { status, body } = await api.call('POST', path, { token: tokens['delegation-3'], body: decision });
    assert.deepEqual([status, body.errors[0].path], [400, 'fields[0].path']);
  });

  it('given a registration outside the subtree, when opened, then 404', async () => {
    for (const { registrationId } of [zhuhai, nowhere]) {
      assert.equal((await get('delegation-3', `/review/registrations/${registrationId}`)).status, 404);
      assert.equal((await get('bureau', `/review/registrations/${registrationId}`)).status, 200);
    }
  });

  it('given people, when listed for locking, then only those of the own subtree in the state asked for', async () => {
    const people = async (login: string, query = '') =>
      (await get(login, `/review/attendees${query}`)).body.items as Json[];
    const [first] = await people('delegation-3');
    await lockAttendee(api.store, first.attendeeId);
    assert.deepEqual(
      (await people('delegation-3')).map(({ state }) => state),
      ['locked', 'saved'],
    );
    assert.deepEqual(
      (await people('delegation-3', '?state=locked')).map(({ attendeeId }) => attendeeId),
      [first.attendeeId],
    );
    assert.equal((await people('delegation-1', '?state=saved')).length, 2);
    assert.equal((await people('delegation-1', `?registrationId=${zhuhai.registrationId}`)).length, 1);
    assert.deepEqual(await people('delegation-3', `?registrationId=${zhuhai.registrationId}`), []);
    assert.deepEqual([first.registrationId, first.unitName], [foshan.registrationId, unitInfo.name]);
    const states = (list: Json[]) => list.map(({ state }) => state);
    assert.deepEqual(states(await people('delegation-3', '?state=saved&state=locked')), ['locked', 'saved']);
    assert.deepEqual(states(await people('delegation-3', '?state=saved&state=delivered')), ['saved']);
    assert.deepEqual(states(await people('delegation-3', '?list=mainland&badgeType=professional')), ['locked']);
    assert.deepEqual(await people('delegation-3', '?list=overseas'), []);
    assert.equal((await people('delegation-1', '?delegation=4')).length, 1);
    const counts = (await get('delegation-1', '/review/attendees/counts?state=saved&state=locked')).body.items;
    assert.deepEqual(counts, [
      { state: 'saved', count: 2 },
      { state: 'locked', count: 1 },
    ]);
  });

  it('given one person, when a reviewer opens them, then they are there masked, with what may be done; outside the subtree they are not there', async () => {
    const { body } = await get('delegation-3', '/review/attendees?state=saved');
    const { attendeeId } = body.items[0];
    const open = async (login: string) => get(login, `/review/attendees/${attendeeId}`);
    const shown = await open('delegation-3');
    assert.deepEqual([shown.status, shown.body], [200, body.items[0]]);
    assert.ok(!JSON.stringify(shown.body).includes(idCard(2)));
    const deeds = async () => (await open('delegation-1')).body.may;
    const { knex } = api.store;
    const { registrationId } = foshan;
    assert.deepEqual(await deeds(), []);
    await knex('attendees').where({ attendeeId }).update({ hasPhoto: true });
    assert.deepEqual(await deeds(), [], 'the registration is not approved');
    await knex('registrations').where({ registrationId }).update({ state: 'approved', submittedAt: new Date() });
    assert.deepEqual(await deeds(), ['lock']);
    await lockAttendee(api.store, attendeeId);
    assert.deepEqual(await deeds(), ['unlock']);
    assert.equal((await open('delegation-4')).status, 404);
  });
});
