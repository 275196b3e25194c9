import assert from 'node:assert/strict';
import type { ErrorCode } from '../../domain/error-code.ts';
import { DomainError } from '../../domain/errors.ts';
import { orderWorkflowId } from '../../workflows/messages.ts';
import { assertNobodyInHistories } from '../support/canary.ts';
import {
  createBuyer,
  createPeople,
  lineStates,
  newOrderNo,
  openPayment,
  paymentStates,
  placeOrder,
  type Buyer,
} from '../support/order-fixture.ts';
import { orderStatus, startStage, type Stage } from '../support/stage.ts';

describe('badge order: placing', () => {
  let stage: Stage;
  before(async () => {
    stage = await startStage();
  });
  after(() => stage.close());

  const ordersOf = ({ registrationId }: Buyer) =>
    stage.store.knex('badge_orders').where({ registrationId }).select('state', 'people', 'payableFen');

  /** Refused with this code, its run over, and not a row written. */
  async function assertRefused(code: ErrorCode, orderNo: string, placing: Promise<unknown>) {
    await assert.rejects(placing, (error) => error instanceof DomainError && error.refusal.code === code);
    assert.deepEqual(await stage.handle(orderWorkflowId(orderNo)).result(), { outcome: 'refused' });
    assert.equal(await orderStatus(stage, orderNo), undefined);
    assert.deepEqual(await lineStates(stage, { orderNo }), []);
    assert.equal(await stage.store.knex('events').where({ orderNo }).first(), undefined);
  }

  it('given locked people, when an order is placed twice under one number, then there is one, at the fees of the first time (G6.1)', async () => {
    const buyer = await createBuyer(stage.store, [{}, { badgeType: 'vip' }]);
    const { orderNo } = await placeOrder(stage, { buyer });
    assert.deepEqual(await lineStates(stage, { orderNo }), ['awaiting_payment', 'awaiting_payment']);
    await stage.store.knex('editions').update({ professionalFeeFen: 99_900 });
    await placeOrder(stage, { buyer, orderNo });
    await stage.store.knex('editions').update({ professionalFeeFen: 20_000 });
    assert.deepEqual(await ordersOf(buyer), [{ state: 'awaiting_payment', people: 2, payableFen: 20_000 }]);
  });

  it('given a person the delegation has not locked, when an order is placed, then it is refused, its run ends and nothing is written (G5.2)', async () => {
    const buyer = await createBuyer(stage.store, [{}, { unlocked: true }]);
    const orderNo = newOrderNo();
    await assertRefused('attendee_not_locked', orderNo, placeOrder(stage, { buyer, orderNo }));
    // A repeat after the run has ended is told the same.
    await assertRefused('attendee_not_locked', orderNo, placeOrder(stage, { buyer, orderNo }));
  });

  it('given a person in a live order, when another order takes them along, then it is refused and the first stands (G6.2)', async () => {
    const buyer = await createBuyer(stage.store, [{}, {}]);
    const first = await placeOrder(stage, { buyer, attendeeIds: buyer.attendeeIds.slice(0, 1) });
    const orderNo = newOrderNo();
    await assertRefused('attendee_already_ordered', orderNo, placeOrder(stage, { buyer, orderNo }));
    assert.deepEqual(await lineStates(stage, first), ['awaiting_payment']);
  });

  it("given another unit's person, when an order is placed, then it is refused and nothing is written", async () => {
    const [buyer, other] = [await createBuyer(stage.store), await createBuyer(stage.store)];
    const orderNo = newOrderNo();
    await assertRefused(
      'not_found',
      orderNo,
      placeOrder(stage, { buyer, orderNo, attendeeIds: [...buyer.attendeeIds, ...other.attendeeIds] }),
    );
  });

  it('given no address, when an order goes by courier, then it is refused, and by delegation it is placed (G8.1)', async () => {
    const buyer = await createBuyer(stage.store, [{}], { withAddress: false });
    const orderNo = newOrderNo();
    await assertRefused('address_required', orderNo, placeOrder(stage, { buyer, orderNo, pickup: 'courier' }));
    await placeOrder(stage, { buyer, pickup: 'delegation' });
    assert.equal((await ordersOf(buyer)).length, 1);
  });

  it('given two orders for one person at once, when both are placed, then one wins and the other leaves nothing', async () => {
    const buyer = await createBuyer(stage.store, [{}, {}, {}]);
    const [a, b, c] = buyer.attendeeIds;
    const [one, two] = [newOrderNo(), newOrderNo()];
    const placings = await Promise.allSettled([
      placeOrder(stage, { buyer, orderNo: one, attendeeIds: [a!, b!] }),
      placeOrder(stage, { buyer, orderNo: two, attendeeIds: [c!, b!] }),
    ]);
    assert.deepEqual(placings.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
    const loser = placings[0].status === 'rejected' ? one : two;
    const { reason } = placings.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
    await assertRefused('attendee_already_ordered', loser, Promise.reject(reason as DomainError));
    assert.deepEqual(await ordersOf(buyer), [{ state: 'awaiting_payment', people: 2, payableFen: 40_000 }]);
  });

  it('given only VIPs, when an order is placed, then it is paid without a payment and none can be opened (G6.1)', async () => {
    const buyer = await createBuyer(stage.store, [{ badgeType: 'vip' }, { badgeType: 'vip' }]);
    const order = await placeOrder(stage, { buyer });
    assert.deepEqual(await orderStatus(stage, order.orderNo), { state: 'paid', closedReason: null, attention: null });
    assert.deepEqual(await lineStates(stage, order), ['under_review', 'under_review']);
    await assert.rejects(
      openPayment(stage, order),
      (error) => error instanceof DomainError && error.refusal.state === 'paid',
    );
    await assert.rejects(
      stage.engine.cancelOrder(order.orderNo, 'cancel'),
      (error) => error instanceof DomainError && error.refusal.code === 'order_not_cancellable',
    );
    assert.deepEqual(await paymentStates(stage, order), []);
    assert.deepEqual(await lineStates(stage, order), ['under_review', 'under_review']);
  });

  it('given a refused order, when payment is asked of its ended run, then it is refused', async () => {
    const buyer = await createBuyer(stage.store, []);
    const attendeeIds = await createPeople(stage.store, buyer.registrationId, [{ unlocked: true }]);
    const orderNo = newOrderNo();
    await assertRefused('attendee_not_locked', orderNo, placeOrder(stage, { buyer, orderNo, attendeeIds }));
    await assert.rejects(stage.engine.openPayment(orderNo, { channel: 'alipay' }, 'late'), {
      message: 'order_not_payable',
    });
    assert.deepEqual(await paymentStates(stage, { orderNo }), []);
  });

  it('given these runs, when their histories are read, then nobody is in them', () => assertNobodyInHistories(stage));
});
