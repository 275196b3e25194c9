import { parseArgs } from 'node:util';
import type { Config } from '../config.ts';
import type { AuditHead } from '../db/audit.ts';
import { createKnex, type Store } from '../db/knex.ts';
import { checkAudit, parseAuditHead } from '../db/ops/audit-check.ts';
import { checkJournal, checkMoney, type Journal, type MoneyCheck } from '../db/ops/money-check.ts';
import { assertDatabaseAnswers, readCommandConfig, requiredOfStack } from './command.ts';

/**
 * `npm run audit`: what must hold of money, on a live database and against the sandbox's journal when there is one, and of the audit's
 * chain. A line each; 1 when any is broken. `--head POSITION:HASH`: that a head which an earlier run printed is still in the chain.
 */
await audit().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});

async function audit(): Promise<void> {
  const noted = headGiven();
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
    ];
    for (const check of checks) show(check);
    if (!books) console.log('--    no sandbox: the providers’ books were not compared');
    if (checks.some(({ violations }) => violations.length > 0)) process.exitCode = 1;
  } finally {
    await knex.destroy();
  }
}

/** Before anything is asked of a database: a head that was copied in part must not count as none. */
function headGiven(): AuditHead | undefined {
  const { head } = parseArgs({ options: { head: { type: 'string' } } }).values;
  if (head === undefined) return undefined;
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
