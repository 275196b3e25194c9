import type { Page } from 'playwright-core';

/** Types into fields, each by its label as it is written. */
export async function fillIn(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(values)) await page.getByLabel(label, { exact: true }).fill(value);
}

/** Picks from a list of Ant Design's by what its label and the option say, also where only a few options are shown at a time. */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  const field = page.getByRole('combobox', { name: label, exact: true });
  await field.click();
  if (await field.isEditable()) await field.fill(option);
  // Its roles are on a hidden copy, under the id that the field names; what can be clicked stands beside it.
  const list = page.locator(`.ant-select-dropdown:has([id="${await field.getAttribute('aria-controls')}"])`);
  const shown = list.locator('.ant-select-item-option').filter({ has: page.getByText(option, { exact: true }) });
  await shown.click();
}
