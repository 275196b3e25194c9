import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import { until } from '../activities/local-sandbox.ts';
import { searchAttributes } from '../../workflows/messages.ts';
import { delegationId } from '../support/fixtures.ts';
import { createPeople } from '../support/order-fixture.ts';
import {
  decide,
  fillIn,
  open,
  openSubmitted,
  standingOf,
  type TestRegistration,
} from '../support/registration-fixture.ts';
import { allocate, lockPeople } from '../support/staff-request.ts';
import { startStage, type Stage } from '../support/stage.ts';
import { startDevServer } from '../support/temporal.ts';

describe('registration: a long life', () => {
  let stage: Stage;
  before(async () => {
    // A real run is advised to continue anew after 4,096 events.
    stage = await startStage({ server: () => startDevServer('limit.historyCount.suggestContinueAsNew=40') });
  });
  after(() => stage.close());

  const runId = async ({ handle }: TestRegistration) => (await handle.describe()).runId;

  it('given a run whose history grows long, when it goes on in a new one, then standing, requests and signals go with it and none is lost', async () => {
    const registration = await openSubmitted(stage);
    const first = await runId(registration);
    const of = { edition: '2', account: registration.account } as const;
    const delegation = await delegationId(stage.store, 3);
    const strangers = [randomUUID(), randomUUID()];
    const lock = (attendeeId: string) => lockPeople(stage, registration, [{ attendeeId, badgeType: 'vip' }]);
    // A signal that meets the end of a run fails its last task, and with it the requests in that task: they are told to come again.
    const allocated = async (requestId: string): Promise<unknown> => {
      try {
        return await allocate(stage, registration, delegation, requestId);
      } catch (error) {
        if (error instanceof DomainError && error.refusal.code === 'unavailable') return allocated(requestId);
        throw error;
      }
    };
    for (let round = 0; (await runId(registration)) === first && round < 20; round++) {
      const requests = Array.from({ length: 5 }, () => allocated(randomUUID()));
      const heard = await Promise.all(strangers.map(lock));
      assert.deepEqual(heard, [true, true]);
      for (const answer of await Promise.all(requests))
        assert.deepEqual(answer, { done: { delegationId: delegation } });
    }
    assert.equal(
      (await stage.environment.client.workflow.getHandle(registration.handle.workflowId, first).describe()).status.name,
      'CONTINUED_AS_NEW',
    );

    const second = await runId(registration);
    assert.equal((await standingOf(stage, registration)).state, 'under_review');
    const repeat = { ...of, unitId: registration.registrationId, registrationId: registration.registrationId };
    assert.deepEqual(await stage.engine.openRegistration(repeat, { ...of, delegationNo: 3 }, randomUUID()), {
      done: { state: 'under_review' },
    });
    await decide(stage, registration, 'approve');
    const attendeeIds = await createPeople(
      stage.store,
      registration.registrationId,
      Array.from({ length: 30 }, () => ({ unlocked: true })),
    );
    await Promise.all(attendeeIds.map(lock));
    const locked = async () =>
      (await stage.store.knex('attendees').where({ registrationId: registration.registrationId, state: 'locked' }))
        .length;
    await until(async () => ((await locked()) === attendeeIds.length ? true : undefined));
    await until(async () => ((await runId(registration)) === second ? undefined : true));
    assert.equal((await standingOf(stage, registration)).state, 'approved');
    assert.equal((await registration.handle.describe()).status.name, 'RUNNING');
  });

  it('given a submission answered by an earlier run, when it comes again after the verdict, then it is answered alike and the run knows that it stands approved', async () => {
    const registration = await open(stage);
    await fillIn(stage, registration);
    const submissionId = randomUUID();
    const submitted = await stage.engine.submitRegistration(registration, submissionId);
    await decide(stage, registration, 'approve');
    const first = await runId(registration);
    for (let round = 0; (await runId(registration)) === first && round < 60; round++)
      await lockPeople(stage, registration, [{ attendeeId: randomUUID(), badgeType: 'vip' }]);
    await until(async () => ((await runId(registration)) === first ? undefined : true));
    assert.deepEqual(await stage.engine.submitRegistration(registration, submissionId), submitted);
    assert.equal((await registration.handle.describe()).typedSearchAttributes.get(searchAttributes.state), 'approved');
    assert.equal((await standingOf(stage, registration)).state, 'approved');
  });
});
