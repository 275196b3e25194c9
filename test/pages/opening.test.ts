import assert from 'node:assert/strict';
import bcrypt from 'bcryptjs';
import { createPreviousEdition } from '../../db/registration/previous-edition.ts';
import type { UnitInfoDraft } from '../../domain/unit-info.ts';
import { createUnit, unitInfo, unitPassword } from '../support/fixtures.ts';
import { readCode } from '../support/mobile-proof.ts';
import { assertNoOverflow } from '../support/page-checks.ts';
import { newAccount } from '../support/registration-fixture.ts';
import { assertQuiet, expectFailure } from '../support/page-noise.ts';
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
    await step(page, 'terms and who', async () => {
      await page.getByRole('checkbox', { name: /隐私条款/ }).check();
      await next();
      await page.getByRole('radio', { name: '企业' }).check();
      await next();
      await fillIn(page, { 统一社会信用代码: account });
      await next();
    });
    await step(page, 'code and mobile', async () => {
      await page.getByRole('radio', { name: '我有邀请码' }).check();
      await fillIn(page, { 邀请码: 'DEMO-99' });
      await next();
      await fillIn(page, { 手机号码: '13800138001' });
      await next();
    });
    await step(page, 'back and forward, what was typed is there', async () => {
      for (let left = 0; left < 6; left++) await page.goBack();
      await page.getByRole('link', { name: '注册单位账号' }).first().waitFor();
      await page.goForward();
      for (const title of ['隐私条款', '单位类别', '账号', '邀请码', '手机']) {
        await page.getByRole('heading', { level: 2, name: title, exact: true }).waitFor();
        await next();
      }
    });
    await step(page, 'two faults, on two steps, each told where it is', async () => {
      await fillIn(page, { 密码: 'Password123', 再次输入密码: 'Password123' });
      expectFailure(page, { status: 422, path: /\/registrations$/ });
      await page.getByRole('button', { name: /^注\s*册$/ }).click();
      await page.getByLabel('邀请码', { exact: true }).and(page.locator('[aria-invalid=true]')).waitFor();
      await fillIn(page, { 邀请码: 'DEMO-02' });
      const alert = page.getByRole('alert').filter({ hasText: '请求编号' });
      assert.equal(await alert.getByRole('listitem').count(), 1);
      await alert.getByRole('button', { name: '前往修改' }).click();
      await page.getByLabel('密码', { exact: true }).and(page.locator('[aria-invalid=true]')).waitFor();
    });
    await step(page, 'password', async () => {
      await fillIn(page, { 密码: 'Grüße aus Foshan 7', 再次输入密码: 'Grüße aus Foshan 7' });
      await page.getByRole('button', { name: /^注\s*册$/ }).click();
      await page.getByRole('link', { name: '继续填写' }).click();
      await page.getByRole('heading', { name: '进度流程图' }).waitFor();
    });
    await assertQuiet(page);
    assert.equal((await pages.stage.store.knex('units').where({ account }).first('account'))?.account, account);
  });

  it('given a unit of the edition before, when it comes back by its old password, then what it filled in then is brought in, and after a wrong one nothing is opened (G2)', async () => {
    const { knex } = pages.stage.store;
    const [account, password] = [newAccount(), 'Of-The-First-Edition-1'];
    const passwordHash = await bcrypt.hash(password, 4);
    const of = { account, region: 'mainland', category: 'enterprise', mobile: '13700000001', passwordHash } as const;
    await createPreviousEdition(pages.stage.store).insert('1', [{ ...of, unitInfo: unitInfo as UnitInfoDraft }]);
    const opened = async () => (await knex('units').where({ account })).length;
    const page = await pages.open({});
    await step(page, 'a wrong password', async () => {
      await page.goto('/app');
      await page.getByRole('link', { name: '上届单位入口' }).first().click();
      await fillIn(page, { 上届账号: account, 上届密码: 'Not-The-Password-1' });
      await page.getByRole('checkbox', { name: /隐私条款/ }).check();
      expectFailure(page, { status: 401, path: /\/first-edition\/password$/ });
      await page.getByRole('button', { name: '验证并进入' }).click();
      await page.getByRole('alert').waitFor();
      assert.equal(await opened(), 0);
    });
    await step(page, 'the right one', async () => {
      await fillIn(page, { 上届密码: password });
      await page.getByRole('button', { name: '验证并进入' }).click();
      await page.getByRole('link', { name: '继续填写' }).click();
      await page.getByText('请填写采购意向。').waitFor();
    });
    await step(page, 'what was brought in', async () => {
      await page.getByRole('link', { name: '填写单位信息' }).click();
      await page.getByRole('heading', { level: 1, name: '单位信息' }).waitFor();
      assert.equal(await page.getByLabel('单位名称', { exact: true }).inputValue(), unitInfo.name);
      assert.equal(await page.getByLabel('详细地址', { exact: true }).inputValue(), unitInfo.address.street);
    });
    await assertQuiet(page);
    assert.equal(await opened(), 1);
  });

  it('given a unit on a phone that forgot its password, when it sets another by the code of a text, then it logs in with that one, and the old one and the logins of before are over (G9.1)', async () => {
    const unit = await createUnit(pages.stage.store);
    const newPassword = 'Another-Of-Foshan-8';
    const page = await pages.open({ language: 'en', width: 390 });
    await step(page, 'a code by text', async () => {
      await page.goto('/app/login');
      await page.getByRole('link', { name: 'Forgotten password' }).click();
      await fillIn(page, { Account: unit.account });
      const { code } = await readCode(pages.stage, '13800000000', async () => {
        const answer = page.waitForResponse(/\/account\/password-reset\/codes$/);
        await page.getByRole('button', { name: 'Send a code' }).click();
        const reply = await answer;
        return { status: reply.status(), headers: new Headers(reply.headers()), body: await reply.json() };
      });
      await fillIn(page, { 'Code of the text': code });
    });
    await step(page, 'what is missing, in the language that is changed to', async () => {
      await page.getByRole('button', { name: 'Set the password' }).click();
      const faults = page.locator('.ant-form-item-explain-error');
      await faults.first().waitFor();
      await page.getByRole('button', { name: '中文' }).click();
      await faults
        .filter({ hasText: /\p{Script=Han}/u })
        .first()
        .waitFor();
      assert.equal(await faults.filter({ hasNotText: /\p{Script=Han}/u }).count(), 0);
      await page.getByRole('button', { name: 'English' }).click();
    });
    await step(page, 'another password', async () => {
      await fillIn(page, { 'New password': newPassword, 'The same password again': newPassword });
      await assertNoOverflow(page);
      await page.getByRole('button', { name: 'Set the password' }).click();
      await page.getByText('The new password holds').waitFor();
      await page.getByRole('main').getByRole('link', { name: 'Log in' }).click();
    });
    await step(page, 'logged in', async () => {
      await fillIn(page, { Account: unit.account, Password: newPassword });
      await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('heading', { level: 1, name: 'Progress' }).waitFor();
    });
    await assertQuiet(page);
    const old = { account: unit.account, password: unitPassword };
    const replies = [
      await pages.api.call('POST', '/sessions', { body: old }),
      await pages.api.call('GET', '/registration', { token: unit.token }),
    ];
    assert.deepEqual(
      replies.map(({ status }) => status),
      [401, 401],
    );
  });
});
