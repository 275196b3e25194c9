import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { orderWorkflowId } from '../../../workflows/messages.ts';
import { until } from '../../activities/local-sandbox.ts';
import type { Json, Reply, TestApi } from '../../support/api.ts';
import { staffToken } from '../../support/fixtures.ts';
import { createBuyer, lineStates, placePaid, review, untilLines, type TestOrder } from '../../support/order-fixture.ts';
import { startStageApi } from '../../support/stage-api.ts';
import type { Stage } from '../../support/stage.ts';

describe('refunds, reductions and extensions over HTTP', () => {
  let stage: Stage;
  let api: TestApi;
  let [bureau, operator] = ['', ''];
  before(async () => {
    ({ stage, api } = await startStageApi());
    [bureau, operator] = await Promise.all([staffToken(stage.store, 'bureau'), staffToken(stage.store, 'operator')]);
  });
  after(async () => {
    await api.close();
    await stage.close();
  });
  beforeEach(() => stage.sandbox.call('POST', '/reset'));

  const key = () => ({ 'Idempotency-Key': randomUUID() });
  const post = (path: string, token: string, body: object | undefined, headers: Record<string, string> = key()) =>
    api.call('POST', path, { token, headers, ...(body ? { body } : {}) });
  const get = async (path: string, token: string) => (await api.call('GET', path, { token })).body as Json;
  const assertRefused = ({ status, body }: Reply, expected: number, code: string) =>
    assert.deepEqual([status, body.code], [expected, code], JSON.stringify(body));
  async function failed(count: number): Promise<TestOrder> {
    const persons = Array.from({ length: count }, () => ({}));
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store, persons) });
    await review(stage, order, Object.fromEntries(persons.map((_, index) => [index, 'fail'])));
    await untilLines(stage, order, ...persons.map(() => 'review_failed' as const));
    return order;
  }
  const apply = ({ orderNo, buyer }: TestOrder, more: object = {}, headers = key()) =>
    post(
      `/orders/${orderNo}/refunds`,
      buyer.token,
      { attendeeIds: buyer.attendeeIds, reason: '未通过审核', ...more },
      headers,
    );
  const refundsOf = async ({ orderNo, buyer }: TestOrder) =>
    (await get(`/orders/${orderNo}/refunds`, buyer.token)).items as Json[];
  const untilState = (order: TestOrder, state: string) =>
    until(async () => ((await refundsOf(order))[0]?.state === state ? true : undefined));

  it('given failed people, when their unit applies, then it is told the refund, sees it end, and a repeat of the request is the same refund (G7.2)', async () => {
    const order = await failed(2);
    const lines = async () =>
      (await get(`/orders/${order.orderNo}`, order.buyer.token)).lines.map((line: Json) => [
        line.refundable,
        line.notRefundableReason,
      ]);
    assert.deepEqual(await lines(), [
      [true, null],
      [true, null],
    ]);
    assertRefused(await apply(order, {}, {} as never), 400, 'idempotency_key_required');
    assertRefused(await apply(order, { reason: '' }), 400, 'validation_failed');
    const headers = key();
    const asked = await apply(order, {}, headers);
    assert.deepEqual([asked.status, asked.body], [202, { refundId: `${order.orderNo}R1`, state: 'requested' }]);
    assert.deepEqual((await apply(order, {}, headers)).body, asked.body);
    await untilLines(stage, order, 'refunded', 'refunded');
    assert.deepEqual(await lines(), [
      [false, 'refunded'],
      [false, 'refunded'],
    ]);
    const [refund, ...more] = await refundsOf(order);
    assert.deepEqual(more, []);
    assert.deepEqual(
      [refund.state, refund.amountFen, refund.kind, refund.requestedBy, refund.attendeeIds.length],
      ['refunded', 40_000, 'lines', 'unit', 2],
    );
    await order.handle.result();
    assertRefused(await apply(order), 409, 'line_not_refundable');
    const { items } = await get('/orders?tab=refunded', order.buyer.token);
    assert.deepEqual(
      items.map((each: Json) => [each.orderNo, each.state]),
      [[order.orderNo, 'settled']],
    );
  });

  it('given an order of another unit, when a refund of it is asked or read, then there is none', async () => {
    const [order, other] = [await failed(1), await createBuyer(stage.store)];
    assertRefused(
      await post(`/orders/${order.orderNo}/refunds`, other.token, {
        attendeeIds: order.buyer.attendeeIds,
        reason: '核验',
      }),
      404,
      'not_found',
    );
    assert.equal((await api.call('GET', `/orders/${order.orderNo}/refunds`, { token: other.token })).status, 404);
    assertRefused(await post(`/ops/refunds/${order.orderNo}R1/retry`, operator, undefined), 404, 'not_found');
    assert.deepEqual(await lineStates(stage, order), ['review_failed']);
  });

  it('given a refund the provider refuses, when an operator retries it, then only then, and it is in attention and audit', async () => {
    const order = await failed(1);
    await stage.sandbox.call('PUT', '/refunds', { outcome: 'not_enough' });
    const refundId = (await apply(order)).body.refundId as string;
    await untilState(order, 'needs_attention');
    const { items } = await get('/ops/attention', operator);
    const found = items.find((each: Json) => each.subject.refundId === refundId);
    assert.match(found.reason, /ACQ.SELLER_BALANCE_NOT_ENOUGH/);
    assert.match(found.workflowUrl, /refund%3A/);
    assert.equal((await post(`/ops/refunds/${refundId}/retry`, order.buyer.token, undefined)).status, 403);
    await stage.sandbox.call('PUT', '/refunds', { outcome: 'success' });
    assert.equal((await post(`/ops/refunds/${refundId}/retry`, operator, undefined)).status, 200);
    await untilState(order, 'refunded');
    assertRefused(await post(`/ops/refunds/${refundId}/retry`, operator, undefined), 409, 'refund_not_waiting');
    const audit = (await get(`/ops/audit?subject=${refundId}`, operator)).items as Json[];
    assert.deepEqual(
      audit.map(({ by, action }) => [by, action]),
      [['operator', 'refund_retried']],
    );
  });

  it('given a refund of 1000.00, when one person says it was paid by hand, then a second one must, and the same one does not count twice', async () => {
    const order = await failed(5);
    await stage.sandbox.call('PUT', '/refunds', { outcome: 'abnormal' });
    const refundId = (await apply(order)).body.refundId as string;
    await untilState(order, 'needs_attention');
    const settle = (token: string) => post(`/ops/refunds/${refundId}/settle`, token, { reference: '银行流水 8842' });
    const first = await settle(operator);
    assert.deepEqual([first.status, first.body], [202, { refundId, peopleNeeded: 1 }]);
    assertRefused(await settle(operator), 409, 'second_person_needed');
    assert.equal((await refundsOf(order))[0].state, 'needs_attention');
    assert.equal((await settle(bureau)).status, 200);
    await untilState(order, 'refunded');
    const [refund] = await refundsOf(order);
    assert.deepEqual([refund.byHand, refund.refusal], [true, null]);
    assert.equal((await stage.sandbox.journal()).refunds.filter((row) => row.outRefundNo === refundId).length, 0);
  });

  it('given a refund below the limit, when one person says it was paid by hand, then it is', async () => {
    const order = await failed(1);
    await stage.sandbox.call('PUT', '/refunds', { outcome: 'abnormal' });
    const refundId = (await apply(order)).body.refundId as string;
    await untilState(order, 'needs_attention');
    assert.equal((await post(`/ops/refunds/${refundId}/settle`, operator, { reference: '银行流水 8843' })).status, 200);
    await untilState(order, 'refunded');
  });

  it('given a reduction of 1,000.00 yuan, at once or in two steps, when one member of the bureau asks for it, then it counts once another has confirmed it, and not before (G6.1)', async () => {
    const { knex } = stage.store;
    const { staffId } = (await knex('staff').where({ login: 'bureau-2' }).first('staffId'))!;
    const other = await staffToken(stage.store, 'bureau-2');
    const buyer = await createBuyer(
      stage.store,
      Array.from({ length: 8 }, () => ({})),
    );
    const { registrationId, attendeeIds } = buyer;
    const quoted = async () =>
      (await api.call('POST', '/orders/quote', { token: buyer.token, body: { attendeeIds } })).body
        .reductionFen as number;
    const grant = (amountFen: number, of: object = { registrationId }) =>
      post('/bureau/reductions', bureau, { ...of, amountFen, reason: '公益' });
    const confirm = (reductionId: string, token: string, headers = key()) =>
      post(`/bureau/reductions/${reductionId}/confirm`, token, undefined, headers);

    assert.equal((await grant(60_000)).status, 201);
    const more = await grant(40_000);
    assert.deepEqual([more.status, more.body], [202, { reductionId: more.body.reductionId, peopleNeeded: 1 }]);
    assert.equal(await quoted(), 60_000);
    const id = more.body.reductionId as string;
    assertRefused(await confirm(id, bureau), 409, 'second_person_needed');
    assert.equal((await confirm(id, operator)).status, 403);
    assert.equal(await quoted(), 60_000);
    assert.deepEqual(
      (await get(`/bureau/reductions?registrationId=${registrationId}`, bureau)).items.map(
        (item: Json) => item.peopleNeeded,
      ),
      [1, 0],
    );
    const headers = key();
    assert.equal((await confirm(id, other, headers)).status, 201);
    assert.equal((await confirm(id, other, headers)).status, 201);
    assertRefused(await confirm(id, other), 409, 'already_decided');
    assert.equal(await quoted(), 100_000);

    const placed = (await post('/orders', buyer.token, { attendeeIds, pickup: 'delegation' })).body;
    stage.started.add(orderWorkflowId(placed.orderNo as string));
    const payable = async () => (await get(`/orders/${placed.orderNo}`, buyer.token)).payableFen as number;
    const ofOrder = await grant(20_000, { orderNo: placed.orderNo });
    assert.deepEqual([ofOrder.status, await payable()], [201, 40_000]);
    const whole = await grant(40_000, { orderNo: placed.orderNo });
    assert.equal(whole.status, 202);
    assert.equal(await payable(), 40_000);
    const confirmed = await confirm(whole.body.reductionId as string, other);
    assert.deepEqual([confirmed.status, confirmed.body.payableFen], [201, 0]);
    await knex('sessions').where({ staffId }).delete();
  });

  it('given an order that awaits payment, when an operator extends it and the bureau reduces it, then the unit sees both, and others may do neither', async () => {
    const buyer = await createBuyer(stage.store, [{}, {}]);
    const placed = (await post('/orders', buyer.token, { attendeeIds: buyer.attendeeIds, pickup: 'delegation' })).body;
    const { orderNo } = placed;
    stage.started.add(orderWorkflowId(orderNo as string));
    assert.equal((await post(`/ops/orders/${orderNo}/extend`, buyer.token, { minutes: 10 })).status, 403);
    assertRefused(await post(`/ops/orders/${orderNo}/extend`, operator, { minutes: 0 }), 400, 'validation_failed');
    assertRefused(await post('/ops/orders/26010100000000/extend', operator, { minutes: 1 }), 404, 'not_found');
    const extended = await post(`/ops/orders/${orderNo}/extend`, operator, { minutes: 10 });
    assert.equal(extended.status, 200);
    assert.equal(Date.parse(extended.body.expiresAt) - Date.parse(placed.expiresAt), 600_000);

    assertRefused(
      await post('/bureau/reductions', bureau, { orderNo, amountFen: 40_001, reason: '公益' }),
      422,
      'reduction_too_large',
    );
    const reduced = await post('/bureau/reductions', bureau, { orderNo, amountFen: 10_000, reason: '公益机构' });
    assert.deepEqual([reduced.status, reduced.body.payableFen], [201, 30_000]);
    assertRefused(
      await post('/bureau/reductions', bureau, { registrationId: randomUUID(), amountFen: 1, reason: '公益' }),
      404,
      'not_found',
    );
    const { expiresAt, reductionFen, payableFen, lines } = await get(`/orders/${orderNo}`, buyer.token);
    assert.deepEqual(
      [expiresAt, reductionFen, payableFen, lines.map((line: Json) => line.payableFen)],
      [extended.body.expiresAt, 10_000, 30_000, [15_000, 15_000]],
    );
    const { items } = await get(`/bureau/reductions?orderNo=${orderNo}`, operator);
    assert.deepEqual(
      items.map(({ amountFen, leftFen, reason, by }: Json) => ({ amountFen, leftFen, reason, by })),
      [{ amountFen: 10_000, leftFen: 0, reason: '公益机构', by: 'bureau' }],
    );
    await api.call('POST', `/orders/${orderNo}/cancel`, { token: buyer.token, headers: key() });
    await until(async () => ((await get(`/orders/${orderNo}`, buyer.token)).state === 'closed' ? true : undefined));
    assertRefused(await post(`/ops/orders/${orderNo}/extend`, operator, { minutes: 10 }), 409, 'order_not_extendable');
  });
});
