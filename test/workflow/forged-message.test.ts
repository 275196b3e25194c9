import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import { createAttention } from '../../db/ops/attention.ts';
import * as messages from '../../workflows/messages.ts';
import { until } from '../activities/local-sandbox.ts';
import {
  createBuyer,
  createPeople,
  lineStates,
  notice,
  openPayment,
  pay,
  placeOrder,
  untilOrder,
} from '../support/order-fixture.ts';
import { decide, newAccount, open, openSubmitted, standingOf } from '../support/registration-fixture.ts';
import { allocate, lockPeople, unlockPeople, withdraw } from '../support/staff-request.ts';
import { orderStatus, startStage, type Stage } from '../support/stage.ts';

/** What anybody could send who reaches Temporal: each signal and update of staff, by its name. */
describe('messages to runs that nobody who may stands behind', () => {
  let stage: Stage;
  before(async () => {
    stage = await startStage();
  });
  after(() => stage.close());

  const calls = async (subject: string) =>
    (await createAttention(stage.store).list({ rows: 1_000 }))
      .filter((item) => item.kind === 'message_refused' && Object.values(item.subject)[0] === subject)
      .map(({ values }) => `${values.message} ${values.fault}`);
  const isRefused = (error: unknown) => error instanceof DomainError && error.refusal.code === 'not_found';
  async function approved() {
    const registration = await openSubmitted(stage);
    await decide(stage, registration, 'approve');
    const attendeeIds = await createPeople(stage.store, registration.registrationId, [{ unlocked: true }]);
    return { ...registration, attendeeIds };
  }
  const people = ({ registrationId }: { registrationId: string }) =>
    stage.store.knex('attendees').where({ registrationId }).pluck('state');

  it("given a registration's run, when it is sent invented ids, another's and none at all, then it stands as it was, a human is called, and it goes on to follow what staff ask", async () => {
    const [of, other] = [await approved(), await approved()];
    const { engine } = stage;
    await lockPeople(stage, other, [{ attendeeId: other.attendeeIds[0]!, badgeType: 'vip' }]);
    await until(async () => ((await people(other)).join() === 'locked' ? true : undefined));
    const theirs = await stage.store.knex('staff_requests').where({ subject: other.registrationId }).pluck('requestId');
    const before = await standingOf(stage, of);
    for (const id of [randomUUID(), ...theirs, 'nothing']) {
      await engine.lockAttendees(of, id);
      await engine.unlockAttendees(of, id);
      await engine.registrationDecided(of, id);
      await assert.rejects(engine.decideRegistration(of, { reviewId: id }, randomUUID()), isRefused);
    }
    // Of one id the server takes one update.
    for (const newId of [randomUUID, () => `nothing ${randomUUID()}`]) {
      for (const update of [engine.allocateRegistration, engine.withdrawAttendee])
        await assert.rejects(update(of, newId()), isRefused);
      const standing = { state: 'approved', since: new Date().toISOString(), reminders: 0 } as const;
      const { edition, account, registrationId } = of;
      await assert.rejects(
        engine.releaseRegistration({ edition, account, unitId: registrationId, registrationId, standing }, newId()),
        isRefused,
      );
    }
    for (const name of ['lock', 'unlock', 'decided']) await of.handle.signal(name);
    assert.deepEqual([await standingOf(stage, of), await people(of)], [before, ['saved']]);
    assert.deepEqual(
      new Set(await calls(of.registrationId)),
      new Set([
        'lock no_request',
        'unlock no_request',
        'allocate no_request',
        'withdraw no_request',
        'release no_request',
        'decide no_request',
      ]),
    );
    assert.deepEqual(await calls(other.registrationId), []);

    await lockPeople(stage, of, [{ attendeeId: of.attendeeIds[0]!, badgeType: 'professional' }]);
    await until(async () => ((await people(of)).join() === 'locked' ? true : undefined));
  });

  it('given requests that a run has followed, when their ids are sent again by other updates and signals, then they count once', async () => {
    const of = await approved();
    const [attendeeId] = of.attendeeIds;
    const requestId = randomUUID();
    await lockPeople(stage, of, [{ attendeeId: attendeeId!, badgeType: 'vip' }], requestId);
    await until(async () => ((await people(of)).join() === 'locked' ? true : undefined));
    await unlockPeople(stage, of, [attendeeId!]);
    await until(async () => ((await people(of)).join() === 'saved' ? true : undefined));
    await stage.engine.lockAttendees(of, requestId);
    const { delegationId } = (await stage.store
      .knex('registrations')
      .where({ registrationId: of.registrationId })
      .first('delegationId'))!;
    const allocation = randomUUID();
    await allocate(stage, of, delegationId!, allocation);
    const again = of.handle.executeUpdate(messages.allocateRegistration, {
      args: [{ requestId: allocation }],
      updateId: randomUUID(),
    });
    assert.deepEqual(await again, { refused: { code: 'not_found' } });
    assert.deepEqual(await people(of), ['saved']);
    assert.deepEqual(await calls(of.registrationId), ['allocate used_again']);
    await withdraw(stage, of, attendeeId!);
    assert.deepEqual(await people(of), ['withdrawn']);
  });

  it("given an order with a code handed out, when its run is sent invented ids and another's, then the code still pays it, nobody moves, and a human is called", async () => {
    const order = await placeOrder(stage, { buyer: await createBuyer(stage.store) });
    const { orderNo } = order;
    const trade = await openPayment(stage, order);
    const { engine } = stage;
    for (const newId of [randomUUID, () => `nothing ${randomUUID()}`]) {
      await assert.rejects(engine.extendWindow(orderNo, newId()), isRefused);
      await assert.rejects(engine.reduceOrder(orderNo, newId()), isRefused);
    }
    await stage.sandbox.scan(trade);
    await pay(stage, trade);
    await notice(stage, order, trade);
    await untilOrder(stage, order, 'paid');
    for (const id of [randomUUID(), `nothing ${randomUUID()}`]) {
      await engine.personsReviewed(orderNo, id);
      await engine.badgesBatched(orderNo, id);
      await engine.courierReported(orderNo, { requestId: id });
      await engine.courierReported(orderNo, { noticeId: id });
      await assert.rejects(engine.requestRefund(orderNo, { refundRequestId: id }, randomUUID()), isRefused);
      await assert.rejects(engine.handOver(orderNo, id), isRefused);
    }
    for (const name of ['personsReviewed', 'badgesBatched', 'courierReported']) await order.handle.signal(name);
    assert.deepEqual(
      [(await orderStatus(stage, orderNo))?.state, await lineStates(stage, order)],
      ['paid', ['under_review']],
    );
    const kinds = ['extend', 'reduce', 'review_people', 'make_badges', 'courier_news', 'request_refund', 'hand_over'];
    await until(async () => ((await calls(orderNo)).length === kinds.length ? true : undefined));
    assert.deepEqual(new Set(await calls(orderNo)), new Set(kinds.map((kind) => `${kind} no_request`)));
    assert.equal((await order.handle.describe()).status.name, 'RUNNING');
  });

  it('given a refund on record and one that is not, when runs are started with invented sums, then no money moves, they end by themselves and a human is called (G7.2)', async () => {
    const order = await placeOrder(stage, { buyer: await createBuyer(stage.store) });
    const trade = await openPayment(stage, order);
    await stage.sandbox.scan(trade);
    await pay(stage, trade);
    await notice(stage, order, trade);
    await untilOrder(stage, order, 'paid');
    const { orderNo } = order;
    await stage.store.knex('order_lines').where({ orderNo }).update({ state: 'review_failed' });
    // On record, while its own run has not begun.
    const own = `${orderNo}R1`;
    assert.ok('done' in (await stage.activities.localActivities.reserveRefund({ orderNo, refundNo: own })));
    const refund = { orderNo, outTradeNo: trade, channel: 'alipay', amountFen: 20_000 } as const;
    for (const [refundNo, forged, fault] of [
      [own, { amountFen: 19_999 }, 'other_row'],
      [`${orderNo}R7`, {}, 'no_row'],
      [`${trade}L`, {}, 'no_row'],
    ] as const) {
      const workflowId = messages.refundWorkflowId(refundNo);
      const args = [{ ...refund, refundNo, ...forged }];
      const handle = await stage.environment.client.workflow.start(messages.workflowTypes.refund, {
        workflowId,
        taskQueue: messages.taskQueues.main,
        args,
      });
      assert.deepEqual(await handle.result(), { outcome: 'not_asked_for' });
      assert.deepEqual(await calls(refundNo), [`start_refund ${fault}`]);
    }
    assert.deepEqual(
      (await stage.sandbox.journal()).refunds.filter(({ outTradeNo }) => outTradeNo === trade),
      [],
    );
    assert.deepEqual(await lineStates(stage, order), ['refunding']);
  });

  it('given a registration’s account, when a run is started for it that nobody asked for, then it ends by itself and the account stays free (G1.4)', async () => {
    const [registrationId, account] = [randomUUID(), newAccount()];
    const args = [{ edition: '2', account, unitId: registrationId, registrationId }];
    const workflowId = messages.registrationWorkflowId({ edition: '2', account });
    const handle = await stage.environment.client.workflow.start(messages.workflowTypes.registration, {
      workflowId,
      taskQueue: messages.taskQueues.main,
      args,
    });
    assert.deepEqual(await handle.result(), { outcome: 'refused' });
    assert.deepEqual(await calls(registrationId), ['start_registration no_row']);
    assert.equal((await standingOf(stage, await open(stage, { account }))).state, 'draft');
  });

  it('given an order that awaits payment, when a payment is opened at a channel that is none, then it is refused and the order goes on (G6.2)', async () => {
    const order = await placeOrder(stage, { buyer: await createBuyer(stage.store) });
    await assert.rejects(
      stage.engine.openPayment(order.orderNo, { channel: 'cash' as never }, randomUUID()),
      (error) => error instanceof DomainError && error.refusal.code === 'channel_not_available',
    );
    assert.ok(await openPayment(stage, order));
  });
});
