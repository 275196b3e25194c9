import { defaultFailureConverter, defaultPayloadConverter, type Payload } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { coresdk } from '@temporalio/proto';
import type { Workflow } from '@temporalio/worker/lib/workflow/interface.js';

export type Job = coresdk.workflow_activation.IWorkflowActivationJob;
export type Command = coresdk.workflow_commands.IWorkflowCommand;
export type Failure = NonNullable<coresdk.activity_result.IFailure['failure']>;

/** Activities by name, each taking one argument. */
export type ActivityTable = Record<string, (argument: never) => Promise<unknown>>;

/** An update's end: what the handler said, or that the caller has to ask anew. */
export type UpdateOutcome = { value: unknown } | { failure: Failure } | { lost: string };

export interface Update {
  id: string;
  name: string;
  args: unknown[];
  isAccepted: boolean;
  isDone: boolean;
  outcome: UpdateOutcome | undefined;
}

/** A local activity's result, as history keeps it. */
interface Marker {
  seq: number;
  result: coresdk.activity_result.IActivityResolution;
  at: number;
}

/** A workflow task as its history tells it: enough to do it again and to compare. */
interface RecordedTask {
  at: number;
  jobs: Job[];
  markers: Marker[];
  commands: string[];
  /** Of the SDK, noted for each task and given back on replay, or signals would be batched differently. */
  flags: number[];
  isContinueAsNewSuggested: boolean;
}

/** A workflow task at a worker. */
export interface Task {
  at: number;
  /** What the run takes for now: the end of its latest local activity. */
  workflowTime: number;
  jobs: Job[];
  updates: Update[];
  markers: Marker[];
  commands: Command[];
  flags: Set<number>;
  isContinueAsNewSuggested: boolean;
  /** Local activities without a result yet. */
  outstanding: Set<number>;
  verdicts: { update: Update; verdict: coresdk.workflow_commands.IUpdateResponse }[];
}

type RunStatus = 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CONTINUED_AS_NEW';

export interface Run {
  workflowId: string;
  runId: string;
  type: string;
  init: Job;
  startedAt: number;
  parent: { run: Run; seq: number } | undefined;
  status: RunStatus;
  /** What it came to; of a run that completed. */
  result: Payload | undefined;
  history: RecordedTask[];
  /** What its next task brings. */
  events: Job[];
  updates: Update[];
  /** Every update the run has heard of and not refused, by id. */
  known: Map<string, Update>;
  timers: Map<number, object>;
  task: Task | undefined;
  isTaskScheduled: boolean;
  /** The run in the worker's memory; none after the worker was killed. */
  workflow: Workflow | undefined;
}

/** An update has its end. */
export function settle(update: Update, outcome: UpdateOutcome): void {
  update.isDone = true;
  update.outcome = outcome;
}

/** Something happened that must not. */
export class Violation extends Error {}

export const toPayload = (value: unknown): Payload => defaultPayloadConverter.toPayload(value)!;
export const fromPayload = (payload: Payload | null | undefined): unknown =>
  payload ? defaultPayloadConverter.fromPayload(payload) : undefined;
export const failureOf = (error: unknown): Failure =>
  defaultFailureConverter.errorToFailure(error, defaultPayloadConverter) as Failure;

/** A command as text, to compare and to log. */
export function tellCommand(command: Command): string {
  const json = proto.coresdk.workflow_commands.WorkflowCommand.fromObject(command).toJSON();
  return JSON.stringify(json, (key, value: unknown) => (key === 'stackTrace' ? undefined : value));
}

/** Any value as text, its keys in order: PostgreSQL groups in any. */
export function tellValue(value: unknown): string {
  const ordered = (_key: string, v: unknown) =>
    v && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).toSorted(([x], [y]) => (x < y ? -1 : 1)))
      : v;
  return JSON.stringify(value, ordered);
}
