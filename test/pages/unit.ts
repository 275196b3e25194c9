import type { Page } from 'playwright-core';
import { createSessions } from '../../db/session.ts';
import type { PagesStage } from '../support/pages-stage.ts';
import type { PageOptions } from '../support/browser.ts';
import type { TestRegistration } from '../support/registration-fixture.ts';

/** The unit of a registration before its pages, logged in. */
export async function openAsUnit(
  pages: PagesStage,
  { registrationId, account }: TestRegistration,
  of: Partial<PageOptions> = {},
): Promise<Page> {
  const { token } = await createSessions(pages.stage.store).open({ unitId: registrationId }, 1);
  return pages.open({ ...of, login: { token, role: 'unit', account } });
}

/** Gives a file to whatever asks for one at a click on this button. */
export async function pickFile(
  page: Page,
  button: string,
  file: { name: string; mimeType: string; buffer: Buffer },
): Promise<void> {
  const asked = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: button }).click();
  await (await asked).setFiles(file);
}
