import assert from 'node:assert/strict';
import { operations } from '../../api/routes/index.ts';

describe('the words of what was read', () => {
  it('given every operation that is on record when staff read it, when the audit shows it, then it has words, and nothing else has', async () => {
    const file = new URL('../../web/operator/read-words.ts', import.meta.url).href;
    const { readWords } = (await import(file)) as { readWords: { zh: Record<string, string> } };
    const recorded = operations.filter(({ spec }) => spec.reads).map(({ spec }) => `${spec.method} ${spec.path}`);
    assert.deepEqual(Object.keys(readWords.zh).toSorted(), recorded.toSorted());
  });
});
