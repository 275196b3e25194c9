import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { BadgeType } from '../../domain/attendee.ts';
import { until } from '../activities/local-sandbox.ts';
import { assertNobodyInHistories } from '../support/canary.ts';
import { createPeople, placeOrder, type Buyer } from '../support/order-fixture.ts';
import { decide, openSubmitted, type TestRegistration } from '../support/registration-fixture.ts';
import { allocate, lockPeople, unlockPeople } from '../support/staff-request.ts';
import { startStage, type Stage } from '../support/stage.ts';

describe('registration: locking people', () => {
  let stage: Stage;
  before(async () => {
    stage = await startStage();
  });
  after(() => stage.close());
  beforeEach(() => stage.sandbox.faults());

  /** An approved registration with people of whom the delegation has locked nobody. */
  async function approved(people: number) {
    const registration = await openSubmitted(stage);
    await decide(stage, registration, 'approve');
    const persons = Array.from({ length: people }, () => ({ unlocked: true }));
    return { ...registration, attendeeIds: await createPeople(stage.store, registration.registrationId, persons) };
  }
  type Approved = Awaited<ReturnType<typeof approved>>;

  const lock = (registration: Approved, badgeTypes: BadgeType[], lockId: string = randomUUID()) =>
    lockPeople(
      stage,
      registration,
      badgeTypes.map((badgeType, index) => ({ attendeeId: registration.attendeeIds[index]!, badgeType })),
      lockId,
    );
  const people = async ({ registrationId }: TestRegistration) =>
    (
      await stage.store
        .knex('attendees')
        .where({ registrationId })
        .orderBy(['createdAt', 'attendeeId'])
        .select('state', 'badgeType')
    ).map((row) => row.badgeType ?? row.state);
  const untilPeople = (registration: TestRegistration, ...states: string[]) =>
    until(async () => ((await people(registration)).join() === states.join() ? true : undefined));
  const notices = ({ registrationId }: TestRegistration) =>
    stage.store
      .knex('notifications')
      .where({ registrationId, kind: 'payment_due' })
      .orderBy('round')
      .select({ id: 'notificationId' }, 'state', 'params');
  const untilNotices = (registration: TestRegistration, ...states: string[]) =>
    until(async () =>
      (await notices(registration)).map(({ state }) => state).join() === states.join() ? true : undefined,
    );
  const textsOf = async (registration: TestRegistration) => {
    const ids = (await notices(registration)).map(({ id }) => id);
    return (await stage.sandbox.journal()).sms.filter((text) => ids.includes(text.outId!));
  };
  /** A signal behind all others, whose effect shows that they were dealt with. */
  const untilHeard = async (registration: Approved) => {
    await allocate(stage, registration, 0).catch(() => undefined);
  };

  it('given an approved registration, when people are labelled and locked, then their unit gets one text with what is due (G5.2)', async () => {
    const registration = await approved(3);
    await lock(registration, ['professional', 'vip', 'professional']);
    await untilPeople(registration, 'professional', 'vip', 'professional');
    await untilNotices(registration, 'sent');
    const [text, ...others] = await textsOf(registration);
    assert.deepEqual(text && [text.mobile, text.template, text.params], [
      '13800000000',
      'SMS_PAYMENT_DUE',
      { people: '2', amount: '400.00' },
    ]);
    assert.deepEqual(others, []);
  });

  it('given a lock, when its signal comes three times and the same people are locked anew, then they are locked once and one text is sent', async () => {
    const registration = await approved(1);
    const lockId = randomUUID();
    for (let copy = 0; copy < 3; copy++) await lock(registration, ['professional'], lockId);
    await lock(registration, ['vip']);
    await untilHeard(registration);
    await untilNotices(registration, 'sent');
    assert.deepEqual(await people(registration), ['professional']);
    assert.equal((await textsOf(registration)).length, 1);
  });

  it('given only VIPs, when they are locked, then no text is sent: nothing is due', async () => {
    const registration = await approved(2);
    await lock(registration, ['vip', 'vip']);
    await untilPeople(registration, 'vip', 'vip');
    await untilHeard(registration);
    assert.deepEqual(await notices(registration), []);
  });

  it('given a person without a photo or a registration not approved, when locked, then they stay as they were', async () => {
    const registration = await approved(1);
    await stage.store
      .knex('attendees')
      .where({ registrationId: registration.registrationId })
      .update({ hasPhoto: false });
    const waiting = await openSubmitted(stage);
    const attendeeIds = await createPeople(stage.store, waiting.registrationId, [{ unlocked: true }]);
    for (const of of [registration, { ...waiting, attendeeIds }]) {
      await lock(of, ['professional']);
      await untilHeard(of);
      assert.deepEqual(await people(of), ['saved']);
      assert.deepEqual(await notices(of), []);
    }
  });

  it('given locked people, when one is in a live order, then unlocking gives back only the other, who can be locked anew with a text of its own', async () => {
    const registration = await approved(2);
    await lock(registration, ['professional', 'professional']);
    await untilNotices(registration, 'sent');
    const buyer = { ...registration, unitId: registration.registrationId, token: '' } satisfies Buyer;
    await placeOrder(stage, { buyer, attendeeIds: registration.attendeeIds.slice(1) });
    await unlockPeople(stage, registration, registration.attendeeIds);
    await untilPeople(registration, 'saved', 'professional');
    await lock(registration, ['vip']);
    await untilPeople(registration, 'vip', 'professional');
    await unlockPeople(stage, registration, registration.attendeeIds);
    await lock(registration, ['professional']);
    await untilNotices(registration, 'sent', 'sent');
    assert.deepEqual(
      (await textsOf(registration)).map(({ params }) => params),
      [
        { people: '2', amount: '400.00' },
        { people: '1', amount: '200.00' },
      ],
    );
  });

  for (const [kind, sent] of [
    ['commit_then_reset', 1],
    ['http_502', 0],
  ] as const) {
    it(`given ${kind} at the text provider, when people are locked, then the text is not sent again and its outcome stands as unknown`, async () => {
      const registration = await approved(1);
      await stage.sandbox.faults({ provider: 'sms', route: 'send', kind, probability: 1 });
      await lock(registration, ['professional']);
      await untilNotices(registration, 'unknown');
      await until(async () =>
        (await registration.handle.describe()).raw.pendingActivities?.length ? undefined : true,
      );
      await stage.sandbox.faults();
      assert.equal((await textsOf(registration)).length, sent);
      assert.deepEqual(
        (await notices(registration)).map(({ state }) => state),
        ['unknown'],
      );
      assert.deepEqual(await people(registration), ['professional']);
    });
  }

  it('given no worker, when people are locked by many signals, then the next worker locks each once', async () => {
    const registration = await approved(20);
    await stage.stopWorkers();
    for (const attendeeId of registration.attendeeIds) {
      await lockPeople(stage, registration, [{ attendeeId, badgeType: 'vip' }]);
    }
    await stage.startWorkers();
    await untilPeople(registration, ...registration.attendeeIds.map(() => 'vip'));
    const events = await stage.store
      .knex('events')
      .where({ registrationId: registration.registrationId, kind: 'attendees_locked' });
    assert.equal(events.length, 20);
  });

  it('given these runs, when their histories are read, then nobody is in them', () => assertNobodyInHistories(stage));
});
