import assert from 'node:assert/strict';
import { registerSearchAttributes } from '../../stack/temporal.ts';
import { searchAttributeTypes } from '../../workflows/messages.ts';
import { devServer, workflowBundle } from '../support/temporal.ts';

describe('Temporal servers', () => {
  it('given the dev server, when the search attributes are registered once more, then each is there and nothing fails', async () => {
    const { address, connection } = await devServer();
    await registerSearchAttributes({ address, namespace: 'default', own: true });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
    for (const attribute of Object.keys(searchAttributeTypes))
      assert.ok(attribute in (customAttributes ?? {}), attribute);
  });

  it('given the workflows, when their bundle is asked for twice, then it is made once', async () => {
    const [one, two] = await Promise.all([workflowBundle(), workflowBundle()]);
    assert.equal(one, two);
    assert.ok(one.code.length > 0);
  });
});
