import assert from 'node:assert/strict';
import { until } from '../activities/local-sandbox.ts';
import { assertNobodyInHistories } from '../support/canary.ts';
import { courierReports, createBuyer, makeBadges, placePaid, review, untilLines, type TestOrder } from '../support/order-fixture.ts';
import { startStage, type Stage } from '../support/stage.ts';

/** What an order may cost whatever the number of its people: a message must not grow with them, nor an activity be theirs. */
const mostEvents = 60;
const mostActions = 25;

describe('history cost of an order', () => {
  let stage: Stage;
  before(async function () {
    this.timeout(60_000);
    stage = await startStage();
  });
  after(() => stage.close());

  /** Steps that meet in one task of the run share its events; here none do, so that two lives can be compared. */
  const untilIdle = ({ handle }: TestOrder) =>
    until(async () => {
      const { raw } = await handle.describe();
      return raw.pendingWorkflowTask || (raw.pendingActivities?.length ?? 0) > 0 ? undefined : true;
    });

  /** One professional and VIPs from placing to delivery; how many events of each type that took. */
  async function wholeLife(people: number): Promise<{ events: number; activities: number; localActivities: number; actions: number }> {
    const persons = Array.from({ length: people }, (_, index) => ({ badgeType: index === 0 ? 'professional' : 'vip' }) as const);
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store, persons), pickup: 'courier' });
    const all = <T>(value: T) => persons.map(() => value);
    await untilIdle(order);
    await review(stage, order, Object.fromEntries(persons.map((_, index) => [index, 'approve'])));
    await untilLines(stage, order, ...all('approved' as const));
    await untilIdle(order);
    await makeBadges(stage, order);
    await untilLines(stage, order, ...all('dispatched' as const));
    await untilIdle(order);
    await courierReports(stage, order, 'delivered');
    assert.deepEqual(await order.handle.result(), { outcome: 'settled' });
    const events = (await order.handle.fetchHistory()).events ?? [];
    const count = (has: (event: (typeof events)[number]) => unknown) => events.filter(has).length;
    // What Temporal bills: a start, each signal, update, timer, activity and upsert, and each task that recorded local activities.
    const tasksWithLocal = new Set(
      events
        .filter((event) => event.markerRecordedEventAttributes?.markerName === 'core_local_activity')
        .map((event) => String(event.markerRecordedEventAttributes!.workflowTaskCompletedEventId)),
    );
    const actions =
      1 +
      tasksWithLocal.size +
      count(
        (event) =>
          event.workflowExecutionSignaledEventAttributes ??
          event.workflowExecutionUpdateAcceptedEventAttributes ??
          event.timerStartedEventAttributes ??
          event.activityTaskScheduledEventAttributes ??
          event.upsertWorkflowSearchAttributesEventAttributes,
      );
    return {
      actions,
      events: events.length,
      activities: count((event) => event.activityTaskScheduledEventAttributes),
      localActivities: count((event) => event.markerRecordedEventAttributes?.markerName === 'core_local_activity'),
    };
  }

  it(`given orders of 5 and of 50 people, when each is settled, then both took as many events, at most ${mostEvents}, and at most ${mostActions} billable actions`, async () => {
    const [few, many] = [await wholeLife(5), await wholeLife(50)];
    console.log(`      5 people: ${JSON.stringify(few)}; 50 people: ${JSON.stringify(many)}`);
    assert.deepEqual(many.activities, few.activities);
    assert.deepEqual(many.localActivities, few.localActivities);
    assert.equal(many.events, few.events);
    assert.equal(many.actions, few.actions);
    assert.ok(few.actions <= mostActions, `${few.actions} actions`);
    assert.ok(few.events <= mostEvents, `${few.events} events`);
  });

  it('given these runs, when their histories are read, then nobody is in them', () => assertNobodyInHistories(stage));
});
