import assert from 'node:assert/strict';
import type { BrowserContext, Page, Request } from 'playwright-core';
import { evaluateApart } from './page-world.ts';

/** A request that is meant to fail: refused with a status, or with no answer at all. */
interface ExpectedFailure {
  status: number | 'none';
  /** Of the address without its query. */
  path: string | RegExp;
}

interface Failure {
  status: number | 'none';
  request: Request;
  words: string;
}

interface Noise {
  heard: string[];
  failures: Failure[];
  expected: ExpectedFailure[];
}

const noises = new WeakMap<BrowserContext, Noise>();

const violationScript = `document.addEventListener('securitypolicyviolation', (event) =>
  tellViolation([event.effectiveDirective, event.blockedURI, event.sourceFile, event.lineNumber, event.sample].filter(Boolean).join(' ')))`;

/** Takes down from now on whatever is wrong on somebody's pages, those that they open from them too. */
export async function hearNoise(context: BrowserContext): Promise<void> {
  const noise: Noise = { heard: [], failures: [], expected: [] };
  noises.set(context, noise);
  await context.exposeBinding('tellViolation', ({ page }, words: string) =>
    noise.heard.push(`violates the CSP of ${page.url()}: ${words}`),
  );
  await context.addInitScript(violationScript);
  context.on('console', (message) => {
    const isFault = ['error', 'warning', 'assert'].includes(message.type());
    // The console's own word on an answer that is taken down below.
    const isOfAnswer = message.text().startsWith('Failed to load resource:');
    if (isFault && !isOfAnswer)
      noise.heard.push(
        `console ${message.type()} at ${message.location().url || message.page()?.url()}: ${message.text()}`,
      );
  });
  context.on('weberror', (fault) => noise.heard.push(`uncaught: ${fault.error().stack ?? fault.error().message}`));
  context.on('response', (response) => {
    if (response.status() < 400) return;
    noise.failures.push({ status: response.status(), request: response.request(), words: String(response.status()) });
  });
  context.on('requestfailed', (request) => {
    const words = request.failure()?.errorText ?? 'failed';
    // Called off by the page itself: it was left with a stream open, or the answer is a download.
    if (words !== 'net::ERR_ABORTED') noise.failures.push({ status: 'none', request, words });
  });
}

function noiseOf(page: Page): Noise {
  const noise = noises.get(page.context());
  assert.ok(noise, 'the page was not opened by openPage');
  return noise;
}

/** Says that a request is to fail before the next `assertQuiet`, which complains when it did not. */
export function expectFailure(page: Page, failure: ExpectedFailure): void {
  noiseOf(page).expected.push(failure);
}

const pathOf = (request: Request) => new URL(request.url()).pathname;

const isMet = ({ status, path }: ExpectedFailure, failure: Failure) =>
  status === failure.status &&
  (typeof path === 'string' ? path === pathOf(failure.request) : path.test(pathOf(failure.request)));

/**
 * Nothing was wrong since the last time it was asked: no violation of the CSP, no error or warning in the console, no uncaught
 * error, no failed request but those that are expected.
 */
export async function assertQuiet(page: Page): Promise<void> {
  // Violations are told in a task of their own: what the page has done until now has been told after its next frame.
  if (!page.isClosed())
    await evaluateApart(page, 'new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))');
  const noise = noiseOf(page);
  const { heard, failures, expected } = noise;
  Object.assign(noise, { heard: [], failures: [], expected: [] });
  const unexpected = failures.filter((failure) => !expected.some((each) => isMet(each, failure)));
  const missing = expected.filter((each) => !failures.some((failure) => isMet(each, failure)));
  const faults = [
    ...heard,
    ...unexpected.map(({ request, words }) => `${request.method()} ${request.url()}: ${words}`),
    ...missing.map(({ status, path }) => `expected and not met: ${status} of ${path}`),
  ];
  assert.ok(faults.length === 0, `${page.url()} is not quiet:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
}
