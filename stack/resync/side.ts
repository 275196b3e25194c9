import type { Runs } from '../../api/temporal-runs.ts';
import type { Store } from '../../db/knex.ts';
import type { Bill } from '../../db/ops/bill-check.ts';
import type { createRunRows } from '../../db/ops/run-row.ts';
import type { Mends } from './mend.ts';

/** Where rows and runs do not agree. */
export interface Difference {
  /** What is so, in words. */
  line: string;
  /** What is done about it, in words; nothing where only a human can. */
  remedy: string;
  /** Does it; the id of the resumption that a run is to end. */
  mend: () => Promise<string | void>;
}

export interface Sides {
  store: Store;
  runs: Runs;
  mends: Mends;
  /** What the providers have seen. */
  bills: readonly Bill[];
}

/** Both sides, as they were just read. */
export type Seen = Sides & {
  rows: ReturnType<typeof createRunRows>;
  open: Awaited<ReturnType<Runs['open']>>;
  placed: Awaited<ReturnType<Runs['orders']>>;
  invoices: Awaited<ReturnType<Runs['invoices']>>;
};
