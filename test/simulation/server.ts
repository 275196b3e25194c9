import Long from 'long';
import { ApplicationFailure, defaultPayloadConverter, toPayloads, type Payload } from '@temporalio/common';
import { msToTs, tsToMs } from '@temporalio/common/lib/time.js';
import type { coresdk } from '@temporalio/proto';
import type { EventQueue } from './event-queue.ts';
import type { Random } from './random.ts';
import type { Stats } from './stats.ts';
import { world } from './virtual-time.ts';
import {
  failureOf,
  fromPayload,
  tellCommand,
  tellValue,
  toPayload,
  Violation,
  type Command,
  type Job,
  type Run,
  type Task,
  type Update,
  type UpdateOutcome,
} from './workflow-run.ts';

/** Activities by name, each taking one argument. */
export type ActivityTable = Record<string, (argument: never) => Promise<unknown>>;

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

  function settle(update: Update, outcome: UpdateOutcome): void {
    update.isDone = true;
    update.outcome = outcome;
  }

  // ---- tasks

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

  // ---- commands

  function obey(run: Run, command: Command): void {
    if (command.startTimer) startTimer(run, command.startTimer);
    else if (command.cancelTimer) {
      const { seq } = command.cancelTimer;
      run.timers.delete(seq!);
      // It may have fired into a task that has not started yet: the server drops that event.
      run.events = run.events.filter(({ fireTimer }) => fireTimer?.seq !== seq);
    } else if (command.scheduleActivity) runRemote(run, command.scheduleActivity, 1, world.now);
    else if (command.startChildWorkflowExecution) startChild(run, command.startChildWorkflowExecution);
    else if (command.signalExternalWorkflowExecution) signalOther(run, command.signalExternalWorkflowExecution);
    else if (command.completeWorkflowExecution)
      end(run, 'COMPLETED', { completed: { result: command.completeWorkflowExecution.result ?? null } });
    else if (command.failWorkflowExecution) {
      end(run, 'FAILED', { failed: { failure: command.failWorkflowExecution.failure! } });
      throw new Violation(`${run.workflowId} failed: ${command.failWorkflowExecution.failure?.message}`);
    } else if (command.continueAsNewWorkflowExecution) continueAsNew(run, command.continueAsNewWorkflowExecution);
    else if (!(command.updateResponse ?? command.scheduleLocalActivity ?? command.upsertWorkflowSearchAttributes))
      throw new Violation(`Unknown command ${tellCommand(command)}`);
  }

  function startTimer(run: Run, { seq, startToFireTimeout }: coresdk.workflow_commands.IStartTimer): void {
    const timer = {};
    run.timers.set(seq!, timer);
    queue.after(tsToMs(startToFireTimeout) + random.delay(2), () => {
      if (run.timers.get(seq!) !== timer) return;
      run.timers.delete(seq!);
      event(run, { fireTimer: { seq: seq! } });
    });
  }

  function startChild(
    run: Run,
    { seq, workflowId, workflowType, input }: coresdk.workflow_commands.IStartChildWorkflowExecution,
  ): void {
    queue.after(random.delay(5), () => {
      const started = (answer: object) => event(run, { resolveChildWorkflowExecutionStart: { seq: seq!, ...answer } });
      if (open(workflowId!)) return started({ failed: { workflowId, workflowType, cause: 1 } });
      const child = begin(workflowType!, workflowId!, input ?? [], { run, seq: seq! });
      return started({ succeeded: { runId: child.runId } });
    });
  }

  function signalOther(
    run: Run,
    { seq, signalName, args, workflowExecution }: coresdk.workflow_commands.ISignalExternalWorkflowExecution,
  ): void {
    queue.after(random.delay(5), () => {
      const target = open(workflowExecution!.workflowId!);
      if (target) signal(target, signalName!, (args ?? []).map(fromPayload));
      const failure = failureOf(ApplicationFailure.create({ message: 'No such run', nonRetryable: true }));
      event(run, { resolveSignalExternalWorkflow: { seq: seq!, ...(target ? {} : { failure }) } });
    });
  }

  function close(run: Run, status: Run['status']): void {
    run.status = status;
    run.timers.clear();
    say(`${run.workflowId} ends: ${status}`);
    const { workflow } = run;
    run.workflow = undefined;
    void workflow?.dispose();
  }

  function end(run: Run, status: 'COMPLETED' | 'FAILED', result: coresdk.child_workflow.IChildWorkflowResult): void {
    close(run, status);
    run.result = result.completed?.result ?? undefined;
    for (const update of run.known.values()) {
      if (update.isDone) continue;
      if (update.isAccepted)
        throw new Violation(`${run.workflowId} ended without an answer to ${update.name}, which it had accepted`);
      settle(update, { lost: 'The run ended' });
    }
    run.updates = [];
    const { parent } = run;
    if (parent)
      queue.after(random.delay(5), () =>
        event(parent.run, { resolveChildWorkflowExecution: { seq: parent.seq, result } }),
      );
  }

  /** Requests nobody has accepted yet are asked of the next run; what was answered is forgotten. */
  function continueAsNew(
    run: Run,
    { workflowType, arguments: input }: coresdk.workflow_commands.IContinueAsNewWorkflowExecution,
  ): void {
    close(run, 'CONTINUED_AS_NEW');
    stats.continued++;
    const next = begin(workflowType || run.type, run.workflowId, input ?? [], run.parent);
    for (const update of run.updates.splice(0)) {
      next.known.set(update.id, update);
      next.updates.push(update);
    }
  }

  /** Tried again as the activity's policy says; the answer takes its time too, and knows nothing of a worker's death. */
  function runRemote(
    run: Run,
    activity: coresdk.workflow_commands.IScheduleActivity,
    attempt: number,
    scheduledAt: number,
  ): void {
    const name = activity.activityType!;
    queue.after(random.delay(40), async () => {
      if (run.status !== 'RUNNING') return;
      stats.remotes++;
      const answer = (result: coresdk.activity_result.IActivityResolution) =>
        queue.after(random.delay(10), () => event(run, { resolveActivity: { seq: activity.seq!, result } }));
      try {
        const value = await remote[name]!(fromPayload(activity.arguments?.[0]) as never);
        say(`${run.workflowId} ${name} = ${tellValue(value)}`);
        answer({ completed: { result: toPayload(value) } });
      } catch (error) {
        const cause = failureOf(error);
        say(`${run.workflowId} ${name} failed: ${cause.message}`);
        const { initialInterval, backoffCoefficient, maximumInterval, maximumAttempts } = activity.retryPolicy ?? {};
        const longest = maximumInterval ? tsToMs(maximumInterval) : Infinity;
        const pause = Math.min(
          (initialInterval ? tsToMs(initialInterval) : 1000) * (backoffCoefficient ?? 2) ** (attempt - 1),
          longest,
        );
        const latest = activity.scheduleToCloseTimeout
          ? scheduledAt + tsToMs(activity.scheduleToCloseTimeout)
          : Infinity;
        const isLast =
          cause.applicationFailureInfo?.nonRetryable ||
          attempt === (maximumAttempts || Infinity) ||
          world.now + pause > latest;
        if (!isLast) return queue.after(pause, () => runRemote(run, activity, attempt + 1, scheduledAt));
        const activityFailureInfo = { activityId: activity.activityId ?? '', activityType: { name }, retryState: 5 };
        answer({ failed: { failure: { message: 'Activity task failed', cause, activityFailureInfo } } });
      }
    });
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
