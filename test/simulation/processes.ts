import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
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
  /** Lives divided among all processes, each with a seed of its own; told as one. */
  runDivided: (job: Job) => Promise<JobResult & { seconds: number }>;
}

const program = fileURLToPath(new URL('process.ts', import.meta.url));

/** Processes under the virtual clock: this one keeps its own. Each job has a database of its own. */
export async function startProcesses(count: number): Promise<Processes> {
  const bundleFile = `${runDir()}/simulation-workflows.cjs`;
  writeFileSync(bundleFile, (await workflowBundle()).code);
  const all = Array.from({ length: count }, () =>
    fork(program, [], { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }),
  );
  const kill = () => all.forEach((child) => child.kill('SIGKILL'));
  onRunEnd('simulation', async () => kill(), kill);
  const free = [...all];
  const waiting: ((child: ChildProcess) => void)[] = [];
  const take = () => {
    const child = free.shift();
    return child ? Promise.resolve(child) : new Promise<ChildProcess>((resolve) => waiting.push(resolve));
  };
  const give = (child: ChildProcess) => {
    const next = waiting.shift();
    if (next) next(child);
    else free.push(child);
  };

  async function run(job: Job): Promise<JobResult> {
    const child = await take();
    const database = await createSimulationDatabase();
    try {
      child.send({ job, databaseUrl: database.url, keyRingFile: testKeyRingFile(), bundleFile } satisfies Order);
      const ended = once(child, 'exit').then(([code]): Answer => ({ error: `the process ended (${String(code)})` }));
      const answered = once(child, 'message').then(([message]) => message as Answer);
      const answer = await Promise.race([answered, ended]);
      if ('error' in answer) throw new Error(answer.error);
      return answer.result;
    } finally {
      give(child);
      await database.drop();
    }
  }

  async function runDivided(job: Job): Promise<JobResult & { seconds: number }> {
    const since = performance.now();
    const shares = Array.from({ length: count }, (_, index) => ({ ...job, lives: Math.ceil(job.lives / count), seed: job.seed + index }));
    const results = await Promise.all(shares.map(run));
    const sums = (of: (result: JobResult) => Record<string, number>) => {
      const sum: Record<string, number> = {};
      for (const counts of results.map(of)) for (const [name, n] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + n;
      return sum;
    };
    return {
      ...results[0]!,
      ...results.find(({ failure }) => failure !== undefined),
      lives: results.reduce((sum, { lives }) => sum + lives, 0),
      stats: sums(({ stats }) => stats) as never,
      reached: sums(({ reached }) => reached),
      seconds: (performance.now() - since) / 1000,
    };
  }
  return { run, runDivided };
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
