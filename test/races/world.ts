import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { createEngine, type Engine } from '../../api/temporal.ts';
import type { LineState } from '../../domain/badge.ts';
import { outTradeNo, type Channel } from '../../domain/payment.ts';
import { createInvoiceTitles } from '../../db/invoice-title.ts';
import type { Store } from '../../db/knex.ts';
import { checkJournal, checkMoney } from '../../db/money-check.ts';
import { createPersonReviews } from '../../db/person-review.ts';
import { createProductionBatches } from '../../db/production-batch.ts';
import { createReductions } from '../../db/reduction.ts';
import { createRefunds } from '../../db/refund.ts';
import {
  invoiceReversalWorkflowId,
  invoiceWorkflowId,
  latePaymentWorkflowId,
  orderWorkflowId,
  refundWorkflowId,
  wake,
} from '../../workflows/messages.ts';
import { until } from '../activities/local-sandbox.ts';
import { fastForwardRun } from '../support/fast-forward.ts';
import { createBuyer, newOrderNo, type Buyer } from '../support/order-fixture.ts';
import { startStore } from '../support/store.ts';
import { startDevServer } from '../support/temporal.ts';
import { startProviderWorkers } from '../support/worker.ts';
import { raceActivities, type GuardName } from './guards.ts';
import { isOwedTimer, tell, type OpenRun } from './open-run.ts';
import { createFakeProvider } from './provider.ts';
import { startMainWorker } from './worker.ts';

let server: Promise<TestWorkflowEnvironment> | undefined;
/** What a killed worker held comes back after two seconds instead of ten. */
const racesServer = () => (server ??= startDevServer('frontend.WorkflowTimeSkippingEnabled=true', 'history.defaultWorkflowTaskTimeout="2s"'));

/** Real Temporal, real PostgreSQL, the real workflows and activities; only the providers behind their ports are ours. */
export async function startRaces(guard?: GuardName) {
  const [environment, base] = await Promise.all([racesServer(), startStore()]);
  const { store, databaseUrl } = base;
  const provider = createFakeProvider();
  const activities = raceActivities({ store, provider, guard });
  const staff = async (login: string) => ((await store.knex('staff').where({ login }).first('staff_id')) as { staff_id: string }).staff_id;
  const [bureau, operator] = [await staff('bureau'), await staff('operator')];
  const [atProviders, main] = await Promise.all([
    startProviderWorkers(environment.nativeConnection, activities),
    startMainWorker({ databaseUrl, address: environment.address, guard }),
  ]);
  const engine = createEngine({ client: environment.client });
  const worlds = new Set<World>();
  return {
    async newWorld(): Promise<World> {
      const world = await createWorld({ environment, store, engine, provider, bureau, operator, restart: () => main.restart() });
      worlds.add(world);
      return world;
    },
    leave: (world: World) => worlds.delete(world),
    restarts: () => main.restarts(),
    async close() {
      for (const world of worlds) await world.terminate();
      main.kill();
      await atProviders.stop();
      await base.close();
    },
  };
}

interface Deps {
  environment: TestWorkflowEnvironment;
  store: Store;
  engine: Engine;
  provider: ReturnType<typeof createFakeProvider>;
  bureau: string;
  operator: string;
  restart: () => Promise<void>;
}

export type World = Awaited<ReturnType<typeof createWorld>>;

/** The server never fired a timer it had started (DECISIONS, 2026-11-26), and waking the order did not help. */
export class TimerLost extends Error {}

/** Until everything must have come to its end: on a busy machine, with timers lost and two workers killed meanwhile, 45 s were too few. */
const mostSecondsToSettle = 120;
const secondsOnceWoken = 60;

