import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { defaultPayloadConverter } from '@temporalio/common';
import { requestIdHeader } from '../../../domain/request-id.ts';
import { openPayment, orderWorkflowId } from '../../../workflows/messages.ts';
import { until } from '../../activities/local-sandbox.ts';
import type { Json, TestApi } from '../../support/api.ts';
import { createUnit, staffToken } from '../../support/fixtures.ts';
import { createBuyer, pay, untilLines, untilOrder, type Buyer } from '../../support/order-fixture.ts';
import { startStageApi } from '../../support/stage-api.ts';
import type { Stage } from '../../support/stage.ts';

describe('the id of a request, from its answer to the provider', () => {
  let stage: Stage;
  let api: TestApi;
  before(async () => {
    ({ stage, api } = await startStageApi());
  });
  after(async () => {
    await api.close();
    await stage.close();
  });

  /** Sends it; its answer, and the id that the answer bears. */
  async function send(path: string, token: string, body?: object): Promise<{ id: string; body: Json }> {
    const reply = await api.call('POST', path, {
      token,
      ...(body ? { body } : {}),
      headers: { 'Idempotency-Key': randomUUID() },
    });
    assert.ok(reply.status < 300, JSON.stringify(reply.body));
    return { id: reply.headers.get(requestIdHeader)!, body: reply.body };
  }
  /** What a request made the providers be asked: the paths of calls that bear its id. Alipay's header holds the first 24 digits of it. */
  async function askedFor(id: string): Promise<string[]> {
    const alike = (given: string | null) =>
      given === id || (given?.length === 32 && given.startsWith(id.replaceAll('-', '').slice(0, 24)));
    return (await stage.sandbox.calls()).filter(({ requestId }) => alike(requestId)).map(({ path }) => path);
  }
  const untilAsked = (id: string, path: string) =>
    until(async () => ((await askedFor(id)).some((each) => each.includes(path)) ? true : undefined));

  async function place(buyer: Buyer): Promise<string> {
    const { body } = await send('/orders', buyer.token, { attendeeIds: buyer.attendeeIds, pickup: 'courier' });
    stage.started.add(orderWorkflowId(body.orderNo));
    return body.orderNo;
  }

  it('given an order, when payments, a batch and a refund are asked for, then each provider hears the id of the request that made it be asked, and of no other', async () => {
    const buyer = await createBuyer(stage.store, [{}, {}]);
    const { id: placing, body } = await send('/orders', buyer.token, {
      attendeeIds: buyer.attendeeIds,
      pickup: 'courier',
    });
    const { orderNo } = body;
    stage.started.add(orderWorkflowId(orderNo));
    const alipay = await send(`/orders/${orderNo}/payments`, buyer.token, { channel: 'alipay' });
    const wechat = await send(`/orders/${orderNo}/payments`, buyer.token, { channel: 'wechat' });
    assert.deepEqual(await askedFor(placing), []);
    assert.deepEqual(await askedFor(alipay.id), ['/v3/alipay/trade/precreate']);
    assert.ok((await askedFor(wechat.id)).includes('/v3/pay/transactions/native'));

    const { outTradeNo } = wechat.body;
    await pay(stage, outTradeNo);
    // No request of ours told of it: what is asked now bears none.
    await stage.engine.paymentNoticed({ orderNo, outTradeNo, channel: 'wechat' });
    await untilOrder(stage, { orderNo }, 'paid');
    const queries = (await stage.sandbox.calls()).filter(({ path }) => path.endsWith(`/out-trade-no/${outTradeNo}`));
    assert.deepEqual(
      queries.map(({ requestId }) => requestId),
      [null],
    );

    const bureau = await staffToken(stage.store, 'bureau');
    const [made, failed] = buyer.attendeeIds as [string, string];
    const items = [
      { attendeeId: made, result: 'approve' },
      { attendeeId: failed, result: 'fail', reason: '核验' },
    ];
    await send('/bureau/person-reviews', bureau, { items });
    await untilLines(stage, { orderNo }, 'approved', 'review_failed');
    const batch = await send('/bureau/production/batches', bureau, { attendeeIds: [made] });
    await untilAsked(batch.id, '/std/service');
    await untilLines(stage, { orderNo }, 'dispatched', 'review_failed');
    // A run of the order's own looks after the refund.
    const refund = await send(`/orders/${orderNo}/refunds`, buyer.token, {
      attendeeIds: [failed],
      reason: '未通过审核',
    });
    await untilAsked(refund.id, '/refund/domestic/refunds');
    assert.deepEqual(await askedFor(alipay.id).then((paths) => paths.filter((path) => path.includes('refund'))), []);
  });

  it('given a code by text, when it is asked for, then the text is sent under that request’s id', async () => {
    const { token } = await createUnit(stage.store);
    const { id } = await send('/account/mobile/codes', token);
    await untilAsked(id, '/');
    assert.deepEqual(await askedFor(id), ['/']);
  });

  it('given a message from elsewhere whose header is no id of ours, when it leads to a provider, then the provider hears none of it', async () => {
    const orderNo = await place(await createBuyer(stage.store));
    const payload = (value: unknown) => defaultPayloadConverter.toPayload(value)!;
    await stage.environment.connection.workflowService.updateWorkflowExecution({
      namespace: stage.environment.client.options.namespace,
      workflowExecution: { workflowId: orderWorkflowId(orderNo) },
      waitPolicy: { lifecycleStage: 3 },
      request: {
        meta: { updateId: randomUUID() },
        input: {
          name: openPayment.name,
          args: { payloads: [payload({ channel: 'wechat' })] },
          header: { fields: { [requestIdHeader]: payload('x\r\nInjected: yes') } },
        },
      },
    });
    const opening = (await stage.sandbox.calls()).findLast(({ path }) => path === '/v3/pay/transactions/native');
    assert.equal(opening?.requestId, null);
  });
});
