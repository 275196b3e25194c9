import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import type { Json, Reply, TestApi } from '../../support/api.ts';
import { staffToken } from '../../support/fixtures.ts';
import { createBuyer, placePaid, review, untilLines, type TestOrder } from '../../support/order-fixture.ts';
import { startStageApi } from '../../support/stage-api.ts';
import type { Stage } from '../../support/stage.ts';
import { until } from '../../activities/local-sandbox.ts';

describe('invoices over HTTP', () => {
  let stage: Stage;
  let api: TestApi;
  before(async () => {
    ({ stage, api } = await startStageApi());
  });
  after(async () => {
    await api.close();
    await stage.close();
  });
  beforeEach(() => stage.sandbox.call('POST', '/reset'));

  const key = () => ({ 'Idempotency-Key': randomUUID() });
  const post = (path: string, token: string, body?: object, headers: Record<string, string> = key()) =>
    api.call('POST', path, { token, headers, ...(body ? { body } : {}) });
  const get = (path: string, token: string) => api.call('GET', path, { token });
  const assertRefused = ({ status, body }: Reply, expected: number, code: string) =>
    assert.deepEqual([status, body.code], [expected, code], JSON.stringify(body));
  const company = { kind: 'company', title: '佛山市南海进口有限公司', taxNo: ' 91350100m000100y43 ' };
  const titleOf = async (token: string, form: object = company) =>
    (await post('/invoice-titles', token, form)).body.titleId as string;
  const invoicesOf = async ({ orderNo, buyer }: TestOrder) =>
    (await get(`/orders/${orderNo}/invoices`, buyer.token)).body.items as Json[];
  async function reviewedOrder(): Promise<TestOrder> {
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store) });
    await review(stage, order, { 0: 'approve' });
    await untilLines(stage, order, 'approved');
    return order;
  }
  const ask = async (order: TestOrder, more: object = {}, headers = key()) =>
    post(
      `/orders/${order.orderNo}/invoices`,
      order.buyer.token,
      { titleId: await titleOf(order.buyer.token), ...more },
      headers,
    );

  it('given titles of a person and of a company, when added, then the code is checked and normalised, and nobody else sees or deletes them (G7.1)', async () => {
    const [{ token }, other] = [await createBuyer(stage.store), await createBuyer(stage.store)];
    const titleId = await titleOf(token);
    await titleOf(token, { kind: 'personal', title: '欧阳文静' });
    for (const wrong of [
      { ...company, taxNo: '91350100M000100Y44' },
      { kind: 'company', title: '无税号' },
      { kind: 'personal', title: '张三', taxNo: '91350100M000100Y43' },
    ])
      assertRefused(await post('/invoice-titles', token, wrong), 422, 'tax_number_invalid');
    const { items } = (await get('/invoice-titles', token)).body;
    assert.deepEqual(
      items.map(({ kind, title, taxNo }: Json) => [kind, title, taxNo]),
      [
        ['company', company.title, '91350100M000100Y43'],
        ['personal', '欧阳文静', undefined],
      ],
    );
    assert.deepEqual((await get('/invoice-titles', other.token)).body.items, []);
    assert.equal((await api.call('DELETE', `/invoice-titles/${titleId}`, { token: other.token })).status, 404);
    assert.equal((await api.call('DELETE', `/invoice-titles/${titleId}`, { token })).status, 204);
    assert.equal((await get('/invoice-titles', token)).body.items.length, 1);
  });

  it('given a paid order, when it is invoiced, then the unit sees it issued, downloads the file with its hash, and the list says so; others see nothing (G6.3, G7.1)', async () => {
    const order = await reviewedOrder();
    const { token } = order.buyer;
    const headers = key();
    assertRefused(await ask(order, {}, {} as never), 400, 'idempotency_key_required');
    assertRefused(await ask(order, { titleId: randomUUID() }), 404, 'not_found');
    const body = { titleId: await titleOf(token) };
    const asked = await post(`/orders/${order.orderNo}/invoices`, token, body, headers);
    assert.deepEqual([asked.status, asked.body.state], [202, 'issuing']);
    const { invoiceId } = asked.body;
    assert.equal((await post(`/orders/${order.orderNo}/invoices`, token, body, headers)).body.invoiceId, invoiceId);
    await until(async () => ((await get(`/invoices/${invoiceId}/file`, token)).status === 200 ? true : undefined));
    const [invoice, ...more] = await invoicesOf(order);
    assert.deepEqual(more, []);
    assert.deepEqual(
      [invoice.state, invoice.grossFen, invoice.netFen + invoice.taxFen, invoice.title.taxNo],
      ['issued', 20_000, 20_000, '91350100M000100Y43'],
    );
    const file = await get(`/invoices/${invoiceId}/file`, token);
    assert.equal(file.headers.get('content-type'), 'application/pdf');
    assert.equal(
      file.headers.get('repr-digest'),
      `sha-256=:${createHash('sha256')
        .update(file.body as Buffer)
        .digest('base64')}:`,
    );
    const { body: invoiced } = await get(`/orders/${order.orderNo}`, token);
    assert.deepEqual([invoiced.invoiced, invoiced.notInvoiceableReason], [true, 'order_already_invoiced']);

    const other = await createBuyer(stage.store);
    for (const path of [`/invoices/${invoiceId}/file`, `/orders/${order.orderNo}/invoices`])
      assert.equal((await get(path, other.token)).status, 404);
    assertRefused(await post(`/orders/${order.orderNo}/invoices/${invoiceId}/reversal`, other.token), 404, 'not_found');
    assertRefused(await post(`/orders/${order.orderNo}/invoices`, token, body), 409, 'order_already_invoiced');
  });

  it('given people under review, when an invoice is asked for, then the unit is warned, and confirms (G7.1)', async () => {
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store) });
    assertRefused(await ask(order), 409, 'person_review_pending');
    assert.deepEqual(await invoicesOf(order), []);
    assert.equal((await ask(order, { confirmBeforeReview: true })).status, 202);
  });

  it('given an issued invoice, when the unit gives it back, then it is reversed and another may be asked for; an operator has nothing to settle', async () => {
    const order = await reviewedOrder();
    const { invoiceId } = (await ask(order)).body;
    await until(async () => ((await invoicesOf(order))[0]?.state === 'issued' ? true : undefined));
    const operator = await staffToken(stage.store, 'operator');
    assertRefused(await post(`/ops/invoices/${invoiceId}/reversal`, operator), 409, 'invoice_not_reversible');
    const reversed = await post(`/orders/${order.orderNo}/invoices/${invoiceId}/reversal`, order.buyer.token);
    assert.deepEqual([reversed.status, reversed.body.state], [202, 'reversing']);
    await until(async () => ((await invoicesOf(order))[0]?.state === 'reversed' ? true : undefined));
    assert.equal((await get(`/orders/${order.orderNo}`, order.buyer.token)).body.invoiced, false);
    assert.equal((await ask(order)).status, 202);
  });

  it('given a red invoice that is due, when an operator asks for it, then who asked is a row that its run follows, and in the audit (G7.3)', async () => {
    const order = await reviewedOrder();
    const { invoiceId } = (await ask(order)).body;
    await until(async () => ((await invoicesOf(order))[0]?.state === 'issued' ? true : undefined));
    await stage.store.knex('invoices').where({ invoiceNo: invoiceId }).update({ redDue: true });
    const operator = await staffToken(stage.store, 'operator');
    const asked = await post(`/ops/invoices/${invoiceId}/reversal`, operator);
    assert.deepEqual([asked.status, asked.body.state], [202, 'reversing']);
    const rows = await stage.store.knex('staff_requests').where({ subject: invoiceId }).select('kind', 'usedAt');
    assert.deepEqual(
      rows.map(({ kind, usedAt }) => [kind, usedAt !== null]),
      [['retry_reversal', true]],
    );
    const { items } = (await get(`/ops/audit?subject=${invoiceId}`, operator)).body;
    assert.deepEqual(
      items.map(({ by, action }: { by: string; action: string }) => [by, action]),
      [['operator', 'invoice_reversal_retried']],
    );
    await until(async () =>
      (await invoicesOf(order)).map(({ state }) => state).join() === 'reversed,issued' ? true : undefined,
    );
  });

  it('given news that is not signed by WeChat, when it comes to any of its addresses, then it is refused in WeChat’s words and nothing is stored', async () => {
    for (const path of ['payment', 'refund', 'fapiao']) {
      const headers = {
        'wechatpay-timestamp': String(Math.floor(Date.now() / 1000)),
        'wechatpay-nonce': 'n',
        'wechatpay-serial': 'FF',
        'wechatpay-signature': 'x',
      };
      const reply = await fetch(`${new URL(api.url).origin}/notices/wechat/${path}`, {
        method: 'POST',
        body: '{}',
        headers,
      });
      assert.deepEqual([reply.status, await reply.json()], [401, { code: 'FAIL', message: 'signature' }]);
    }
    assert.deepEqual(await stage.store.knex('provider_notices').whereIn('provider', ['wechat', 'fapiao']), []);
  });
});
