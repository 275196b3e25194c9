import assert from 'node:assert/strict';
import { patched } from '../../domain/edition.ts';
import { changeEdition } from '../../db/ops/edition-apply.ts';
import { inTransaction } from '../../db/knex.ts';
import { taskQueues, workflowTypes } from '../../workflows/messages.ts';
import { until } from '../activities/local-sandbox.ts';
import { fastForward } from '../support/fast-forward.ts';
import { open, openSubmitted, standingOf, type TestRegistration } from '../support/registration-fixture.ts';
import { startStage, type Stage } from '../support/stage.ts';

const day = 86_400;

describe('registration: an edition whose dates are moved', () => {
  let stage: Stage;
  before(async () => {
    stage = await startStage();
  });
  after(() => stage.close());

  const inDays = (days: number) => new Date(Date.now() + days * day * 1_000).toISOString();
  async function move(registrationClosesAt: string): Promise<void> {
    const { refusals, contradictions } = await inTransaction(stage.store, (trx) =>
      changeEdition(trx, {
        edition: '2',
        change: (before) => patched(before!, { registrationClosesAt }),
        now: new Date(),
        by: {},
      }),
    );
    assert.deepEqual([...refusals, ...contradictions], []);
  }
  /** What the schedule starts. */
  const tell = () =>
    stage.environment.client.workflow.execute(workflowTypes.editionCalendar, {
      workflowId: 'edition-calendar',
      taskQueue: taskQueues.main,
      args: [{}],
    });
  const calendar = async () =>
    (await stage.store.knex('editions').where({ edition: '2' }).first('calendarVersion', 'calendarTold'))!;
  const heard = async ({ handle }: TestRegistration) =>
    ((await handle.fetchHistory()).events ?? []).filter((event) => event.workflowExecutionSignaledEventAttributes)
      .length;
  const reminders = ({ registrationId }: TestRegistration) =>
    stage.store
      .knex('notifications')
      .where({ registrationId, kind: 'registration_closing' })
      .orderBy('round')
      .pluck('round');

  it('given units at work, when the closing is moved nearer, then their runs hear of it, are reminded of the days that are left, and expire at the new one', async () => {
    const [draft, reviewed] = [await open(stage), await openSubmitted(stage)];
    assert.deepEqual(await tell(), { told: 0 });
    // For the draft three days have passed: of eight, five are left.
    await fastForward(stage, draft.handle.workflowId, 3 * day);
    await move(inDays(8));
    assert.deepEqual(await calendar(), { calendarVersion: 1, calendarTold: 0 });
    assert.deepEqual(await tell(), { told: 2 });
    assert.deepEqual(await calendar(), { calendarVersion: 1, calendarTold: 1 });
    assert.deepEqual(await tell(), { told: 0 }, 'once');
    // The day of the first reminder is over already.
    await until(async () => ((await reminders(draft)).length > 0 ? true : undefined));
    assert.deepEqual(await reminders(draft), [5]);
    await fastForward(stage, draft.handle.workflowId, 4.5 * day);
    assert.deepEqual(await reminders(draft), [1, 5]);
    await fastForward(stage, draft.handle.workflowId, day);
    assert.deepEqual(await draft.handle.result(), { outcome: 'expired' });
    assert.equal((await standingOf(stage, draft)).state, 'expired');
    assert.equal((await standingOf(stage, reviewed)).state, 'under_review');
  });

  it('given a worker that is away and dates moved twice, when it comes back, then the last ones are told and count', async () => {
    const draft = await open(stage);
    await stage.stopWorkers();
    await move(inDays(3));
    await move(inDays(60));
    const telling = tell();
    await stage.startWorkers();
    assert.ok(((await telling) as { told: number }).told >= 1);
    const { calendarVersion, calendarTold } = await calendar();
    assert.equal(calendarTold, calendarVersion);
    assert.equal(await heard(draft), 1);
    await fastForward(stage, draft.handle.workflowId, 52 * day);
    assert.deepEqual(await reminders(draft), []);
    await fastForward(stage, draft.handle.workflowId, 2 * day);
    assert.deepEqual(await reminders(draft), [7]);
  });
});