/** One order of two people and what can happen to it. Whatever is refused is refused: commands are sent in any state. */
async function createWorld({ environment, store, engine, provider, bureau, operator, restart }: Deps) {
  const { client } = environment;
  const buyer: Buyer = await createBuyer(store, [{}, {}]);
  const { registrationId, attendeeIds, account, unitId } = buyer;
  const orderNo = newOrderNo();
  const labels = { edition: '2', account, delegationNo: 3 };
  const { titleId } = await createInvoiceTitles(store).insert(unitId, { kind: 'personal', title: '欧阳文静' });
  const input = { orderNo, registrationId, attendeeIds, pickup: 'delegation', paymentWindowSeconds: 900 } as const;
  await engine.placeOrder(input, labels, randomUUID());
  // Slow where the workers are just restarting.
  await until(() => store.knex('badge_orders').where({ order_no: orderNo }).first('order_no') as Promise<unknown>);
  let invoices = 0;
  const ask = async (call: Promise<unknown>) => void (await call.catch(() => undefined));
  const mood = provider.mood(orderNo);

  const order = async () =>
    (await store.knex('badge_orders').where({ order_no: orderNo }).first('state', 'expires_at')) as { state: string; expires_at: Date };
  const lines = async () => (await store.knex('order_lines').where({ order_no: orderNo }).orderBy('line_no').select('attendee_id', 'state', 'payable_fen')) as { attendee_id: string; state: LineState; payable_fen: number }[]; // prettier-ignore
  const openRefunds = () => store.knex('refunds').where({ order_no: orderNo }).whereNot({ state: 'refunded' }).select('refund_no', 'state') as Promise<{ refund_no: string; state: string }[]>; // prettier-ignore
  const invoiceNos = () => store.knex('invoices').where({ order_no: orderNo }).select('invoice_no', 'state', 'red_due') as Promise<{ invoice_no: string; state: string; red_due: boolean }[]>; // prettier-ignore

  /** The ids of runs that may be open, those that others wait for first. */
  async function runIds(): Promise<string[]> {
    const [papers, refunds] = [await invoiceNos(), await openRefunds()];
    return [
      ...papers.map(({ invoice_no: no }) => invoiceReversalWorkflowId(no)),
      ...papers.filter(({ state }) => state === 'issuing').map(({ invoice_no: no }) => invoiceWorkflowId(no)),
      ...refunds.map(({ refund_no: no }) => refundWorkflowId(no)),
      ...provider.tradesOf(orderNo).map(latePaymentWorkflowId),
      orderWorkflowId(orderNo),
    ];
  }
  async function isOpen(workflowId: string): Promise<boolean> {
    try {
      return (await client.workflow.getHandle(workflowId).describe()).status.name === 'RUNNING';
    } catch {
      return false;
    }
  }

  /** The runs that are still open, with what each has been through. */
  async function openRuns(): Promise<OpenRun[]> {
    const open: OpenRun[] = [];
    for (const workflowId of await runIds()) {
      if (!(await isOpen(workflowId))) continue;
      const handle = client.workflow.getHandle(workflowId);
      open.push({ workflowId, raw: (await handle.describe()).raw, events: (await handle.fetchHistory()).events ?? [] });
    }
    return open;
  }

  /** Runs whose clock is being moved; moving one again meanwhile would only confuse it. A move that a killed worker made the server forget is given up. */
  const moving = new Map<string, Promise<unknown>>();
  const forward = (workflowId: string, seconds: number) => {
    const move = () => environment.connection.withDeadline(Date.now() + 5_000, () => fastForwardRun(environment, workflowId, seconds));
    const moved = moving.get(workflowId) ?? move().catch(() => undefined).finally(() => moving.delete(workflowId)); // prettier-ignore
    moving.set(workflowId, moved);
    return moved;
  };
  /** Until a run has nothing to do but wait: what comes while it works would only be buffered. False: it works on, or is over. */
  async function untilIdle(workflowId: string): Promise<boolean> {
    let isAtWork = false;
    for (let look = 0; look < 10; look++) {
      try {
        const { raw, status } = await client.workflow.getHandle(workflowId).describe();
        if (status.name !== 'RUNNING') return false;
        isAtWork = !!raw.pendingWorkflowTask;
        if (!isAtWork && (raw.pendingActivities ?? []).length === 0) return true;
      } catch {
        return false;
      }
      // A look costs the server as much as a signal does.
      await pause(60 + 40 * look);
    }
    // Its activities may be waiting for time to pass.
    return !isAtWork;
  }

  /** Time passes for the order, its providers and whatever runs for it. A run that waits for another is not waited for. */
  async function advance(seconds: number): Promise<void> {
    mood.offsetMs += seconds * 1000;
    for (const workflowId of await runIds()) if (await untilIdle(workflowId)) await Promise.race([forward(workflowId, seconds), pause(100)]);
  }

  const world = {
    orderNo,
    advance,
    open: (channel: Channel) => ask(engine.openPayment(orderNo, { channel }, randomUUID())),
    /** The n-th newest code. */
    pay: (n: number) => {
      const trades = provider.tradesOf(orderNo);
      const trade = trades.at(-1 - (n % Math.max(1, trades.length)));
      if (trade) provider.pay(trade);
    },
    scan: () => {
      const trade = provider.tradesOf(orderNo).at(-1);
      if (trade) provider.scan(trade);
    },
    async notice(n: number, copies: number): Promise<void> {
      const trade = outTradeNo(orderNo, n);
      if (!provider.tradesOf(orderNo).includes(trade)) return;
      const told = { orderNo, outTradeNo: trade, channel: provider.channelOf(trade) };
      await Promise.all(Array.from({ length: copies }, () => ask(engine.paymentNoticed(told))));
    },
    cancel: () => ask(engine.cancelOrder(orderNo, randomUUID())),
    extend: () => ask(engine.extendWindow(orderNo, { extensionId: randomUUID(), minutes: 5, staffId: operator }, randomUUID())),
    async reduce(amountFen: number): Promise<void> {
      const reductionId = randomUUID();
      await createReductions(store).insert({ reductionId, registrationId, orderNo, amountFen, reason: '公益', staffId: bureau });
      await ask(engine.reduceOrder(orderNo, { reductionId }, reductionId));
    },
    async review(index: number, result: 'approve' | 'fail'): Promise<void> {
      const verdictId = randomUUID();
      const reviews = createPersonReviews(store);
      await reviews.record([{ attendeeId: attendeeIds[index]!, orderNo, result, reason: '核验' }], { requestId: verdictId, staffId: bureau });
      const ids = (await reviews.recorded(verdictId)).get(orderNo) ?? [];
      await ask(engine.personsReviewed(orderNo, { verdictId, personReviewIds: ids }));
    },
    async refund(index: number): Promise<void> {
      const refundRequestId = randomUUID();
      await createRefunds(store).request({ refundRequestId, orderNo, attendeeIds: [attendeeIds[index]!], reason: '核验' });
      await ask(engine.requestRefund(orderNo, { refundRequestId }, refundRequestId));
    },
    async retry(byHand: boolean): Promise<void> {
      for (const { refund_no: no, state } of await openRefunds())
        if (state === 'needs_attention') await ask(engine.takeUpRefund(no, { byHand }, randomUUID()));
    },
    invoice: () => ask(engine.requestInvoice({ invoiceNo: `${orderNo}F${++invoices}`, orderNo, titleId }, labels, randomUUID())),
    async giveBack(): Promise<void> {
      const issued = (await invoiceNos()).find(({ state }) => state === 'issued');
      if (issued) await ask(engine.requestReversal({ invoiceNo: issued.invoice_no, orderNo, cause: 'unit' }, labels, randomUUID()));
    },
    async batch(): Promise<void> {
      const batchId = randomUUID();
      await createProductionBatches(store).insert({ batchId, staffId: bureau });
      await ask(engine.badgesBatched(orderNo, { batchId, attendeeIds }));
    },
    handOver: () => ask(engine.handOver(orderNo, { handOverId: randomUUID() }, randomUUID())),
    mood,
    restart,

    /** Whatever still runs of an order that broke something. */
    async terminate(): Promise<void> {
      for (const workflowId of await runIds()) await ask(client.workflow.getHandle(workflowId).terminate('end of test'));
    },

    /** The world turns friendly and everybody does their part, until nothing is left to do. */
    async settle(isOver: () => boolean): Promise<void> {
      let latest = Date.now() + mostSecondsToSettle * 1000;
      let isWoken = false;
      Object.assign(mood, { refund: 'success', buyer: 'confirm', overrunMs: 0, answersLost: 0 });
      for (let round = 0; ; round++) {
        const { state } = await order();
        const [refunds, papers] = [await openRefunds(), await invoiceNos()];
        const paperMoves = papers.some(({ state: paper }) => paper === 'issuing' || paper === 'reversing' || paper === 'awaiting_buyer');
        if ((state === 'closed' || state === 'settled') && refunds.length === 0 && !paperMoves) {
          const open: boolean[] = [];
          for (const workflowId of await runIds()) open.push(await isOpen(workflowId));
          if (!open.includes(true)) return;
        }
        if (Date.now() > latest || isOver()) {
          const runs = await openRuns();
          const what = `Not at rest: order ${orderNo} is ${state}, refunds ${JSON.stringify(refunds)}, invoices ${JSON.stringify(papers)}\n${runs.map(tell).join('\n')}`;
          const isOwed = !isOver() && runs.some(isOwedTimer);
          if (!isOwed || isWoken) throw isOwed ? new TimerLost(what) : new Error(what);
          // What a reconciliation does for an order whose run sleeps.
          console.log(`A timer was lost; the order is woken. ${what}`);
          await ask(client.workflow.getHandle(orderWorkflowId(orderNo)).signal(wake));
          isWoken = true;
          latest = Date.now() + secondsOnceWoken * 1000;
        }
        const waitsForUs = state === 'paid' && refunds.length === 0 && !paperMoves;
        if (waitsForUs || (state === 'paid' && round % 4 === 0)) await this.goOn();
        if (refunds.length > 0) await this.retry(false);
        // Time changes little for who waits for people.
        if (waitsForUs && round % 4 !== 3) await untilIdle(orderWorkflowId(orderNo));
        else await advance(state === 'awaiting_payment' ? 1_300 : 700);
        await pause(Math.min(10 * round, 250));
      }
    },

    async goOn(): Promise<void> {
      for (const [index, line] of (await lines()).entries()) {
        if (line.state === 'under_review') await this.review(index, 'approve');
        if (line.state === 'review_failed' && line.payable_fen > 0) await this.refund(index);
      }
      const states = (await lines()).map(({ state }) => state);
      if (states.includes('approved')) await this.batch();
      if (states.includes('ready_for_pickup')) await this.handOver();
    },

    /** What must hold now and does not. */
    async violations(): Promise<string[]> {
      const checks = [...(await checkMoney(store, orderNo)), ...(await checkJournal(store, provider.journal(orderNo), orderNo))];
      provider.forget(orderNo);
      return checks.flatMap(({ name, violations }) => violations.map((violation) => `${name}: ${violation}`));
    },
  };
  return world;
}
