import Long from 'long';
import { defaultPayloadConverter, toPayloads, type Payload } from '@temporalio/common';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { EventQueue } from './event-queue.ts';
import type { Random } from './random.ts';
import type { Stats } from './stats.ts';
import { world } from './virtual-time.ts';
import { createWorkflowCommands } from './workflow-commands.ts';
import {
  fromPayload,
  settle,
  tellCommand,
  type ActivityTable,
  type Job,
  type Run,
  type Task,
  type Update,
} from './workflow-run.ts';

export interface ServerDeps {
  queue: EventQueue;
  random: Random;
  stats: Stats;
  say: (line: string) => void;
  /** Those that ask somebody else's system. */
  remote: ActivityTable;
  /** Hands a task to the worker. */
  work: (run: Run) => Promise<void>;
  /** Tasks after which a run is told that it might go on in a new one. */
  tasksPerRun: number;
}

export type Server = ReturnType<typeof createServer>;

/** What a Temporal server does for runs: keeps their histories, timers and requests, hands out tasks and obeys what they command. */
export function createServer({ queue, random, stats, say, remote, work, tasksPerRun }: ServerDeps) {
  /** The newest run of each workflow id. */
  const newest = new Map<string, Run>();
  const runs: Run[] = [];
  const { obey } = createWorkflowCommands({ queue, random, stats, say, remote, begin, open, event, signal });

  function open(workflowId: string): Run | undefined {
    const run = newest.get(workflowId);
    return run?.status === 'RUNNING' ? run : undefined;
  }

  function begin(type: string, workflowId: string, input: Payload[], parent?: Run['parent']): Run {
    const runId = random.uuid();
    const startedAt = world.now;
    const randomnessSeed = Long.fromNumber(random.int(2 ** 31));
    const init: Job = {
      initializeWorkflow: {
        workflowType: type,
        workflowId,
        arguments: input,
        attempt: 1,
        firstExecutionRunId: runId,
        startTime: msToTs(startedAt),
        randomnessSeed,
        headers: {},
      },
    };
    const run: Run = {
      workflowId,
      runId,
      type,
      init,
      startedAt,
      parent,
      status: 'RUNNING',
      result: undefined,
      history: [],
      events: [init],
      updates: [],
      known: new Map(),
      timers: new Map(),
      task: undefined,
      isTaskScheduled: false,
      workflow: undefined,
    };
    newest.set(workflowId, run);
    runs.push(run);
    stats.runs++;
    needTask(run);
    return run;
  }

  function event(run: Run, job: Job): void {
    if (run.status !== 'RUNNING') return;
    run.events.push(job);
    needTask(run);
  }

  function needTask(run: Run, ms = random.delay(8)): void {
    if (run.isTaskScheduled || run.task) return;
    run.isTaskScheduled = true;
    queue.after(ms, () => {
      run.isTaskScheduled = false;
      return work(run);
    });
  }

  function signal(run: Run, name: string, args: unknown[]): void {
    event(run, {
      signalWorkflow: {
        signalName: name,
        input: toPayloads(defaultPayloadConverter, ...args) ?? [],
        headers: {},
        identity: 'client',
      },
    });
  }

  /** What waits for the run, as one task; none when nothing does. */
  function takeTask(run: Run): Task | undefined {
    if (run.status !== 'RUNNING' || run.task || (run.events.length === 0 && run.updates.length === 0)) return undefined;
    run.task = {
      at: world.now,
      workflowTime: world.now,
      jobs: run.events.splice(0),
      updates: run.updates.splice(0),
      markers: [],
      commands: [],
      flags: new Set(run.history.flatMap(({ flags }) => flags)),
      isContinueAsNewSuggested: run.history.length >= tasksPerRun,
      outstanding: new Set(),
      verdicts: [],
    };
    return run.task;
  }

  /** A task that was not recorded: its events are in the history and come again, its updates do or are lost with it. */
  function takeBack(run: Run, ms: number): void {
    const task = run.task!;
    run.task = undefined;
    run.events.unshift(...task.jobs);
    const kept: Update[] = [];
    for (const update of task.updates) {
      if (random.chance(0.5)) kept.push(update);
      else {
        run.known.delete(update.id);
        stats.lostUpdates++;
        settle(update, { lost: 'the task failed' });
      }
    }
    run.updates.unshift(...kept);
    if (run.events.length > 0 || run.updates.length > 0) needTask(run, ms);
  }

  /** Records the task and obeys it; false when something arrived meanwhile that its end would have left unheard: it is done again. */
  function completeTask(run: Run, task: Task, requestOf: (update: Update) => Job): boolean {
    const ends = task.commands.some(
      (command) =>
        command.completeWorkflowExecution ?? command.failWorkflowExecution ?? command.continueAsNewWorkflowExecution,
    );
    if (ends && run.events.length > 0) {
      stats.unhandled++;
      say(`${run.workflowId} UNHANDLED_COMMAND`);
      takeBack(run, random.delay(8));
      return false;
    }
    run.task = undefined;
    const rejected = new Set(
      task.verdicts.filter(({ verdict, update }) => verdict.rejected && !update.isAccepted).map(({ update }) => update),
    );
    const updates = task.updates.filter((update) => !rejected.has(update));
    const commands = task.commands.filter(
      ({ updateResponse }) =>
        !updateResponse || ![...rejected].some(({ id }) => id === updateResponse.protocolInstanceId),
    );
    const { at, markers, isContinueAsNewSuggested } = task;
    // A task that did nothing but refuse updates leaves no event.
    if (task.jobs.length > 0 || updates.length > 0 || commands.length > 0)
      run.history.push({
        at,
        jobs: [...task.jobs, ...updates.map(requestOf)],
        markers,
        commands: commands.map(tellCommand),
        flags: [...task.flags],
        isContinueAsNewSuggested,
      });
    for (const { update, verdict } of task.verdicts) {
      if (verdict.accepted) update.isAccepted = true;
      else {
        settle(update, verdict.rejected ? { failure: verdict.rejected } : { value: fromPayload(verdict.completed) });
        if (rejected.has(update)) run.known.delete(update.id);
      }
    }
    for (const command of task.commands) obey(run, command);
    if (run.status === 'RUNNING' && (run.events.length > 0 || run.updates.length > 0)) needTask(run);
    return true;
  }

  return {
    runs,
    newest: (workflowId: string) => newest.get(workflowId),
    open,
    start: (type: string, workflowId: string, args: unknown[]) =>
      begin(type, workflowId, toPayloads(defaultPayloadConverter, ...args) ?? []),
    signal,
    /** One id is one request, also when it is asked again. */
    update(run: Run, name: string, args: unknown[], id: string): Update {
      const known = run.known.get(id);
      if (known) return known;
      const update: Update = { id, name, args, isAccepted: false, isDone: false, outcome: undefined };
      run.known.set(id, update);
      run.updates.push(update);
      needTask(run);
      return update;
    },
    takeTask,
    takeBack,
    completeTask,
  };
}
