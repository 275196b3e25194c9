import { setTimeout as pause } from 'node:timers/promises';
import { createEngine } from '../../api/temporal.ts';
import { createRuns } from '../../api/temporal-runs.ts';
import { createRunRows } from '../../db/ops/run-row.ts';
import type { Store } from '../../db/knex.ts';
import { createResumptions } from '../../db/resumption.ts';
import { readCommandConfig, withStore } from '../command.ts';
import { createBills, type Bills } from '../resync/bill.ts';
import { findDifferences } from '../resync/difference.ts';
import { createMends, type Mends } from '../resync/mend.ts';
import type { Difference } from '../resync/side.ts';
import { connectTemporal } from '../temporal-check.ts';
import type { Command } from './command.ts';

/** What is mended shows others at times: a run that was ended had a refund under way. */
const mostRounds = 5;
const patienceMs = 60_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Asks again until it is so; whether it came to be. */
async function within(ms: number, holds: () => Promise<boolean>): Promise<boolean> {
  for (const deadline = Date.now() + ms; Date.now() < deadline; await pause(500)) if (await holds()) return true;
  return holds();
}

/** Each difference in turn, and then until the runs have taken up what they are to. */
async function mendAll(store: Store, found: readonly Difference[]): Promise<void> {
  const resumed: string[] = [];
  for (const { line, remedy, mend } of found) {
    say(`${line}: ${remedy}`);
    const resumptionId = await mend();
    if (resumptionId) resumed.push(resumptionId);
  }
  const resumptions = createResumptions(store);
  if (await within(patienceMs, async () => (await resumptions.unfinished(resumed)).length === 0)) return;
  const slow = await resumptions.unfinished(resumed);
  throw new Error(
    `${slow.length} runs have not taken up their work within a minute (${slow.slice(0, 3).join(', ')}): is a worker there, and do the providers answer? Run it again`,
  );
}

/** Rows that were lost may have said that badges were made: their numbers are on people. */
async function skipBadgeNumbers(store: Store, mends: Mends): Promise<void> {
  const rows = createRunRows(store);
  const lines = await rows.linesWithoutBadge();
  if (lines === 0) return;
  await mends.moved('badge_numbers', lines);
  await rows.skipNumbers('badge_numbers', lines);
  say(`badge_numbers go on ${lines} later: so many badges may have been made that no row knows`);
}

/** What runs do not look after, the reconciliation of its day does; how many are left after it. */
async function mendBills(bills: Bills, reconcile: (day: string) => Promise<unknown>): Promise<number> {
  const agree = async () => (await bills.differences()).length === 0;
  // What goes back on behalf of runs is on its way.
  if (await within(15_000, agree)) return 0;
  const found = await bills.differences();
  for (const { line } of found) say(`${line}: the reconciliation of its day looks after it`);
  for (const day of new Set(found.map((each) => each.day))) await reconcile(day);
  await within(2 * patienceMs, agree);
  const left = await bills.differences();
  for (const { line } of left) say(`left for a human: ${line}`);
  return left.length;
}

export const command: Command = {
  options: { 'dry-run': { type: 'boolean' } },
  async run({ options }) {
    const config = readCommandConfig();
    const dryRun = options['dry-run'] === true;
    const connection = { pool: 2, name: 'resync', asApplication: true, statementTimeoutMs: 0 };
    return withStore(config, connection, async (store) => {
      const client = await connectTemporal(config);
      try {
        const runs = createRuns(client);
        const mends = createMends(store, runs);
        const bills = createBills(store, config);
        const sides = { store, runs, mends, bills: await bills.fetched() };
        let mended = 0;
        for (let round = 0; ; round += 1) {
          const found = await findDifferences(sides);
          if (dryRun) {
            const all = [
              ...found.map(({ line, remedy }) => `${line}: ${remedy}`),
              ...(await bills.differences()).map(({ line }) => line),
            ];
            all.forEach(say);
            say(all.length === 0 ? 'Nothing to do.' : `${all.length} difference(s); nothing was written.`);
            return 0;
          }
          if (found.length === 0) break;
          if (round === mostRounds) {
            for (const { line } of found) say(`left: ${line}`);
            return 1;
          }
          if (round === 0) await skipBadgeNumbers(store, mends);
          await mendAll(store, found);
          mended += found.length;
        }
        const before = (await bills.differences()).length;
        const left = before === 0 ? 0 : await mendBills(bills, (day) => createEngine({ client }).reconcile({ day }));
        say(mended + before === 0 ? 'Nothing to do.' : `${mended} difference(s) mended; ${left} left.`);
        return left === 0 ? 0 : 1;
      } finally {
        await client.connection.close();
      }
    });
  },
};
