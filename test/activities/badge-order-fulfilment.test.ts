import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createPersonReviews } from '../../db/order/person-review.ts';
import { createProductionBatches } from '../../db/order/production-batch.ts';
import { createProviderNotices } from '../../db/provider-notice.ts';
import { createShipments } from '../../db/order/shipment.ts';
import { askInRow } from '../support/staff-request.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';
import { createOrderSteps, vips } from './badge-order-step.ts';

describe('activities: fulfilment of a badge order', () => {
  let bench: Workbench;
  let localActivities: Workbench['activities']['localActivities'];
  before(async () => {
    bench = await startWorkbench();
    ({ localActivities } = bench.activities);
  });
  after(() => bench.close());

  const { place, move, column, lines, events } = createOrderSteps(() => bench);
  async function verdicts(
    order: { orderNo: string; attendeeIds: readonly string[] },
    ...results: ('approve' | 'fail' | undefined)[]
  ) {
    const requestId = randomUUID();
    const { staffId } = (await bench.store.knex('staff').where({ login: 'bureau' }).first('staffId'))!;
    const reviews = createPersonReviews(bench.store);
    const items = results.flatMap((result, index) =>
      result ? [{ attendeeId: order.attendeeIds[index]!, orderNo: order.orderNo, result }] : [],
    );
    await reviews.record(items, { requestId, staffId });
    return { orderNo: order.orderNo, requestId };
  }
  async function batch(order: { orderNo: string; attendeeIds: readonly string[] }, named = order.attendeeIds) {
    const { staffId } = (await bench.store.knex('staff').where({ login: 'bureau' }).first('staffId'))!;
    const { batchId } = await createProductionBatches(bench.store).insert({
      edition: '2',
      batchId: randomUUID(),
      staffId,
    });
    const { orderNo } = order;
    return {
      orderNo,
      requestId: await askInRow(bench.store, {
        kind: 'make_badges',
        subject: orderNo,
        payload: { attendeeIds: [...named] },
        requestId: batchId,
      }),
    };
  }

  it('given verdicts, when they come five times at once or for another order, then they are applied once, and to their own order', async () => {
    const [order, other] = [await place(vips(3)), await place(vips(1))];
    const told = await verdicts(order, 'approve', 'fail');
    const answers = await Promise.all(Array.from({ length: 5 }, () => localActivities.applyPersonReviews(told)));
    const standing = { counts: { approved: 1, review_failed: 1, under_review: 1 }, allEnded: false, refundDue: 0 };
    const [{ notificationIds }] = answers as [(typeof answers)[number]];
    assert.equal(notificationIds.length, 1);
    for (const answer of answers) assert.deepEqual(answer, { standing, notificationIds });
    await localActivities.applyPersonReviews({ ...told, orderNo: other.orderNo });
    await localActivities.applyPersonReviews(await verdicts(order, 'fail', 'approve'));
    assert.deepEqual(await lines(order.orderNo), ['approved', 'review_failed', 'under_review']);
    assert.deepEqual(await lines(other.orderNo), ['under_review']);
  });

  it('given approved people, when a batch comes five times at once and names others too, then each approved one has one badge', async () => {
    const [order, other] = [await place([...vips(2), {}]), await place(vips(1))];
    await move(order.orderNo, 'awaiting_payment', 'payment_confirmed');
    await localActivities.applyPersonReviews(await verdicts(order, 'approve', 'approve'));
    const all = await batch(order, [...order.attendeeIds, ...other.attendeeIds]);
    const answers = await Promise.all(Array.from({ length: 5 }, () => localActivities.makeBadges(all)));
    for (const answer of answers)
      assert.deepEqual(answer, {
        done: {
          standing: { counts: { ready_for_pickup: 2, under_review: 1 }, allEnded: false, refundDue: 0 },
          parcel: false,
        },
      });
    await localActivities.makeBadges(await batch(order));
    assert.equal((await column('badges', order.orderNo, 'badgeNo', 'badgeNo')).length, 2);
    assert.deepEqual(await lines(other.orderNo), ['under_review']);
  });

  it('given a hand-over, when it is repeated, then it answers the same number, and a later one finds nobody left', async () => {
    const order = await place(vips(2));
    await localActivities.applyPersonReviews(await verdicts(order, 'approve', 'approve'));
    await localActivities.makeBadges(await batch(order));
    const { orderNo } = order;
    const ask = async (payload: { attendeeIds?: string[] }) => ({
      orderNo,
      requestId: await askInRow(bench.store, { kind: 'hand_over', subject: orderNo, payload }),
    });
    const handedOver = async (asked: Awaited<ReturnType<typeof ask>>) => {
      const outcome = await localActivities.handOver(asked);
      return 'done' in outcome ? outcome.done : undefined;
    };
    const attendeeIds = [order.attendeeIds[0]!];
    const first = await ask({ attendeeIds });
    for (let copy = 0; copy < 3; copy++) assert.equal((await handedOver(first))?.handedOver, 1);
    assert.deepEqual(await lines(order.orderNo), ['delivered', 'ready_for_pickup']);
    assert.equal((await handedOver(await ask({ attendeeIds })))?.handedOver, 0);
    const rest = await handedOver(await ask({}));
    assert.deepEqual(rest, { handedOver: 1, standing: { counts: { delivered: 2 }, allEnded: true, refundDue: 0 } });
  });

  it("given a delivered parcel, when older news arrives late or one's news is repeated, then it stays delivered", async () => {
    const order = await place(vips(1), { pickup: 'courier' });
    await localActivities.applyPersonReviews(await verdicts(order, 'approve'));
    await localActivities.makeBadges(await batch(order));
    await bench.activities.courier.createShipment({ orderNo: order.orderNo, attempt: 1 });
    const shipmentNo = `${order.orderNo}S1`;
    const tell = async (
      news: 'collected' | 'in_transit' | 'delivered' | 'returned',
      noticeId: string = randomUUID(),
    ) => {
      await createProviderNotices(bench.store).store({
        provider: 'sf',
        noticeId,
        kind: news,
        subject: shipmentNo,
        raw: '{}',
      });
      return localActivities.applyCourierNews({ orderNo: order.orderNo, noticeId });
    };
    const told = randomUUID();
    await tell('in_transit');
    for (let copy = 0; copy < 2; copy++) assert.equal((await tell('delivered', told))?.allEnded, true);
    for (const late of ['collected', 'in_transit', 'returned'] as const) await tell(late);
    const [parcel] = await createShipments(bench.store).ofOrder(order.orderNo);
    assert.equal(parcel?.state, 'delivered');
    assert.deepEqual(await lines(order.orderNo), ['delivered']);
    assert.ok(!(await events(order.orderNo)).includes('attention_raised'));
  });
});
