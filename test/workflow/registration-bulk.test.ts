import assert from 'node:assert/strict';
import { DomainError } from '../../domain/errors.ts';
import { until } from '../activities/local-sandbox.ts';
import { createPeople } from '../support/order-fixture.ts';
import {
  decide,
  openSubmitted,
  standingOf,
  startSubmitted,
  type TestRegistration,
} from '../support/registration-fixture.ts';
import type { Json, TestApi } from '../support/api.ts';
import { staffToken } from '../support/fixtures.ts';
import { createSessions } from '../../db/session.ts';
import { size } from '../support/size.ts';
import { lockPeople, unlockPeople } from '../support/staff-request.ts';
import { startStageApi } from '../support/stage-api.ts';
import type { Stage } from '../support/stage.ts';
import { startDevServer } from '../support/temporal.ts';

describe('registration: many signals', function () {
  // A thousand take minutes on a busy machine.
  this.timeout(size({ small: 120_000, long: 1_800_000 }));
  let stage: Stage;
  let api: TestApi;
  before(async () => {
    // Few rounds must fill a history too: by default a run goes on in a new one after 4,096 events.
    const events = size({ small: 400, long: 4_096 });
    ({ stage, api } = await startStageApi({
      server: () => startDevServer(`limit.historyCount.suggestContinueAsNew=${events}`),
    }));
  });
  after(async () => {
    await api.close();
    await stage.close();
  });

  it('given one registration, when people are locked and given back in rounds of signals, then every round counts and no history grows beyond its limits', async () => {
    const registration = await openSubmitted(stage);
    const first = (await registration.handle.describe()).runId;
    await decide(stage, registration, 'approve');
    const [attendeeId] = (await createPeople(stage.store, registration.registrationId, [{ unlocked: true }])) as [
      string,
    ];
    const rounds = size({ small: 100, long: 1_000 });
    const unlocked = async () =>
      (
        (await stage.store
          .knex('events')
          .where({ registrationId: registration.registrationId, kind: 'attendees_unlocked' })
          .pluck('eventId')) as number[]
      ).length;
    // While a run goes on in a new one the server takes no signals for some seconds: who is answered 503 sends again.
    const send = (signal: () => Promise<boolean>) =>
      until(() =>
        signal().catch((error: unknown) => {
          if (error instanceof DomainError && error.refusal.code === 'unavailable') return undefined;
          throw error;
        }),
      );
    // Twenty signals on their way at most: the server closes a task by force at a hundred.
    for (let round = 10; round <= rounds; round += 10) {
      for (let n = 0; n < 10; n++) {
        await send(() => lockPeople(stage, registration, [{ attendeeId, badgeType: 'vip' }]));
        await send(() => unlockPeople(stage, registration, [attendeeId]));
      }
      await until(async () => ((await unlocked()) === round ? true : undefined));
    }
    const { client } = stage.environment;
    const lengths: number[] = [];
    for await (const run of client.workflow.list({ query: `WorkflowId = "${registration.handle.workflowId}"` })) {
      const { historyLength } = await client.workflow.getHandle(run.workflowId, run.runId).describe();
      lengths.push(historyLength);
    }
    const limit = size({ small: 1_000, long: 10_000 });
    assert.ok(
      lengths.every((length) => length < limit),
      `histories of ${lengths.join(', ')} events`,
    );
    assert.notEqual((await registration.handle.describe()).runId, first, 'it never went on in a new run');
    assert.equal((await standingOf(stage, registration)).state, 'approved');
  });

  it('given many registrations under review, when one request returns them all, then each is told by a signal and decided once, and a repeat moves nothing (G4.3)', async () => {
    const count = size({ small: 100, long: 1_000 });
    const registrations: TestRegistration[] = [];
    for (let n = 0; n < count; n += 10)
      registrations.push(...(await Promise.all(Array.from({ length: 10 }, () => startSubmitted(stage)))));
    const twoLines = '1. 营业额有误\n2. 请补充进口额';
    const ids = registrations.map(({ registrationId }) => registrationId);
    const token = await staffToken(stage.store, 'delegation-3');
    const send = () =>
      api.call('POST', '/review/registrations/bulk-decision', {
        token,
        body: { ids, decision: 'return', reason: twoLines },
        headers: { 'Idempotency-Key': 'many' },
      });
    const { status, body } = await send();
    const { accepted, jobId } = body;
    assert.deepEqual([status, accepted], [202, count]);
    const decided = async () =>
      (await stage.store.knex('registrations').whereIn('registrationId', ids).where({ state: 'returned' })).length;
    const job = async () => (await api.call('GET', `/review/jobs/${jobId}`, { token })).body;
    const ended = await until(async () => {
      const told = await job();
      return told.state === 'done' ? told : undefined;
    });
    assert.deepEqual(
      [ended.kind, ended.total, ended.done, ended.items, await decided()],
      ['decide', count, count, [], count],
    );
    const { token: unit } = await createSessions(stage.store).open({ unitId: ids[0]! }, 1);
    assert.equal((await api.call('GET', '/registration', { token: unit })).body.returnReason, twoLines);
    assert.equal((await send()).headers.get('idempotency-replayed'), 'true');
    const events = await stage.store.knex('events').whereIn('registrationId', ids).where({ kind: 'returned' });
    assert.equal(events.length, count);

    // What is decided is refused, and each refusal says whose it is.
    await stage.store.knex('registrations').whereIn('registrationId', ids).update({ unitName: '乙字进口有限公司' });
    const again = await api.call('POST', '/review/registrations/bulk-decision', {
      token,
      body: { ids, decision: 'approve' },
    });
    const refused = await until(async () => {
      const told = (await api.call('GET', `/review/jobs/${again.body.jobId}`, { token })).body;
      return told.state === 'done' ? told : undefined;
    });
    assert.deepEqual(
      [refused.refused, new Set(refused.items.map(({ code, unitName }: Json) => `${code} ${unitName}`))],
      [count, new Set(['already_decided 乙字进口有限公司'])],
    );
  });
});
