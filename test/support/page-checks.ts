import assert from 'node:assert/strict';
import { source as axeSource, type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { settled } from './page-step.ts';
import { evaluateApart } from './page-world.ts';

const axeOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  resultTypes: ['violations'],
  // Of WCAG 2.2, and off unless it is asked for by name.
  rules: { 'target-size': { enabled: true } },
};

/** What of WCAG 2.2 AA the page as it is shown breaks: the rule, where, and what to do about it. */
export async function axe(page: Page): Promise<string[]> {
  await settled(page);
  const run = `axe.run(document, ${JSON.stringify(axeOptions)}).then(({ violations }) => violations)`;
  const violations = await evaluateApart<AxeResults['violations']>(page, `${axeSource};0`, run);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => {
      const todo = failureSummary
        .split('\n')
        .slice(1)
        .map((line) => line.trim());
      return `${id} (${help}) at ${target.join(' ')}: ${todo.filter(Boolean).join('; ')}`;
    }),
  );
}

export async function assertAccessible(page: Page): Promise<void> {
  const violations = await axe(page);
  assert.ok(
    violations.length === 0,
    `${page.url()} is not accessible:\n${violations.map((each) => `  ${each}`).join('\n')}`,
  );
}

/** The innermost elements that stand out on the right or the left, unless something around them scrolls or cuts them off. */
const overflowScript = `(() => {
  const root = document.documentElement;
  const width = root.clientWidth;
  const standsOut = (element) => {
    const { left, right, width: own } = element.getBoundingClientRect();
    return own > 0 && (right > width + 0.5 || left < -0.5);
  };
  const isHeld = (element) => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement)
      if (getComputedStyle(box).overflowX !== 'visible' && !standsOut(box)) return true;
    return false;
  };
  const outside = [...document.body.querySelectorAll('*')].filter((each) => standsOut(each) && !isHeld(each));
  const innermost = outside.filter((each) => !outside.some((other) => other !== each && each.contains(other)));
  const nameOf = (element) => [
    element.tagName.toLowerCase(),
    element.id && '#' + element.id,
    ...[...element.classList].map((name) => '.' + name),
  ].join('');
  return {
    width,
    wanted: root.scrollWidth,
    elements: innermost.slice(0, 10).map((each) => {
      const { left, right } = each.getBoundingClientRect();
      return nameOf(each) + ' from ' + Math.round(left) + ' to ' + Math.round(right) + ': ' + each.textContent.trim().slice(0, 40);
    }),
  };
})()`;

/** Nobody has to scroll sideways, and the page takes the width of the screen for its own. */
export async function assertNoOverflow(page: Page): Promise<void> {
  await settled(page);
  const { width, wanted, elements } = await evaluateApart<{ width: number; wanted: number; elements: string[] }>(
    page,
    overflowScript,
  );
  const screen = page.viewportSize()!.width;
  assert.ok(
    width <= screen,
    `${page.url()} makes itself ${width} px wide on a screen of ${screen}: it needs <meta name="viewport" content="width=device-width">`,
  );
  assert.ok(
    wanted <= width,
    `${page.url()} is ${wanted} px wide on a screen of ${width}:\n${elements.map((each) => `  ${each}`).join('\n')}`,
  );
}
