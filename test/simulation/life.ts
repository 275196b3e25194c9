import type fc from 'fast-check';
import type { Client } from '@temporalio/client';
import type { Step } from '../races/step.ts';
import type { Random } from './random.ts';
import type { Simulation } from './simulation.ts';
import type { ActivityTable } from './workflow-run.ts';

/** What a life lives in. */
interface Setting {
  simulation: Simulation;
  random: Random;
  /** Asks; whatever is refused is refused. */
  ask: (call: Promise<unknown>) => Promise<void>;
  /** Not everybody who asks by it waits for the answer before the next thing happens. */
  client: Client;
  /** Lets what happens happen, step by step. */
  walk: <Life>(life: Life, steps: readonly Step<Life>[]) => Promise<void>;
  /** The runs that are not over. */
  openRuns: () => string[];
}

/** A kind of life. */
export interface Lives<Sequence> {
  local: ActivityTable;
  remote: ActivityTable;
  sequences: fc.Arbitrary<Sequence>;
  /** Lives until all has come to rest; what must hold then and does not. */
  live: (sequence: Sequence, setting: Setting) => Promise<string[]>;
}
