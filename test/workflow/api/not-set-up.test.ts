import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Client } from '@temporalio/client';
import { createEngine } from '../../../api/temporal.ts';
import { ensureNamespace, ensureSearchAttributes } from '../../../stack/temporal-check.ts';
import { registrationWorkflowId, searchAttributes, searchAttributeTypes } from '../../../workflows/messages.ts';
import { until } from '../../activities/local-sandbox.ts';
import { startApi, type Reply, type TestApi } from '../../support/api.ts';
import { uscc } from '../../support/fixtures.ts';
import { devServer } from '../../support/temporal.ts';

/* A Temporal that answers and that nobody has set up: first without the namespace, then without what runs are searched by, then without a worker. */

describe('a fresh Temporal', () => {
  let api: TestApi;
  let client: Client;
  const namespace = `fresh-${randomBytes(4).toString('hex')}`;
  before(async () => {
    const { connection } = await devServer();
    client = new Client({ connection, namespace });
    api = await startApi({ engine: createEngine({ client, deadlineMs: 2_000 }) });
  });
  after(() => api.close());

  const open = (n: number) =>
    api.call('POST', '/registrations', {
      body: {
        region: 'mainland',
        category: 'enterprise',
        uscc: uscc(n),
        invitationCode: 'DEMO-03',
        mobile: '13800138000',
        password: 'A-Unit-Password-1',
        acceptPrivacyTerms: true,
      },
    });
  function assertNotSetUp({ status, headers, body }: Reply) {
    assert.deepEqual(
      [status, body.code, body.detail],
      [503, 'unavailable', 'The workflow engine is not set up yet.'],
      JSON.stringify(body),
    );
    assert.ok(Number(headers.get('retry-after')) > 0);
  }
  async function readiness() {
    const response = await fetch(new URL('/readyz', api.url));
    return {
      status: response.status,
      temporal: ((await response.json()) as { parts: { temporal: string } }).parts.temporal,
    };
  }
  /** An answer may be a second old. */
  const untilReadiness = (temporal: string) =>
    until(async () => {
      const now = await readiness();
      assert.equal(now.status, 503);
      return now.temporal === temporal || undefined;
    });

  it('given no namespace, when a unit registers, then 503 says when to come back, and readiness names the namespace', async () => {
    await untilReadiness(`no namespace ${namespace}`);
    assertNotSetUp(await open(800_001));
  });

  it('given a namespace without search attributes, when a unit registers, then 503, and readiness names each of them and the worker', async () => {
    await ensureNamespace(client);
    await untilReadiness(`no search attributes ${Object.keys(searchAttributeTypes).join(', ')}, no worker`);
    assertNotSetUp(await open(800_002));
    assert.deepEqual(await api.store.knex('units').whereNotNull('openedAt').pluck('account'), []);
  });

  it('given it is set up, when the same units register, then their runs are there for the worker that readiness misses', async () => {
    await ensureSearchAttributes(client);
    await untilReadiness('no worker');
    for (const n of [800_001, 800_002]) assert.equal((await open(n)).status, 202);
    for (const n of [800_001, 800_002]) {
      const run = client.workflow.getHandle(registrationWorkflowId({ edition: '2', account: uscc(n) }));
      const { status, typedSearchAttributes } = await run.describe();
      assert.deepEqual([status.name, typedSearchAttributes.get(searchAttributes.unit)], ['RUNNING', uscc(n)]);
    }
  });

  it('given that it was set up, when a search attribute is taken away again, then readiness names it', async () => {
    const { connection } = await devServer();
    await connection.operatorService.removeSearchAttributes({ namespace, searchAttributes: ['ExpoDelegation'] });
    await untilReadiness('no search attributes ExpoDelegation, no worker');
  });
});
