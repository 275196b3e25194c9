import {
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type Client,
  type WorkflowClientInterceptor,
  type WorkflowHandle,
} from '@temporalio/client';
import {
  defaultPayloadConverter,
  type Headers,
  type SignalDefinition,
  type UpdateDefinition,
  type Workflow,
} from '@temporalio/common';
import type { ErrorCode } from '../domain/error-code.ts';
import { DomainError, type Outcome } from '../domain/errors.ts';
import { publicUrlHeader, requestIdHeader } from '../domain/request-id.ts';
import { say } from '../domain/message.ts';
import * as messages from '../workflows/messages.ts';
import { requestId } from './request-log.ts';
import { RunRefused, classifyTemporalError, isWrongRequest, notSetUp, toThrowable } from './temporal-error.ts';
import { missingSearchAttributes } from './temporal-readiness.ts';

/** What an update came to; `slow`: the run has it, its answer is not known yet. */
export type UpdateResult<T> = { done: T } | { pending: true };

/** Whom a run is about, for whoever looks for it in the Temporal UI. */
export interface Labels {
  edition: string;
  account: string;
  delegationNo: number | undefined;
}

interface Update<T, Args extends unknown[]> {
  workflowId: string;
  definition: UpdateDefinition<T, Args>;
  args: Args;
  updateId: string;
  /** What it means that the run is over. */
  whenOver: ErrorCode;
}

interface Start {
  type: string;
  workflowId: string;
  input: object;
  labels: Labels;
  state: string;
  summary: string;
  deadline?: Date;
  /** An order's number is used once; an account whose opening was refused may try again. */
  reuse: 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE';
}

/** The memo of a run that a request began: whoever looks at it finds the lines of the log about that. */
export function begunByRequest(): { memo?: { requestId: string } } {
  const id = requestId();
  return id === undefined ? {} : { memo: { requestId: id } };
}

/** For the client: every message to a run bears the id of the request that it is sent for. */
export const bearsRequestId: WorkflowClientInterceptor = {
  startWithDetails: (input, next) => next({ ...input, headers: { ...input.headers, ...ofRequest() } }),
  signal: (input, next) => next({ ...input, headers: { ...input.headers, ...ofRequest() } }),
  signalWithStart: (input, next) => next({ ...input, headers: { ...input.headers, ...ofRequest() } }),
  startUpdate: (input, next) => next({ ...input, headers: { ...input.headers, ...ofRequest() } }),
  startUpdateWithStart: (input, next) =>
    next({
      ...input,
      workflowStartHeaders: { ...input.workflowStartHeaders, ...ofRequest() },
      updateHeaders: { ...input.updateHeaders, ...ofRequest() },
    }),
};

/** For the client: every run that it starts can say where our pages tell more of it. */
export function bearsPublicUrl(publicUrl: string): WorkflowClientInterceptor {
  const url: Headers = { [publicUrlHeader]: defaultPayloadConverter.toPayload(publicUrl)! };
  return {
    startWithDetails: (input, next) => next({ ...input, headers: { ...input.headers, ...url } }),
    signalWithStart: (input, next) => next({ ...input, headers: { ...input.headers, ...url } }),
    startUpdateWithStart: (input, next) =>
      next({ ...input, workflowStartHeaders: { ...input.workflowStartHeaders, ...url } }),
  };
}

function ofRequest(): Headers {
  const id = requestId();
  return id === undefined ? {} : { [requestIdHeader]: defaultPayloadConverter.toPayload(id)! };
}

/** What a run is found by. */
export const attributesOf = ({ edition, account, delegationNo }: Labels, state: string) => [
  { key: messages.searchAttributes.edition, value: edition },
  { key: messages.searchAttributes.unit, value: account },
  { key: messages.searchAttributes.state, value: state },
  { key: messages.searchAttributes.needsAttention, value: false },
  ...(delegationNo === undefined ? [] : [{ key: messages.searchAttributes.delegation, value: String(delegationNo) }]),
];

