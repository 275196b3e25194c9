import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readCommandConfig } from '../../stack/command.ts';
import { openPage } from '../support/browser.ts';
import { takeScreenshot } from '../support/page-step.ts';
import { endRun } from '../support/run.ts';
import { createVisitor } from './http.ts';
import { createUnit } from './unit.ts';

/*
 * `npm run web:shots`: the pictures that README shows, of pages of the running stack with what a unit of its own has done there.
 * `--into FOLDER` leaves README's as they are.
 */

const { values } = parseArgs({ options: { into: { type: 'string' } } });
const folder = values.into ?? fileURLToPath(new URL('../../docs/pages', import.meta.url));

async function main(): Promise<void> {
  const config = readCommandConfig();
  const api = `${config.publicUrl}/api/v1`;
  const open = (login: { token: string; role: string; account: string }) =>
    openPage({ baseUrl: config.publicUrl, width: 1360, language: 'zh', login });
  const shoot = async (page: Awaited<ReturnType<typeof open>>, name: string) => {
    await takeScreenshot(page, join(folder, `${name}.png`));
    console.log(join(folder, `${name}.png`));
  };
  mkdirSync(folder, { recursive: true });

  const unit = await createUnit({ api, config }, 3);
  const { token } = await unit.expect(201, 'POST', '/sessions', { account: unit.account, password: unit.password });
  const { orderNo } = await unit.place();
  const page = await open({ token, role: 'unit', account: unit.account });
  await page.goto('/app/unit');
  await page.getByRole('heading', { name: '进度流程图' }).waitFor();
  await shoot(page, 'flowchart');
  await page.goto(`/app/unit/orders/${orderNo}/pay`);
  await page.getByRole('button', { name: '显示支付宝付款码' }).click();
  await page.getByRole('img', { name: '支付宝付款二维码' }).waitFor();
  await shoot(page, 'payment');

  const staff = createVisitor(api);
  const session = await staff.expect(201, 'POST', '/sessions', { login: 'bureau', password: config.DEMO_PASSWORD });
  const review = await open({ token: session.token, role: 'bureau', account: 'bureau' });
  await review.goto('/app/delegation');
  await review.getByRole('row').nth(1).waitFor();
  await shoot(review, 'review');
}

try {
  await main();
} finally {
  await endRun();
}
