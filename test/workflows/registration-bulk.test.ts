import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { until } from '../activities/local-sandbox.ts';
import { createPeople } from '../support/order-fixture.ts';
import { decide, openSubmitted, recordReview, standingOf, type TestRegistration } from '../support/registration-fixture.ts';
import { startStage, type Stage } from '../support/stage.ts';

describe('registration: a thousand signals', () => {
  let stage: Stage;
  before(async function () {
    this.timeout(60_000);
    stage = await startStage();
  });
  after(() => stage.close());

  it('given one registration, when people are locked and given back in 1,000 rounds of signals, then every round counts and no history grows beyond its limits', async function () {
    this.timeout(180_000);
    const registration = await openSubmitted(stage);
    const first = (await registration.handle.describe()).runId;
    await decide(stage, registration, 'approve');
    const [attendeeId] = (await createPeople(stage.store, registration.registrationId, [{ unlocked: true }])) as [string];
    const rounds = 1_000;
    for (let round = 0; round < rounds; round += 10) {
      for (let n = 0; n < 10; n++) {
        await stage.engine.lockAttendees(registration, { lockId: randomUUID(), items: [{ attendeeId, badgeType: 'vip' }] });
        await stage.engine.unlockAttendees(registration, { attendeeIds: [attendeeId] });
      }
    }
    const unlocked = async () =>
      (
        (await stage.store
          .knex('events')
          .where({ registration_id: registration.registrationId, kind: 'attendees_unlocked' })
          .pluck('event_id')) as number[]
      ).length;
    await until(async () => ((await unlocked()) === rounds ? true : undefined));
    const { client } = stage.environment;
    const lengths: number[] = [];
    for await (const run of client.workflow.list({ query: `WorkflowId = "${registration.handle.workflowId}"` })) {
      const { historyLength } = await client.workflow.getHandle(run.workflowId, run.runId).describe();
      lengths.push(historyLength);
    }
    assert.ok(lengths.every((length) => length < 10_000), `histories of ${lengths.join(', ')} events`); // prettier-ignore
    assert.notEqual((await registration.handle.describe()).runId, first, 'it never went on in a new run');
    assert.equal((await standingOf(stage, registration)).state, 'approved');
  });

  it('given 1,000 registrations under review, when one request decides on all by signals, then each is decided once (G4.3)', async function () {
    this.timeout(240_000);
    const registrations: TestRegistration[] = [];
    for (let n = 0; n < 1_000; n += 10) registrations.push(...(await Promise.all(Array.from({ length: 10 }, () => openSubmitted(stage)))));
    const ids = registrations.map(({ registrationId }) => registrationId);
    const reviews = await Promise.all(registrations.map((registration) => recordReview(stage, registration, 'return')));
    for (let n = 0; n < registrations.length; n += 10) {
      await Promise.all([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => stage.engine.registrationDecided(registrations[n + i]!, reviews[n + i]!)));
    }
    const decided = async () =>
      ((await stage.store.knex('registrations').whereIn('registration_id', ids).where({ state: 'returned' })) as unknown[]).length;
    await until(async () => ((await decided()) === 1_000 ? true : undefined));
    const events = await stage.store.knex('events').whereIn('registration_id', ids).where({ kind: 'returned' });
    assert.equal(events.length, 1_000);
  });
});
