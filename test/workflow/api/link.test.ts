import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { TestApi } from '../../support/api.ts';
import { staffToken } from '../../support/fixtures.ts';
import { createBuyer, makeBadges, placePaid, review, untilLines, type TestOrder } from '../../support/order-fixture.ts';
import { startStageApi } from '../../support/stage-api.ts';
import type { Stage } from '../../support/stage.ts';
import { until } from '../../activities/local-sandbox.ts';

describe('links to badges, invoices and batches', () => {
  let stage: Stage;
  let api: TestApi;
  let order: TestOrder;
  before(async () => {
    ({ stage, api } = await startStageApi());
    order = await placePaid(stage, { buyer: await createBuyer(stage.store) });
    await review(stage, order, { 0: 'approve' });
    await untilLines(stage, order, 'approved');
  });
  after(async () => {
    await api.close();
    await stage.close();
  });

  const make = (token: string, kind: string, id: string) => api.call('POST', '/links', { token, body: { kind, id } });
  /** As a browser asks when somebody follows a link. */
  const open = (url: string) => {
    assert.ok(url.startsWith('http://127.0.0.1/api/v1/links/'), url);
    const path = url.slice('http://127.0.0.1/api/v1'.length);
    return api.call('GET', path, { headers: { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
  };
  async function assertOpens(made: { status: number; body: { url: string } }, disposition: string): Promise<Buffer> {
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { status, headers, body } = await open(made.body.url);
    assert.equal(status, 200);
    assert.deepEqual(
      ['content-type', 'content-disposition', 'cross-origin-resource-policy', 'cache-control'].map((name) =>
        headers.get(name),
      ),
      ['application/pdf', disposition, 'cross-origin', 'no-store'],
    );
    assert.equal((body as Buffer).subarray(0, 5).toString(), '%PDF-');
    return body as Buffer;
  }

  it('given files that are not made yet, when links are asked for, then each is refused, and once they are made each link opens its own', async () => {
    const { orderNo, buyer } = order;
    const [attendeeId] = buyer.attendeeIds as [string];
    const bureau = await staffToken(stage.store, 'bureau');
    const early = await make(buyer.token, 'badge', attendeeId);
    assert.deepEqual([early.status, early.body.code], [409, 'badge_not_made']);

    const batchId = await makeBadges(stage, order);
    await untilLines(stage, order, 'ready_for_pickup');
    await assertOpens(
      await make(buyer.token, 'badge', attendeeId),
      await dispositionOf(`/badges/${attendeeId}`, buyer.token),
    );
    await assertOpens(
      await make(bureau, 'badge', attendeeId),
      await dispositionOf(`/badges/${attendeeId}`, buyer.token),
    );
    await assertOpens(await make(bureau, 'batch', batchId), `inline; filename="badges-${batchId}.pdf"`);

    const key = { 'Idempotency-Key': randomUUID() };
    const title = { kind: 'personal', title: '欧阳文静' };
    const { titleId } = (
      await api.call('POST', '/invoice-titles', {
        token: buyer.token,
        headers: { 'Idempotency-Key': randomUUID() },
        body: title,
      })
    ).body;
    const asked = await api.call('POST', `/orders/${orderNo}/invoices`, {
      token: buyer.token,
      headers: key,
      body: { titleId },
    });
    assert.equal(asked.status, 202, JSON.stringify(asked.body));
    const { invoiceId } = asked.body as { invoiceId: string };
    const made = await until(async () => {
      const answer = await make(buyer.token, 'invoice', invoiceId);
      if (answer.status === 409) assert.equal(answer.body.code, 'invoice_file_missing');
      else if (answer.status !== 404) return answer;
      return undefined;
    });
    const file = await assertOpens(made, `attachment; filename="${invoiceId}.pdf"`);
    const direct = await api.call('GET', `/invoices/${invoiceId}/file`, { token: buyer.token });
    assert.ok(file.equals(direct.body as Buffer));
  });

  async function dispositionOf(path: string, token: string): Promise<string> {
    return (await api.call('GET', path, { token })).headers.get('content-disposition')!;
  }
});
