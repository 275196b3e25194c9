import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { evaluateApart } from './page-world.ts';
import { testUnderWay } from './run.ts';

const screenshotDir = fileURLToPath(new URL('../../.cache/screenshots', import.meta.url));

const settledScript = `(async () => {
  await document.fonts.ready;
  const hangs = Date.now() + 60_000;
  for (;;) {
    const busy = document.querySelector('[aria-busy="true"]');
    const moving = document.getAnimations().filter(
      (each) => each.playState === 'running' && Number.isFinite(each.effect?.getComputedTiming().endTime),
    );
    if (!busy && moving.length === 0) return;
    if (Date.now() > hangs) throw new Error('The page does not settle: ' + (busy ?? moving[0].effect.target).outerHTML.slice(0, 200));
    for (const each of moving) each.finish();
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
})()`;

/** The page looks as it is going to: its fonts are there, nothing says that it is busy, and what moves has been put to its end. */
export const settled = (page: Page): Promise<void> => evaluateApart(page, settledScript);

/** A picture of the page as it has settled, of all of its length or of the screen. */
export async function takeScreenshot(page: Page, file: string, { whole = false } = {}): Promise<void> {
  await settled(page);
  mkdirSync(dirname(file), { recursive: true });
  await page.screenshot({ path: file, fullPage: whole, animations: 'disabled', caret: 'hide' });
}

/** A step of a journey; of one that fails the pages that its person has open are kept as pictures, and the failure says where. */
export async function step<T>(page: Page, name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const files = await picturesOf(page, name);
    if (error instanceof Error) addWords(error, `\nin the step "${name}"; it looked so: ${files.join(', ')}`);
    throw error;
  }
}

/** Whatever state the pages are in: what failed is the step, not its picture. */
async function picturesOf(page: Page, name: string): Promise<string[]> {
  const words = [testUnderWay(), name].filter(Boolean).join(' ');
  const stem = join(screenshotDir, words.replace(/[^\p{L}\p{N}]+/gu, '-').slice(-120));
  const files: string[] = [];
  for (const [index, each] of page.context().pages().entries()) {
    const path = `${stem}${index === 0 ? '' : `-${index + 1}`}.png`;
    try {
      await each.screenshot({ path, fullPage: true, timeout: 30_000 });
      files.push(path);
    } catch (error) {
      files.push(`no picture of ${each.url()} (${(error as Error).message.split('\n')[0]})`);
    }
  }
  return files;
}

/** Also into the stack, where mocha looks for the message. */
function addWords(error: Error, words: string): void {
  const { message, stack } = error;
  error.message = message + words;
  if (stack !== undefined) error.stack = stack.replace(message, () => error.message);
}
