import fc from 'fast-check';
import type { GuardName } from './guards.ts';
import { beginPaid, orderSequences } from './order-commands.ts';
import type { OrderLife } from './order-life.ts';
import type { Step } from './step.ts';
import { startRaces, TimerLost } from './world.ts';

export interface RaceSettings {
  runs: number;
  seed: number;
  /** Sequences at the same time. */
  atOnce?: number;
  /** Is taken out; the first sequence to find it ends the run. */
  without?: GuardName;
  onProgress?: (done: number) => void;
}

export interface RaceResult {
  done: number;
  /** How often the main worker was killed. */
  restarts: number;
  /** Lives left off because the server owed them a timer. */
  timersLost: number;
  failure?: string;
}

/** A life that lasts longer hangs. */
const maxSeconds = 240;

/** Before which step the worker is killed besides: in one life of ten, so that few lives see it too. */
const kill = fc.oneof({ arbitrary: fc.constant(undefined), weight: 9 }, { arbitrary: fc.nat({ max: 4 }), weight: 1 });
const sequences = fc.tuple(fc.boolean(), orderSequences, kill);

/** Runs random sequences, several at once; the first failing one is shrunk and told with its seed and path. */
export async function race({ runs, seed, atOnce = 10, without, onProgress }: RaceSettings): Promise<RaceResult> {
  const races = await startRaces(without);
  let done = 0;
  let timersLost = 0;
  let failure: string | undefined;
  // Another shard has found something: what it says counts.
  const isOver = () => failure !== undefined;

  async function live(
    life: OrderLife,
    beginsPaid: boolean,
    steps: readonly Step<OrderLife>[],
    killBefore: number | undefined,
  ): Promise<void> {
    if (beginsPaid) await beginPaid(life);
    for (const [index, { happen }] of steps.entries()) {
      if (index === killBefore) await life.kill();
      await happen(life);
    }
    await life.settle();
    const violations = await life.violations();
    if (violations.length > 0) throw new Error(violations.join('\n'));
  }

  const property = fc.asyncProperty(sequences, async ([beginsPaid, sequence, killBefore]) => {
    if (isOver()) return;
    const world = await races.newWorld(isOver);
    try {
      await within(maxSeconds, live(world.life, beginsPaid, sequence, killBefore));
    } catch (error) {
      if (!(error instanceof TimerLost)) throw error;
      console.log(error.message);
      timersLost++;
      await world.terminate();
    }
    races.leave(world);
    done++;
    onProgress?.(done);
  });
  const shard = async (index: number) => {
    const result = await fc.check(property, {
      numRuns: Math.ceil(runs / atOnce),
      seed: seed + index,
      endOnFailure: without !== undefined,
    });
    if (result.failed)
      failure ??= `seed ${result.seed}, path ${result.counterexamplePath}\n${fc.stringify(result.counterexample)}\n${String(result.errorInstance)}`;
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, (_, index) => shard(index)));
  } finally {
    await races.close();
  }
  return { done, restarts: races.restarts(), timersLost, ...(failure === undefined ? {} : { failure }) };
}

async function within(seconds: number, life: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>(
    (_, reject) => (timer = setTimeout(() => reject(new Error(`Not at rest after ${seconds} s`)), seconds * 1000)),
  );
  try {
    await Promise.race([life, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
