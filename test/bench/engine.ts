import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { quietRuntime } from '../support/temporal.ts';
import { bare, proceed } from './bare-workflow.ts';
import { load, type Measured } from './load.ts';

const taskQueue = 'bench-engine';
const workflowsPath = fileURLToPath(new URL('./bare-workflow.ts', import.meta.url));

/** What Temporal itself can do here: bare workflows on a worker inside this process, no database, no HTTP. */
export function createEngineProbe({ client, address }: { client: Client; address: string }) {
  let bundle: Promise<WorkflowBundleWithSourceMap> | undefined;
  let runs = 0;

  async function runOne() {
    const handle = await client.workflow.start(bare, { taskQueue, workflowId: `bench-engine:${++runs}` });
    await handle.signal(proceed);
    await handle.result();
  }

  return {
    async measure(how: { clients: number; count: number }): Promise<Measured> {
      quietRuntime();
      const workflowBundle = await (bundle ??= bundleWorkflowCode({
        workflowsPath,
        logger: new DefaultLogger('WARN'),
      }));
      const connection = await NativeConnection.connect({ address });
      try {
        const worker = await Worker.create({
          connection,
          taskQueue,
          workflowBundle,
          maxConcurrentWorkflowTaskExecutions: 40,
        });
        return await worker.runUntil(async () => {
          await load({ clients: how.clients, count: how.clients * 3 }, runOne);
          return load(how, runOne);
        });
      } finally {
        await connection.close();
      }
    },
  };
}
