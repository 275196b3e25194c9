import assert from 'node:assert/strict';
import sharp from 'sharp';
import { createRegistrations } from '../../db/registration/registration.ts';
import { xlsx } from '../../api/spreadsheet.ts';
import { portrait } from '../e2e/people.ts';
import { createUnit, idCard, staffToken, unitInfo } from '../support/fixtures.ts';
import { person, sheet } from '../support/importer.ts';
import { assertNoOverflow } from '../support/page-checks.ts';
import { choose, fillIn } from '../support/page-form.ts';
import { assertQuiet } from '../support/page-noise.ts';
import { step } from '../support/page-step.ts';
import { startPagesStage, type PagesStage } from '../support/pages-stage.ts';
import { open, openSubmitted, standingOf } from '../support/registration-fixture.ts';
import { openAsUnit, pickFile } from './unit.ts';

describe('a unit’s registration in a browser', () => {
  let pages: PagesStage;
  before(async () => {
    pages = await startPagesStage();
  });
  after(() => pages.close());

  const formsOf = async ({ registrationId }: { registrationId: string }) =>
    (await createRegistrations(pages.stage.store).find(registrationId))!;
  const peopleOf = ({ registrationId }: { registrationId: string }) =>
    pages.stage.store.knex('attendees').where({ registrationId });

  it('given a new account, when its forms are filled in with a break, somebody with a photo is added and it is submitted by clicks, then half a form was kept and the flowchart says that the delegation reviews (G3, G3.4, G4.1)', async () => {
    await pages.stage.store.knex('editions').where({ edition: '2' }).update({
      documentNoticeZh: '证件号码仅用于核验身份。',
      documentNoticeEn: 'Document numbers serve to check who somebody is.',
      photoNoticeZh: '证件照仅用于制作证件。',
      photoNoticeEn: 'Photos serve to make badges.',
    });
    const unit = await open(pages.stage, { code: 'DEMO-03' });
    const page = await openAsUnit(pages, unit);
    const title = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
    const goOn = () => page.getByRole('button', { name: '保存并下一步' }).click();
    const goTo = (name: string) =>
      page.getByRole('navigation', { name: '单位用户中心' }).getByRole('link', { name }).click();

    await step(page, 'half a form is kept', async () => {
      await page.goto('/app/unit');
      await page.getByText('请填写单位信息。').waitFor();
      await page.getByRole('button', { name: '前往办理' }).click();
      await title('单位信息');
      await fillIn(page, { 单位名称: unitInfo.name, 联系人姓名: '欧阳文静' });
      await page.getByRole('status').filter({ hasText: '自动保存' }).filter({ hasText: '已于' }).waitFor();
      await page.reload();
      await title('单位信息');
      await page.getByText('待填写').first().waitFor();
      assert.equal(await page.getByLabel('单位名称', { exact: true }).inputValue(), unitInfo.name);
      assert.equal(await page.getByLabel('联系人姓名', { exact: true }).inputValue(), '欧阳文静');
    });
    await step(page, 'unit information', async () => {
      await choose(page, '单位性质', '私营');
      await choose(page, '省份', '广东省');
      await choose(page, '城市', '佛山市');
      await fillIn(page, { 详细地址: '桂城街道海八路八十八号', 注册资本: '500', 营业额: '1200.5', 进口额: '0' });
      await page.getByRole('radio', { name: '未上市' }).check();
      await page.getByRole('radio', { name: '女' }).check();
      await fillIn(page, { 联系人手机: '13827761234', 邮箱: 'wenjing@example.com', 部门: '采购部' });
      await choose(page, '联系人职务', '总经理');
      await goOn();
      await page.getByText('还有 2 项必填内容未填写').waitFor();
      await choose(page, '进口方式', '一般贸易');
      await page.keyboard.press('Escape');
      await choose(page, '所属行业', '物流服务');
      await page.keyboard.press('Escape');
      await goOn();
    });
    await step(page, 'procurement intent', async () => {
      await title('采购意向');
      await choose(page, '下一年采购意向金额', '1000-2000万美元');
      await choose(page, '五年采购意向金额', '5000-10000万美元');
      await choose(page, '采购类别', '金融服务');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: '添加企业' }).click();
      await choose(page, '国家（地区）', '德国');
      await fillIn(page, { 展商名称: 'Muster Maschinenbau' });
      await goOn();
    });
    await step(page, 'delivery', async () => {
      await title('取证方式');
      await page.getByRole('radio', { name: '交易团代领' }).check();
      await page.getByRole('button', { name: /^保\s*存$/ }).click();
      await page.getByText('取证方式已保存').waitFor();
    });
    await step(page, 'somebody with a photo', async () => {
      await goTo('参观人员');
      await page.getByRole('button', { name: '新增中国大陆地区人员' }).click();
      await fillIn(page, { 姓名: '诸葛明月', 身份证号码: idCard(10) });
      await page.getByRole('radio', { name: '男' }).check();
      await choose(page, '居住省份', '广东省');
      await choose(page, '居住城市', '佛山市');
      await choose(page, '职务', '总经理');
      await page.getByRole('button', { name: /^保\s*存$/ }).click();
      await title('诸葛明月');
      await pickFile(page, '上传证件照', {
        name: 'portrait.jpg',
        mimeType: 'image/jpeg',
        buffer: await portrait('#3366cc'),
      });
      await page.getByRole('button', { name: '使用这张照片' }).click();
      await page.getByRole('img', { name: '诸葛明月的照片' }).waitFor();
    });
    await step(page, 'confirmation and submission', async () => {
      await goTo('确认提交');
      await page.getByRole('heading', { name: '参观人员名单（1 人）' }).waitFor();
      for (const notice of ['证件号码告知', '证件照告知']) {
        const section = page.getByRole('region', { name: notice }).first();
        const agree = section.getByRole('button', { name: '同意并确认已取得本人同意' });
        await agree.click();
        await agree.waitFor({ state: 'detached' });
      }
      await page.getByRole('button', { name: '确认提交' }).click();
      await page.getByRole('tooltip').getByRole('button', { name: '确认提交' }).click();
      // Whoever pressed at the foot of the page is brought to what is said on top.
      await page.locator(':focus').filter({ hasText: '已提交审核' }).waitFor();
      await page.getByRole('link', { name: '查看进度' }).click();
    });
    await step(page, 'the delegation reviews', async () => {
      await page.getByText('已提交审核，请等待交易团审核').waitFor();
      const review = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: '交易团审核' }) });
      await review.getByText('等待：交易团').waitFor();
    });
    await assertQuiet(page);
    const { state, unitInfo: info, procurementIntent, delivery } = await formsOf(unit);
    assert.deepEqual(
      [state, info?.name, info?.contact?.email, delivery],
      ['under_review', unitInfo.name, 'wenjing@example.com', { pickup: 'delegation' }],
    );
    assert.deepEqual(procurementIntent, {
      nextYearBand: '1000-2000',
      fiveYearBand: '5000-10000',
      exhibitors: [{ country: 'DE', company: 'Muster Maschinenbau' }],
      categories: [{ area: 'services', subArea: 'services.finance' }],
    });
    const people = (await peopleOf(unit)).map(({ attendeeId }) => attendeeId);
    const photos = await pages.stage.store.knex('attendee_photos').whereIn('attendeeId', people);
    assert.deepEqual([people.length, photos.length], [1, 1]);
    const saved = await pages.api.call('GET', `/review/attendees/${people[0]}/photo`, {
      token: await staffToken(pages.stage.store, 'bureau'),
    });
    const { channels } = await sharp(saved.body).stats();
    // Black is 0; the plain ground behind the portrait is nearly white.
    for (const { mean } of channels) assert.ok(mean > 100, `a mean of ${mean}`);
  });

  it('given a submitted unit on a phone that watches its flowchart in English, when it is returned with a reason at a field, then the flowchart turns by itself, the reason stands on top and at the field, and what is corrected is submitted again (G4.3, G3.4)', async () => {
    const unit = await openSubmitted(pages.stage, { code: 'DEMO-03' });
    const before = await formsOf(unit);
    const page = await openAsUnit(pages, unit, { language: 'en', width: 390 });
    const watch = async () => {
      const review = page
        .getByRole('listitem')
        .filter({ has: page.getByRole('link', { name: 'Review by the delegation' }) });
      await review.getByText('Waits for the delegation').waitFor();
      await page.getByText('Updated as it happens').waitFor();
    };
    await step(page, 'under review', async () => {
      await page.goto('/app/unit');
      await watch();
    });
    const reason = '名称与营业执照不一致';
    const { version } = await standingOf(pages.stage, unit);
    const reply = await pages.api.call('POST', `/review/registrations/${unit.registrationId}/decision`, {
      token: await staffToken(pages.stage.store, 'delegation-3'),
      body: {
        decision: 'return',
        reason: '请按营业执照填写',
        fields: [{ path: 'unitInfo.name', reason }],
        version,
      },
    });
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
    const onTop = page.getByRole('alert').filter({ hasText: '请按营业执照填写' });
    await step(page, 'the flowchart turned', async () => {
      await page.getByText('The registration was returned').waitFor();
      await onTop.getByText(reason).waitFor();
      await assertNoOverflow(page);
      await onTop.getByRole('link', { name: 'Name of the unit' }).click();
    });
    await step(page, 'at its field', async () => {
      await onTop.waitFor();
      await page.getByText(`Reviewer: ${reason}`).waitFor();
      const field = page.getByLabel('Name of the unit', { exact: true });
      await field.and(page.locator(':focus')).waitFor();
      await assertNoOverflow(page);
      await field.fill('佛山市南海进出口有限公司');
      await page.getByRole('button', { name: 'Save and go on' }).click();
      await page.getByRole('heading', { level: 1, name: 'Procurement intent' }).waitFor();
    });
    await step(page, 'submitted again', async () => {
      await page.getByRole('button', { name: 'Procurement intent' }).click();
      await page.getByRole('link', { name: 'Confirm and submit' }).click();
      await page.getByText('佛山市南海进出口有限公司').waitFor();
      await page.getByRole('button', { name: 'Submit', exact: true }).click();
      await page.getByRole('tooltip').getByRole('button', { name: 'Submit', exact: true }).click();
      await page.getByText('Submitted for review').waitFor();
      await assertNoOverflow(page);
      await page.getByRole('link', { name: 'See the progress' }).click();
      await watch();
    });
    await assertQuiet(page);
    const { state, round } = await standingOf(pages.stage, unit);
    assert.deepEqual([state, round], ['under_review', 2]);
    const { unitInfo: info } = await formsOf(unit);
    assert.deepEqual(
      info,
      { ...before.unitInfo, name: '佛山市南海进出口有限公司' },
      'what was shown masked is as it was',
    );
  });

  it('given a sheet with faults, when it is uploaded, then each is told by row and column and nobody is imported; corrected, it is tried and then imported whole (G3.3)', async () => {
    const unit = await createUnit(pages.stage.store);
    const page = await pages.open({ login: { token: unit.token, role: 'unit', account: unit.account } });
    const count = async () => (await peopleOf(unit)).length;
    const upload = async (button: string, name: string, rows: string[][]) =>
      pickFile(page, button, { name, mimeType: xlsx, buffer: Buffer.from(await sheet(rows)) });
    await step(page, 'faults', async () => {
      await page.goto('/app/unit/attendees');
      await page.getByRole('button', { name: '批量导入' }).click();
      await upload('选择文件', '人员.xlsx', [
        person(20),
        person(21, { document: '440604199001010010' }),
        person(22, { position: '船长' }),
        person(20),
      ]);
      await page.getByText('发现 3 处错误').waitFor();
      const rows = page.getByRole('table').getByRole('row');
      const told = (await rows.allInnerTexts()).slice(1).map((text) => text.split('\t'));
      assert.deepEqual(
        told.map(([row, column]) => [row, column]),
        [
          ['3', '身份证号码'],
          ['4', '职务'],
          ['5', '身份证号码'],
        ],
      );
      assert.match(told[2]![2]!, /与第2行为同一人/);
      assert.equal(await page.getByRole('button', { name: /^导入 / }).count(), 0);
      assert.equal(await count(), 0);
    });
    await step(page, 'corrected', async () => {
      await upload('重新选择文件', '人员-2.xlsx', [person(20), person(21), person(22)]);
      await page.getByText('检查通过，可导入 3 人。').waitFor();
      assert.equal(await count(), 0, 'it was but tried');
      await page.getByRole('button', { name: '导入 3 人' }).click();
      await page.getByText('已导入 3 人').waitFor();
      await page.getByRole('link', { name: '查看人员名单' }).click();
      await page.getByRole('link', { name: '中国大陆地区人员 (3)' }).waitFor();
      await page.getByText('有 3 名人员缺少证件照').waitFor();
    });
    await assertQuiet(page);
    assert.equal(await count(), 3);
  });
});
