import { setTimeout as pause } from 'node:timers/promises';
import type { Runs } from '../../api/temporal-runs.ts';
import type { Store } from '../../db/knex.ts';
import { createRunRows } from '../../db/ops/run-row.ts';
import type { Bill } from '../../db/ops/bill-check.ts';
import type { Mends } from './mend.ts';
import { orderDifferences } from './order.ts';
import { registrationDifferences } from './registration.ts';
import { moneyDifferences } from './money.ts';
import { numberDifferences } from './number.ts';

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

/** A day more than bills are compared for. */
const lookBackMs = 15 * 86_400_000;

async function look(sides: Sides): Promise<Difference[]> {
  const rows = createRunRows(sides.store);
  // Rows that are older than that were restored: everything since is of interest.
  const last = await rows.lastPlacedAt();
  const since = new Date(Math.min(Date.now() - lookBackMs, (last?.getTime() ?? Infinity) - 3_600_000));
  const [open, placed, invoices] = [
    await sides.runs.open(),
    await sides.runs.orders(since),
    await sides.runs.invoices(since),
  ];
  const seen = { ...sides, rows, open, placed, invoices };
  return [
    ...(await numberDifferences(seen)),
    ...(await registrationDifferences(seen)),
    ...(await orderDifferences(seen)),
    ...(await moneyDifferences(seen)),
  ];
}

/** Both sides, as they were just read. */
export type Seen = Sides & {
  rows: ReturnType<typeof createRunRows>;
  open: Awaited<ReturnType<Runs['open']>>;
  placed: Awaited<ReturnType<Runs['orders']>>;
  invoices: Awaited<ReturnType<Runs['invoices']>>;
};

/** What does not agree, and still does not a moment later: rows and runs are written one after the other. */
export async function findDifferences(sides: Sides): Promise<Difference[]> {
  let found = await look(sides);
  for (let again = 0; again < 2 && found.length > 0; again += 1) {
    await pause(500);
    const before = new Set(found.map(({ line }) => line));
    found = (await look(sides)).filter(({ line }) => before.has(line));
  }
  return found;
}
