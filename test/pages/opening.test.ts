import assert from 'node:assert/strict';
import { newAccount } from '../support/registration-fixture.ts';
import { assertQuiet } from '../support/page-noise.ts';
import { fillIn } from '../support/page-form.ts';
import { step } from '../support/page-step.ts';
import { startPagesStage, type PagesStage } from '../support/pages-stage.ts';

describe('opening an account in a browser (G1)', () => {
  let pages: PagesStage;
  before(async () => {
    pages = await startPagesStage();
  });
  after(() => pages.close());

  it('given a unit with a code, when it registers by clicks, then it stands before its flowchart, logged in', async () => {
    const account = newAccount();
    const page = await pages.open({});
    await step(page, 'start', async () => {
      await page.goto('/app');
      await page.getByRole('link', { name: '注册单位账号' }).first().click();
    });
    const next = () => page.getByRole('button', { name: '下一步' }).click();
    await step(page, 'who', async () => {
      await page.getByRole('radio', { name: '企业' }).check();
      await next();
      await fillIn(page, { 统一社会信用代码: account });
      await next();
    });
    await step(page, 'code and mobile', async () => {
      await page.getByRole('radio', { name: '我有邀请码' }).check();
      await fillIn(page, { 邀请码: 'DEMO-02' });
      await next();
      await fillIn(page, { 手机号码: '13800138001' });
      await next();
    });
    await step(page, 'password and terms', async () => {
      await fillIn(page, { 密码: 'Grüße aus Foshan 7', 再次输入密码: 'Grüße aus Foshan 7' });
      await page.getByRole('checkbox', { name: /隐私条款/ }).check();
      await page.getByRole('button', { name: /^注\s*册$/ }).click();
      await page.getByRole('link', { name: '继续填写' }).click();
      await page.getByRole('heading', { name: '进度流程图' }).waitFor();
    });
    await assertQuiet(page);
    assert.equal((await pages.stage.store.knex('units').where({ account }).first('account'))?.account, account);
  });
});
