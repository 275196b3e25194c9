import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createSurveys } from '../../db/registration/survey.ts';
import { until } from '../activities/local-sandbox.ts';
import { createUnit, staffToken } from '../support/fixtures.ts';
import { untilLines, placePaid } from '../support/order-fixture.ts';
import { assertAccessible } from '../support/page-checks.ts';
import { assertQuiet } from '../support/page-noise.ts';
import { step } from '../support/page-step.ts';
import { startPagesStage, type PagesStage } from '../support/pages-stage.ts';
import { openSubmitted } from '../support/registration-fixture.ts';
import { createBuyerWithPhotos } from './buyer.ts';

describe('reviews and badges in a browser', () => {
  let pages: PagesStage;
  before(async () => {
    pages = await startPagesStage();
  });
  after(() => pages.close());

  it('given units that wait, when a reviewer approves them all at once, then the job is followed to its end and the queue is empty (G4.3)', async () => {
    const { stage } = pages;
    const waiting = [await openSubmitted(stage, { code: 'DEMO-02' }), await openSubmitted(stage, { code: 'DEMO-02' })];
    const other = await openSubmitted(stage, { code: 'DEMO-09' });
    const page = await pages.openAs('delegation-2');
    await step(page, 'a field to correct is written about at once', async () => {
      await page.goto(`/app/delegation/registrations/${waiting[0]!.registrationId}`);
      await page.getByRole('button', { name: '要求修改：单位名称' }).click();
      const reason = page.getByRole('textbox', { name: '修改意见' });
      await reason.and(page.locator(':focus')).waitFor();
      assert.equal(await page.getByRole('radio', { name: '退回修改' }).isChecked(), true);
    });
    await step(page, 'all chosen', async () => {
      await page.goto('/app/delegation');
      await page.getByRole('checkbox', { name: '选择本页全部' }).check();
      await page.getByRole('button', { name: '审核通过', exact: true }).click();
      await assertAccessible(page);
    });
    await step(page, 'decided', async () => {
      await page.getByRole('dialog').getByRole('button', { name: '审核通过', exact: true }).click();
      await page.getByText('处理完成：2 项成功').waitFor();
    });
    const stateOf = async ({ registrationId }: { registrationId: string }) =>
      (await stage.store.knex('registrations').where({ registrationId }).first('state'))!.state;
    assert.deepEqual(await Promise.all([...waiting, other].map(stateOf)), ['approved', 'approved', 'under_review']);
    await assertQuiet(page);
  });

  it('given people who have paid, when the bureau passes two, fails one and makes a batch, then the batch has the two and its PDF is there (G5.1)', async () => {
    const { stage } = pages;
    const buyer = await createBuyerWithPhotos(pages, [{}, {}, {}]);
    const order = await placePaid(stage, { buyer });
    await untilLines(stage, order, 'under_review', 'under_review', 'under_review');
    const page = await pages.openAs('bureau');
    const rows = page.getByRole('row').filter({ has: page.getByRole('checkbox') });
    const choose = (index: number) =>
      rows
        .nth(index + 1)
        .getByRole('checkbox')
        .check();
    await step(page, 'two pass', async () => {
      await page.goto('/app/bureau/person-reviews');
      const search = page.getByRole('searchbox');
      await search.fill('诸葛');
      await search.press('Enter');
      await page.waitForURL(/query=/);
      await search.and(page.locator(':focus')).waitFor();
      await search.fill('');
      await choose(0);
      await choose(1);
      await page.getByRole('button', { name: '通过所选（2）', exact: true }).click();
      await assertAccessible(page);
      await page.getByRole('dialog').getByRole('button', { name: '确定' }).click();
      await page.getByText(/处理完成/).waitFor();
    });
    await step(page, 'one fails', async () => {
      await rows
        .nth(1)
        .getByRole('button', { name: /^不通过/ })
        .click();
      await page.getByRole('dialog').getByLabel('原因').fill('证件信息与照片不符');
      await page.getByRole('dialog').getByRole('button', { name: '确定' }).click();
      await until(async () => {
        const failed = await stage.store.knex('order_lines').where({ orderNo: order.orderNo, state: 'review_failed' });
        return failed.length === 1 ? true : undefined;
      });
    });
    const download = await step(page, 'batch', async () => {
      await page.goto('/app/bureau/production');
      await choose(0);
      await choose(1);
      await page.getByRole('button', { name: '生成批次（2）', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: '确定' }).click();
      await page.getByRole('heading', { level: 1, name: /^批次/ }).waitFor();
      const given = page.waitForEvent('download');
      await page.getByRole('button', { name: '下载 PDF' }).click();
      return given;
    });
    assert.match(download.suggestedFilename(), /\.pdf$/);
    const states = await stage.store
      .knex('order_lines')
      .where({ orderNo: order.orderNo })
      .orderBy('state')
      .pluck('state');
    assert.deepEqual(states.filter((state) => state === 'review_failed').length, 1, states.join());
    assert.equal((await stage.store.knex('badges').pluck('attendeeId')).length, 2);
    await assertQuiet(page);
  });

  it('given a reduction of 1,000.00 yuan that one member of the bureau asked for, when a second one confirms it, then the menu told of it, it counts, and who asked could not (G6.1)', async () => {
    const { stage, api } = pages;
    const { registrationId, account } = await createUnit(stage.store);
    const asked = await api.call('POST', '/bureau/reductions', {
      token: await staffToken(stage.store, 'bureau'),
      headers: { 'Idempotency-Key': randomUUID() },
      body: { registrationId, amountFen: 100_000, reason: '公益' },
    });
    assert.equal(asked.status, 202);
    const first = await pages.openAs('bureau');
    await step(first, 'not by who asked', async () => {
      await first.goto('/app/bureau/reductions');
      await first.getByText('由本人提出，须由另一位工作人员确认。').waitFor();
      assert.equal(await first.getByRole('button', { name: /^确认减免/ }).count(), 0);
    });
    await assertQuiet(first);
    const second = await pages.openAs('bureau-2');
    const menu = second.getByRole('navigation', { name: '组委会' });
    await step(second, 'back from the delegations’ pages', async () => {
      await second.goto('/app/delegation');
      await second.getByRole('link', { name: '← 返回我的页面' }).click();
      await second.getByRole('heading', { level: 1, name: '待办总览' }).waitFor();
      await second.getByRole('link', { name: /^1\s*笔减免待第二人确认$/ }).waitFor();
      await menu.getByRole('link', { name: /^费用减免\s*1$/ }).click();
    });
    await step(second, 'confirmed', async () => {
      await second.getByRole('link', { name: account }).waitFor();
      await second.getByRole('button', { name: /^确认减免/ }).click();
      await second.getByRole('dialog').getByRole('button', { name: '确定' }).click();
      await second.getByText('已生效', { exact: true }).waitFor();
      await menu.getByRole('link', { name: '费用减免', exact: true }).waitFor();
    });
    await assertQuiet(second);
    const { grantedAt, confirmedBy } = (await stage.store.knex('reductions').where({ registrationId }).first())!;
    const { staffId } = (await stage.store.knex('staff').where({ login: 'bureau-2' }).first('staffId'))!;
    assert.deepEqual([grantedAt !== null, confirmedBy], [true, staffId]);
  });

  it('given answers to the survey, when the bureau looks, then each question has its numbers, and what was written has its unit (G9.1)', async () => {
    const { stage } = pages;
    for (const [overall, suggestions] of [
      [5, '多设休息区'],
      [4, undefined],
    ] as const) {
      const { registrationId } = await createUnit(stage.store, { state: 'approved' });
      await createSurveys(stage.store).save(registrationId, { overall, ...(suggestions ? { suggestions } : {}) });
    }
    const page = await pages.openAs('bureau');
    await step(page, 'results', async () => {
      await page.goto('/app/bureau/survey');
      await page.getByText('1–5 分评分 · 必答 · 2 家单位作答 · 平均 4.5 分', { exact: true }).waitFor();
      const row = page.getByRole('row').filter({ hasText: '4 分' }).first();
      await row.getByText('50%').waitFor();
      await page.getByRole('cell', { name: '多设休息区' }).waitFor();
    });
    await assertAccessible(page);
    await assertQuiet(page);
  });
});
