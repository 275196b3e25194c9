import assert from 'node:assert/strict';
import { workflowBundle } from '../support/temporal.ts';

describe('workers', () => {
  it('given the workflows, when their bundle is asked for twice, then it is made once', async () => {
    const [one, two] = await Promise.all([workflowBundle(), workflowBundle()]);
    assert.equal(one, two);
    assert.ok(one.code.length > 0);
  });
});
