import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { untyped } from '../../db/knex.ts';
import { createEvents } from '../../db/event.ts';
import { createReductions } from '../../db/order/reduction.ts';
import { createRefunds } from '../../db/order/refund.ts';
import { createRows } from '../db/schema-row.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { staffToken, unitInfo } from '../support/fixtures.ts';
import { createBuyer, createIssued, newOrderNo, type Buyer } from '../support/order-fixture.ts';

describe('orders as operators and the bureau read them', () => {
  let api: TestApi;
  let buyer: Buyer;
  const tokens: Record<string, string> = {};
  const [paid, unpaid] = [newOrderNo(), newOrderNo()];
  const refundId = `${paid}R1`;
  before(async () => {
    api = await startApi();
    for (const role of ['operator', 'bureau', 'auditor']) tokens[role] = await staffToken(api.store, role);
    await createOrders();
  });
  after(() => api.close());

  /** One order that was paid, sent, invoiced and is to be refunded in part, and one that waits for its payer. */
  async function createOrders(): Promise<void> {
    const { store } = api;
    const knex = untyped(store.knex);
    buyer = await createBuyer(store, [{}, {}]);
    const { registrationId, attendeeIds } = buyer;
    const { staffId } = await knex('staff').where({ login: 'bureau' }).first('staffId');
    const rows = createRows(() => ({ buyer, orderNo: paid }));
    const sums = { people: 2, totalFen: 40_000, reductionFen: 10_000, payableFen: 30_000 };
    await knex('badge_orders').insert([
      rows.order({
        orderNo: paid,
        ...sums,
        state: 'paid',
        paidAt: new Date(),
        attention: 'look',
        attentionAt: new Date(),
      }),
      rows.order({ orderNo: unpaid }),
    ]);
    await knex('order_lines').insert([
      rows.line({ payableFen: 15_000, state: 'review_failed' }),
      rows.line({ lineNo: 2, attendeeId: attendeeIds[1], payableFen: 15_000, state: 'dispatched', pickup: 'courier' }),
      rows.line({ orderNo: unpaid, attendeeId: (await createBuyer(store)).attendeeIds[0] }),
    ]);
    await knex('payments').insert([
      rows.payment({ outTradeNo: `${paid}P1`, attempt: 1, state: 'superseded' }),
      rows.captured({
        outTradeNo: `${paid}P2`,
        attempt: 2,
        amountFen: 30_000,
        capturedFen: 30_000,
        reservedFen: 15_000,
      }),
    ]);
    const refundRequestId = randomUUID();
    const request = { refundRequestId, orderNo: paid, attendeeIds: [attendeeIds[0]!], reason: '未通过审核' };
    await createRefunds(store).request(request);
    await knex('refunds').insert({
      refundNo: refundId,
      outTradeNo: `${paid}P2`,
      orderNo: paid,
      kind: 'lines',
      amountFen: 15_000,
      state: 'needs_attention',
      refusal: 'NO',
      requestedBy: 'unit',
      refundRequestId,
    });
    const ofLine = { refundNo: refundId, orderNo: paid, attendeeId: attendeeIds[0], amountFen: 15_000 };
    await knex('refund_lines').insert(ofLine);
    await createRefunds(store).settle({ refundNo: refundId, staffId, reference: '8842' });
    await createIssued(store, paid, { redDue: true });
    await knex('shipments').insert({
      shipmentNo: `${paid}S1`,
      orderNo: paid,
      attempt: 1,
      waybill: `SF${paid}`,
      pieces: 1,
      state: 'in_transit',
    });
    const reduction = { reductionId: randomUUID(), registrationId, orderNo: null, amountFen: 20_000, reason: '公益' };
    await createReductions(store).insert({ ...reduction, staffId });
    await knex('reduction_uses').insert({ reductionId: reduction.reductionId, orderNo: paid, amountFen: 10_000 });
    await createEvents(store).append(
      { registrationId, orderNo: paid, kind: 'order_placed', actor: 'unit' },
      { registrationId, orderNo: unpaid, kind: 'order_placed', actor: 'unit' },
      { registrationId, orderNo: paid, kind: 'payment_confirmed', actor: 'provider' },
    );
  }

  const get = (path: string, role = 'operator') => api.call('GET', path, { token: tokens[role] });
  const body = async (path: string, role?: string): Promise<Json> => {
    const reply = await get(path, role);
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
    return reply.body;
  };
  const actions = (path: string) =>
    Promise.all(['operator', 'bureau', 'auditor'].map(async (role) => (await body(path, role)).actions as string[]));
  const found = async (query: string) =>
    (await body(`/ops/orders?${query}`)).items.map(({ orderNo }: Json) => orderNo as string);

  it('given a parcel on its way, when the bureau lists parcels by state, number and name, then it is found where it fits, and counted (G8.1)', async () => {
    const listed = async (query: string) =>
      (await body(`/bureau/shipments?${query}`, 'bureau')).items.map((each: Json) => each.shipmentNo as string);
    for (const query of [
      '',
      'state=in_transit',
      `query=${paid}`,
      `query=SF${paid}`,
      `query=${unitInfo.name.slice(2, 6)}`,
    ])
      assert.deepEqual(await listed(query), [`${paid}S1`], query);
    for (const query of ['state=delivered', `query=${unpaid}`]) assert.deepEqual(await listed(query), [], query);
    const { items } = await body('/bureau/shipments/counts', 'bureau');
    assert.deepEqual(
      items.filter(({ count }: Json) => count > 0),
      [{ state: 'in_transit', count: 1 }],
    );
  });

  it('given an order, when an operator reads it, then it is as its unit sees it, with whose it is and all that hangs on it', async () => {
    const own = (await api.call('GET', `/orders/${paid}`, { token: buyer.token })).body;
    const { serverNow: _then, shipments: parcels, ...seen } = own;
    const order = await body(`/ops/orders/${paid}`);
    for (const [field, value] of Object.entries(seen)) assert.deepEqual(order[field], value, field);
    assert.equal(order.lines.length, 2);
    assert.deepEqual(order.unit, {
      registrationId: buyer.registrationId,
      account: buyer.account,
      uscc: buyer.account,
      unitName: unitInfo.name,
    });
    assert.deepEqual(
      order.payments.map((each: Json) => [each.outTradeNo, each.state, each.capturedFen]),
      [
        [`${paid}P1`, 'superseded', null],
        [`${paid}P2`, 'paid', 30_000],
      ],
    );
    assert.deepEqual(order.shipments, [{ shipmentNo: `${paid}S1`, ...parcels[0] }]);
    assert.deepEqual(
      [order.refunds, order.invoices].map((all: Json[]) => all.map((each) => each.refundId ?? each.invoiceId)),
      [[refundId], [`${paid}F1`]],
    );
    assert.deepEqual(
      order.reductions.map((each: Json) => [each.amountFen, each.reason, each.by]),
      [[10_000, '公益', 'bureau']],
    );
    assert.deepEqual(
      order.events.map((each: Json) => [each.kind, each.actor]),
      [
        ['order_placed', 'unit'],
        ['payment_confirmed', 'provider'],
      ],
    );
    assert.equal(order.attention, 'look');
    assert.ok(order.workflowUrl.endsWith(`order%3A${paid}`));
    assert.equal((await get(`/ops/orders/${newOrderNo()}`)).status, 404);
  });

  it('given an order of another, when it is read, then whom that told of is on record', async () => {
    const entries = () =>
      api.store.knex('audit_entries').where({ action: 'people_read', subject: unpaid }).pluck('detail');
    assert.equal((await entries()).length, 0);
    await body(`/ops/orders/${unpaid}`);
    const [entry] = await entries();
    assert.deepEqual([entry!['operation'], entry!['people']], ['get /ops/orders/:orderNo', 1]);
  });

  it('given orders, refunds and invoices, when each role asks what it can do about them, then it is told what is open to it', async () => {
    assert.deepEqual(await actions(`/ops/orders/${paid}`), [[], ['report_news'], []]);
    assert.deepEqual(await actions(`/ops/orders/${unpaid}`), [['extend'], ['extend', 'reduce'], []]);
    assert.deepEqual(await actions(`/ops/refunds/${refundId}`), [['retry', 'settle'], ['retry', 'settle'], []]);
    assert.deepEqual(await actions(`/ops/invoices/${paid}F1`), [['reverse'], ['reverse'], []]);
  });

  it('given orders, when an operator looks for one by number, account, name or state, then it is found and no other', async () => {
    assert.deepEqual(await found(''), [paid, unpaid].toSorted().toReversed());
    assert.deepEqual(await found(`query=${paid}`), [paid]);
    assert.deepEqual(await found(`query=${unpaid.slice(0, 12)}`), [unpaid]);
    assert.deepEqual(await found(`query=${buyer.account}&state=paid`), [paid]);
    assert.deepEqual((await found(`query=${encodeURIComponent(unitInfo.name.slice(0, 4))}`)).length, 2);
    assert.deepEqual(await found('query=9999999999'), []);
    assert.deepEqual(await found('state=settled'), []);
    assert.deepEqual(await found('edition=1'), []);
    const [item] = (await body(`/ops/orders?query=${paid}`)).items;
    assert.deepEqual([item.unit.account, item.payableFen, item.attention], [buyer.account, 30_000, 'look']);
  });

  it('given a refund and an invoice, when they are read by their number, then whose they are, why, and their run are there', async () => {
    const refund = await body(`/ops/refunds/${refundId}`);
    assert.deepEqual(
      [
        refund.unit.account,
        refund.reason,
        refund.refusal,
        refund.attendeeIds,
        refund.settlements.map(({ by }: Json) => by),
      ],
      [buyer.account, '未通过审核', 'NO', [buyer.attendeeIds[0]], ['bureau']],
    );
    assert.match(refund.workflowUrl, /refund%3A/);
    const list = async (query: string) => (await body(`/ops/refunds${query}`)).items.map((each: Json) => each.refundId);
    assert.deepEqual(
      [await list(''), await list('?state=needs_attention'), await list('?state=refunded')],
      [[refundId], [refundId], []],
    );
    const invoice = await body(`/ops/invoices/${paid}F1`);
    assert.deepEqual(
      [invoice.unit.account, invoice.redDue, invoice.workflowId],
      [buyer.account, true, `invoice:${paid}F1`],
    );
    assert.equal((await get(`/ops/refunds/${paid}R9`)).status, 404);
    assert.equal((await get(`/ops/invoices/${unpaid}F1`)).status, 404);
  });
});
