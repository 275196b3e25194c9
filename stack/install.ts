import type { Client } from '@temporalio/client';
import type { Config } from '../config.ts';
import { createKnex } from '../db/knex.ts';
import { migrate } from '../db/migrate.ts';
import type { Db } from '../db/query.ts';
import { vocabularies } from '../db/reference.ts';
import { installReference } from '../db/seeds/index.ts';
import { migrationFindings, migrationsPending, ownerRights, programRole } from './database-check.ts';
import { throwFindings, type Finding } from './finding.ts';
import { ensureSchedules, scheduleIds } from './schedule.ts';
import { ensureServiceLogin, serviceLoginFindings, serviceLogins, serviceLoginSql } from './service-login.ts';
import { connectTemporal, ensureNamespace, ensureSearchAttributes } from './temporal-check.ts';

interface Install {
  /** The owner's. */
  databaseUrl: string;
  /** Made for API and worker when it is named and may be made; else the statement that makes one is told. */
  serviceLogin: string | undefined;
  say: (line: string) => void;
}

/**
 * What the programs need of database and Temporal, and nothing else: no edition, no demo. Whether it can be done is asked before
 * anything is. Safe to repeat; a line a step.
 */
export async function install(config: Config, { databaseUrl, serviceLogin, say }: Install): Promise<void> {
  const db = createKnex({ databaseUrl, pool: 4, name: 'install', statementTimeoutMs: 0 });
  let temporal: Client | undefined;
  try {
    const findings = await databaseFindings(db, serviceLogin);
    throwFindings('Nothing was done: the database is not as it must be. The administrator runs:', findings);
    temporal = await connectTemporal(config);
    const step = (name: string, line: string) => say(`${name.padEnd(19)}${line}`);
    const { login, database } = await ownerRights(db);
    step('Database', `${database}, as ${login}; no extension is needed`);
    step('Migrations', `${(await migrate(db)).length} applied`);
    await db.transaction(installReference);
    step('Reference data', `${vocabularies.length} vocabularies`);
    step('Service login', await serviceLoginLine(db, serviceLogin, config.SERVICE_PASSWORD));
    step('Namespace', await ensureNamespace(temporal));
    step('Search attributes', await ensureSearchAttributes(temporal));
    await ensureSchedules(temporal);
    step('Schedules', `${scheduleIds.join(', ')}: there`);
  } finally {
    await temporal?.connection.close();
    await db.destroy();
  }
}

async function databaseFindings(db: Db, serviceLogin: string | undefined): Promise<Finding[]> {
  return [
    ...((await migrationsPending(db)) ? migrationFindings(await ownerRights(db)) : []),
    ...(serviceLogin === undefined ? [] : await serviceLoginFindings(db, serviceLogin)),
  ];
}

async function serviceLoginLine(db: Db, wanted: string | undefined, password: string | undefined): Promise<string> {
  if (wanted !== undefined) return ensureServiceLogin(db, wanted, password);
  const there = await serviceLogins(db);
  return there.length > 0
    ? `${there.join(', ')}: in ${programRole}, and owns nothing`
    : `none is there yet; the administrator, or --service-login: ${serviceLoginSql()}`;
}