/** The ways to call a run: each with a deadline, its errors worded as our refusals. */
export function createCalls({ client, deadlineMs }: { client: Client; deadlineMs: number }) {
  const withDeadline = <T>(call: () => Promise<T>, ms = deadlineMs): Promise<T> =>
    client.withDeadline(Date.now() + ms, call);

  /** After a time-out: whether the run has our request is only sure while it runs. */
  async function pendingOrAway(handle: WorkflowHandle): Promise<{ pending: true }> {
    try {
      const { status } = await withDeadline(() => handle.describe(), 1_500);
      if (status.name === 'RUNNING') return { pending: true };
    } catch {
      // Not even that was answered.
    }
    throw new DomainError('unavailable', { detail: say('engine_away') });
  }

  async function settle<T>(
    workflowId: string,
    call: () => Promise<Outcome<T>>,
    whenOver: ErrorCode,
    again = true,
  ): Promise<UpdateResult<T>> {
    let outcome: Outcome<T>;
    try {
      outcome = await withDeadline(call);
    } catch (error) {
      const meaning = classifyTemporalError(error, whenOver);
      if (meaning === 'deadline') return pendingOrAway(client.workflow.getHandle(workflowId));
      // The same id, so the run answers with what it decided, if it did.
      if (meaning === 'task_failed' && again) return settle(workflowId, call, whenOver, false);
      if (meaning instanceof DomainError) throw meaning;
      // A start with labels the namespace does not know is a wrong request to Temporal.
      if (isWrongRequest(error) && (await withDeadline(() => missingSearchAttributes(client))).length > 0)
        throw notSetUp();
      throw toThrowable(error);
    }
    if ('done' in outcome) return outcome;
    const { code, ...more } = outcome.refused;
    throw new RunRefused(code, more);
  }

  function update<T, Args extends unknown[]>({
    workflowId,
    definition,
    args,
    updateId,
    whenOver,
  }: Update<Outcome<T>, Args>): Promise<UpdateResult<T>> {
    const call = () =>
      client.workflow.getHandle(workflowId).executeUpdate(definition as never, { args, updateId } as never) as Promise<
        Outcome<T>
      >;
    return settle(workflowId, call, whenOver);
  }

  async function signal<Args extends unknown[]>(
    workflowId: string,
    definition: SignalDefinition<Args>,
    ...args: Args
  ): Promise<boolean> {
    try {
      await withDeadline(() =>
        client.workflow.getHandle(workflowId).signal(definition as never, ...(args as unknown as never[])),
      );
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw toThrowable(error);
    }
  }

  function startWith<T, Args extends unknown[]>(
    start: Start,
    definition: UpdateDefinition<Outcome<T>, Args>,
    args: Args,
    updateId: string,
  ): Promise<UpdateResult<T>> {
    const call = async (): Promise<Outcome<T>> => {
      const startWorkflowOperation = new WithStartWorkflowOperation<Workflow>(start.type, {
        workflowId: start.workflowId,
        taskQueue: messages.taskQueues.main,
        args: [start.input],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: start.reuse,
        staticSummary: start.summary,
        ...begunByRequest(),
        typedSearchAttributes: [
          ...attributesOf(start.labels, start.state),
          ...(start.deadline ? [{ key: messages.searchAttributes.paymentDeadline, value: start.deadline }] : []),
        ],
      });
      // Its rejection is the update's, which is handled; here it would be unhandled.
      startWorkflowOperation.workflowHandle().catch(() => undefined);
      try {
        return (await client.workflow.executeUpdateWithStart(definition, {
          args,
          updateId,
          startWorkflowOperation,
        } as never)) as Outcome<T>;
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        // The run is over already; what it answered is kept with it.
        return client.workflow.getHandle(start.workflowId).getUpdateHandle<Outcome<T>>(updateId).result();
      }
    };
    return settle(start.workflowId, call, 'unavailable');
  }

  return { withDeadline, update, signal, startWith };
}
