import { WorkflowNotFoundError, type WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { createEngine, type Engine } from '../../api/temporal.ts';
import type { OrderState } from '../../domain/badge-order.ts';
import {
  invoiceReversalWorkflowId,
  invoiceWorkflowId,
  latePaymentWorkflowId,
  refundWorkflowId,
} from '../../workflows/messages.ts';
import { until } from '../activities/local-sandbox.ts';
import { devServer, workflowBundle } from './temporal.ts';
import { startWorkbench, type Workbench, type WorkbenchSettings } from './workbench.ts';
import { startWorkers, type TestWorkers } from './worker.ts';

/** The whole of the system but HTTP: a Temporal server, its workers, our database and the providers' sandbox. */
export interface Stage extends Workbench {
  environment: TestWorkflowEnvironment;
  engine: Engine;
  /** Ids of the runs that tests started; late payments are found by their trades. */
  started: Set<string>;
  handle(workflowId: string): WorkflowHandle;
  startWorkers(): Promise<void>;
  stopWorkers(): Promise<void>;
}

export interface StageSettings extends WorkbenchSettings {
  /** Which server; the run's own unless a test needs settings of its dynamic configuration. */
  server?: () => Promise<TestWorkflowEnvironment>;
}

/** A run that answers later hangs. */
const deadlineMs = 60_000;

export async function startStage({ server = devServer, ...settings }: StageSettings = {}): Promise<Stage> {
  const [environment, workbench, bundle] = await Promise.all([server(), startWorkbench(settings), workflowBundle()]);
  const { client, nativeConnection } = environment;
  const started = new Set<string>();
  let workers: TestWorkers | undefined;

  const stage: Stage = {
    ...workbench,
    environment,
    engine: createEngine({ client, deadlineMs }),
    started,
    handle: (workflowId) => client.workflow.getHandle(workflowId),
    async startWorkers() {
      workers = await startWorkers(nativeConnection, {
        activities: workbench.activities,
        workflowBundle: bundle,
        store: workbench.store,
      });
    },
    async stopWorkers() {
      await workers?.stop();
      workers = undefined;
    },
    async close() {
      for (const workflowId of await runIds(stage)) {
        await client.workflow
          .getHandle(workflowId)
          .terminate('end of test')
          .catch(() => undefined);
      }
      await stage.stopWorkers();
      await workbench.close();
    },
  };
  await stage.startWorkers();
  return stage;
}

/** The run that another run is about to start. */
export async function untilStarted(stage: Pick<Stage, 'handle'>, workflowId: string): Promise<WorkflowHandle> {
  const handle = stage.handle(workflowId);
  await until(async () => {
    try {
      return await handle.describe();
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  });
  return handle;
}

/** Every run of this stage; of a late payment it is not known whether there is one. */
export async function runIds({ started, store }: Stage): Promise<string[]> {
  const trades = await store.knex('payments').pluck('outTradeNo');
  const refunds = await store.knex('refunds').pluck('refundNo');
  const invoices = await store.knex('invoices').pluck('invoiceNo');
  return [
    ...started,
    ...trades.map(latePaymentWorkflowId),
    ...refunds.map(refundWorkflowId),
    ...invoices.flatMap((no) => [invoiceWorkflowId(no), invoiceReversalWorkflowId(no)]),
  ];
}

export interface OrderStatus {
  state: OrderState;
  closedReason: string | null;
  attention: string | null;
}

export async function orderStatus({ store }: Stage, orderNo: string): Promise<OrderStatus | undefined> {
  return store
    .knex('badge_orders')
    .where({ orderNo })
    .first({ state: 'state', closedReason: 'closedReason', attention: 'attention' });
}
