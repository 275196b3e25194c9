import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Worker } from '@temporalio/worker';
import { lookForTroubles } from '../../api/temporal-trouble.ts';
import type { AttentionKind } from '../../domain/attention.ts';
import { createAttention, type Attention } from '../../db/ops/attention.ts';
import { createInvoiceTitles } from '../../db/order/invoice-title.ts';
import { invoiceWorkflowId, refundWorkflowId, taskQueues } from '../../workflows/messages.ts';
import { until } from '../activities/local-sandbox.ts';
import { fastForward } from '../support/fast-forward.ts';
import {
  createBuyer,
  makeBadges,
  notice,
  openPayment,
  pay,
  placeOrder,
  placePaid,
  review,
  untilLines,
  untilOrder,
  type TestOrder,
} from '../support/order-fixture.ts';
import { decide, openSubmitted, submit } from '../support/registration-fixture.ts';
import { startStage, type Stage } from '../support/stage.ts';
import { workflowBundle } from '../support/temporal.ts';

/** The setting, short: a wait is one for a human after it. */
const limits = { afterSeconds: 3, afterAttempts: 10 };

describe('what needs a human, provoked', () => {
  let stage: Stage;
  before(async () => {
    // A provider that hangs is given up soon.
    stage = await startStage({ providerTimeoutMs: 1_000 });
  });
  after(() => stage.close());

  const attention = async (): Promise<Attention[]> => createAttention(stage.store, limits).list({ rows: 100 });
  const kinds = async () => (await attention()).map(({ kind }) => kind).toSorted((a, b) => a.localeCompare(b));
  const untilListed = (kind: AttentionKind) =>
    until(async () => (await attention()).find((item) => item.kind === kind));
  const detailsOf = async (workflowId: string): Promise<string> =>
    (await stage.handle(workflowId).query<{ currentDetails: string }>('__temporal_workflow_metadata')).currentDetails;
  const place = async () => placeOrder(stage, { buyer: await createBuyer(stage.store) });

  /** Paid twice, the second time in vain: it goes back, and its number is the refund's. */
  async function paidTwice(): Promise<string> {
    const order = await place();
    const [first, second] = [await openPayment(stage, order), await openPayment(stage, order)];
    await pay(stage, first);
    await pay(stage, second);
    await notice(stage, order, first);
    return `${second}L`;
  }
  async function approved(): Promise<TestOrder> {
    const order = await placePaid(stage, { buyer: await createBuyer(stage.store), pickup: 'courier' });
    await review(stage, order, { 0: 'approve' });
    await untilLines(stage, order, 'approved');
    return order;
  }
  async function askForInvoice({ orderNo, buyer }: TestOrder): Promise<string> {
    const invoiceNo = `${orderNo}F1`;
    const title = { kind: 'personal', title: '欧阳文静' } as const;
    const { titleId } = await createInvoiceTitles(stage.store).insert(buyer.unitId, title);
    const labels = { edition: '2', account: buyer.account, delegationNo: 3 };
    await stage.engine.requestInvoice({ invoiceNo, orderNo, titleId }, labels, invoiceNo);
    return invoiceNo;
  }

  it('given a refused refund, a courier that is away, a silent tax platform, a provider that hangs and a text nobody knows of, when the setting is over, then all five are listed, on whom they wait and why, and each goes when its trouble does', async () => {
    const badges = await approved();
    const scanned = await place();
    const trade = await openPayment(stage, scanned, 'wechat');
    await pay(stage, trade);
    const registration = await openSubmitted(stage);
    await stage.sandbox.call('PUT', '/refunds', { outcome: 'not_enough' });
    const refundId = await paidTwice();
    await untilListed('refund_refused');

    const began = Date.now();
    await stage.sandbox.faults(
      { provider: 'sf', route: 'create', kind: 'http_502', probability: 1 },
      { provider: 'fapiao', route: 'query', kind: 'hang', probability: 1 },
      { provider: 'wechat', route: 'query', kind: 'hang', probability: 1 },
      { provider: 'sms', route: 'send', kind: 'hang', probability: 1 },
    );
    await makeBadges(stage, badges);
    const invoiceId = await askForInvoice(badges);
    await notice(stage, scanned, trade, 'wechat');
    await decide(stage, registration, 'return');

    const items = await until(async () => {
      const listed = await attention();
      const isWhole = listed.length >= 5 && listed.every((item) => item.kind === 'text_unknown' || item.lastError);
      return isWhole ? listed : undefined;
    });
    console.log(`      5 of 5 after ${Date.now() - began} ms, the setting is ${limits.afterSeconds} s`);
    const of = (kind: AttentionKind) => items.find((item) => item.kind === kind);
    const told = (kind: AttentionKind) => [of(kind)?.subject, of(kind)?.waitsFor];
    assert.equal(items.length, 5, JSON.stringify(items));
    assert.deepEqual(told('refund_refused'), [{ refundId }, null]);
    assert.deepEqual(told('parcel_delayed'), [{ orderNo: badges.orderNo }, 'sf']);
    assert.deepEqual(told('invoice_delayed'), [{ invoiceId }, 'fapiao']);
    assert.deepEqual(told('activity_failing'), [{ orderNo: scanned.orderNo }, 'wechat']);
    assert.equal(of('text_unknown')?.workflowId, `registration:2:${registration.account}`);
    for (const kind of ['parcel_delayed', 'invoice_delayed', 'activity_failing'] as const) {
      assert.match(of(kind)!.lastError!, /outcome unknown/, kind);
      assert.ok(of(kind)!.attempts! >= 2, kind);
      assert.ok(of(kind)!.since.getTime() >= began - 1_000, kind);
    }

    // The run says it too, and where our pages tell more.
    const details = await until(async () => {
      const now = await detailsOf(scanned.handle.workflowId);
      return now.includes('in vain') ? now : undefined;
    });
    assert.match(details, /Waits for the \*\*unit\*\* to pay[^]*Attempt 4 since 20[^]*wechat query: outcome unknown/);
    assert.ok(details.includes(`http://127.0.0.1/api/v1/ops/orders/${scanned.orderNo}`), details);
    assert.ok(details.includes(`http://127.0.0.1/app/operator/orders/${scanned.orderNo}`), details);
    assert.match(await detailsOf(refundWorkflowId(refundId)), /operator[^]*SELLER_BALANCE_NOT_ENOUGH[^]*ops\/refunds/);
    assert.match(await detailsOf(invoiceWorkflowId(invoiceId)), /tax platform[^]*app\/operator\/invoices/);

    await stage.sandbox.faults();
    await stage.sandbox.call('PUT', '/refunds', { outcome: 'success' });
    // Nobody does anything: the refused refund is tried again a day later.
    await fastForward(stage, refundWorkflowId(refundId), 90_000);
    // A later text that comes through.
    await submit(stage, registration);
    await decide(stage, registration, 'approve');
    await untilOrder(stage, scanned, 'paid');
    await until(async () => ((await kinds()).length === 0 ? true : undefined));
    assert.doesNotMatch(await detailsOf(scanned.handle.workflowId), /in vain/);
    assert.deepEqual(await stage.store.knex('run_troubles').select('step'), []);
  });

  it('given a build whose program of an order fails, when it is told something, then its run is listed within a minute with the error, and gone once a build that works has it', async () => {
    const order = await place();
    const trade = await openPayment(stage, order);
    await stage.stopWorkers();
    await pay(stage, trade);
    const { code } = await workflowBundle();
    const broken = code.replace('async function badgeOrder(input) {', '$&\nthrow new Error("a build that fails");');
    assert.notEqual(broken, code);
    const worker = await Worker.create({
      connection: stage.environment.nativeConnection,
      taskQueue: taskQueues.main,
      workflowBundle: { code: broken },
    });
    const { client } = stage.environment;
    const look = () => lookForTroubles({ client, store: stage.store });
    const failing = async () => {
      await look();
      return (await attention()).find(({ subject }) => subject.orderNo === order.orderNo);
    };
    const began = Date.now();
    await worker.runUntil(async () => {
      await notice(stage, order, trade);
      const item = await until(failing);
      console.log(`      listed after ${Date.now() - began} ms`);
      assert.ok(Date.now() - began < 60_000);
      assert.deepEqual(
        [item.kind, item.workflowId, item.lastError],
        ['task_failing', order.handle.workflowId, 'a build that fails'],
      );
    });
    await stage.startWorkers();
    await untilOrder(stage, order, 'paid');
    await until(async () => ((await failing()) === undefined ? true : undefined));
  });

  it('given the views of the manual, when each is opened, then the server understands its query', async () => {
    const page = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8');
    const queries = [...page.matchAll(/workflows\?query=([^)\s]+)\)/g)].map(([, query]) => decodeURIComponent(query!));
    assert.ok(queries.length >= 10);
    const { client } = stage.environment;
    for (const query of queries) await client.workflow.count(query);
    await assert.rejects(client.workflow.count("NoSuchAttribute = 'x'"));
  });

  it('given steps that were noted as failing, of a run that is over, of one that waits for nothing and of one that nobody met a moment ago, when workers look, then the last alone stays', async () => {
    const order = await place();
    const step = { about: 'orderNo', subject: order.orderNo, waitsFor: 'alipay', attempts: 3, lastError: 'HTTP_502' };
    const since = new Date(Date.now() - 300_000);
    await stage.store.knex('run_troubles').insert([
      { ...step, workflowId: 'order:never', step: 'endTrade#1', since, seenAt: since },
      { ...step, workflowId: order.handle.workflowId, step: 'queryTrade#1', since, seenAt: since },
      { ...step, workflowId: order.handle.workflowId, step: 'queryTrade#2', since, seenAt: new Date() },
    ]);
    await lookForTroubles({ client: stage.environment.client, store: stage.store });
    assert.deepEqual(await stage.store.knex('run_troubles').pluck('step'), ['queryTrade#2']);
  });
});
