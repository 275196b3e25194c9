import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { until } from '../../activities/local-sandbox.ts';
import type { Json, TestApi } from '../../support/api.ts';
import { staffToken } from '../../support/fixtures.ts';
import { createBuyer, openPayment, pay, placeOrder, untilOrder } from '../../support/order-fixture.ts';
import { startStageApi } from '../../support/stage-api.ts';
import type { Stage } from '../../support/stage.ts';

describe('reconciliation over HTTP', () => {
  let stage: Stage;
  let api: TestApi;
  before(async () => {
    ({ stage, api } = await startStageApi());
  });
  after(async () => {
    await api.close();
    await stage.close();
  });

  it('given a payment we were not told of, when an operator has the day compared, then it is repaired, and the list says what was found; others may not', async () => {
    const [operator, delegation] = await Promise.all([
      staffToken(stage.store, 'operator'),
      staffToken(stage.store, 'delegation-1'),
    ]);
    const order = await placeOrder(stage, { buyer: await createBuyer(stage.store) });
    const trade = await openPayment(stage, order);
    await pay(stage, trade);
    const ask = (token: string, body: object) =>
      api.call('POST', '/ops/reconciliation', { token, body, headers: { 'Idempotency-Key': randomUUID() } });
    const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    assert.equal((await ask(delegation, { day })).status, 403);
    assert.equal((await ask(operator, { day: '2099-01-01' })).status, 400);
    assert.equal((await ask(operator, { day: '01/02/2026' })).status, 400);
    const asked = await ask(operator, { day });
    assert.equal(asked.status, 202);
    stage.started.add(asked.body.workflowId as string);
    assert.ok((asked.body.workflowUrl as string).endsWith(`/${encodeURIComponent(asked.body.workflowId)}`));
    await untilOrder(stage, order, 'paid');
    const found = await until(async () => {
      const { items, bills } = (await api.call('GET', '/ops/reconciliation', { token: operator })).body as Json;
      const item = items.find((each: Json) => each.subject === trade);
      return item ? { item, bills } : undefined;
    });
    assert.deepEqual(
      [found.item.kind, found.item.channel, found.item.day, found.item.theirsFen],
      ['uncaptured', 'alipay', day, 20_000],
    );
    const bill = found.bills.find((each: Json) => each.channel === 'alipay');
    assert.deepEqual([bill.day, bill.payments, bill.paymentsFen], [day, 1, 20_000]);
  });
});
