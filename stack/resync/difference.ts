import { setTimeout as pause } from 'node:timers/promises';
import { createRunRows } from '../../db/ops/run-row.ts';
import { orderDifferences } from './order.ts';
import { registrationDifferences } from './registration.ts';
import { moneyDifferences } from './money.ts';
import { numberDifferences } from './number.ts';
import type { Difference, Sides } from './side.ts';

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
