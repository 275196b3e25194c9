import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createRegistrations } from '../../db/registration/registration.ts';
import { createReviews } from '../../db/registration/review.ts';
import { searchAttributes } from '../../workflows/messages.ts';
import { until } from '../activities/local-sandbox.ts';
import { assertNobodyInHistories } from '../support/canary.ts';
import { createPeople } from '../support/order-fixture.ts';
import {
  decide,
  is,
  open,
  openSubmitted,
  recordReview,
  standingOf,
  startSubmitted,
  submit,
  type TestRegistration,
} from '../support/registration-fixture.ts';
import { askInRow, withdraw as withdrawPerson } from '../support/staff-request.ts';
import { startStage, type Stage } from '../support/stage.ts';
import { unitInfo } from '../support/fixtures.ts';

describe('registration: who decides', () => {
  let stage: Stage;
  before(async () => {
    stage = await startStage();
  });
  after(() => stage.close());

  const find = async ({ registrationId }: TestRegistration) =>
    (await createRegistrations(stage.store).find(registrationId))!;
  /** The state that Temporal's lists show. */
  const listed = async ({ handle }: TestRegistration) =>
    (await handle.describe()).typedSearchAttributes.get(searchAttributes.state);
  const kinds = async ({ registrationId }: TestRegistration) =>
    stage.store.knex('events').where({ registrationId }).orderBy('eventId').pluck('kind');

  describe('two levels', () => {
    const twoLevels = (on: boolean) =>
      stage.store.knex('editions').where({ edition: '2' }).update({ twoLevelReview: on });
    before(() => twoLevels(true));
    after(() => twoLevels(false));

    it('given two-level review, when the sub-delegation approves, then only the delegation above approves for good (G4.3)', async () => {
      const registration = await openSubmitted(stage);
      const endorsed = await decide(stage, registration, 'approve');
      assert.ok('done' in endorsed && endorsed.done.state === 'under_second_review');
      assert.equal(await listed(registration), 'under_review');
      await assert.rejects(decide(stage, registration, 'approve'), is('second_review_pending', 'under_review'));
      await assert.rejects(decide(stage, registration, 'reject'), is('second_review_pending', 'under_review'));
      assert.equal((await find(registration)).invitationCode, null);
      await decide(stage, registration, 'approve', { by: 'delegation-1' });
      const { state, invitationCode } = await find(registration);
      assert.deepEqual([state, invitationCode], ['approved', 'DEMO-03']);
      assert.deepEqual(await kinds(registration), [
        'registration_opened',
        'allocated',
        'submitted',
        'endorsed',
        'approved',
      ]);
    });

    it('given an endorsed registration, when it is returned from above and submitted again, then both levels review it anew (G4.3)', async () => {
      const registration = await openSubmitted(stage);
      await decide(stage, registration, 'approve');
      await decide(stage, registration, 'return', { by: 'delegation-1', reason: '核验' });
      await submit(stage, registration);
      assert.equal((await find(registration)).state, 'under_review');
      await decide(stage, registration, 'approve');
      assert.equal((await standingOf(stage, registration)).state, 'under_second_review');
      await decide(stage, registration, 'approve', { by: 'bureau' });
      assert.equal((await standingOf(stage, registration)).state, 'approved');
    });

    it('given what the sub-delegation saw, when it was endorsed meanwhile, then a decision on the older version is stale (R8)', async () => {
      const registration = await openSubmitted(stage);
      const { version } = await standingOf(stage, registration);
      await decide(stage, registration, 'approve');
      await assert.rejects(
        decide(stage, registration, 'approve', { by: 'delegation-1', version }),
        is('stale_version'),
      );
    });

    it('given a run that went on before the second level was a state, when the delegation above decides, then by the row, and the run knows (G4.3)', async () => {
      const registration = await startSubmitted(stage);
      const { registrationId } = registration;
      await stage.store.knex('registrations').where({ registrationId }).update({ state: 'under_second_review' });
      await assert.rejects(decide(stage, registration, 'approve'), is('second_review_pending', 'under_review'));
      await decide(stage, registration, 'reject', { by: 'delegation-1', reason: '核验' });
      assert.deepEqual(await registration.handle.result(), { outcome: 'rejected' });
    });
  });

  it('given a reviewer who works for the unit, when they decide, alone or among many, then nothing moves (G4.3)', async () => {
    const registration = await openSubmitted(stage);
    const staff = stage.store.knex('staff').where({ login: 'delegation-3' });
    await staff.clone().update({ unitAccount: registration.account });
    try {
      await assert.rejects(decide(stage, registration, 'approve'), is('own_unit'));
      await stage.engine.registrationDecided(registration, await recordReview(stage, registration, 'approve'));
      await decide(stage, registration, 'return', { by: 'delegation-1', reason: '核验' });
      assert.deepEqual((await kinds(registration)).slice(-1), ['returned']);
    } finally {
      await staff.clone().update({ unitAccount: null });
    }
  });

  it('given an edit and a decision at the same moment, when they race, then the decision stands on what was read or is stale (R8)', async () => {
    for (let round = 0; round < 5; round++) {
      const registration = await openSubmitted(stage);
      await decide(stage, registration, 'return', { reason: '核验' });
      const { version } = await standingOf(stage, registration);
      const registrations = createRegistrations(stage.store);
      const [, verdict] = await Promise.allSettled([
        registrations
          .saveUnitInfo(registration.registrationId, { ...unitInfo, name: '佛山新名' } as never)
          .then(() => submit(stage, registration)),
        decide(stage, registration, 'approve', { version }),
      ]);
      const { state } = await standingOf(stage, registration);
      assert.equal(state, 'under_review', 'a decision on the version before the edit never stands');
      assert.equal(verdict.status, 'rejected');
    }
  });

  it('given fields with reasons, when a registration is returned, then the unit reads them until it submits again (G4.3)', async () => {
    const registration = await openSubmitted(stage);
    const { staffId } = (await stage.store.knex('staff').where({ login: 'delegation-3' }).first('staffId'))!;
    const fields = [{ path: 'unitInfo.contact.email', reason: '核验:邮箱有误' }];
    const recorded = await createReviews(stage.store).record([registration.registrationId], {
      decision: 'return',
      reason: '核验',
      fields,
      staffId,
      requestId: randomUUID(),
    });
    await stage.engine.decideRegistration(
      registration,
      { reviewId: recorded.get(registration.registrationId)! },
      randomUUID(),
    );
    assert.deepEqual((await find(registration)).returnedFields, fields);
    await submit(stage, registration);
    assert.equal((await find(registration)).returnedFields, null);
  });

  it('given each verdict, when it is made, then its unit gets one text of it', async () => {
    const sent: Record<string, string[]> = {};
    for (const decision of ['approve', 'return', 'reject'] as const) {
      const registration = await openSubmitted(stage);
      await decide(stage, registration, decision, { reason: '核验' });
      const rows = stage.store.knex('notifications').where({ registrationId: registration.registrationId });
      await until(async () => ((await rows.clone().pluck('state')).join() === 'sent' ? true : undefined));
      sent[decision] = await rows.clone().pluck('kind');
    }
    assert.deepEqual(sent, {
      approve: ['registration_approved'],
      return: ['registration_returned'],
      reject: ['registration_rejected'],
    });
  });

  describe('release', () => {
    const release = async (registration: TestRegistration, of: { disputeId?: string } = {}) => {
      const { state, unitId } = await find(registration);
      const standing = { state, since: new Date().toISOString(), reminders: 0 };
      const { edition, account, registrationId } = registration;
      const requestId = await askInRow(stage.store, { kind: 'release', subject: registrationId, payload: of });
      return stage.engine.releaseRegistration({ edition, account, unitId, registrationId, standing }, requestId);
    };

    for (const state of ['draft', 'under_review', 'under_second_review', 'returned', 'rejected'] as const) {
      it(`given an account in ${state}, when the bureau releases it, then its run ends, its people and its code's place are free, and it can be opened anew (G1.4)`, async () => {
        const registration =
          state === 'draft' ? await open(stage, { code: 'DEMO-09' }) : await openSubmitted(stage, { code: 'DEMO-09' });
        if (state === 'under_second_review')
          await stage.store
            .knex('registrations')
            .where({ registrationId: registration.registrationId })
            .update({ state });
        if (state === 'returned') await decide(stage, registration, 'return', { by: 'bureau', reason: '核验' });
        if (state === 'rejected') await decide(stage, registration, 'reject', { by: 'bureau', reason: '核验' });
        const [attendeeId] = await createPeople(stage.store, registration.registrationId, [{ unlocked: true }]);
        const used = async () =>
          (await stage.store.knex('invitation_codes').where({ code: 'DEMO-09' }).first('used'))!.used;
        const before = await used();
        assert.deepEqual(await release(registration), { done: { state: 'released' } });
        assert.equal((await standingOf(stage, registration)).state, 'released');
        assert.deepEqual(await registration.handle.result(), { outcome: 'released' });
        assert.deepEqual(
          [await used(), await stage.store.knex('list_keys').where({ attendeeId: attendeeId! })],
          [before - 1, []],
        );
        const heir = await open(stage, { account: registration.account });
        assert.equal((await standingOf(stage, heir)).state, 'draft');
        await assert.rejects(open(stage, { account: registration.account }), is('unit_already_registered'));
      });
    }

    it('given an approved account, when the bureau would release it, then it is refused and stands', async () => {
      const registration = await openSubmitted(stage);
      await decide(stage, registration, 'approve');
      await assert.rejects(release(registration), is('not_releasable', 'approved'));
      assert.equal((await standingOf(stage, registration)).state, 'approved');
    });
  });

  it('given a person on a list, when the bureau withdraws them twice, then they are off it once and free for another unit', async () => {
    const registration = await openSubmitted(stage);
    const [attendeeId] = await createPeople(stage.store, registration.registrationId, [{ unlocked: true }]);
    const withdraw = () => withdrawPerson(stage, registration, attendeeId!);
    assert.deepEqual([await withdraw(), await withdraw()], [{ done: { attendeeId } }, { done: { attendeeId } }]);
    assert.equal((await kinds(registration)).filter((kind) => kind === 'attendee_withdrawn').length, 1);
    assert.deepEqual(await stage.store.knex('list_keys').where({ attendeeId: attendeeId! }), []);
  });

  it('given these runs, when their histories are read, then nobody is in them', () => assertNobodyInHistories(stage));
});
