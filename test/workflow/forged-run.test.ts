import assert from 'node:assert/strict';
import { ownRunsOnly } from '../../activities/own-run.ts';
import { createAttention } from '../../db/ops/attention.ts';
import { taskQueues, workflowTypes } from '../../workflows/messages.ts';
import { createBuyer, notice, openPayment, pay, placeOrder, untilOrder } from '../support/order-fixture.ts';
import { open, standingOf } from '../support/registration-fixture.ts';
import { startStage, type Stage } from '../support/stage.ts';

/** What whoever reaches Temporal could start and send beside our own runs. */
describe('runs and messages of nobody', () => {
  let stage: Stage;
  before(async () => {
    stage = await startStage();
  });
  after(() => stage.close());

  const faults = async (subject: string) =>
    (await createAttention(stage.store).list({ rows: 1_000 }))
      .filter((item) => Object.values(item.subject)[0] === subject)
      .filter(({ values }) => String(values.message).startsWith('start_'))
      .map(({ values }) => `${values.message}, ${values.fault}`);

  it('given a draft, when a second run is started for it with a standing of its own, then what it is told moves nothing, it fails, and a human is called', async () => {
    const victim = await open(stage);
    const { edition, account, registrationId } = victim;
    const standing = { state: 'draft', since: new Date().toISOString(), reminders: 0 } as const;
    const far = new Date(Date.now() + 90 * 86_400_000).toISOString();
    const calendar = {
      closesAt: far,
      endsAt: far,
      closingReminderDays: [],
      reviewReminderDays: 3,
      reviewRepeatDays: 2,
      returnGraceDays: 3,
    };
    const run = await stage.environment.client.workflow.start(workflowTypes.registration, {
      workflowId: `another:${registrationId}`,
      taskQueue: taskQueues.main,
      args: [{ edition, account, unitId: registrationId, registrationId, standing, calendar }],
    });
    await assert.rejects(run.executeUpdate('submit', { args: [] }));
    await assert.rejects(run.result());
    assert.equal((await standingOf(stage, victim)).state, 'draft');
    assert.deepEqual(await faults(registrationId), ['start_registration, other_row']);
  });

  it('given a code that its order waits for, when a run is started that takes its payment for late money, then the order keeps it, and a human is called', async () => {
    const placed = await placeOrder(stage, { buyer: await createBuyer(stage.store) });
    const { orderNo } = placed;
    const outTradeNo = await openPayment(stage, placed);
    const late = await stage.environment.client.workflow.start(workflowTypes.latePayment, {
      workflowId: `forged:${outTradeNo}`,
      taskQueue: taskQueues.main,
      args: [{ outTradeNo, channel: 'alipay', orderNo, watchSeconds: 600 }],
    });
    await pay(stage, outTradeNo);
    await late.signal('paymentNoticed', { outTradeNo });
    assert.deepEqual(await late.result(), { outcome: 'not_late' });
    await notice(stage, placed, outTradeNo);
    await untilOrder(stage, placed, 'paid');
    assert.deepEqual(
      (await stage.sandbox.journal()).refunds.filter((row) => row.outTradeNo === outTradeNo),
      [],
    );
    assert.deepEqual(await faults(orderNo), ['start_late_payment, other_row']);
  });

  it('given an order and a registration, when what is no message is sent to them, then their runs go on', async () => {
    const registration = await open(stage);
    const placed = await placeOrder(stage, { buyer: await createBuyer(stage.store) });
    const order = stage.environment.client.workflow.getHandle(`order:${placed.orderNo}`);
    for (const junk of [null, [], 'text', 7, undefined]) {
      for (const signal of ['paymentNoticed', 'personsReviewed', 'badgesBatched', 'courierReported'])
        await order.signal(signal, junk);
      for (const signal of ['lock', 'unlock', 'decided']) await registration.handle.signal(signal, junk);
      await assert.rejects(registration.handle.executeUpdate('giveInvitationCode', { args: [junk] }));
    }
    const outTradeNo = await openPayment(stage, placed);
    await pay(stage, outTradeNo);
    await notice(stage, placed, outTradeNo);
    await untilOrder(stage, placed, 'paid');
    assert.equal((await standingOf(stage, registration)).state, 'draft');
    assert.equal((await registration.handle.describe()).status.name, 'RUNNING');
  });

  it('given an activity of ours that another run schedules, when the worker gets it, then it is not done', () => {
    const info = { isLocal: false, activityType: 'moveOrder', workflowExecution: { workflowId: 'evil' } };
    const { inbound } = ownRunsOnly({ info } as never);
    assert.throws(() => inbound.execute({}, () => assert.fail('it was done')), /by our own runs alone/);
  });
});
