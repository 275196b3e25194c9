import { WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError, type Client } from '@temporalio/client';
import {
  defaultFailureConverter,
  defaultPayloadConverter,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/common';
import type { Simulation } from './simulation.ts';
import type { Run } from './workflow-run.ts';

interface Named {
  name: string;
}
interface UpdateCall {
  args: unknown[];
  updateId: string;
}
interface UpdateWithStart extends UpdateCall {
  startWorkflowOperation: {
    workflowTypeOrFunc: string;
    options: { workflowId: string; workflowIdReusePolicy: string; args: unknown[] };
  };
}
interface SignalWithStart {
  workflowId: string;
  args: unknown[];
  signal: Named;
  signalArgs: unknown[];
}

/** As much of Temporal's client as `createEngine` uses, on a simulated server. `patienceMs`: how long a caller waits for an answer. */
export function createSimulatedClient({ server, pump }: Simulation, patienceMs: () => number): Client {
  async function updated(run: Run, { name }: Named, { args, updateId }: UpdateCall): Promise<unknown> {
    const update = server.update(run, name, args, updateId);
    await pump(patienceMs(), () => update.isDone);
    const { outcome } = update;
    if (!outcome) throw new WorkflowUpdateRPCTimeoutOrCancelledError('No answer in time');
    if ('value' in outcome) return outcome.value;
    if ('lost' in outcome) throw new WorkflowNotFoundError(outcome.lost, run.workflowId, run.runId);
    throw new WorkflowUpdateFailedError(
      'Update failed',
      defaultFailureConverter.failureToError(outcome.failure, defaultPayloadConverter) as Error,
    );
  }
  function mustBeOpen(workflowId: string): Run {
    const run = server.open(workflowId);
    if (!run) throw new WorkflowNotFoundError('No open run', workflowId, undefined);
    return run;
  }

  const workflow = {
    getHandle: (workflowId: string) => ({
      executeUpdate: async (definition: Named, call: UpdateCall) => {
        const run = server.newest(workflowId);
        return updated(run?.known.has(call.updateId) ? run : mustBeOpen(workflowId), definition, call);
      },
      signal: async ({ name }: Named, ...args: unknown[]) => server.signal(mustBeOpen(workflowId), name, args),
      describe: async () => {
        const run = server.newest(workflowId);
        if (!run) throw new WorkflowNotFoundError('No such run', workflowId, undefined);
        return { status: { name: run.status } };
      },
    }),
    async executeUpdateWithStart(
      definition: Named,
      { startWorkflowOperation: { workflowTypeOrFunc: type, options }, ...call }: UpdateWithStart,
    ) {
      const { workflowId, workflowIdReusePolicy, args } = options;
      if (workflowIdReusePolicy === 'REJECT_DUPLICATE' && server.newest(workflowId) && !server.open(workflowId))
        throw new WorkflowExecutionAlreadyStartedError('It is over', workflowId, type);
      return updated(server.open(workflowId) ?? server.start(type, workflowId, args), definition, call);
    },
    async signalWithStart(type: string, { workflowId, args, signal, signalArgs }: SignalWithStart) {
      server.signal(server.open(workflowId) ?? server.start(type, workflowId, args), signal.name, signalArgs);
    },
  };
  const withDeadline = (_at: number, call: () => Promise<unknown>) => call();
  return { withDeadline, workflow } as never;
}
