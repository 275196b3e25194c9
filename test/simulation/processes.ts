import { fork, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pLimit from 'p-limit';
import pg from 'pg';
import { testKeyRingFile } from '../support/keys.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onRunEnd, runDir } from '../support/run.ts';
import { workflowBundle } from '../support/temporal.ts';
import type { Job, JobResult } from './lives.ts';
import type { Answer, Order } from './process.ts';
import { virtualClockSql } from './virtual-time.ts';

export interface Processes {
  /** Done by whichever process is free first. */
  run: (job: Job) => Promise<JobResult>;
  /** Lives divided into jobs, each with a seed of its own, and told as one; after one that fails no more are begun. */
  runDivided: (job: Job, onProgress?: (lives: number) => void) => Promise<DividedResult>;
}
export interface DividedResult extends JobResult {
  seconds: number;
}

/** Lives of one job at most. */
const livesPerJob = 25;

/** Takes this guard out of the workflows themselves: an update's effect may be written before its task is recorded. */
export const requestOnRecord = 'a request is on record before anything is written for it' as const;

const program = fileURLToPath(new URL('process.ts', import.meta.url));

/** Processes under the virtual clock: this one keeps its own. Each job has a database of its own. */
export async function startProcesses(count: number): Promise<Processes> {
  const { code } = await workflowBundle();
  const bundles = {
    whole: `${runDir()}/simulation-workflows.cjs`,
    unrecorded: `${runDir()}/simulation-unrecorded.cjs`,
  };
  writeFileSync(bundles.whole, code);
  writeFileSync(bundles.unrecorded, code.replace(/await [^;]*The request is put on record[^;]*;/, ''));
  const all = Array.from({ length: count }, () =>
    fork(program, [], { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }),
  );
  const kill = () => all.forEach((child) => child.kill('SIGKILL'));
  onRunEnd('simulation', async () => kill(), kill);
  const free = [...all];
  const turn = pLimit(count);

  const run = (job: Job): Promise<JobResult> => turn(() => runIn(free.shift()!, job));
  async function runIn(child: ChildProcess, job: Job): Promise<JobResult> {
    const database = await createSimulationDatabase();
    try {
      const bundleFile = job.without === requestOnRecord ? bundles.unrecorded : bundles.whole;
      child.send({ job, databaseUrl: database.url, keyRingFile: testKeyRingFile(), bundleFile } satisfies Order);
      const answer = await answerOf(child);
      if ('error' in answer) throw new Error(answer.error);
      return answer.result;
    } finally {
      free.push(child);
      await database.drop();
    }
  }

  async function runDivided(job: Job, onProgress: (lives: number) => void = () => undefined): Promise<DividedResult> {
    const since = performance.now();
    const jobs = Array.from({ length: Math.ceil(job.lives / livesPerJob) }, (_, index) => ({
      ...job,
      seed: job.seed + index,
      lives: Math.min(livesPerJob, job.lives - index * livesPerJob),
    }));
    const results: JobResult[] = [];
    const isOver = () => results.some((result) => result?.failure !== undefined);
    let [next, done] = [0, 0];
    async function takeJobs(): Promise<void> {
      while (next < jobs.length && !isOver()) {
        const index = next++;
        const result = await run(jobs[index]!);
        results[index] = result;
        onProgress((done += result.lives));
      }
    }
    await Promise.all(all.map(takeJobs));
    return { ...told(results.filter((result) => result !== undefined)), seconds: (performance.now() - since) / 1000 };
  }
  return { run, runDivided };
}

/** What a process says next; or that it is gone. */
async function answerOf(child: ChildProcess): Promise<Answer> {
  const over = new AbortController();
  const hear = (event: string) => once(child, event, { signal: over.signal });
  const answered = hear('message').then(([message]) => message as Answer);
  const ended = hear('exit').then(([code]): Answer => ({ error: `the process ended (${String(code)})` }));
  try {
    return await Promise.race([answered, ended]);
  } finally {
    over.abort();
    await Promise.allSettled([answered, ended]);
  }
}

/** Several results as one. */
function told(results: readonly JobResult[]): JobResult {
  const sums = (of: (result: JobResult) => Record<string, number>) => {
    const sum: Record<string, number> = {};
    for (const counts of results.map(of))
      for (const [name, n] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + n;
    return sum;
  };
  const hash = createHash('sha256');
  for (const result of results) hash.update(result.hash);
  return {
    ...results.find(({ failure }) => failure !== undefined),
    lives: results.reduce((sum, { lives }) => sum + lives, 0),
    hash: hash.digest('hex'),
    stats: sums(({ stats }) => stats) as never,
    reached: sums(({ reached }) => reached),
  };
}

/** A database in which it is as late as the life says. */
async function createSimulationDatabase() {
  const database = await createTestDatabase();
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query(virtualClockSql);
  await owner.end();
  return database;
}
