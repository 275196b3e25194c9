import { once } from 'node:events';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { DomainError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';
import { createSemaphore } from './semaphore.ts';

/** Why a thread ended before its job was done: its time was over, it needed more memory than it may have, or it broke. */
export type ThreadEndReason = 'deadline' | 'memory' | 'died';

/** A job whose thread is gone; the next job gets a new thread. */
export class ThreadEnded extends Error {
  readonly reason: ThreadEndReason;
  constructor(reason: ThreadEndReason, cause?: unknown) {
    super(`a thread ended before its job was done: ${reason}`, { cause });
    this.reason = reason;
  }
}

export interface Threads<Job, Answer> {
  /** The job's answer; `ThreadEnded`, or `unavailable` (503) when too much waits already. */
  run(job: Job): Promise<Answer>;
  /** Loads a thread before there is a job for it. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface ThreadsOptions<Job> {
  /** As it stands in an error: `the badge printer`. */
  name: string;
  /** A module that answers each message of its `parentPort` with one message, and dies of what it cannot answer. */
  script: URL;
  atOnce: number;
  maxWaiting: number;
  /** Of the heap of each thread; what is beyond ends the thread, not the process. */
  maxHeapMiB: number;
  /** From when the thread begins with the job. */
  deadlineMs: (job: Job) => number;
}

// On Node 20 `--import tsx` takes effect in the main thread only (privatenumber/tsx#354): the thread registers it by itself.
// By its file: what `require` resolves is tsx's CommonJS build, which cannot register here; `import.meta.resolve` is not there when this file is required.
const tsx = new URL('dist/esm/api/index.mjs', pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json')))
  .href;
// The thread's first message says that it has loaded: loading is no part of a job's time.
const bootstrap = (script: URL) => `
  import(${JSON.stringify(tsx)})
    .then(({ register }) => (register(), import(${JSON.stringify(script)})))
    .then(() => require('node:worker_threads').parentPort.postMessage('loaded'))
`;

async function nextMessage<T>(thread: Worker, deadlineMs?: number): Promise<T> {
  const settled = new AbortController();
  const options = { signal: settled.signal };
  const ended = (reason: ThreadEndReason) => () => Promise.reject(new ThreadEnded(reason));
  try {
    return await Promise.race([
      once(thread, 'message', options).then(([message]) => message as T),
      once(thread, 'exit', options).then(ended('died')),
      ...(deadlineMs === undefined ? [] : [sleep(deadlineMs, undefined, options).then(ended('deadline'))]),
    ]);
  } catch (error) {
    if (error instanceof ThreadEnded) throw error;
    throw new ThreadEnded((error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'died', error);
  } finally {
    settled.abort();
  }
}

/** Work that takes a processor's time, off the event loop: threads that start with their first job, one job at a time each. */
export function createThreads<Job, Answer>(options: ThreadsOptions<Job>): Threads<Job, Answer> {
  const { name, script, atOnce, maxWaiting, maxHeapMiB, deadlineMs } = options;
  const semaphore = createSemaphore({ atOnce, maxWaiting });
  const idle: Worker[] = [];
  const alive = new Set<Worker>();
  let closed = false;

  async function start(): Promise<Worker> {
    const thread = new Worker(bootstrap(script), {
      name,
      eval: true,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMiB },
    });
    alive.add(thread);
    // Whoever waits for the thread hears of it; nobody may, and then it is no error of the process.
    thread.on('error', () => {});
    thread.once('exit', () => {
      alive.delete(thread);
      if (idle.includes(thread)) idle.splice(idle.indexOf(thread), 1);
    });
    await nextMessage(thread);
    return thread;
  }

  function keep(thread: Worker): void {
    thread.unref();
    idle.push(thread);
  }

  async function work(job: Job): Promise<Answer> {
    if (closed) throw new DomainError('unavailable', { detail: say('closing') });
    const thread = idle.pop() ?? (await start());
    thread.ref();
    try {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      thread.postMessage(job);
      const answer = await nextMessage<Answer>(thread, deadlineMs(job));
      keep(thread);
      return answer;
    } catch (error) {
      await thread.terminate();
      throw error;
    }
  }

  return {
    run: (job) => semaphore(() => work(job)),
    start: () => semaphore(async () => keep(idle.pop() ?? (await start()))),
    async close() {
      closed = true;
      await Promise.all([...alive].map((thread) => thread.terminate()));
    },
  };
}
