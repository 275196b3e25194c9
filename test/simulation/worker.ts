import { defaultPayloadConverter, toPayloads, TypedSearchAttributes } from '@temporalio/common';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { coresdk } from '@temporalio/proto';
import type { Workflow, WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';
import type { EventQueue } from './event-queue.ts';
import type { Random } from './random.ts';
import type { Server } from './server.ts';
import type { Stats } from './stats.ts';
import { realDate, world } from './virtual-time.ts';
import {
  fromPayload,
  tellCommand,
  tellValue,
  toPayload,
  Violation,
  type ActivityTable,
  type Command,
  type Job,
  type Run,
  type Task,
  type Update,
} from './workflow-run.ts';

export interface WorkerDeps {
  queue: EventQueue;
  random: Random;
  stats: Stats;
  say: (line: string) => void;
  server: () => Server;
  vm: WorkflowCreator;
  /** Activities that write our own database. */
  local: ActivityTable;
  /** How likely the answer of a local activity gets lost and it is done again. */
  repeated: number;
  taskTimeoutMs: number;
}

export interface Worker {
  /** Does the next task of a run, if there is one. */
  work: (run: Run) => Promise<void>;
  /** What the worker held in memory is gone, what it wrote stays. Tasks come back when the server misses them. */
  kill: () => void;
  /** Every run made anew from its history, those that are over too. */
  replayAll: () => Promise<void>;
  close: () => Promise<void>;
}

const mostAttempts = 5;

const ordinal = (job: Job) =>
  job.initializeWorkflow
    ? 0
    : job.notifyHasPatch
      ? 1
      : job.updateRandomSeed
        ? 2
        : job.signalWorkflow || job.doUpdate
          ? 3
          : job.resolveActivity?.isLocal
            ? 5
            : 4;
/** The order in which core hands jobs over (`prepare_to_ship_activation`); what is alike stays in its order. */
const sorted = (jobs: readonly Job[]) => jobs.toSorted((x, y) => ordinal(x) - ordinal(y));

/** An update as its run is asked; a replay does not ask its validator. */
function requestOf({ id, name, args }: Update, runValidator = false): Job {
  const input = toPayloads(defaultPayloadConverter, ...args) ?? [];
  return {
    doUpdate: {
      id,
      protocolInstanceId: id,
      name,
      input,
      headers: {},
      meta: { identity: 'client', updateId: id },
      runValidator,
    },
  };
}

/** What the core of a worker does: enters runs, keeps them in memory, does their local activities, and makes them anew from history. */
export function createWorker({
  queue,
  random,
  stats,
  say,
  server,
  vm,
  local,
  repeated,
  taskTimeoutMs,
}: WorkerDeps): Worker {
  function evict(run: Run): void {
    const { workflow } = run;
    run.workflow = undefined;
    void workflow?.dispose();
  }

  async function create(run: Run): Promise<Workflow> {
    const { workflowId, runId, type, startedAt, parent } = run;
    const start = new realDate(startedAt);
    return vm.createWorkflow({
      info: {
        workflowId,
        runId,
        workflowType: type,
        searchAttributes: {},
        typedSearchAttributes: new TypedSearchAttributes(),
        taskQueue: 'expo',
        namespace: 'default',
        firstExecutionRunId: runId,
        originalExecutionRunId: runId,
        startTime: start,
        runStartTime: start,
        taskTimeoutMs,
        attempt: 1,
        historyLength: 3,
        historySize: 0,
        continueAsNewSuggested: false,
        targetWorkerDeploymentVersionChanged: false,
        ...(parent
          ? { parent: { workflowId: parent.run.workflowId, runId: parent.run.runId, namespace: 'default' } }
          : {}),
        unsafe: { now: realDate.now, isReplaying: false, isReplayingHistoryEvents: false, random: (() => 0) as never },
      },
      randomnessSeed: run.init.initializeWorkflow!.randomnessSeed!.toBytes(),
      now: startedAt,
      showStackTraceSources: false,
    });
  }

  interface Entry {
    jobs: readonly Job[];
    at: number;
    isReplaying: boolean;
    isContinueAsNewSuggested: boolean;
    flags: Iterable<number>;
  }
  async function enter(workflow: Workflow, run: Run, entry: Entry): Promise<{ commands: Command[]; flags: number[] }> {
    const { jobs, at, isReplaying, isContinueAsNewSuggested: continueAsNewSuggested, flags } = entry;
    stats.activations++;
    const historyLength = 3 + run.history.length * 5;
    const completion = await workflow.activate({
      runId: run.runId,
      timestamp: msToTs(at),
      isReplaying,
      historyLength,
      continueAsNewSuggested,
      jobs: sorted(jobs),
      availableInternalFlags: [...flags],
    });
    await workflow.getAndResetSinkCalls();
    const { failed, successful } = completion;
    if (failed)
      throw new Violation(
        `${run.workflowId}: a task failed: ${failed.failure?.message}\n${failed.failure?.stackTrace}`,
      );
    return { commands: successful!.commands ?? [], flags: (successful!.usedInternalFlags ?? []) as number[] };
  }

  async function activate(run: Run, task: Task, jobs: Job[]): Promise<void> {
    const { isContinueAsNewSuggested, workflowTime: at } = task;
    const { commands, flags } = await enter(run.workflow!, run, {
      jobs,
      at,
      isReplaying: false,
      isContinueAsNewSuggested,
      flags: task.flags,
    });
    for (const flag of flags) task.flags.add(flag);
    say(`${run.workflowId} < ${jobs.map((job) => Object.keys(job)[0]).join()} > ${commands.map(tellCommand).join()}`);
    for (const command of commands) {
      task.commands.push(command);
      const { scheduleLocalActivity, updateResponse } = command;
      if (scheduleLocalActivity) {
        task.outstanding.add(scheduleLocalActivity.seq!);
        runLocal(run, task, scheduleLocalActivity, 1);
      }
      if (updateResponse)
        task.verdicts.push({ update: run.known.get(updateResponse.protocolInstanceId!)!, verdict: updateResponse });
    }
    if (task.outstanding.size === 0 && !server().completeTask(run, task, (update) => requestOf(update))) evict(run);
  }

  /** The effect first, its answer later: in between the worker may die, or the answer be lost. */
  function runLocal(
    run: Run,
    task: Task,
    activity: coresdk.workflow_commands.IScheduleLocalActivity,
    attempt: number,
  ): void {
    const { seq, activityType } = activity;
    const name = activityType!;
    queue.after(random.delay(5), async () => {
      if (run.task !== task) return;
      stats.locals++;
      let value: unknown;
      let failure: unknown;
      try {
        value = await local[name]!(fromPayload(activity.arguments?.[0]) as never);
        say(`${run.workflowId} ${name} = ${tellValue(value)}`);
      } catch (error) {
        failure = error;
        say(`${run.workflowId} ${name} failed: ${String(error)}`);
        if (attempt >= mostAttempts)
          throw new Violation(`${run.workflowId}: ${name} fails again and again: ${String((error as Error).stack)}`);
      }
      const isLost = random.chance(repeated);
      if (isLost) stats.repeated++;
      if (failure || isLost)
        return queue.after(200, () => run.task === task && runLocal(run, task, activity, attempt + (failure ? 1 : 0)));
      queue.after(random.delay(3), async () => {
        if (run.task !== task) return;
        const result = { completed: { result: toPayload(value) } };
        task.outstanding.delete(seq!);
        task.workflowTime = Math.max(task.workflowTime, world.now);
        task.markers.push({ seq: seq!, result, at: task.workflowTime });
        await activate(run, task, [{ resolveActivity: { seq: seq!, result, isLocal: true } }]);
      });
    });
  }

  /** As core does: the jobs of each task at once; local activities are resolved as soon as they are scheduled, in the order of their markers. */
  async function rebuild(run: Run): Promise<Workflow> {
    const workflow = await create(run);
    if (run.history.length === 0) return workflow;
    stats.replays++;
    const flags = new Set<number>();
    for (const [index, task] of run.history.entries()) {
      for (const flag of task.flags) flags.add(flag);
      const told: string[] = [];
      const scheduled = new Set<number>();
      const waiting = [...task.markers];
      let at = task.at;
      let jobs = task.jobs;
      do {
        // Where nothing happened that history knows of, core does not enter the run at all.
        const { commands } =
          jobs.length === 0
            ? { commands: [] }
            : await enter(workflow, run, { ...task, jobs, at, isReplaying: true, flags });
        for (const command of commands) {
          told.push(tellCommand(command));
          if (command.scheduleLocalActivity) scheduled.add(command.scheduleLocalActivity.seq!);
        }
        jobs = [];
        while (waiting[0] && scheduled.has(waiting[0].seq)) {
          const { seq, result, at: resolvedAt } = waiting.shift()!;
          at = Math.max(at, resolvedAt);
          jobs.push({ resolveActivity: { seq, result, isLocal: true } });
        }
      } while (jobs.length > 0);
      if (waiting.length > 0 || told.join('\n') !== task.commands.join('\n'))
        throw new Violation(
          `${run.workflowId}: replay of task ${index + 1} of ${run.history.length} differs\nlive:   ${task.commands.join('\n        ')}\nreplay: ${told.join('\n        ')}`,
        );
    }
    return workflow;
  }

  return {
    async work(run: Run): Promise<void> {
      const task = server().takeTask(run);
      if (!task) return;
      run.workflow ??= await rebuild(run);
      await activate(run, task, [...task.jobs, ...task.updates.map((update) => requestOf(update, true))]);
    },
    kill(): void {
      stats.kills++;
      say('KILL');
      for (const run of server().runs) {
        evict(run);
        if (run.task) server().takeBack(run, taskTimeoutMs);
      }
    },
    async replayAll(): Promise<void> {
      for (const run of server().runs) await (await rebuild(run)).dispose();
    },
    async close(): Promise<void> {
      for (const run of server().runs) {
        const { workflow } = run;
        run.workflow = undefined;
        await workflow?.dispose();
      }
    },
  };
}
