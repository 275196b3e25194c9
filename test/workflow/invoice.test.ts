import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import { createAttention } from '../../db/ops/attention.ts';
import { createInvoices, type InvoiceRow } from '../../db/order/invoice.ts';
import { createInvoiceTitles } from '../../db/order/invoice-title.ts';
import { createRefunds } from '../../db/order/refund.ts';
import { invoiceReversalWorkflowId, invoiceWorkflowId, refundWorkflowId } from '../../workflows/messages.ts';
import { until } from '../activities/local-sandbox.ts';
import { assertNobodyInHistories } from '../support/canary.ts';
import { fastForward } from '../support/fast-forward.ts';
import {
  createBuyer,
  lineStates,
  placeOrder,
  placePaid,
  refunds,
  review,
  untilLines,
  type TestOrder,
} from '../support/order-fixture.ts';
import { size } from '../support/size.ts';
import { askInRow, retryRefund } from '../support/staff-request.ts';
import { orderStatus, startStage, untilStarted, type Stage } from '../support/stage.ts';

describe('invoice', () => {
  let stage: Stage;
  let numbers = 0;
  before(async () => {
    stage = await startStage();
  });
  after(() => stage.close());
  beforeEach(() => stage.sandbox.call('POST', '/reset'));

  const title = { kind: 'company', title: '佛山市南海进口有限公司', taxNo: '91350100M000100Y43' } as const;
  const buyerSays = (fapiaoBuyer: string) => stage.sandbox.call('PUT', '/review', { fapiaoBuyer });
  const refundsMeet = (outcome: string) => stage.sandbox.call('PUT', '/refunds', { outcome });
  const isRefusal = (code: string) => (error: unknown) => error instanceof DomainError && error.refusal.code === code;
  const labels = ({ buyer: { account } }: TestOrder) => ({ edition: '2', account, delegationNo: 3 });

  async function request(order: TestOrder): Promise<string> {
    const { titleId } = await createInvoiceTitles(stage.store).insert(order.buyer.unitId, title);
    const invoiceNo = `${order.orderNo}F${++numbers}`;
    await stage.engine.requestInvoice({ invoiceNo, orderNo: order.orderNo, titleId }, labels(order), randomUUID());
    return invoiceNo;
  }
  const invoices = async ({ orderNo }: TestOrder) =>
    (await createInvoices(stage.store).list(orderNo, { rows: 100 })).map(({ state, grossFen, redDue }) => [
      state,
      grossFen,
      ...(redDue ? ['red due'] : []),
    ]);
  const untilInvoices = (order: TestOrder, ...wanted: (string | number)[][]) =>
    until(async () => (JSON.stringify(await invoices(order)) === JSON.stringify(wanted) ? true : undefined));
  async function invoiced(order: TestOrder): Promise<InvoiceRow> {
    const invoiceNo = await request(order);
    await stage.handle(invoiceWorkflowId(invoiceNo)).result();
    return (await createInvoices(stage.store).find(invoiceNo))!;
  }
  async function failedOne(people = 2): Promise<TestOrder> {
    const persons = Array.from({ length: people }, () => ({}));
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store, persons) });
    await review(
      stage,
      order,
      Object.fromEntries(persons.map((_, index) => [index, index === 0 ? 'fail' : 'approve'])),
    );
    await untilLines(
      stage,
      order,
      ...persons.map((_, index) => (index === 0 ? 'review_failed' : 'approved') as 'approved'),
    );
    return order;
  }
  async function apply({ orderNo, buyer }: TestOrder): Promise<string> {
    const refundRequestId = randomUUID();
    await createRefunds(stage.store).request({
      refundRequestId,
      orderNo,
      attendeeIds: buyer.attendeeIds.slice(0, 1),
      reason: '核验',
    });
    const told = await stage.engine.requestRefund(orderNo, { refundRequestId }, refundRequestId);
    assert.ok('done' in told);
    return told.done.refundNo;
  }
  const untilRefund = (refundNo: string, state: string) =>
    until(async () => ((await createRefunds(stage.store).find(refundNo))?.state === state ? true : undefined));
  const atPlatform = async ({ orderNo }: TestOrder) =>
    (await stage.sandbox.journal()).invoices
      .filter(({ id }) => id.startsWith(orderNo))
      .map(({ kind, amountFen, state }) => `${kind} ${amountFen} ${state}`);
  const reverse = (order: TestOrder, { invoiceNo }: InvoiceRow) =>
    stage.engine.requestReversal({ invoiceNo, orderNo: order.orderNo, cause: 'unit' }, labels(order), randomUUID());

  it('given a paid order, when its invoice is asked for, then it is issued with the platform’s number, net and tax add up, and the file is kept with its hash (G7.1)', async () => {
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store, [{}]) });
    const row = await invoiced(order);
    assert.deepEqual(
      [row.state, row.grossFen, row.netFen, row.taxFen, row.taxRateBp],
      ['issued', 20_000, 18_868, 1_132, 600],
    );
    assert.match(row.fapiaoNumber!, /^[0-9]{20}$/);
    const file = await createInvoices(stage.store).file(row);
    assert.match(file!.bytes.toString('latin1'), new RegExp(row.fapiaoNumber!));
    assert.equal(
      (await stage.store.knex('badge_orders').where({ orderNo: order.orderNo }).first('invoiced'))!.invoiced,
      true,
    );
    await assert.rejects(request(order), isRefusal('order_already_invoiced'));
    assert.deepEqual(await atPlatform(order), ['blue 20000 done']);
  });

  it('given an order that is not paid, or of nothing, when its invoice is asked for, then it is refused and nothing is issued (R22)', async () => {
    const unpaid = await placeOrder(stage, { buyer: await createBuyer(stage.store) });
    const free = await placeOrder(stage, { buyer: await createBuyer(stage.store, [{ badgeType: 'vip' }]) });
    for (const order of [unpaid, free]) {
      await assert.rejects(request(order), isRefusal('order_not_invoiceable'));
      assert.deepEqual(await atPlatform(order), []);
    }
  });

  it('given two requests at once, when both are asked, then one is issued (R20)', async () => {
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store) });
    const asked = await Promise.allSettled([request(order), request(order), request(order)]);
    assert.equal(asked.filter(({ status }) => status === 'fulfilled').length, 1);
    await untilInvoices(order, ['issued', 20_000]);
    assert.deepEqual(await atPlatform(order), ['blue 20000 done']);
  });

  it('given an answer of the platform that is lost, when it is asked what became of it, then one is issued; one it never heard of is asked for again after five minutes', async () => {
    const [lost, unheard] = await Promise.all(
      [1, 2].map(async () => placePaid(stage, { buyer: await createBuyer(stage.store) })),
    );
    await stage.sandbox.faults({
      provider: 'fapiao',
      route: 'issue',
      kind: 'commit_then_reset',
      probability: 1,
      count: 1,
    });
    await invoiced(lost!);
    await stage.sandbox.faults({
      provider: 'fapiao',
      route: 'issue',
      kind: 'reset_before_commit',
      probability: 1,
      count: 1,
    });
    const invoiceNo = await request(unheard!);
    await fastForward(stage, invoiceWorkflowId(invoiceNo), 280);
    assert.deepEqual(await atPlatform(unheard!), []);
    await fastForward(stage, invoiceWorkflowId(invoiceNo), 700);
    await untilInvoices(unheard!, ['issued', 20_000]);
    for (const order of [lost!, unheard!]) assert.deepEqual(await atPlatform(order), ['blue 20000 done']);
  });

  it('given a platform that refuses, when it is asked, then the invoice failed with its word and another can be asked for', async () => {
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store) });
    await stage.sandbox.call('PUT', '/review', { fapiaoIssue: 'refuse' });
    assert.deepEqual(
      [
        (await invoiced(order)).state,
        (await createInvoices(stage.store).list(order.orderNo, { rows: 100 }))[0]!.failure,
      ],
      ['failed', 'TITLE_REFUSED'],
    );
    await stage.sandbox.call('PUT', '/review', { fapiaoIssue: 'accept' });
    assert.equal((await invoiced(order)).state, 'issued');
  });

  it('given an invoiced order, when one of two is refunded, then the invoice is reversed first, the money goes, and one is issued for what remains on the same title (G7.3, R22)', async () => {
    const order = await failedOne();
    await invoiced(order);
    await apply(order);
    await untilLines(stage, order, 'refunded', 'approved');
    await untilInvoices(order, ['reversed', 40_000], ['issued', 20_000]);
    assert.deepEqual(await atPlatform(order), ['blue 40000 done', 'red -40000 done', 'blue 20000 done']);
    const [first, second] = await createInvoices(stage.store).list(order.orderNo, { rows: 100 });
    assert.ok(first && second);
    assert.deepEqual(createInvoices(stage.store).titleOf(second), title);
    assert.notEqual(first.fapiaoNumber, second.fapiaoNumber);
    const kinds = await stage.store.knex('events').where({ orderNo: order.orderNo }).orderBy('eventId').pluck('kind');
    assert.ok(
      kinds.indexOf('invoice_reversed') < kinds.indexOf('refund_provider_asked'),
      'reversed before the money went',
    );
    assert.ok(kinds.indexOf('refund_made') < kinds.lastIndexOf('invoice_issued'), 'issued anew after it');
  });

  it('given all people of an invoiced order refunded, when it ends, then it is reversed and none is issued anew', async () => {
    const order = await failedOne(1);
    await invoiced(order);
    await apply(order);
    assert.deepEqual(await order.handle.result(), { outcome: 'settled' });
    assert.deepEqual(await invoices(order), [['reversed', 20_000]]);
  });

  for (const [answer, event] of [
    ['refuse', 'invoice_reversal_refused'],
    ['silent', 'invoice_reversal_void'],
  ] as const)
    it(`given a buyer that says ${answer}, when a refund waits for the reversal, then the money goes back all the same, the red debt is shown, and an operator can settle it`, async () => {
      const order = await failedOne();
      const { invoiceNo } = await invoiced(order);
      await buyerSays(answer);
      const refundNo = await apply(order);
      const reversal = await untilStarted(stage, invoiceReversalWorkflowId(invoiceNo));
      if (answer === 'silent') {
        await untilInvoices(order, ['awaiting_buyer', 40_000]);
        assert.deepEqual(await lineStates(stage, order), ['refunding', 'approved']);
        assert.equal((await createRefunds(stage.store).find(refundNo))?.state, 'reversing_invoice');
        await stage.sandbox.call('PUT', '/clock', { offsetSeconds: 72 * 3_600 + 60 });
        await fastForward(stage, reversal.workflowId, 3_600);
      }
      await untilLines(stage, order, 'refunded', 'approved');
      assert.deepEqual(await refunds(stage, order), [[refundNo, 20_000]]);
      await untilInvoices(order, ['issued', 40_000, 'red due']);
      assert.equal((await stage.store.knex('events').where({ orderNo: order.orderNo, kind: event })).length, 1);
      const attention = async () =>
        (await createAttention(stage.store).list({ rows: 100 })).find(({ subject }) => subject.invoiceId === invoiceNo);
      assert.equal((await attention())!.kind, 'red_invoice_due');
      await stage.sandbox.call('POST', '/reset');
      const requestId = await askInRow(stage.store, { kind: 'retry_reversal', subject: invoiceNo, payload: {} });
      const input = { invoiceNo, orderNo: order.orderNo, cause: 'refund', reissue: true, requestId } as const;
      await stage.engine.requestReversal(input, labels(order), requestId);
      await untilInvoices(order, ['reversed', 40_000], ['issued', 20_000]);
      assert.equal(await attention(), undefined);
    });

  it('given a silent buyer, when it confirms hours later, then the refund goes on from there', async () => {
    const order = await failedOne();
    const { invoiceNo } = await invoiced(order);
    await buyerSays('silent');
    await apply(order);
    await untilInvoices(order, ['awaiting_buyer', 40_000]);
    // The platform is asked every few minutes meanwhile.
    await fastForward(stage, invoiceReversalWorkflowId(invoiceNo), size({ small: 3, long: 24 }) * 3_600);
    assert.deepEqual(await lineStates(stage, order), ['refunding', 'approved']);
    await buyerSays('confirm');
    await stage.engine.invoiceNoticed(invoiceNo);
    await untilLines(stage, order, 'refunded', 'approved');
    await untilInvoices(order, ['reversed', 40_000], ['issued', 20_000]);
  });

  it('given a refund that fails after the reversal, when the money stays, then an invoice of the whole is issued again, and reversed again when an operator has it retried (R18)', async () => {
    const order = await failedOne();
    await invoiced(order);
    await refundsMeet('not_enough');
    const refundNo = await apply(order);
    await untilRefund(refundNo, 'needs_attention');
    await untilInvoices(order, ['reversed', 40_000], ['issued', 40_000]);
    await refundsMeet('success');
    await retryRefund(stage, refundNo);
    await untilLines(stage, order, 'refunded', 'approved');
    await untilInvoices(order, ['reversed', 40_000], ['reversed', 40_000], ['issued', 20_000]);
    assert.deepEqual(await refunds(stage, order), [[refundNo, 20_000]]);
  });

  it('given an invoice that is still being issued, when a refund is asked for, then it waits for it, reverses it, and then the money goes', async () => {
    const order = await failedOne();
    await stage.sandbox.faults({
      provider: 'fapiao',
      route: 'issue',
      kind: 'reset_before_commit',
      probability: 1,
      count: 1,
    });
    const invoiceNo = await request(order);
    const refundNo = await apply(order);
    await fastForward(stage, refundWorkflowId(refundNo), 100);
    assert.deepEqual([await lineStates(stage, order), await refunds(stage, order)], [['refunding', 'approved'], []]);
    await fastForward(stage, invoiceWorkflowId(invoiceNo), 1_000);
    await fastForward(stage, refundWorkflowId(refundNo), 100);
    await untilInvoices(order, ['reversed', 40_000], ['issued', 20_000]);
    assert.deepEqual(await lineStates(stage, order), ['refunded', 'approved']);
  });

  it('given an invoice the unit gives back, when it is reversed, then none is issued by itself and the unit may ask for another', async () => {
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store) });
    const row = await invoiced(order);
    await reverse(order, row);
    await stage.handle(invoiceReversalWorkflowId(row.invoiceNo)).result();
    assert.deepEqual(await invoices(order), [['reversed', 20_000]]);
    await assert.rejects(reverse(order, row), isRefusal('invoice_not_reversible'));
    await invoiced(order);
    assert.deepEqual(await invoices(order), [
      ['reversed', 20_000],
      ['issued', 20_000],
    ]);
    assert.equal((await orderStatus(stage, order.orderNo))?.state, 'paid');
  });

  it('given these runs, when their histories are read, then nobody is in them', () => assertNobodyInHistories(stage));
});
