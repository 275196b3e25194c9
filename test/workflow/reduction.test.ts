import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import { createOrderQuotes } from '../../db/order/badge-order-quote.ts';
import { createReductions } from '../../db/order/reduction.ts';
import { assertNobodyInHistories } from '../support/canary.ts';
import { balances } from '../support/ledger.ts';
import {
  createBuyer,
  lineStates,
  notice,
  openPayment,
  pay,
  paymentStates,
  placeOrder,
  refunds,
  untilOrder,
  type Buyer,
  type TestOrder,
} from '../support/order-fixture.ts';
import { reduceOrder } from '../support/staff-request.ts';
import { orderStatus, startStage, type Stage } from '../support/stage.ts';
import { until } from '../activities/local-sandbox.ts';

describe('reduction', () => {
  let stage: Stage;
  let staffId: string;
  before(async () => {
    stage = await startStage();
    ({ staffId } = (await stage.store.knex('staff').where({ login: 'bureau' }).first('staffId'))!);
  });
  after(() => stage.close());

  async function grant({ registrationId }: Buyer, amountFen: number): Promise<string> {
    const reductionId = randomUUID();
    await createReductions(stage.store).insert({
      reductionId,
      registrationId,
      orderNo: null,
      amountFen,
      reason: '公益机构',
      staffId,
    });
    return reductionId;
  }
  const reduce = ({ orderNo, buyer: { registrationId } }: TestOrder, amountFen: number) =>
    reduceOrder(stage, { orderNo, registrationId }, amountFen);
  const money = async ({ orderNo }: TestOrder) => {
    const { totalFen, reductionFen, payableFen } = (await stage.store.knex('badge_orders').where({ orderNo }).first())!;
    return [totalFen, reductionFen, payableFen];
  };
  const shares = ({ orderNo }: TestOrder) =>
    stage.store.knex('order_lines').where({ orderNo }).orderBy('lineNo').pluck('payableFen');
  const quoted = async ({ registrationId, attendeeIds }: Buyer) => {
    const quote = await createOrderQuotes(stage.store).quote(registrationId, attendeeIds);
    assert.ok('quoted' in quote);
    return quote.quoted.reductionFen;
  };
  const isRefusal = (code: string) => (error: unknown) => error instanceof DomainError && error.refusal.code === code;

  it("given a unit's reduction, when it orders, then the reduction is used up, shared among the fees, and given back when the order closes unpaid (G6.1)", async () => {
    const buyer = await createBuyer(stage.store, [{}, {}, { badgeType: 'vip' }]);
    await grant(buyer, 10_001);
    assert.equal(await quoted(buyer), 10_001);
    const order = await placeOrder(stage, { buyer });
    assert.deepEqual(await money(order), [40_000, 10_001, 29_999]);
    assert.deepEqual(await shares(order), [15_000, 14_999, 0]);
    assert.deepEqual(await balances(stage.store, order.orderNo), {
      receivable: 29_999,
      fees: -40_000,
      reductions: 10_001,
    });
    await stage.engine.cancelOrder(order.orderNo, randomUUID());
    assert.deepEqual(await order.handle.result(), { outcome: 'closed' });
    assert.deepEqual(await balances(stage.store, order.orderNo), {});
    assert.equal(await quoted(buyer), 10_001);
  });

  it('given a reduction smaller than two orders, when both are placed at once, then it is used once', async () => {
    const buyer = await createBuyer(stage.store, [{}, {}]);
    await grant(buyer, 20_000);
    const orders = await Promise.all(
      buyer.attendeeIds.map((id) => placeOrder(stage, { buyer: { ...buyer, attendeeIds: [id] } })),
    );
    const reductions = await Promise.all(orders.map(async (order) => (await money(order))[1]));
    assert.deepEqual(new Set(reductions), new Set([0, 20_000]));
    const states = await Promise.all(orders.map(async ({ orderNo }) => (await orderStatus(stage, orderNo))?.state));
    assert.deepEqual(new Set(states), new Set(['awaiting_payment', 'paid']));
  });

  it('given an order with a code handed out, when it is reduced, then the old code no longer pays it and a new one pays what is left', async () => {
    const order = await placeOrder(stage, { buyer: await createBuyer(stage.store, [{}, {}]) });
    const old = await openPayment(stage, order);
    await stage.sandbox.scan(old);
    assert.deepEqual(await reduce(order, 5_000), { done: { payableFen: 35_000 } });
    assert.equal((await stage.sandbox.pay(old)).status, 409);
    const trade = await openPayment(stage, order);
    await pay(stage, trade);
    await notice(stage, order, trade);
    await untilOrder(stage, order, 'paid');
    assert.deepEqual(await paymentStates(stage, order), ['closed', 'paid']);
    assert.deepEqual(await balances(stage.store, order.orderNo), {
      provider_alipay: 35_000,
      fees: -40_000,
      reductions: 5_000,
    });
  });

  it('given an unscanned code of the old amount, when it is paid after the reduction, then that money goes back and the order still awaits payment', async () => {
    const order = await placeOrder(stage, { buyer: await createBuyer(stage.store) });
    const old = await openPayment(stage, order);
    await reduce(order, 1_000);
    await pay(stage, old);
    await notice(stage, order, old);
    await until(async () => ((await paymentStates(stage, order)).join() === 'refunded' ? true : undefined));
    assert.deepEqual(await refunds(stage, order), [[`${old}L`, 20_000]]);
    assert.equal((await orderStatus(stage, order.orderNo))?.state, 'awaiting_payment');
  });

  it('given a reduction of all that is due, when it is granted, then the order is paid without a payment; more than is due, or one paid, is refused', async () => {
    const order = await placeOrder(stage, { buyer: await createBuyer(stage.store) });
    await assert.rejects(reduce(order, 20_001), isRefusal('reduction_too_large'));
    assert.deepEqual(await money(order), [20_000, 0, 20_000]);
    assert.deepEqual(await reduce(order, 20_000), { done: { payableFen: 0 } });
    await untilOrder(stage, order, 'paid');
    assert.deepEqual(await lineStates(stage, order), ['under_review']);
    assert.deepEqual(await balances(stage.store, order.orderNo), { fees: -20_000, reductions: 20_000 });
    await assert.rejects(reduce(order, 1), isRefusal('order_not_reducible'));
  });

  it('given these runs, when their histories are read, then nobody is in them', () => assertNobodyInHistories(stage));
});
