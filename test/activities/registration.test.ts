import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createBadgeOrderPlacement } from '../../db/order/badge-order-placing.ts';
import { inTransaction } from '../../db/knex.ts';
import { createStaffJobs } from '../../db/ops/staff-job.ts';
import { createSubmissions } from '../../db/registration/submission.ts';
import { createRegistrations } from '../../db/registration/registration.ts';
import { createReviews } from '../../db/registration/review.ts';
import { createVerificationCodes } from '../../db/registration/verification-code.ts';
import { askForAccount, createUnit, delegationId, procurementIntent, unitInfo } from '../support/fixtures.ts';
import { untilOneWaits } from '../support/lock-wait.ts';
import { createBuyer, createPeople, newOrderNo } from '../support/order-fixture.ts';
import { newAccount } from '../support/registration-fixture.ts';
import { askInRow } from '../support/staff-request.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';

describe('activities: registration', () => {
  let bench: Workbench;
  let localActivities: Workbench['activities']['localActivities'];
  before(async () => {
    bench = await startWorkbench();
    ({ localActivities } = bench.activities);
  });
  after(() => bench.close());

  async function opening(invitationCode?: string, verificationCodeId?: string) {
    const [account, unitId] = [newAccount(), randomUUID()];
    await askForAccount(bench.store, { edition: '2', account, unitId, verificationCodeId });
    return { edition: '2', account, unitId, registrationId: unitId, ...(invitationCode ? { invitationCode } : {}) };
  }
  const addCode = async (code: string, capacity: number) =>
    bench.store
      .knex('invitation_codes')
      .insert({ edition: '2', code, delegationId: await delegationId(bench.store, 3), capacity });
  const usedOf = async (code: string) =>
    (await bench.store.knex('invitation_codes').where({ code }).first('used'))!.used;
  const events = (registrationId: string) =>
    bench.store.knex('events').where({ registrationId }).orderBy('eventId').pluck('kind');
  const notices = (registrationId: string) =>
    bench.store.knex('notifications').where({ registrationId }).pluck('notificationId');

  it('given a code with three places, when ten units open with it at once, then three are in and the others are told (R23, R24)', async () => {
    await addCode('THREE', 3);
    const openings = await Promise.all(Array.from({ length: 10 }, () => opening('THREE')));
    const outcomes = await Promise.all(openings.map((each) => localActivities.openRegistration(each)));
    assert.equal(outcomes.filter((outcome) => 'done' in outcome).length, 3);
    for (const outcome of outcomes)
      assert.ok('done' in outcome || outcome.refused.code === 'invitation_code_exhausted');
    assert.equal(await usedOf('THREE'), 3);
    assert.equal((await bench.store.knex('registrations').where({ invitationCode: 'THREE' })).length, 3);
  });

  it('given ten openings with one proof of a mobile, when they open at once, then one is in, with one place of their code, and a repeat of it is told so (G1.4)', async () => {
    await addCode('PROVED', 10);
    const mobile = '13800000000';
    const { requestId } = await inTransaction(bench.store, (trx) =>
      createVerificationCodes(trx).issue({ purpose: 'registration', subject: mobile, mobile }),
    );
    const openings = await Promise.all(Array.from({ length: 10 }, () => opening('PROVED', requestId)));
    const outcomes = await Promise.all(openings.map((each) => localActivities.openRegistration(each)));
    const done = outcomes.findIndex((outcome) => 'done' in outcome);
    assert.deepEqual(
      outcomes.map((outcome, place) =>
        place === done ? 'done' in outcome : 'refused' in outcome && outcome.refused.code,
      ),
      outcomes.map((_outcome, place) => (place === done ? true : 'code_invalid')),
    );
    assert.equal(await usedOf('PROVED'), 1);
    assert.deepEqual(await localActivities.openRegistration(openings[done]!), outcomes[done]);
  });

  it('given a proof and a code without a place, when an account is opened, then it is refused and the proof is good for the next (G1.1)', async () => {
    await addCode('NONE-LEFT', 1);
    await localActivities.openRegistration(await opening('NONE-LEFT'));
    const { requestId } = await inTransaction(bench.store, (trx) =>
      createVerificationCodes(trx).issue({ purpose: 'registration', subject: '13800000000', mobile: '13800000000' }),
    );
    assert.deepEqual(await localActivities.openRegistration(await opening('NONE-LEFT', requestId)), {
      refused: { code: 'invitation_code_exhausted' },
    });
    assert.ok('done' in (await localActivities.openRegistration(await opening(undefined, requestId))));
  });

  it('given an opening, when it is repeated, then it is told what is there and no second place is taken', async () => {
    await addCode('TWICE', 5);
    const one = await opening('TWICE');
    assert.deepEqual(await localActivities.openRegistration(one), await localActivities.openRegistration(one));
    assert.deepEqual([await usedOf('TWICE'), await events(one.registrationId)], [1, ['registration_opened']]);
  });

  it('given an edition whose registration is over, when an account is opened, then it is refused and no place is taken: there is no other way in (G1.3)', async () => {
    await addCode('LATE', 5);
    const [edition] = await bench.store.knex('editions');
    await bench.store.knex('editions').update({ registrationClosesAt: new Date(Date.now() - 1_000) });
    const outcome = await localActivities.openRegistration(await opening('LATE'));
    await bench.store.knex('editions').update({ registrationClosesAt: edition!.registrationClosesAt });
    assert.deepEqual(outcome, { refused: { code: 'registration_closed' } });
    assert.equal(await usedOf('LATE'), 0);
  });

  it('given a registration under review, when five decisions come at once, then the first is applied and the others find it decided', async () => {
    const { registrationId } = await createUnit(bench.store, { state: 'under_review' });
    const { staffId } = (await bench.store.knex('staff').where({ login: 'delegation-3' }).first('staffId'))!;
    const decisions = ['approve', 'return', 'reject', 'approve', 'return'] as const;
    const reviews = await Promise.all(
      decisions.map(async (decision) => {
        const recorded = await createReviews(bench.store).record([registrationId], {
          decision,
          staffId,
          requestId: randomUUID(),
        });
        return { registrationId, reviewId: recorded.get(registrationId)! };
      }),
    );
    const outcomes = await Promise.all(reviews.map((review) => localActivities.decideRegistration(review)));
    assert.equal(outcomes.filter((outcome) => 'done' in outcome).length, 1);
    for (const outcome of outcomes) assert.ok('done' in outcome || outcome.refused.code === 'already_decided');
    const applied = outcomes.findIndex((outcome) => 'done' in outcome);
    const { done } = outcomes[applied] as { done: object };
    assert.deepEqual(await localActivities.decideRegistration(reviews[applied]!), {
      done: { ...done, repeated: true },
    });
    assert.equal((await events(registrationId)).length, 1);
    assert.equal((await bench.store.knex('reviews').where({ registrationId }).whereNotNull('appliedAt')).length, 1);
    assert.deepEqual(await localActivities.decideRegistration({ registrationId, reviewId: randomUUID() }), {
      refused: { code: 'not_found' },
    });
  });

  it('given a lock, when it comes five times at once, then people are locked once and one notice is written', async () => {
    const { registrationId } = await createUnit(bench.store, { state: 'approved' });
    const attendeeIds = await createPeople(bench.store, registrationId, [{ unlocked: true }, { unlocked: true }]);
    const items = attendeeIds.map((attendeeId) => ({ attendeeId, badgeType: 'professional' as const }));
    const lock = {
      registrationId,
      requestId: await askInRow(bench.store, { kind: 'lock', subject: registrationId, payload: { items } }),
    };
    const answers = await Promise.all(Array.from({ length: 5 }, () => localActivities.lockAttendees(lock)));
    const [notificationId, ...others] = await notices(registrationId);
    for (const answer of answers) assert.deepEqual(answer, { done: { locked: 2, notificationId } });
    assert.deepEqual([others, await events(registrationId)], [[], ['attendees_locked']]);
  });

  it('given people some of whom cannot be locked or given back, when it is asked of all of them, then the job names those with why, and the run is told numbers alone', async () => {
    const { store } = bench;
    const { registrationId } = await createUnit(store, { state: 'approved' });
    const [free, locked, faceless] = (await createPeople(store, registrationId, [
      { unlocked: true },
      {},
      { unlocked: true },
    ])) as [string, string, string];
    await store.knex('attendees').where({ attendeeId: faceless }).update({ hasPhoto: false });
    const job = async (requestId: string) => {
      const { staffId } = (await store.knex('staff').where({ login: 'bureau' }).first('staffId'))!;
      const { kind, parts } = (await createStaffJobs(store).find(requestId, staffId))!;
      return [kind, ...parts.map(({ outcome }) => outcome ?? null)];
    };
    const items = [free, locked, faceless].map((attendeeId) => ({ attendeeId, badgeType: 'vip' as const }));
    const lock = await askInRow(store, { kind: 'lock', subject: registrationId, payload: { items } });
    assert.deepEqual(await job(lock), ['lock', null, null, null]);
    const answer = await localActivities.lockAttendees({ registrationId, requestId: lock });
    assert.deepEqual(answer, { done: { locked: 1 } });
    assert.deepEqual(await job(lock), ['lock', 'done', 'attendee_locked', 'photo_missing']);

    const attendeeIds = [free, faceless];
    const unlock = await askInRow(store, { kind: 'unlock', subject: registrationId, payload: { attendeeIds } });
    await localActivities.unlockAttendees({ registrationId, requestId: unlock });
    assert.deepEqual(await job(unlock), ['unlock', 'done', 'attendee_not_locked']);

    const foreign = { kind: 'lock', by: 'delegation-4', subject: registrationId, payload: { items } } as const;
    const forbidden = await askInRow(store, foreign);
    await localActivities.lockAttendees({ registrationId, requestId: forbidden });
    const { staffId } = (await store.knex('staff').where({ login: 'delegation-4' }).first('staffId'))!;
    const { parts } = (await createStaffJobs(store).find(forbidden, staffId))!;
    assert.deepEqual(
      parts.map(({ outcome }) => outcome),
      ['forbidden', 'forbidden', 'forbidden'],
    );
  });

  it('given verdicts on two registrations of which one is decided already, when their job is read, then one is done and the other says why not', async () => {
    const { store } = bench;
    const units = await Promise.all([1, 2].map(() => createUnit(store, { state: 'under_review' })));
    const [first, second] = units.map(({ registrationId }) => registrationId) as [string, string];
    const { staffId } = (await store.knex('staff').where({ login: 'bureau' }).first('staffId'))!;
    const verdict = (requestId: string, ...ids: string[]) =>
      createReviews(store).record(ids, { decision: 'approve', staffId, requestId });
    const outcomes = async (requestId: string) =>
      new Map(
        (await createStaffJobs(store).find(requestId, staffId))!.parts.map(({ about, outcome }) => [
          'registrationId' in about ? about.registrationId : '',
          outcome,
        ]),
      );
    const [before, bulk] = [randomUUID(), randomUUID()];
    const decide = (registrationId: string, reviews: ReadonlyMap<string, string>) =>
      localActivities.decideRegistration({ registrationId, reviewId: reviews.get(registrationId) });
    await decide(second, await verdict(before, second));
    const reviews = await verdict(bulk, first, second);
    assert.deepEqual([...(await outcomes(bulk)).values()], [undefined, undefined]);
    await decide(first, reviews);
    await decide(second, reviews);
    const told = await outcomes(bulk);
    assert.deepEqual([told.get(first), told.get(second)], ['done', 'already_decided']);
  });

  it('given a submission, when it is repeated after its answer was lost, then it answers the same, and another one is refused', async () => {
    const { registrationId } = await createUnit(bench.store);
    const registrations = createRegistrations(bench.store);
    await registrations.saveUnitInfo(registrationId, unitInfo as never);
    await registrations.saveProcurementIntent(registrationId, procurementIntent as never);
    const submission = { registrationId, submissionId: randomUUID() };
    const first = await localActivities.submitRegistration(submission);
    assert.ok('done' in first);
    assert.deepEqual(await localActivities.submitRegistration(submission), first);
    const another = await localActivities.submitRegistration({ registrationId, submissionId: randomUUID() });
    assert.ok('refused' in another && another.refused.code === 'already_submitted');
    assert.equal((await events(registrationId)).filter((kind) => kind === 'submitted').length, 1);
    const kept = await createSubmissions(bench.store).of(registrationId);
    assert.deepEqual(
      kept.map((forms) => [forms.round, forms.unitInfo?.name, forms.procurementIntent]),
      [[1, unitInfo.name, procurementIntent]],
    );
  });

  it('given an order at its placing, when its person is unlocked at the same moment, then they stay locked in it and nobody can edit them', async () => {
    const { registrationId, attendeeIds } = await createBuyer(bench.store);
    const order = {
      orderNo: newOrderNo(),
      registrationId,
      attendeeIds,
      pickup: 'delegation',
      paymentWindowSeconds: 900,
    } as const;
    const meanwhile: Promise<unknown>[] = [];
    const requestId = await askInRow(bench.store, {
      kind: 'unlock',
      subject: registrationId,
      payload: { attendeeIds },
    });
    await inTransaction(bench.store, async (trx) => {
      assert.ok('done' in (await createBadgeOrderPlacement(trx).place(order)));
      meanwhile.push(localActivities.unlockAttendees({ registrationId, requestId }));
      await untilOneWaits(bench.store);
    });
    await Promise.all(meanwhile);
    assert.deepEqual(await bench.store.knex('attendees').whereIn('attendeeId', attendeeIds).pluck('state'), ['locked']);
    assert.deepEqual(await events(registrationId), ['order_placed']);
  });

  it("given another unit's people, when one unit's lock or unlock names them, then they stay as they were", async () => {
    const [mine, other] = [await createUnit(bench.store, { state: 'approved' }), await createBuyer(bench.store)];
    const [theirs] = await createPeople(bench.store, other.registrationId, [{ unlocked: true }]);
    const { registrationId } = mine;
    const { attendeeIds } = other;
    const lock = await askInRow(bench.store, {
      kind: 'lock',
      subject: registrationId,
      payload: { items: [{ attendeeId: theirs!, badgeType: 'vip' }] },
    });
    assert.deepEqual(await localActivities.lockAttendees({ registrationId, requestId: lock }), { done: { locked: 0 } });
    const unlock = await askInRow(bench.store, { kind: 'unlock', subject: registrationId, payload: { attendeeIds } });
    assert.deepEqual(await localActivities.unlockAttendees({ registrationId, requestId: unlock }), {
      done: { unlocked: 0 },
    });
    const states = await bench.store
      .knex('attendees')
      .whereIn('attendeeId', [theirs!, ...other.attendeeIds])
      .pluck('state');
    assert.deepEqual(states.toSorted(), ['locked', 'saved']);
    assert.deepEqual(await events(registrationId), []);
  });
});
