import fc from 'fast-check';
import { commands, restart } from './commands.ts';
import { startRaces, type Mutation } from './world.ts';

export interface RaceSettings {
  runs: number;
  seed: number;
  /** Sequences at the same time. */
  atOnce?: number;
  mutate?: Mutation;
  /** Now and then all workers are restarted. Within one process a worker that is busy does not always stop in time. */
  restarts?: boolean;
  onProgress?: (done: number) => void;
}

/** Runs random sequences, several at once; the first failing one is shrunk and told with its seed and path. */
export async function race({
  runs,
  seed,
  atOnce = 5,
  mutate,
  restarts = false,
  onProgress,
}: RaceSettings): Promise<{ failure?: string; done: number }> {
  const races = await startRaces(mutate);
  let done = 0;
  let failure: string | undefined;
  const sequences = fc.tuple(fc.boolean(), fc.commands(Array.from({ length: 9 }, () => commands).flat().concat(restarts ? restart : []), { maxCommands: 14 })); // prettier-ignore
  // The middle of an order's life is where most can go wrong with money: half of the sequences begin paid.
  const property = fc.asyncProperty(sequences, async ([beginsPaid, sequence]) => {
    // Another shard has found something: what it says counts.
    if (failure !== undefined) return;
    const world = await races.newWorld();
    if (beginsPaid) {
      await world.open('alipay');
      world.pay(0);
      await world.notice(1, 1);
      await world.review(0, 'fail');
    }
    await fc.asyncModelRun(() => ({ model: {}, real: world }), sequence);
    await world.settle();
    const violations = await world.violations();
    if (violations.length > 0) throw new Error(violations.join('\n'));
    onProgress?.(++done);
  });
  const shard = async (index: number) => {
    const result = await fc.check(property, { numRuns: Math.ceil(runs / atOnce), seed: seed + index, endOnFailure: mutate !== undefined });
    if (result.failed)
      failure ??= `seed ${result.seed}, path ${result.counterexamplePath}\n${fc.stringify(result.counterexample)}\n${String(result.errorInstance)}`;
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, (_, index) => shard(index)));
  } finally {
    await races.close();
  }
  return { done, ...(failure === undefined ? {} : { failure }) };
}
