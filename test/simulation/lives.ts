import { nobody } from '../../db/data-key.ts';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';
import type { Store } from '../../db/knex.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Step } from '../races/step.ts';
import { createSimulatedClient } from './client.ts';
import type { Lives } from './life.ts';
import { orderLives } from './order-lives.ts';
import { createRandom } from './random.ts';
import { registrationLives } from './registration-lives.ts';
import { createSimulation } from './simulation.ts';
import { newStats, type Stats } from './stats.ts';
import { beginning, world } from './virtual-time.ts';
import { createWorkflowVm } from './workflow-vm.ts';

export const kinds = { orders: orderLives, registrations: registrationLives } as const;
export type Kind = keyof typeof kinds;

/** Some lives of one kind, all of one seed. */
export interface Job {
  kind: Kind;
  lives: number;
  seed: number;
  /** This guard is taken out. */
  without?: string | undefined;
  /** Makes a life that fails as short as can be; else the first one that fails ends the job as it is. */
  isShrunk?: boolean | undefined;
  /** Where in fast-check's tree a life was found that fails: it alone is lived, with its log. */
  path?: string | undefined;
}

/** A life that fails: where it is found again, what happens in it, and what it breaks. */
interface Failure {
  seed: number;
  path: string;
  life: string;
  error: string;
}

export interface JobResult {
  lives: number;
  /** Of every line that was logged. */
  hash: string;
  stats: Stats;
  /** What happened in the lives, by kind of event, and how often. */
  reached: Record<string, number>;
  failure?: Failure;
  /** Of the life that fails, or that was asked for by its path. */
  log?: string[];
}

/** How likely, after any event, the worker dies; and that a local activity's answer is lost. */
const killed = 0.03;
const repeated = 0.02;

/** How likely all runs of a life are made anew from their histories at its end. */
const replayed = 0.2;

/** A life's own seed; a life made shorter keeps it. */
const lifeSeeds = fc.noShrink(fc.noBias(fc.nat(2 ** 31 - 1)));

/** Lives one after the other on a store of their own; stops at the first that fails, made as short as can be. */
export async function runJob(
  { kind, lives, seed, without, isShrunk = false, path }: Job,
  { store, bundleFile }: { store: Store; bundleFile: string },
): Promise<JobResult> {
  await nameStaff(store);
  const made = (await kinds[kind](store, without)) as Lives<unknown>;
  const vm = createWorkflowVm(bundleFile, new Set(Object.keys(made.local)));
  const stats = newStats();
  const all = createHash('sha256');
  let done = 0;
  let log: string[] = [];
  /** The latest life that failed: of those made shorter the shortest. */
  let failed: { life: string; error: string; log: string[] } | undefined;
  /** How often a life of one seed was lived: what it names must differ in the database, or shrinking would repeat it. */
  const lived = new Map<number, number>();

  const property = fc.asyncProperty(fc.tuple(lifeSeeds, made.sequences), async ([lifeSeed, sequence]) => {
    // A path is where fast-check begins, not where it ends.
    if (path !== undefined && done > 0) return;
    const nth = lived.get(lifeSeed) ?? 0;
    lived.set(lifeSeed, nth + 1);
    done++;
    log = [];
    try {
      all.update(
        await liveOnce(made, { vm, stats, seed: lifeSeed, nth, sequence, log: (line) => void log.push(line) }),
      );
    } catch (error) {
      failed = { life: fc.stringify(sequence), error: String(error), log };
      throw error;
    }
  });
  const result = await fc.check(property, {
    numRuns: lives,
    seed,
    endOnFailure: !isShrunk || path !== undefined,
    ...(path === undefined ? {} : { path }),
  });
  const kindsOfEvents = await store
    .knex('events')
    .groupBy('kind')
    .orderBy('kind')
    .select('kind', { n: store.knex.raw<number>('count(*)::int') });
  const reached = Object.fromEntries(kindsOfEvents.map(({ kind: event, n }) => [event, n]));
  const answer = { lives: done, hash: all.digest('hex'), stats, reached };
  if (!failed) return path === undefined ? answer : { ...answer, log };
  const { life, error } = failed;
  return { ...answer, failure: { seed, path: result.counterexamplePath!, life, error }, log: failed.log };
}

/** The seed draws the ids of staff anew each time; here they are always the same. */
async function nameStaff({ knex, personalData }: Store): Promise<void> {
  const random = createRandom(0);
  const place = (row: string) => ({ table: 'staff', column: 'mobile', row }) as const;
  for (const { staffId: id, mobile } of await knex('staff').orderBy('login').select('staffId', 'mobile')) {
    const staffId = random.uuid();
    await knex('staff')
      .where({ staffId: id })
      .update({ staffId, mobile: personalData.seal(place(staffId), personalData.open(place(id), mobile!), nobody) });
  }
}

interface Once<Sequence> {
  vm: WorkflowCreator;
  stats: Stats;
  seed: number;
  nth: number;
  sequence: Sequence;
  log: (line: string) => void;
}

async function liveOnce<Sequence>(
  { local, remote, live }: Lives<Sequence>,
  { vm, stats, seed, nth, sequence, log }: Once<Sequence>,
): Promise<string> {
  const random = createRandom(seed);
  // Names come from a stream of their own, so that another name changes nothing that happens.
  world.random = createRandom(seed ^ (nth * 1_000_003 + 1));
  world.now = beginning;
  const tasksPerRun = random.chance(0.2) ? 3 + random.int(10) : 1_000;
  const simulation = createSimulation({ vm, random, stats, local, remote, killed, repeated, tasksPerRun, log });
  const ask = async (call: Promise<unknown>) => {
    try {
      await call;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  };
  const client = createSimulatedClient(simulation, () => (random.chance(0.3) ? random.delay(30) : 5_000));
  async function walk<Life>(life: Life, steps: readonly Step<Life>[]): Promise<void> {
    for (const { name, happen } of steps) {
      simulation.say(`--- ${name}`);
      await happen(life);
      if (random.chance(0.5)) await simulation.pump(random.delay(30));
    }
  }
  const openRuns = () =>
    simulation.server.runs.filter(({ status }) => status === 'RUNNING').map(({ workflowId }) => workflowId);
  try {
    const violations = await live(sequence, { simulation, random, ask, client, walk, openRuns });
    if (random.chance(replayed)) await simulation.replayAll();
    if (violations.length > 0) throw new Error(violations.join('\n'));
    return simulation.digest();
  } finally {
    await simulation.close();
  }
}
