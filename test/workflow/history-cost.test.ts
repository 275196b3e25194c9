import assert from 'node:assert/strict';
import { until } from '../activities/local-sandbox.ts';
import { assertNobodyInHistories } from '../support/canary.ts';
import type { WorkflowHandle } from '@temporalio/client';
import { createInvoiceTitles } from '../../db/order/invoice-title.ts';
import { invoiceWorkflowId } from '../../workflows/messages.ts';
import {
  courierReports,
  createBuyer,
  makeBadges,
  placePaid,
  review,
  untilLines,
  type TestOrder,
} from '../support/order-fixture.ts';
import { startStage, type Stage } from '../support/stage.ts';

/** What an order may cost whatever the number of its people: a message must not grow with them, nor an activity be theirs. */
const mostEvents = 60;
const mostActions = 25;

interface Cost {
  events: number;
  actions: number;
  activities: number;
  localActivities: number;
}

describe('history cost of an order', () => {
  let stage: Stage;
  before(async () => {
    stage = await startStage();
  });
  after(() => stage.close());

  /** Steps that meet in one task of the run share its events; here none do, so that two lives can be compared. */
  const untilIdle = ({ handle }: TestOrder) =>
    until(async () => {
      const { raw } = await handle.describe();
      return raw.pendingWorkflowTask || (raw.pendingActivities?.length ?? 0) > 0 ? undefined : true;
    });

  /** What a finished run took, events and what Temporal bills: a start, each signal, update, timer, activity and upsert, and each task that recorded local activities. */
  async function costOf(handle: WorkflowHandle): Promise<Cost> {
    const events = (await handle.fetchHistory()).events ?? [];
    const count = (has: (event: (typeof events)[number]) => unknown) => events.filter(has).length;
    const local = events.filter((event) => event.markerRecordedEventAttributes?.markerName === 'core_local_activity');
    const tasksWithLocal = new Set(
      local.map((event) => String(event.markerRecordedEventAttributes!.workflowTaskCompletedEventId)),
    );
    const others = count(
      (event) =>
        event.workflowExecutionSignaledEventAttributes ??
        event.workflowExecutionUpdateAcceptedEventAttributes ??
        event.timerStartedEventAttributes ??
        event.activityTaskScheduledEventAttributes ??
        event.upsertWorkflowSearchAttributesEventAttributes,
    );
    return {
      events: events.length,
      actions: 1 + tasksWithLocal.size + others,
      activities: count((event) => event.activityTaskScheduledEventAttributes),
      localActivities: local.length,
    };
  }

  /** One professional and VIPs from placing to delivery, invoiced on the way; the order's run and the invoice's. */
  async function wholeLife(people: number): Promise<{ order: Cost; invoice: Cost }> {
    const persons = Array.from(
      { length: people },
      (_, index) => ({ badgeType: index === 0 ? 'professional' : 'vip' }) as const,
    );
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store, persons), pickup: 'courier' });
    const { orderNo, buyer } = order;
    const all = <T>(value: T) => persons.map(() => value);
    await untilIdle(order);
    await review(stage, order, Object.fromEntries(persons.map((_, index) => [index, 'approve'])));
    await untilLines(stage, order, ...all('approved' as const));
    const invoiceNo = `${orderNo}F1`;
    const { titleId } = await createInvoiceTitles(stage.store).insert(buyer.unitId, {
      kind: 'personal',
      title: '欧阳文静',
    });
    await stage.engine.requestInvoice(
      { invoiceNo, orderNo, titleId },
      { edition: '2', account: buyer.account, delegationNo: 3 },
      invoiceNo,
    );
    const invoice = stage.handle(invoiceWorkflowId(invoiceNo));
    assert.deepEqual(await invoice.result(), { outcome: 'issued' });
    await untilIdle(order);
    await makeBadges(stage, order);
    await untilLines(stage, order, ...all('dispatched' as const));
    await untilIdle(order);
    await courierReports(stage, order, 'delivered');
    assert.deepEqual(await order.handle.result(), { outcome: 'settled' });
    return { order: await costOf(order.handle), invoice: await costOf(invoice) };
  }

  it(`given invoiced orders of 5 and of 50 people, when each is settled, then both took as much, the order at most ${mostEvents} events and ${mostActions} billable actions`, async () => {
    const [few, many] = [await wholeLife(5), await wholeLife(50)];
    for (const [people, { order, invoice }] of [
      [5, few],
      [50, many],
    ] as const)
      for (const [run, cost] of Object.entries({ order, invoice }))
        console.log(`      ${people} people, ${run}: ${JSON.stringify(cost)}`);
    assert.deepEqual(many, few);
    assert.ok(few.order.actions <= mostActions, `${few.order.actions} actions`);
    assert.ok(few.order.events <= mostEvents, `${few.order.events} events`);
  });

  it('given these runs, when their histories are read, then nobody is in them', () => assertNobodyInHistories(stage));
});
