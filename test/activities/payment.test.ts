import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { outTradeNo as tradeNumber } from '../../domain/payment.ts';
import { createBuyer, newOrderNo } from '../support/order-fixture.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';

describe('activities: payment', () => {
  let bench: Workbench;
  let orderNo: string;
  before(async () => {
    bench = await startWorkbench();
  });
  after(() => bench.close());
  beforeEach(async () => {
    await bench.sandbox.call('POST', '/reset');
    const { registrationId, attendeeIds } = await createBuyer(bench.store);
    orderNo = newOrderNo();
    await bench.activities.localActivities.placeOrder({
      orderNo,
      registrationId,
      attendeeIds,
      pickup: 'delegation',
      paymentWindowSeconds: 900,
    });
  });

  const channel = 'alipay' as const;
  const expiresAt = new Date(Date.now() + 900_000).toISOString();
  const open = (attempt = 1, amountFen = 20_000) =>
    bench.activities.payments.openTrade({ orderNo, attempt, channel, amountFen, expiresAt });
  async function close() {
    const { moveOrder } = bench.activities.localActivities;
    await moveOrder({ orderNo, from: 'awaiting_payment', event: 'window_ended', closedReason: 'expired' });
    await moveOrder({ orderNo, from: 'closing', event: 'trade_closed', closedReason: 'expired' });
  }
  const trade = (attempt = 1) => ({ outTradeNo: tradeNumber(orderNo, attempt), channel });
  const states = () => bench.store.knex('payments').where({ orderNo }).orderBy('attempt').pluck('state');
  const events = () => bench.store.knex('events').where({ orderNo }).orderBy('eventId').pluck('kind');
  const booked = async () => (await bench.sandbox.journal()).trades.filter((row) => row.outTradeNo.startsWith(orderNo));
  const refunded = async () =>
    (await bench.sandbox.journal()).refunds.filter((row) => row.outTradeNo.startsWith(orderNo));
  const suspense = { providerTradeNo: 'late', amountFen: 20_000, paidAt: new Date().toISOString() };

  it('given an attempt, when it is opened three times at once and once more, then there is one row, one trade and one code', async () => {
    const answers = await Promise.all([open(), open(), open()]);
    for (const answer of [...answers, await open()]) assert.deepEqual(answer, answers[0]);
    assert.deepEqual(await states(), ['open']);
    assert.equal((await booked()).length, 1);
  });

  it('given an open attempt, when the next is opened, then the first counts as superseded and its trade is left to the order', async () => {
    await open(1);
    await open(2);
    assert.deepEqual(await states(), ['superseded', 'open']);
    assert.deepEqual(
      (await booked()).map(({ state }) => state),
      ['waiting', 'waiting'],
    );
  });

  it('given a provider that refuses, when a trade is opened, then that is an answer, and the attempt is closed', async () => {
    await bench.gateways.alipay.open({
      ...trade(),
      amountFen: 100,
      subject: 'another',
      expiresAt: new Date(expiresAt),
    });
    const answer = await open();
    assert.ok('refused' in answer && answer.refused.code === 'provider_refused');
    assert.deepEqual(await states(), ['closed']);
    assert.deepEqual(
      (await booked()).map(({ amountFen }) => amountFen),
      [100],
    );
  });

  for (const happened of ['scan', 'pay'] as const)
    it(`given a try whose answer was lost and a payer at its code (${happened}), when it is opened again and refused, then the attempt stays open for the money`, async () => {
      // Of another amount, a trade that is only scanned is refused too.
      const amountFen = happened === 'scan' ? 19_999 : 20_000;
      await bench.gateways.alipay.open({ ...trade(), amountFen, subject: 'lost', expiresAt: new Date(expiresAt) });
      await bench.sandbox[happened](trade().outTradeNo);
      await assert.rejects(open(), (error) => error instanceof ApplicationFailure && error.type === 'OutcomeUnknown');
      assert.deepEqual(await states(), ['opening']);
      assert.equal((await bench.activities.payments.endTrade(trade())).status, happened === 'pay' ? 'paid' : 'closed');
    });

  it('given a provider without an answer, when a trade is opened, then it fails to be tried again, and its row stands before any trade', async () => {
    await bench.sandbox.faults({ provider: channel, route: 'precreate', kind: 'http_502', probability: 1 });
    await assert.rejects(open(), (error) => {
      assert.ok(error instanceof ApplicationFailure && error.type === 'OutcomeUnknown' && !error.nonRetryable);
      assert.ok(!error.message.includes(orderNo) && !error.message.includes('http'), error.message);
      return true;
    });
    assert.deepEqual([await states(), await booked()], [['opening'], []]);
    await bench.sandbox.faults();
    assert.ok('done' in (await open()));
    assert.deepEqual(await states(), ['open']);
  });

  it('given a paid trade, when it is ended, then close is refused and the query says paid; given a scanned one, then it is closed', async () => {
    await open(1);
    await bench.sandbox.pay(trade(1).outTradeNo);
    assert.equal((await bench.activities.payments.endTrade(trade(1))).status, 'paid');
    await open(2);
    assert.deepEqual(await bench.activities.payments.endTrade(trade(2)), { status: 'not_exist' });
    await bench.sandbox.scan(trade(2).outTradeNo);
    assert.deepEqual(await bench.activities.payments.endTrade(trade(2)), { status: 'closed' });
    assert.deepEqual(
      (await booked()).map(({ state }) => state),
      ['paid', 'closed'],
    );
  });

  it('given an order of another sum, or one that is over, when a trade is opened for it, then it is refused and no code is made', async () => {
    assert.deepEqual(await open(1, 1), { refused: { code: 'order_not_payable' } });
    await close();
    assert.deepEqual(await open(), { refused: { code: 'order_not_payable' } });
    assert.deepEqual([await states(), await booked()], [[], []]);
  });

  it('given a captured trade, when it is refunded five times at once, then the money goes back once (R3, R15); before a refund is on its way it does not', async () => {
    await open();
    await bench.sandbox.pay(trade().outTradeNo);
    await close();
    const { localActivities } = bench.activities;
    const asked = { ...trade(), refundNo: `${trade().outTradeNo}L`, amountFen: 20_000, orderNo };
    assert.deepEqual(await bench.activities.payments.refundTrade(asked), {
      status: 'refused',
      reason: 'not_asked_for',
    });
    await localActivities.bookSuspense({
      channel: 'alipay',
      outTradeNo: asked.outTradeNo,
      ...suspense,
      providerTradeNo: `refunded-${orderNo}`,
    });
    assert.equal((await bench.activities.payments.refundTrade(asked)).status, 'refused');
    await localActivities.moveRefund({ refund: { ...asked, channel: 'alipay' }, event: 'provider_asked' });
    assert.deepEqual(await refunded(), []);
    const refund = { ...trade(), refundNo: `${trade().outTradeNo}L`, amountFen: 20_000 };
    const answers = await Promise.all(Array.from({ length: 5 }, () => bench.activities.payments.refundTrade(refund)));
    for (const answer of answers) assert.deepEqual(answer, { status: 'refunded', amountFen: 20_000 });
    assert.deepEqual(
      (await refunded()).map(({ amountFen }) => amountFen),
      [20_000],
    );
    assert.equal(
      (await bench.activities.payments.refundTrade({ ...refund, refundNo: 'another', amountFen: 1 })).status,
      'refused',
    );
    // One of another amount than ours is no answer.
    await assert.rejects(bench.activities.payments.queryRefund({ ...refund, amountFen: 19_999 }), /another amount/);
    assert.equal((await refunded()).length, 1);
  });

  it('given a late capture, when it is booked and settled five times at once, then each is written once and the order stays as it was', async () => {
    await open();
    const late = { outTradeNo: trade().outTradeNo, channel: 'alipay', ...suspense } as const;
    const { localActivities } = bench.activities;
    // As long as the order's own run takes it, it is nobody's late money.
    assert.equal(await localActivities.bookSuspense(late), 'awaited');
    assert.deepEqual(await states(), ['open']);
    await close();
    assert.deepEqual(
      await Promise.all(Array.from({ length: 5 }, () => localActivities.bookSuspense(late))),
      Array(5).fill('booked'),
    );
    assert.deepEqual(await states(), ['suspense']);
    const refundNo = `${late.outTradeNo}L`;
    const { outTradeNo, channel, amountFen } = late;
    await localActivities.moveRefund({
      refund: { refundNo, orderNo, outTradeNo, channel, amountFen },
      event: 'provider_asked',
    });
    await Promise.all(Array.from({ length: 5 }, () => localActivities.completeRefund({ refundNo, byHand: false })));
    assert.deepEqual(await states(), ['refunded']);
    assert.equal(await localActivities.bookSuspense(late), 'refunded');
    assert.deepEqual(
      [await states(), await events()],
      [
        ['refunded'],
        [
          'order_placed',
          'window_ended',
          'trade_closed',
          'order_closed',
          'late_payment_captured',
          'refund_provider_asked',
          'late_payment_refunded',
        ],
      ],
    );
  });

  it('given a payment the order kept, when it is booked as late or closed, then it is kept', async () => {
    await open();
    const captured = {
      outTradeNo: trade().outTradeNo,
      providerTradeNo: `kept-${orderNo}`,
      paidAt: suspense.paidAt,
      amountFen: suspense.amountFen,
    };
    const { localActivities } = bench.activities;
    await localActivities.moveOrder({
      orderNo,
      from: 'awaiting_payment',
      event: 'payment_confirmed',
      closedReason: 'expired',
      captured,
    });
    assert.equal(await localActivities.bookSuspense({ channel: 'alipay', ...captured }), 'kept');
    await localActivities.closePayment(captured);
    assert.deepEqual([await states(), await events()], [['paid'], ['order_placed', 'payment_confirmed', 'order_paid']]);
  });
});
