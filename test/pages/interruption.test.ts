import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { createRegistrations } from '../../db/registration/registration.ts';
import { portrait } from '../e2e/people.ts';
import type { Json } from '../support/api.ts';
import { createUnit, mainlander, unitPassword, type TestUnit } from '../support/fixtures.ts';
import { assertAccessible } from '../support/page-checks.ts';
import { fillIn } from '../support/page-form.ts';
import { assertQuiet, expectFailure } from '../support/page-noise.ts';
import { step } from '../support/page-step.ts';
import { evaluateApart } from '../support/page-world.ts';
import { startPagesStage, type PagesStage } from '../support/pages-stage.ts';
import { pickFile } from './unit.ts';

describe('what interrupts a page', () => {
  let pages: PagesStage;
  before(async () => {
    pages = await startPagesStage();
  });
  after(() => pages.close());

  const openAs = ({ token, account }: TestUnit) => pages.open({ login: { token, role: 'unit', account } });
  const formsOf = async ({ registrationId }: TestUnit) =>
    (await createRegistrations(pages.stage.store).find(registrationId))!;
  const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
  const goTo = (page: Page, name: string) =>
    page.getByRole('navigation', { name: '单位用户中心' }).getByRole('link', { name }).click();
  const save = (within: Pick<Page, 'getByRole'>) => within.getByRole('button', { name: /^保\s*存$/ }).click();
  const said = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words }).waitFor();
  const valueOf = (page: Page, label: string) => page.getByLabel(label, { exact: true }).inputValue();

  it('given no connection, when a unit saves, goes on and types, then it is told at once, nothing is done later without being asked, and what was typed is saved as soon as there is one', async () => {
    const unit = await createUnit(pages.stage.store);
    const page = await openAs(unit);
    const isOffline = (value: boolean) => page.context().setOffline(value);
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'PUT') sent.push(new URL(request.url()).pathname.replace('/api/v1', ''));
    });
    const failed = page.getByRole('alert').filter({ hasText: '网络连接失败，请检查网络后重试。' });
    await step(page, 'save without one', async () => {
      await page.goto('/app/unit/delivery');
      await page.getByRole('radio', { name: '交易团代领' }).check();
      await isOffline(true);
      await save(page);
      await failed.waitFor();
    });
    await step(page, 'read without one', async () => {
      await goTo(page, '参观人员');
      await title(page, '参观人员');
      await failed.getByRole('button', { name: '重试' }).waitFor();
      await isOffline(false);
      await page.getByText(/尚无人员/).waitFor();
      expectFailure(page, { status: 'none', path: /^\/api\// });
      await assertQuiet(page);
      assert.deepEqual(sent, ['/registration/delivery']);
      assert.equal((await formsOf(unit)).delivery, null);
    });
    await step(page, 'save by a double click', async () => {
      await goTo(page, '取证方式');
      await page.getByRole('radio', { name: '交易团代领' }).check();
      await evaluateApart(
        page,
        `(() => { const button = document.querySelector('button[type=submit]'); button.click(); button.click(); })()`,
      );
      await page.getByText('取证方式已保存').waitFor();
      assert.deepEqual(sent.splice(0), ['/registration/delivery', '/registration/delivery']);
    });
    await step(page, 'type without one', async () => {
      await goTo(page, '单位信息');
      await page.getByLabel('单位名称', { exact: true }).waitFor();
      await isOffline(true);
      await fillIn(page, { 单位名称: '佛山市顺德进口有限公司' });
      await said(page, '尚未保存，将自动重试');
      await failed.getByRole('button', { name: '重试' }).waitFor();
      await isOffline(false);
      await said(page, '自动保存');
      await failed.waitFor({ state: 'detached' });
    });
    expectFailure(page, { status: 'none', path: '/api/v1/registration/unit-info' });
    await assertQuiet(page);
    const { delivery, unitInfo } = await formsOf(unit);
    assert.deepEqual([delivery, unitInfo?.name], [{ pickup: 'delegation' }, '佛山市顺德进口有限公司']);
  });

  it('given a form under way, when its login is ended elsewhere, then the password is asked for over it once and what was typed is saved; who logs out is not sent round, and who logs in not where they may not be', async () => {
    const unit = await createUnit(pages.stage.store);
    const page = await openAs(unit);
    const asked = page.getByRole('dialog', { name: /^登录已失效/ });
    const logIn = async (within: ReturnType<Page['getByRole']>) => {
      await within.getByLabel('密码', { exact: true }).fill(unitPassword);
      await within.getByRole('button', { name: /^登\s*录$/ }).click();
    };
    await step(page, 'the login ends', async () => {
      await page.goto('/app/unit/unit-info');
      await page.getByLabel('单位名称', { exact: true }).waitFor();
      await pages.stage.store.knex('sessions').where({ unitId: unit.unitId }).delete();
      await fillIn(page, { 单位名称: '佛山市高明进口有限公司' });
      await asked.waitFor();
      await assertAccessible(page);
      assert.equal(await page.getByText('登录已失效').count(), 1);
      assert.equal(await page.getByRole('alert').count(), 0);
    });
    await step(page, 'the password', async () => {
      await logIn(asked);
      await asked.waitFor({ state: 'hidden' });
      await said(page, '自动保存');
      assert.equal(await valueOf(page, '单位名称'), '佛山市高明进口有限公司');
      assert.equal((await formsOf(unit)).unitInfo?.name, '佛山市高明进口有限公司');
    });
    expectFailure(page, { status: 401, path: /^\/api\// });
    await assertQuiet(page);
    await step(page, 'back and forth after logging out', async () => {
      await page.getByRole('button', { name: '退出登录' }).click();
      await page.getByRole('heading', { name: '请选择' }).waitFor();
      await page.goBack();
      await title(page, '登录');
      await page.goForward();
      await page.getByRole('heading', { name: '请选择' }).waitFor();
    });
    await step(page, 'a page of others', async () => {
      await page.goto('/app/bureau/edition');
      await title(page, '登录');
      await fillIn(page, { 账号: unit.account });
      await logIn(page.getByRole('main'));
      await title(page, '进度流程图');
      await page.goto('/app/bureau/edition');
      await title(page, '没有权限');
    });
    await assertQuiet(page);
  });

  it('given a person being changed in two windows, when a photo is added and both save, then what was typed stays, the rest is taken in, and the second one is told (G5.4)', async () => {
    const { api, stage } = pages;
    const unit = await createUnit(stage.store);
    const { token } = unit;
    const { attendeeId } = (await api.call('POST', '/attendees', { token, body: mainlander(40) })).body;
    const path = `/attendees/${attendeeId}`;
    const read = async (): Promise<Json> => (await api.call('GET', path, { token })).body;
    const changeElsewhere = async (body: object) => {
      const headers = { 'If-Match': `"${(await read()).version}"` };
      assert.equal((await api.call('PATCH', path, { token, headers, body })).status, 200);
    };
    const page = await openAs(unit);
    const told = page.getByRole('alert').filter({ hasText: '内容已在其他窗口或由他人修改' });
    await step(page, 'a photo', async () => {
      await page.goto(`/app/unit${path}?edit=yes`);
      await fillIn(page, { 姓名: '上官婉儿' });
      await changeElsewhere({ sex: 'female' });
      const buffer = await portrait('#3366cc');
      await pickFile(page, '上传证件照', { name: 'portrait.jpg', mimeType: 'image/jpeg', buffer });
      await page.getByRole('button', { name: '使用这张照片' }).click();
      await told.getByText('已更新为最新内容：性别').waitFor();
      await page.getByRole('radio', { name: '女', checked: true }).waitFor();
      assert.equal(await valueOf(page, '姓名'), '上官婉儿');
    });
    await step(page, 'saved over a change', async () => {
      await changeElsewhere({ name: '诸葛亮' });
      expectFailure(page, { status: 412, path: `/api/v1${path}` });
      await save(page);
      await told.getByText('双方均已修改，保存后以本页为准：姓名').waitFor();
      assert.equal(await valueOf(page, '姓名'), '上官婉儿');
      assert.equal((await read()).name, '诸葛亮');
      await save(page);
      await title(page, '上官婉儿');
      await page.getByRole('button', { name: '编辑' }).waitFor();
    });
    await assertQuiet(page);
    const { name, sex, hasPhoto } = await read();
    assert.deepEqual([name, sex, hasPhoto], ['上官婉儿', 'female', true]);
  });

  it('given two parts of the edition that were typed in, when one is saved, then what was typed in the other stays and is saved after it (G1)', async () => {
    const page = await pages.openAs('bureau');
    const part = (name: string) => page.getByRole('region', { name, exact: true });
    const show = (name: string) => page.getByRole('button', { name, exact: true }).click();
    const saveIn = async (name: string) => {
      const answer = page.waitForResponse((response) => response.request().method() === 'PATCH');
      await save(part(name));
      assert.equal((await answer).status(), 200);
    };
    const days = part('期限与提醒').getByLabel('审核首次提醒天数');
    await step(page, 'both are typed in, one is saved', async () => {
      await page.goto('/app/bureau/edition?part=deadlines');
      await days.fill('9');
      await show('名称与时间');
      await part('名称与时间').getByLabel('英文名称').fill('The expo, renamed');
      const readAgain = page.waitForResponse(
        (response) => response.url().endsWith('/bureau/edition') && response.request().method() === 'GET',
      );
      await saveIn('名称与时间');
      await readAgain;
    });
    await step(page, 'the other', async () => {
      await show('期限与提醒');
      assert.match(await days.inputValue(), /^9/);
      await saveIn('期限与提醒');
    });
    await assertQuiet(page);
    const { nameEn, reviewReminderDays } = (await pages.stage.store.knex('editions').where({ edition: '2' }).first())!;
    assert.deepEqual([nameEn, reviewReminderDays], ['The expo, renamed', 9]);
  });
});
