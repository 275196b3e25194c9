import { setTimeout as pause } from 'node:timers/promises';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { createEngine, type Engine } from '../../api/temporal.ts';
import type { Store } from '../../db/knex.ts';
import {
  invoiceReversalWorkflowId,
  invoiceWorkflowId,
  latePaymentWorkflowId,
  orderWorkflowId,
  refundWorkflowId,
  checkDeadlines,
} from '../../workflows/messages.ts';
import { until } from '../activities/local-sandbox.ts';
import { fastForwardRun } from '../support/fast-forward.ts';
import { createBuyer, newOrderNo } from '../support/order-fixture.ts';
import { startStore } from '../support/store.ts';
import { startDevServer } from '../support/temporal.ts';
import { startProviderWorkers } from '../support/worker.ts';
import { raceActivities, type GuardName } from './guards.ts';
import { isOwedTimer, tell, type OpenRun } from './open-run.ts';
import { createOrderLife, type OrderLife, type Status } from './order-life.ts';
import { createFakeProvider } from './provider.ts';
import { startMainWorker } from './worker.ts';

let server: Promise<TestWorkflowEnvironment> | undefined;
/** What a killed worker held comes back after two seconds instead of ten. */
const racesServer = () =>
  (server ??= startDevServer('frontend.WorkflowTimeSkippingEnabled=true', 'history.defaultWorkflowTaskTimeout="2s"'));

/** Real Temporal, real PostgreSQL, the real workflows and activities; only the providers behind their ports are ours. */
export async function startRaces(guard?: GuardName) {
  const [environment, base] = await Promise.all([racesServer(), startStore()]);
  const { store, databaseUrl } = base;
  const provider = createFakeProvider();
  const activities = raceActivities({ store, provider, guard });
  const [atProviders, main] = await Promise.all([
    startProviderWorkers(environment.nativeConnection, activities),
    startMainWorker({ databaseUrl, address: environment.address, guard }),
  ]);
  const engine = createEngine({ client: environment.client });
  const worlds = new Set<World>();
  return {
    /** `isOver`: somebody else has found something, and nobody need come to rest. */
    async newWorld(isOver: () => boolean): Promise<World> {
      const world = await createWorld({ environment, store, engine, provider, kill: () => main.restart(), isOver });
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
  kill: () => Promise<void>;
  isOver: () => boolean;
}

export interface World {
  life: OrderLife;
  /** Whatever still runs of an order that broke something. */
  terminate: () => Promise<void>;
}

/** The server never fired a timer it had started (DECISIONS, 2026-11-26), and waking the order did not help. */
export class TimerLost extends Error {}

/** Until everything must have come to its end: on a busy machine, with timers lost and two workers killed meanwhile, 45 s were too few. */
const mostSecondsToSettle = 120;
const secondsOnceWoken = 60;

/** An order's life on the real server, with a clock of its own. */
async function createWorld({ environment, store, engine, provider, kill, isOver }: Deps): Promise<World> {
  const { client } = environment;
  const buyer = await createBuyer(store, [{}, {}]);
  const orderNo = newOrderNo();
  const mood = provider.mood(orderNo);
  const ask = async (call: Promise<unknown>) => void (await call.catch(() => undefined));

  /** The ids of runs that may be open, those that others wait for first. */
  function runIds({ invoices, refunds }: Pick<Status, 'invoices' | 'refunds'>): string[] {
    return [
      ...invoices.map((invoice) => invoiceReversalWorkflowId(invoice.invoiceNo)),
      ...invoices.filter(({ state }) => state === 'issuing').map((invoice) => invoiceWorkflowId(invoice.invoiceNo)),
      ...refunds.filter(({ state }) => state !== 'refunded').map((refund) => refundWorkflowId(refund.refundNo)),
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
    for (const workflowId of runIds(await life.standing())) {
      if (!(await isOpen(workflowId))) continue;
      const handle = client.workflow.getHandle(workflowId);
      open.push({ workflowId, raw: (await handle.describe()).raw, events: (await handle.fetchHistory()).events ?? [] });
    }
    return open;
  }

  /** Runs whose clock is being moved; moving one again meanwhile would only confuse it. A move that a killed worker made the server forget is given up. */
  const moving = new Map<string, Promise<unknown>>();
  const forward = (workflowId: string, seconds: number) => {
    const move = () =>
      environment.connection.withDeadline(Date.now() + 5_000, () => fastForwardRun(environment, workflowId, seconds));
    const moved =
      moving.get(workflowId) ??
      move()
        .catch(() => undefined)
        .finally(() => moving.delete(workflowId));
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

  let latest: number | undefined;
  let isWoken = false;

  const life: OrderLife = await createOrderLife({
    store,
    engine,
    provider,
    buyer,
    orderNo,
    ask,
    kill,
    askAll: async (calls) => void (await Promise.all(calls.map((call) => ask(call())))),
    // Slow where the workers are just restarting.
    until: async (look) => void (await until(look)),
    /** A run that waits for another is not waited for. */
    async advance(seconds) {
      mood.offsetMs += seconds * 1000;
      for (const workflowId of runIds(await life.standing()))
        if (await untilIdle(workflowId)) await Promise.race([forward(workflowId, seconds), pause(100)]);
    },
    rest: async () => void (await untilIdle(orderWorkflowId(orderNo))),
    async isAnyRunOpen(standing) {
      for (const workflowId of runIds(standing)) if (await isOpen(workflowId)) return true;
      return false;
    },
    async isNotAtRest(round, what) {
      latest ??= Date.now() + mostSecondsToSettle * 1000;
      if (isOver()) throw new Error('Given up: another life has found something');
      if (Date.now() > latest) {
        const runs = await openRuns();
        const all = `Not at rest: ${what}\n${runs.map(tell).join('\n')}`;
        const isOwed = runs.some(isOwedTimer);
        if (!isOwed || isWoken) throw isOwed ? new TimerLost(all) : new Error(all);
        // What a reconciliation does for an order whose run sleeps.
        console.log(`A timer was lost; the order is woken. ${all}`);
        await ask(client.workflow.getHandle(orderWorkflowId(orderNo)).signal(checkDeadlines));
        isWoken = true;
        latest = Date.now() + secondsOnceWoken * 1000;
      }
      await pause(Math.min(10 * round, 250));
    },
  });

  return {
    life,
    async terminate() {
      for (const workflowId of runIds(await life.standing()))
        await ask(client.workflow.getHandle(workflowId).terminate('end of test'));
    },
  };
}
