import type { Page } from 'playwright-core';

/**
 * What an expression comes to in a world of its own: it sees the page's document, and neither sees nor changes anything of the
 * page's code. No CSP holds there, so that it can be neither a hindrance nor violated.
 */
export async function evaluateApart<T>(page: Page, ...expressions: [string, ...string[]]): Promise<T> {
  const session = await page.context().newCDPSession(page);
  try {
    const { frameTree } = await session.send('Page.getFrameTree');
    const world = { frameId: frameTree.frame.id, worldName: 'tests' };
    const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', world);
    let value: unknown;
    for (const expression of expressions) {
      const evaluated = { contextId, expression, awaitPromise: true, returnByValue: true };
      const { result, exceptionDetails } = await session.send('Runtime.evaluate', evaluated);
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      value = result.value;
    }
    return value as T;
  } finally {
    await session.detach().catch(() => undefined);
  }
}
