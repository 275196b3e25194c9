import { fileURLToPath } from 'node:url';
import { defineSearchAttributeKey, type SearchAttributeType } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, makeTelemetryFilterString } from '@temporalio/worker';
import { bearsPublicUrl, bearsRequestId } from '../../api/temporal-call.ts';
import { findTemporalCli } from '../../stack/program.ts';
import { devServerFlags } from '../../stack/temporal.ts';
import { workflowBundle as bundleWorkflows } from '../../stack/workflow-bundle.ts';
import { searchAttributeTypes } from '../../workflows/messages.ts';
import { onRunEnd } from './run.ts';

const cacheDir = fileURLToPath(new URL('../../.cache', import.meta.url));

let local: Promise<TestWorkflowEnvironment> | undefined;
let bundle: ReturnType<typeof bundleWorkflows> | undefined;

/**
 * The real server, in memory, on a port of its own, one for the run; a test keeps apart by its own task queue and ids. The
 * clock of a single run can be put forward (fast-forward.ts).
 */
export const devServer = () => (local ??= startDevServer('frontend.WorkflowTimeSkippingEnabled=true'));

/** The workflows as workers load them, read once for the run. */
export const workflowBundle = () => (bundle ??= bundleWorkflows());

/** A real server of one's own, with settings of its dynamic configuration beside ours; ended with the run. */
export async function startDevServer(...settings: string[]) {
  quietRuntime();
  const path = await findTemporalCli(cacheDir);
  const keys = Object.entries(searchAttributeTypes).map(([name, type]) =>
    defineSearchAttributeKey(name, type as SearchAttributeType),
  );
  const environment = await TestWorkflowEnvironment.createLocal({
    client: { interceptors: { workflow: [bearsRequestId, bearsPublicUrl('http://127.0.0.1')] } },
    server: {
      executable: { type: 'existing-path', path },
      ip: '127.0.0.1',
      log: { format: 'pretty', level: 'error' },
      searchAttributes: keys,
      extraArgs: [...devServerFlags, ...settings.flatMap((value) => ['--dynamic-config-value', value])],
    },
  });
  onRunEnd('temporal', () => environment.teardown());
  return environment;
}

/** Before the first server, worker or replay: tests break workers and histories on purpose, and only errors are worth reading. */
export function quietRuntime() {
  const logging = { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }), forward: {} };
  if (Runtime._instance === undefined)
    Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging } });
}
