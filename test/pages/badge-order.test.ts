import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { createAddresses } from '../../db/registration/address.ts';
import { latePaymentWorkflowId, orderWorkflowId } from '../../workflows/messages.ts';
import { fastForward } from '../support/fast-forward.ts';
import { address } from '../support/fixtures.ts';
import { balances } from '../support/ledger.ts';
import {
  createBuyer,
  lineStates,
  notice,
  pay,
  paymentStates,
  placeOrder,
  refunds,
  type Buyer,
} from '../support/order-fixture.ts';
import { assertAccessible, assertNoOverflow } from '../support/page-checks.ts';
import { fillIn } from '../support/page-form.ts';
import { assertQuiet } from '../support/page-noise.ts';
import { step } from '../support/page-step.ts';
import { startPagesStage, type PagesStage } from '../support/pages-stage.ts';
import type { Stage } from '../support/stage.ts';
import { createBuyerWithPhotos, openAsBuyer } from './buyer.ts';

describe('badge orders in a browser (G6)', () => {
  let pages: PagesStage;
  let stage: Stage;
  before(async () => {
    pages = await startPagesStage();
    ({ stage } = pages);
  });
  after(() => pages.close());
  beforeEach(() => stage.sandbox.call('POST', '/reset'));

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const said = (page: Page, words: string) => page.getByRole('status').getByText(words, { exact: true }).waitFor();
  const openPaying = async (buyer: Buyer, view: Parameters<typeof openAsBuyer>[2] = {}) => {
    const order = await placeOrder(stage, { buyer });
    const page = await openAsBuyer(pages, buyer, view);
    await page.goto(`/app/unit/orders/${order.orderNo}/pay`);
    return { order, page };
  };
  const tradesOf = async (orderNo: string) =>
    (await stage.sandbox.journal()).trades
      .filter(({ outTradeNo }) => outTradeNo.startsWith(orderNo))
      .map(({ provider, state, amountFen }) => [provider, state, amountFen]);

  /** Chooses all that can be chosen, to the page that confirms. */
  async function choose(page: Page, count: number): Promise<void> {
    await page.getByRole('checkbox', { name: '全选/全不选：中国大陆地区人员' }).check();
    await said(page, `已选 ${count} 人：${count} 人可提交办证，0 人可删除`);
    await button(page, `提交办证（${count}）`).click();
    await page.getByRole('heading', { name: '确认订单信息' }).waitFor();
    await page.getByRole('radio', { name: new RegExp(address.street), checked: true }).waitFor();
  }
  /** Places what is confirmed, to the page of its payment. */
  async function place(page: Page): Promise<string> {
    await button(page, '提交订单').click();
    await page.getByRole('heading', { name: '订单支付' }).waitFor();
    const orderNo = /\/orders\/(\d{14})\/pay$/.exec(page.url())?.[1];
    assert.ok(orderNo, page.url());
    stage.started.add(orderWorkflowId(orderNo));
    return orderNo;
  }

  it('given people whom the delegation locked, when they are ordered for and paid, then fees and sum are told before, and the page turns to paid by itself (G6.1, G6.2)', async () => {
    const buyer = await createBuyerWithPhotos(pages, [{}, {}, { badgeType: 'vip' }]);
    const page = await openAsBuyer(pages, buyer);
    await step(page, 'choose', async () => {
      await page.goto('/app/unit/badges');
      await choose(page, 3);
    });
    await step(page, 'confirm', async () => {
      const row = page.getByRole('row');
      assert.equal(await row.filter({ hasText: '专业观众' }).filter({ hasText: '¥200.00' }).count(), 2);
      assert.equal(await row.filter({ hasText: 'VIP' }).filter({ hasText: '¥0.00' }).count(), 1);
      assert.deepEqual(await page.getByRole('definition').allInnerTexts(), ['3 人', '¥400.00', '¥0.00', '¥400.00']);
    });
    const orderNo = await step(page, 'place', () => place(page));
    await step(page, 'code', async () => {
      await page.getByText('¥400.00', { exact: true }).waitFor();
      await page
        .getByRole('timer')
        .getByText(/^\d\d分\d\d秒$/)
        .waitFor();
      await button(page, '显示支付宝付款码').click();
      await page.getByLabel('支付宝付款二维码').waitFor();
    });
    const trade = `${orderNo}P1`;
    await step(page, 'paid', async () => {
      await pay(stage, trade);
      await notice(stage, { orderNo }, trade);
      await said(page, '支付成功');
      await assertAccessible(page);
      await page.getByRole('link', { name: '查看订单' }).click();
      await page.getByRole('heading', { name: `订单 ${orderNo}` }).waitFor();
      const lines = page.getByRole('group', { name: `订单 ${orderNo} 的人员` });
      await lines.getByText('待审核').nth(2).waitFor();
    });
    await assertQuiet(page);
    assert.deepEqual(await tradesOf(orderNo), [['alipay', 'paid', 40_000]]);
    assert.deepEqual(await lineStates(stage, { orderNo }), ['under_review', 'under_review', 'under_review']);
    assert.deepEqual(await balances(stage.store, orderNo), { provider_alipay: 40_000, fees: -40_000 });
  });

  it('given a code of Alipay that was scanned, when the payer changes to WeChat, then the first can be paid no more, and one payment is captured (G6.2)', async () => {
    const { order, page } = await openPaying(await createBuyer(stage.store));
    await step(page, 'Alipay', async () => {
      await button(page, '显示支付宝付款码').click();
      await page.getByLabel('支付宝付款二维码').waitFor();
      await stage.sandbox.scan(order.trade(1));
    });
    await step(page, 'WeChat', async () => {
      await page.getByRole('tab', { name: '微信支付' }).click();
      await page.getByText('生成新的付款码后，原支付宝付款码随即失效，请勿再扫描。').waitFor();
      await button(page, '显示微信支付付款码').click();
      await page.getByLabel('微信支付付款二维码').waitFor();
      assert.equal(await page.getByLabel('支付宝付款二维码').count(), 0);
      assert.equal((await stage.sandbox.pay(order.trade(1))).status, 409);
    });
    await step(page, 'paid', async () => {
      await page.getByRole('tab', { name: '微信支付' }).focus();
      await pay(stage, order.trade(2));
      await notice(stage, order, order.trade(2), 'wechat');
      await said(page, '支付成功');
      // Where the focus was is no more.
      await page.getByRole('heading', { level: 1 }).and(page.locator(':focus')).waitFor();
    });
    await assertQuiet(page);
    assert.deepEqual(await tradesOf(order.orderNo), [
      ['alipay', 'closed', 20_000],
      ['wechat', 'paid', 20_000],
    ]);
    assert.deepEqual(await paymentStates(stage, order), ['closed', 'paid']);
    assert.deepEqual(await refunds(stage, order), []);
    assert.deepEqual(await balances(stage.store, order.orderNo), { provider_wechat: 20_000, fees: -20_000 });
  });

  it('given an order nobody pays, when its window runs out under one’s eyes, then the page counts down, says closing, then closed, and its people are ordered for again (G6.2)', async () => {
    const { order, page } = await openPaying(await createBuyerWithPhotos(pages, [{}]));
    await step(page, 'counts down', async () => {
      await button(page, '显示支付宝付款码').click();
      await page.getByLabel('支付宝付款二维码').waitFor();
      const timer = page.getByRole('timer');
      const shown = await timer.innerText();
      await timer.filter({ hasNotText: shown }).waitFor();
      assert.ok((await timer.innerText()) < shown);
    });
    await step(page, 'closing', async () => {
      await fastForward(stage, order.handle.workflowId, 901);
      await said(page, '订单关闭中');
      assert.deepEqual(await lineStates(stage, order), ['awaiting_payment']);
      await assertAccessible(page);
    });
    await step(page, 'closed', async () => {
      await fastForward(stage, order.handle.workflowId, 930);
      await said(page, '订单已关闭：超过支付时间');
      await assertAccessible(page);
    });
    const again = await step(page, 'again', async () => {
      await page.getByRole('link', { name: '重新提交办证' }).click();
      await choose(page, 1);
      return place(page);
    });
    await assertQuiet(page);
    assert.deepEqual(await paymentStates(stage, order), ['closed']);
    assert.deepEqual(await lineStates(stage, order), ['released']);
    assert.deepEqual(await lineStates(stage, { orderNo: again }), ['awaiting_payment']);
  });

  it('given a phone in English, when an order is cancelled and its code paid too late, then the page says both, and the money goes back once (G6.2)', async () => {
    const { order, page } = await openPaying(await createBuyer(stage.store), { width: 390, language: 'en' });
    await step(page, 'cancel', async () => {
      await button(page, 'Show the code for Alipay').click();
      await page.getByLabel('QR code to pay with Alipay').waitFor();
      await assertNoOverflow(page);
      await button(page, 'Cancel the order').click();
      await page.getByRole('tooltip').getByRole('button', { name: 'Cancel the order' }).click();
      await said(page, 'The order is being closed');
    });
    await step(page, 'cancelled', async () => {
      await fastForward(stage, order.handle.workflowId, 930);
      await said(page, 'The order was cancelled');
      await assertNoOverflow(page);
    });
    await step(page, 'late money', async () => {
      await stage.sandbox.call('PUT', '/clock', { offsetSeconds: 930, overrunSeconds: 60 });
      await pay(stage, order.trade());
      await notice(stage, order, order.trade());
      await stage.handle(latePaymentWorkflowId(order.trade())).result();
      await page.reload();
      await said(page, 'A payment of ¥200.00 came too late and was given back.');
    });
    await assertQuiet(page);
    assert.deepEqual(await refunds(stage, order), [[`${order.trade()}L`, 20_000]]);
    assert.deepEqual(await lineStates(stage, order), ['released']);
    assert.deepEqual(await balances(stage.store, order.orderNo), {});
  });

  it('given an address of the unit, when its street is changed, then the rest of it stays, the mobile that is not shown whole too (G8.1)', async () => {
    const buyer = await createBuyer(stage.store);
    const page = await openAsBuyer(pages, buyer);
    const street = '季华六路八号';
    await step(page, 'change', async () => {
      await page.goto('/app/unit/addresses');
      await button(page, `编辑：${address.street}`).click();
      const dialog = page.getByRole('dialog', { name: '修改快递地址' });
      await fillIn(page, { 详细地址: street });
      await dialog.getByRole('button', { name: /^确\s*定$/ }).click();
      await page.getByRole('row').filter({ hasText: street }).filter({ hasText: address.recipient }).waitFor();
      await dialog.waitFor({ state: 'hidden' });
    });
    await assertQuiet(page);
    const [changed, ...others] = await createAddresses(stage.store).list(buyer.unitId, { rows: 10 });
    assert.deepEqual(others, []);
    assert.deepEqual({ ...changed, ...address, street }, changed);
    assert.equal(changed?.isDefault, true);
  });
});
