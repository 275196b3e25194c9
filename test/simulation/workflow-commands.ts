import { ApplicationFailure, type Payload } from '@temporalio/common';
import { tsToMs } from '@temporalio/common/lib/time.js';
import type { coresdk } from '@temporalio/proto';
import type { EventQueue } from './event-queue.ts';
import type { Random } from './random.ts';
import type { Stats } from './stats.ts';
import { world } from './virtual-time.ts';
import {
  failureOf,
  fromPayload,
  settle,
  tellCommand,
  tellValue,
  toPayload,
  Violation,
  type ActivityTable,
  type Command,
  type Job,
  type Run,
} from './workflow-run.ts';

interface CommandDeps {
  queue: EventQueue;
  random: Random;
  stats: Stats;
  say: (line: string) => void;
  /** Those that ask somebody else's system. */
  remote: ActivityTable;
  begin: (type: string, workflowId: string, input: Payload[], parent?: Run['parent']) => Run;
  /** The run of that id, unless it is over. */
  open: (workflowId: string) => Run | undefined;
  /** Tells a run, unless it is over. */
  event: (run: Run, job: Job) => void;
  signal: (run: Run, name: string, args: unknown[]) => void;
}

/** What a Temporal server does at what a run commands: timers, activities, children, signals to others, and its end. */
export function createWorkflowCommands({ queue, random, stats, say, remote, begin, open, event, signal }: CommandDeps) {
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

  return { obey };
}
