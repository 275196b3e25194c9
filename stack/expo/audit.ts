import type { Config } from '../../config.ts';
import { createRuns } from '../../api/temporal-runs.ts';
import type { AuditHead } from '../../db/audit.ts';
import type { Store } from '../../db/knex.ts';
import { checkAudit, parseAuditHead } from '../../db/ops/audit-check.ts';
import { checkBills } from '../../db/ops/bill-check.ts';
import { checkJournal, checkMoney, type Journal, type MoneyCheck } from '../../db/ops/money-check.ts';
import { createKnex } from '../../db/knex.ts';
import { assertDatabaseAnswers, readCommandConfig, requiredOfStack } from '../command.ts';
import { createBills } from '../resync/bill.ts';
import { findDifferences } from '../resync/difference.ts';
import { createMends } from '../resync/mend.ts';
import { connectTemporal } from '../temporal-check.ts';
import type { Command } from './command.ts';

/** What must hold of money, on a live database and against the sandbox's journal when there is one, and of the audit's chain; and what is asked for beside it. */
export const command: Command = {
  options: { head: { type: 'string' }, runs: { type: 'boolean' }, bills: { type: 'boolean' } },
  async run({ options }) {
    const noted = headGiven(options['head']);
    const config = readCommandConfig();
    const { DATABASE_URL: databaseUrl } = requiredOfStack(config, 'DATABASE_URL');
    await assertDatabaseAnswers(databaseUrl);
    const knex = createKnex({ databaseUrl, pool: 2, name: 'audit', asApplication: true, statementTimeoutMs: 0 });
    try {
      // Nothing is sealed in what is looked at.
      const store = { knex, personalData: undefined as never };
      const books = config.production ? undefined : await journal(config);
      const checks = [
        ...(await checkMoney(store)),
        ...(books ? await checkJournal(store, books) : []),
        await chain(store, noted),
        ...(options['runs'] === true ? [await runsCheck(store, config)] : []),
        ...(options['bills'] === true ? [await billsCheck(store, config)] : []),
      ];
      for (const check of checks) show(check);
      if (!books) console.log('--    no sandbox: the providers’ books were not compared');
      return checks.some(({ violations }) => violations.length > 0) ? 1 : 0;
    } finally {
      await knex.destroy();
    }
  },
};

/** Before anything is asked of a database: a head that was copied in part must not count as none. */
function headGiven(head: unknown): AuditHead | undefined {
  if (typeof head !== 'string') return undefined;
  const noted = parseAuditHead(head);
  if (!noted)
    throw new Error(`--head must be POSITION:HASH (64 hexadecimal digits), as an audit prints it, not "${head}"`);
  return noted;
}

/** The head stands in the line, to be written down where whoever owns the database cannot change it. */
async function chain(store: Store, noted: AuditHead | undefined): Promise<MoneyCheck> {
  const { entries, head, violations } = await checkAudit(store, noted);
  const end = head ? `head ${head.position}:${head.hash}` : 'no head yet';
  return { name: `the audit's ${entries} entries stand as they were chained; ${end}`, violations };
}

/** What `expo resync` would mend. */
async function runsCheck(store: Store, config: Config): Promise<MoneyCheck> {
  const client = await connectTemporal(config);
  try {
    const runs = createRuns(client);
    const found = await findDifferences({ store, runs, mends: createMends(store, runs), bills: [] });
    return {
      name: 'each open row has its run, which stands where it does, and each open run its row',
      violations: found.map(({ line }) => line),
    };
  } finally {
    await client.connection.close();
  }
}

async function billsCheck(store: Store, config: Config): Promise<MoneyCheck> {
  const bills = await createBills(store, config).fetched();
  const made = bills.filter(({ lines }) => lines !== undefined);
  return {
    name: `the ${made.length} bills that the providers have made of the last days agree with the books`,
    violations: (await checkBills(store, bills)).map(({ line }) => line),
  };
}

async function journal({ sandboxUrl }: Config): Promise<Journal | undefined> {
  try {
    const answer = await fetch(`${sandboxUrl}/__sandbox/journal`, { signal: AbortSignal.timeout(5_000) });
    return answer.ok ? ((await answer.json()) as Journal) : undefined;
  } catch {
    return undefined;
  }
}

function show({ name, violations }: MoneyCheck): void {
  console.log(`${violations.length === 0 ? 'ok  ' : 'FAIL'}  ${name}`);
  for (const violation of violations.slice(0, 20)) console.log(`        ${violation}`);
  if (violations.length > 20) console.log(`        and ${violations.length - 20} more`);
}
