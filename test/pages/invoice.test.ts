import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { refundNoOf } from '../../domain/refund.ts';
import { createInvoiceTitles } from '../../db/order/invoice-title.ts';
import { createRefunds } from '../../db/order/refund.ts';
import { until } from '../activities/local-sandbox.ts';
import { balances } from '../support/ledger.ts';
import {
  createBuyer,
  lineStates,
  placePaid,
  refunds,
  review,
  untilLines,
  type TestOrder,
} from '../support/order-fixture.ts';
import { assertAccessible } from '../support/page-checks.ts';
import { fillIn } from '../support/page-form.ts';
import { assertQuiet } from '../support/page-noise.ts';
import { step } from '../support/page-step.ts';
import { startPagesStage, type PagesStage } from '../support/pages-stage.ts';
import type { Stage } from '../support/stage.ts';
import { openAsBuyer } from './buyer.ts';

describe('invoices and refunds in a browser (G7)', () => {
  let pages: PagesStage;
  let stage: Stage;
  before(async () => {
    pages = await startPagesStage();
    ({ stage } = pages);
  });
  after(() => pages.close());
  beforeEach(() => stage.sandbox.call('POST', '/reset'));

  const company = { kind: 'company', title: '佛山市南海进口有限公司', taxNo: '91350100M000100Y43' } as const;
  const confirm = /^确\s*定$/;
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const dialogOf = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true });
  const refundsMeet = (outcome: string) => stage.sandbox.call('PUT', '/refunds', { outcome });

  /** A row of the table so called that has each of the words. */
  const row = (page: Page, table: string, ...words: string[]) =>
    words.reduce(
      (rows, hasText) => rows.filter({ hasText }),
      page.getByRole('group', { name: table, exact: true }).getByRole('row'),
    );

  async function judge(order: TestOrder): Promise<void> {
    await review(stage, order, { 0: 'fail', 1: 'approve' });
    await untilLines(stage, order, 'review_failed', 'approved');
  }
  const kindsOf = ({ orderNo }: TestOrder) =>
    stage.store.knex('events').where({ orderNo }).orderBy('eventId').pluck('kind') as Promise<string[]>;
  const atPlatform = async ({ orderNo }: TestOrder) =>
    (await stage.sandbox.journal()).invoices
      .filter(({ id }) => id.startsWith(orderNo))
      .map(({ kind, amountFen, state }) => `${kind} ${amountFen} ${state}`);

  it('given a company, when a title is added with a wrong tax number, then the fault stands at its field, and what is put right is kept as it is written officially (G7.1)', async () => {
    const buyer = await createBuyer(stage.store);
    const page = await openAsBuyer(pages, buyer);
    await page.goto('/app/unit/invoice-titles');
    const dialog = dialogOf(page, '新增发票信息');
    const taxNo = dialog.getByLabel('税号', { exact: true });
    await step(page, 'wrong', async () => {
      await button(page, '新增发票信息').click();
      await fillIn(page, { 发票抬头: company.title, 税号: '91350100M000100Y44' });
      await dialog.getByRole('button', { name: confirm }).click();
      await dialog.getByText('统一社会信用代码校验不通过，请对照营业执照核对。').waitFor();
      assert.equal(await taxNo.getAttribute('aria-invalid'), 'true');
      await assertAccessible(page);
      assert.deepEqual(await createInvoiceTitles(stage.store).list(buyer.unitId, { rows: 10 }), []);
    });
    await step(page, 'right', async () => {
      await fillIn(page, { 税号: ' 91350100m000100y43 ' });
      await dialog.getByText('统一社会信用代码格式正确').waitFor();
      await dialog.getByRole('button', { name: confirm }).click();
      await row(page, '常用发票信息', company.title, '公司', company.taxNo).waitFor();
      await dialog.waitFor({ state: 'hidden' });
    });
    await assertQuiet(page);
    const [kept, ...others] = await createInvoiceTitles(stage.store).list(buyer.unitId, { rows: 10 });
    assert.deepEqual(others, []);
    assert.deepEqual({ ...kept, ...company }, kept);
  });

  it('given an order invoiced in spite of the warning, when one of two people fails and the unit applies, then the invoice is reversed, the money goes back, the rest is invoiced anew (G7.1, G7.2, G7.3)', async () => {
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store, [{}, {}]) });
    const { orderNo, buyer } = order;
    await untilLines(stage, order, 'under_review', 'under_review');
    await createInvoiceTitles(stage.store).insert(buyer.unitId, company);
    const page = await openAsBuyer(pages, buyer);
    await step(page, 'invoice', async () => {
      await page.goto('/app/unit/orders');
      await button(page, `开票 订单 ${orderNo}`).click();
      const warning = dialogOf(page, '友情提示');
      await warning.getByText('建议您在人员信息审核完成之后再开具电子发票，以免出现退款退票的情况。').waitFor();
      await assertAccessible(page);
      await warning.getByRole('button', { name: '确认开票' }).click();
      const titles = dialogOf(page, '选择常用发票信息');
      await titles.getByRole('radio', { name: new RegExp(company.title) }).check();
      await titles.getByRole('button', { name: confirm }).click();
      await row(page, '发票', company.title, '¥400.00', '已开票').waitFor();
    });
    await step(page, 'failed', async () => {
      await judge(order);
      await page.reload();
      await row(page, `订单 ${orderNo} 的人员`, '审核不通过', '核验').waitFor();
    });
    await step(page, 'refund', async () => {
      await button(page, `申请退款 订单 ${orderNo}`).click();
      const dialog = dialogOf(page, '申请退款');
      await dialog.getByText(/^该订单已开票：先冲红发票，再原路退款/).waitFor();
      assert.equal(await dialog.getByRole('checkbox').count(), 1);
      assert.equal(await dialog.getByRole('status').innerText(), '退款金额 ¥200.00');
      await assertAccessible(page);
      await dialog.getByRole('button', { name: confirm }).click();
    });
    await step(page, 'refunded', async () => {
      await row(page, '退款', refundNoOf(orderNo, 1), '¥200.00', '已退款').waitFor();
      await row(page, '发票', '¥400.00', '已冲红').waitFor();
      await row(page, '发票', company.title, '¥200.00', '已开票').waitFor();
      await row(page, `订单 ${orderNo} 的人员`, '已退款').waitFor();
      await row(page, '办理记录', '申请开票', '本单位').waitFor();
      await row(page, '办理记录', '发票已冲红', '税务平台').waitFor();
      await page
        .getByRole('definition')
        .filter({ hasText: /^¥200\.00$/ })
        .waitFor();
    });
    await assertQuiet(page);
    const kinds = await kindsOf(order);
    const at = (kind: string) => kinds.indexOf(kind);
    assert.ok(0 < at('invoice_reversed') && at('invoice_reversed') < at('refund_provider_asked'), kinds.join());
    assert.ok(at('refund_provider_asked') < kinds.lastIndexOf('invoice_issued'), kinds.join());
    assert.deepEqual(await lineStates(stage, order), ['refunded', 'approved']);
    assert.deepEqual(await refunds(stage, order), [[refundNoOf(orderNo, 1), 20_000]]);
    assert.deepEqual((await atPlatform(order)).toSorted(), ['blue 20000 done', 'blue 40000 done', 'red -40000 done']);
    assert.deepEqual(await balances(stage.store, orderNo), {
      provider_alipay: 20_000,
      fees: -40_000,
      refunds: 20_000,
    });
  });

  it('given a refund that the provider refuses, when an operator opens it from what needs attention and has it tried again, then it is made once and needs nobody any more (G7.2)', async () => {
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store, [{}, {}]) });
    await untilLines(stage, order, 'under_review', 'under_review');
    await judge(order);
    await refundsMeet('not_enough');
    const refundNo = refundNoOf(order.orderNo, 1);
    const applied = await pages.api.call('POST', `/orders/${order.orderNo}/refunds`, {
      token: order.buyer.token,
      body: { attendeeIds: [order.buyer.attendeeIds[0]], reason: '审核未通过' },
      headers: { 'Idempotency-Key': randomUUID() },
    });
    assert.ok(applied.status < 300, JSON.stringify(applied.body));
    const untilRefund = (state: string) =>
      until(async () => ((await createRefunds(stage.store).find(refundNo))?.state === state ? true : undefined));
    await untilRefund('needs_attention');
    const page = await pages.openAs('operator');
    await step(page, 'attention', async () => {
      await page.goto('/app/operator');
      await row(page, '待处理事项列表', '支付机构拒绝退款', 'ACQ.SELLER_BALANCE_NOT_ENOUGH').waitFor();
      await page.getByRole('link', { name: refundNo, exact: true }).click();
      await page.getByRole('heading', { name: `退款 ${refundNo}` }).waitFor();
      await page.getByRole('alert').getByText('支付机构拒绝退款').waitFor();
      await assertAccessible(page);
    });
    await step(page, 'again', async () => {
      await refundsMeet('success');
      await button(page, '再次申请退款').click();
      await dialogOf(page, '再次申请退款').getByRole('button', { name: confirm }).click();
      await page.getByRole('main').getByText('已退款', { exact: true }).waitFor();
      assert.equal(await button(page, '再次申请退款').count(), 0);
    });
    await step(page, 'order', async () => {
      await page.getByRole('link', { name: order.orderNo, exact: true }).click();
      await page.getByRole('heading', { name: `订单 ${order.orderNo}` }).waitFor();
      await row(page, '退款', refundNo, '¥200.00', '已退款').waitFor();
    });
    await step(page, 'nothing left', async () => {
      await page.getByRole('link', { name: '待处理事项' }).click();
      await page.getByText('当前没有需要人工处理的事项。出现后会自动显示在这里。').waitFor();
    });
    await assertQuiet(page);
    assert.deepEqual(await refunds(stage, order), [[refundNo, 20_000]]);
    assert.deepEqual(await lineStates(stage, order), ['refunded', 'approved']);
    assert.deepEqual(await balances(stage.store, order.orderNo), {
      provider_alipay: 20_000,
      fees: -40_000,
      refunds: 20_000,
    });
  });
});
