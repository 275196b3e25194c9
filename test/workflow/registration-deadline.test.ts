import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { until } from '../activities/local-sandbox.ts';
import { assertNobodyInHistories } from '../support/canary.ts';
import { fastForward } from '../support/fast-forward.ts';
import { createPeople } from '../support/order-fixture.ts';
import {
  decide,
  fillIn,
  is,
  open,
  openSubmitted,
  standingOf,
  submit,
  type TestRegistration,
} from '../support/registration-fixture.ts';
import { startStage, type Stage } from '../support/stage.ts';

const day = 86_400;

describe('registration: what time brings', () => {
  let stage: Stage;
  before(async () => {
    stage = await startStage();
    // The seeded edition closes 120 days from now; its reminders come 7 days and 1 day before.
    await stage.store
      .knex('staff')
      .whereNotIn('login', ['delegation-1', 'delegation-3', 'bureau'])
      .update({ mobile: null });
  });
  after(() => stage.close());
  beforeEach(() => stage.sandbox.faults());

  const forward = (registration: TestRegistration, days: number) =>
    fastForward(stage, registration.handle.workflowId, days * day);
  const notices = ({ registrationId }: TestRegistration) =>
    stage.store
      .knex('notifications as n')
      .leftJoin('staff as s', 's.staffId', 'n.staffId')
      .where({ registrationId })
      .orderBy(['n.createdAt', 'n.round'])
      .select('n.kind', 'n.round', 'n.state', 's.login');
  const untilNotices = (registration: TestRegistration, ...wanted: string[]) =>
    until(async () => {
      const found = (await notices(registration)).map(({ kind, round, state, login }) =>
        [kind, round, state, ...(login ? [login] : [])].join(' '),
      );
      return found.join() === wanted.join() ? true : undefined;
    });
  const escalation = async ({ registrationId }: TestRegistration) =>
    (await stage.store.knex('registrations').where({ registrationId }).first('escalation'))!.escalation;

  it('given a draft, when the closing comes near and passes, then its unit is reminded twice and it expires, its people free (G4)', async () => {
    const registration = await open(stage);
    const [attendeeId] = await createPeople(stage.store, registration.registrationId, [{ unlocked: true }]);
    await forward(registration, 112);
    assert.deepEqual(await notices(registration), []);
    await forward(registration, 1.5);
    await untilNotices(registration, 'registration_closing 7 sent');
    await forward(registration, 6);
    await untilNotices(registration, 'registration_closing 7 sent', 'registration_closing 1 sent');
    await forward(registration, 1);
    assert.deepEqual(await registration.handle.result(), { outcome: 'expired' });
    assert.equal((await standingOf(stage, registration)).state, 'expired');
    assert.equal((await notices(registration)).at(-1)?.kind, 'registration_expired');
    assert.deepEqual(await stage.store.knex('list_keys').where({ attendeeId: attendeeId! }), []);
    const sms = (await stage.sandbox.journal()).sms.filter(({ template }) => template === 'SMS_REGISTRATION_CLOSING');
    assert.deepEqual(
      sms.slice(-2).map(({ params }) => params),
      [{ days: '7' }, { days: '1' }],
    );
    await assert.rejects(submit(stage, registration), is('already_submitted'));
  });

  it('given a unit that submitted meanwhile, when its reminder is to be sent, then it is not needed any more (R9)', async () => {
    const registration = await openSubmitted(stage);
    const { registrationId } = registration;
    const [notificationId] = await stage.activities.localActivities
      .remindOfClosing({ registrationId, daysLeft: 7 })
      .then(({ notificationIds }) => notificationIds);
    await stage.activities.sms.sendNotification({ notificationId: notificationId! });
    assert.deepEqual(
      (await notices(registration)).map(({ state }) => state),
      ['not_needed'],
    );
  });

  it('given a registration nobody decides on, when days pass, then its delegation, the one above and the bureau are told in turn, and it can be decided all the time (G4.3)', async () => {
    const registration = await openSubmitted(stage);
    await forward(registration, 2.9);
    assert.deepEqual([await notices(registration), await escalation(registration)], [[], 0]);
    await forward(registration, 0.2);
    await untilNotices(registration, 'review_due 1 sent delegation-3');
    await forward(registration, 2);
    await untilNotices(registration, 'review_due 1 sent delegation-3', 'review_due 2 sent delegation-1');
    assert.equal(await escalation(registration), 1);
    await forward(registration, 2);
    await until(async () => ((await notices(registration)).at(-1)?.login === 'bureau' ? true : undefined));
    assert.equal(await escalation(registration), 2);
    await decide(stage, registration, 'return', { reason: '核验' });
    await submit(stage, registration);
    assert.equal(await escalation(registration), 0);
    const told = (await notices(registration)).length;
    await forward(registration, 2.5);
    assert.equal((await notices(registration)).length, told);
  });

  it('given many registrations that wait for one reviewer, when they fall due together, then one text tells of all (G4.3)', async () => {
    await stage.store
      .knex('notifications')
      .where({ kind: 'review_due' })
      .update({ endedAt: new Date('2019-01-01') });
    const registrations = [await openSubmitted(stage), await openSubmitted(stage)];
    for (const registration of registrations) await forward(registration, 3.1);
    const states = () =>
      Promise.all(registrations.map(async (registration) => (await notices(registration))[0]?.state ?? ''));
    await until(async () =>
      (await states()).toSorted((a, b) => a.localeCompare(b)).join() === 'not_needed,sent' ? true : undefined,
    );
    const text = (await stage.sandbox.journal()).sms.filter(({ template }) => template === 'SMS_REVIEW_DUE').at(-1)!;
    assert.ok(Number((text.params as { count: string }).count) >= 2);
  });

  it('given one returned after the closing, when it is corrected within its days of grace, then it is under review again; later it has expired (G4.3)', async () => {
    const [kept, lost] = [await openSubmitted(stage), await openSubmitted(stage)];
    const edition = stage.store.knex('editions').where({ edition: '2' });
    const dates = (await edition.clone().first('registrationClosesAt'))!;
    // Closed for the database from now on; the runs learn of it when something falls due.
    await edition.clone().update({ registrationClosesAt: stage.store.knex.raw("now() - interval '1 minute'") });
    try {
      await assert.rejects(openSubmitted(stage), is('registration_closed'));
      for (const registration of [kept, lost]) await decide(stage, registration, 'return', { reason: '核验' });
      await submit(stage, kept);
      assert.equal((await standingOf(stage, kept)).state, 'under_review');
      await forward(lost, 121);
      assert.deepEqual(await lost.handle.result(), { outcome: 'expired' });
    } finally {
      await edition.clone().update(dates);
    }
  });

  it('given an edition whose closing was moved later, when the old one passes, then a draft lives on (G4)', async () => {
    const registration = await open(stage);
    const edition = stage.store.knex('editions').where({ edition: '2' });
    const dates = (await edition.clone().first('registrationClosesAt', 'expoClosesAt'))!;
    await edition.clone().update({
      registrationClosesAt: stage.store.knex.raw("registration_closes_at + interval '10 days'"),
      expoClosesAt: stage.store.knex.raw("expo_closes_at + interval '10 days'"),
    });
    try {
      await forward(registration, 121);
      assert.equal((await standingOf(stage, registration)).state, 'draft');
      assert.equal((await registration.handle.describe()).status.name, 'RUNNING');
    } finally {
      await edition.clone().update(dates);
    }
  });

  it('given an approved registration, when the edition is over, then its run ends and it stands as it was', async () => {
    const registration = await openSubmitted(stage);
    await decide(stage, registration, 'approve');
    await forward(registration, 179);
    assert.equal((await registration.handle.describe()).status.name, 'RUNNING');
    await forward(registration, 2);
    assert.deepEqual(await registration.handle.result(), { outcome: 'edition_over' });
    assert.equal((await standingOf(stage, registration)).state, 'approved');
  });

  it('given one under review to the end, when the edition is over, then it has expired and nobody decides on it any more', async () => {
    // Ninety reminders prove no more than two.
    await stage.store.knex('editions').where({ edition: '2' }).update({ reviewRepeatDays: 100 });
    const registration = await openSubmitted(stage);
    await forward(registration, 181);
    await stage.store.knex('editions').where({ edition: '2' }).update({ reviewRepeatDays: 2 });
    assert.deepEqual(await registration.handle.result(), { outcome: 'expired' });
    await assert.rejects(decide(stage, registration, 'approve'), is('already_decided'));
    assert.equal((await standingOf(stage, registration)).state, 'expired');
  });

  it('given a code given later than at the opening, when it is told twice, then one place is taken and the delegation has the unit (G1.1)', async () => {
    const registration = await open(stage);
    const give = (invitationCode: string) =>
      stage.engine.giveInvitationCode(registration, { invitationCode }, randomUUID());
    const first = await give('DEMO-05');
    assert.deepEqual(await give('DEMO-05'), first);
    await assert.rejects(give('DEMO-06'), is('invitation_code_given'));
    const uses = await stage.store
      .knex('invitation_code_uses')
      .where({ registrationId: registration.registrationId })
      .select('code', 'kind');
    assert.deepEqual(uses, [{ code: 'DEMO-05', kind: 'registered' }]);
    await fillIn(stage, registration);
    await submit(stage, registration);
    await assert.rejects(
      give('DEMO-05').then(() => give('DEMO-06')),
      is('not_editable'),
    );
  });

  it('given these runs, when their histories are read, then nobody is in them', () => assertNobodyInHistories(stage));
});
