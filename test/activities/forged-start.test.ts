import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { StartFault } from '../../domain/staff-request.ts';
import { createAttention } from '../../db/ops/attention.ts';
import { createRefunds } from '../../db/order/refund.ts';
import type { RefundToMake } from '../../domain/refund.ts';
import { askForAccount, createUnit } from '../support/fixtures.ts';
import { createBuyer, createIssued, newOrderNo } from '../support/order-fixture.ts';
import { newAccount } from '../support/registration-fixture.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';

/** Whoever reaches Temporal can start any run with anything: what a run's first step makes of it. */
describe('runs that are started with what no row says', () => {
  let bench: Workbench;
  let localActivities: Workbench['activities']['localActivities'];
  before(async () => {
    bench = await startWorkbench();
    ({ localActivities } = bench.activities);
  });
  after(() => bench.close());

  const faults = async (subject: string): Promise<StartFault[]> =>
    (await createAttention(bench.store).list({ rows: 1_000 }))
      .filter((each) => Object.values(each.subject)[0] === subject)
      .filter(({ values }) => String(values.message).startsWith('start_'))
      .map(({ values }) => values.fault as StartFault);
  const isRefused = (outcome: object) => 'refused' in outcome;

  async function paidOrder() {
    const { registrationId, attendeeIds } = await createBuyer(bench.store);
    const orderNo = newOrderNo();
    assert.ok(
      'done' in
        (await localActivities.placeOrder({
          orderNo,
          registrationId,
          attendeeIds,
          pickup: 'delegation',
          paymentWindowSeconds: 900,
        })),
    );
    const [outTradeNo, money] = [`${orderNo}P1`, { amountFen: 20_000, capturedFen: 20_000 }];
    const trade = { outTradeNo, orderNo, attempt: 1, channel: 'alipay', state: 'paid', ...money } as const;
    await bench.store
      .knex('payments')
      .insert({ ...trade, providerTradeNo: randomUUID(), paidAt: new Date(), expiresAt: new Date() });
    await bench.store.knex('badge_orders').where({ orderNo }).update({ state: 'paid', paidAt: new Date() });
    await bench.store.knex('order_lines').where({ orderNo }).update({ state: 'review_failed' });
    return { orderNo, registrationId, attendeeIds, outTradeNo };
  }
  async function reserved(): Promise<RefundToMake> {
    const { orderNo } = await paidOrder();
    const outcome = await localActivities.reserveRefund({ orderNo, refundNo: `${orderNo}R1` });
    assert.ok('done' in outcome);
    return outcome.done;
  }

  it('given a refund on record, when a run asks for it in another amount, trade, channel or order, then nothing moves and a human is called; in its own it goes on (G7.2)', async () => {
    const [refund, other] = [await reserved(), await reserved()];
    const stateOf = async () => (await createRefunds(bench.store).find(refund.refundNo))!.state;
    for (const forged of [
      { amountFen: 19_999 },
      { amountFen: 2_000_000 },
      { outTradeNo: other.outTradeNo },
      { channel: 'wechat' as const },
      { orderNo: other.orderNo },
      { orderNo: null },
    ])
      assert.equal(
        await localActivities.moveRefund({ refund: { ...refund, ...forged }, event: 'provider_asked' }),
        'not_asked_for',
        JSON.stringify(forged),
      );
    assert.deepEqual(
      [await stateOf(), await faults(refund.refundNo), await faults(other.refundNo)],
      ['requested', ['other_row'], []],
    );
    assert.equal(await localActivities.moveRefund({ refund, event: 'provider_asked' }), 'refunding');
  });

  it('given no refund on record, when a run asks for one, then it is told so and a human is called', async () => {
    const refundNo = `${newOrderNo()}R1`;
    const refund = {
      refundNo,
      orderNo: null,
      outTradeNo: `${newOrderNo()}P1`,
      channel: 'alipay',
      amountFen: 1,
    } as const;
    assert.equal(await localActivities.moveRefund({ refund, event: 'provider_asked' }), 'not_asked_for');
    assert.deepEqual(await faults(refundNo), ['no_row']);
  });

  it('given a trade of one order, when a run says it is late money of another, then it is booked as the order’s whose it is', async () => {
    const { registrationId, attendeeIds } = await createBuyer(bench.store);
    const orderNo = newOrderNo();
    await localActivities.placeOrder({
      orderNo,
      registrationId,
      attendeeIds,
      pickup: 'delegation',
      paymentWindowSeconds: 900,
    });
    const outTradeNo = `${orderNo}P1`;
    const trade = {
      outTradeNo,
      orderNo,
      attempt: 1,
      channel: 'alipay',
      amountFen: 20_000,
      state: 'open',
      codeUrl: 'x',
    } as const;
    await bench.store.knex('payments').insert({ ...trade, expiresAt: new Date() });
    const capture = { outTradeNo, providerTradeNo: randomUUID(), amountFen: 20_000, paidAt: new Date().toISOString() };
    const forged = { ...capture, channel: 'alipay', orderNo: (await paidOrder()).orderNo } as const;
    assert.equal(await localActivities.bookSuspense(forged), 'awaited');
    await localActivities.leaveToOrder({ orderNo });
    assert.deepEqual(
      [await faults(orderNo), await createRefunds(bench.store).find(`${outTradeNo}L`)],
      [['other_row'], undefined],
    );
    await bench.store
      .knex('badge_orders')
      .where({ orderNo })
      .update({ state: 'closed', closedReason: 'expired', endedAt: new Date() });
    assert.equal(await localActivities.bookSuspense(forged), 'booked');
    assert.equal((await createRefunds(bench.store).find(`${outTradeNo}L`))?.orderNo, orderNo);
  });

  it('given no registration, or what is no placing, when a run places an order, then it is refused, nobody is ordered and a human is called (G6.1)', async () => {
    const { registrationId, attendeeIds } = await createBuyer(bench.store);
    const good = { registrationId, attendeeIds, pickup: 'delegation', paymentWindowSeconds: 900 } as const;
    for (const forged of [
      { registrationId: randomUUID() },
      { registrationId: 'nobody' },
      { attendeeIds: [...attendeeIds, ...attendeeIds] },
      { attendeeIds: ['x'] },
      { pickup: 'by pigeon' as never },
      { addressId: '7' },
      { paymentWindowSeconds: 100_000_000 },
      { paymentWindowSeconds: -1 },
    ]) {
      const orderNo = newOrderNo();
      assert.ok(isRefused(await localActivities.placeOrder({ orderNo, ...good, ...forged })), JSON.stringify(forged));
      assert.deepEqual(await faults(orderNo), ['no_row'], JSON.stringify(forged));
      assert.deepEqual(await bench.store.knex('badge_orders').where({ orderNo }), []);
    }
    // Another unit's people are nobody's here, and what is ordered costs what its rows say.
    const other = await createBuyer(bench.store);
    assert.ok(
      isRefused(await localActivities.placeOrder({ orderNo: newOrderNo(), ...good, attendeeIds: other.attendeeIds })),
    );
    const placed = await localActivities.placeOrder({
      orderNo: newOrderNo(),
      ...good,
      payableFen: 1,
      lines: [{ feeFen: 1 }],
    } as never);
    assert.ok('done' in placed && placed.done.payableFen === 20_000);
  });

  it('given no such order, or a number that is none of its, when a run asks for an invoice, then it is refused and a human is called (G7.1)', async () => {
    const { orderNo } = await paidOrder();
    const missing = `${newOrderNo()}F1`;
    assert.ok(isRefused(await localActivities.requestInvoice({ invoiceNo: missing, orderNo: missing.slice(0, 14) })));
    const foreign = `${newOrderNo()}F1`;
    assert.ok(isRefused(await localActivities.requestInvoice({ invoiceNo: foreign, orderNo })));
    assert.deepEqual([await faults(missing), await faults(foreign)], [['no_row'], ['other_row']]);
    // One that follows a reversal that there was none of.
    assert.ok(isRefused(await localActivities.requestInvoice({ invoiceNo: `${orderNo}F2`, orderNo })));
    assert.deepEqual(await bench.store.knex('invoices').where({ orderNo }), []);
  });

  it('given an invoice that says what its order keeps, when a run would reverse it for a refund, as another order’s, or without a request, then it stands (G7.3)', async () => {
    const [{ orderNo }, other] = [await paidOrder(), await paidOrder()];
    const invoiceNo = await createIssued(bench.store, orderNo);
    const reverse = (more: object) =>
      localActivities.beginReversal({ invoiceNo, orderNo, cause: 'refund', turn: randomUUID(), ...more });
    for (const forged of [
      {},
      { orderNo: other.orderNo },
      { requestId: null },
      { requestId: randomUUID() },
      { invoiceNo: `${orderNo}F9` },
    ])
      assert.ok(isRefused(await reverse(forged)), JSON.stringify(forged));
    assert.equal((await bench.store.knex('invoices').where({ invoiceNo }).first('state'))!.state, 'issued');
    assert.deepEqual([await faults(invoiceNo), await faults(`${orderNo}F9`)], [['other_row'], ['no_row']]);
    assert.deepEqual(await reverse({ cause: 'unit' }), { done: { state: 'reversing' } });
  });

  it('given nobody who asked for an account, or another’s row, when a run opens it, then nothing is opened and a human is called (G1.4)', async () => {
    const [registrationId, account] = [randomUUID(), newAccount()];
    const open = (more: object) =>
      localActivities.openRegistration({ edition: '2', account, unitId: registrationId, registrationId, ...more });
    assert.ok(isRefused(await open({})));
    assert.deepEqual(await faults(registrationId), ['no_row']);
    await askForAccount(bench.store, { edition: '2', account, unitId: registrationId });
    const theirs = await createUnit(bench.store);
    for (const forged of [{ account: newAccount() }, { edition: '1' }, { registrationId: theirs.registrationId }])
      assert.ok(isRefused(await open(forged)), JSON.stringify(forged));
    assert.deepEqual(
      [await faults(theirs.registrationId), (await faults(registrationId)).toSorted()],
      [['other_row'], ['no_row', 'other_row']],
    );
    assert.deepEqual(await bench.store.knex('registrations').where({ registrationId }), []);
    assert.ok('done' in (await open({})));
  });
});
