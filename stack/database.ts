import { readFileSync, writeFileSync } from 'node:fs';
import { readConfig, required } from '../config.ts';
import { dumpSchema } from '../db/dump-schema.ts';
import { dumpTables } from '../db/dump-tables.ts';
import { createKnex } from '../db/knex.ts';
import { migrate } from '../db/migrate.ts';
import { installReference } from '../db/seeds/index.ts';

/** What is written of the migrated schema: as SQL, and as the compiler reads it. */
const dumps = [
  { file: 'db/schema.sql', dump: dumpSchema },
  { file: 'db/tables.ts', dump: dumpTables },
];
const pathOf = (file: string) => new URL(`../${file}`, import.meta.url);
const config = readConfig();
const knex = createKnex({
  databaseUrl: required(config, 'DATABASE_URL').DATABASE_URL,
  pool: 4,
  name: 'database-command',
  statementTimeoutMs: 0,
});

/** `tsx stack/database.ts migrate schema:dump`: each word a step, in the order given. */
const steps: Record<string, () => Promise<void>> = {
  migrate: async () => console.log(`Migrations applied: ${(await migrate(knex)).length}`),
  reference: () => knex.transaction(installReference),
  'schema:dump': async () => {
    for (const { file, dump } of dumps) writeFileSync(pathOf(file), await dump(knex));
  },
  'schema:check': async () => {
    for (const { file, dump } of dumps)
      if ((await dump(knex)) !== readFileSync(pathOf(file), 'utf8'))
        throw new Error(`${file} differs from the migrated schema: npm run schema:dump`);
  },
};

try {
  for (const name of process.argv.slice(2)) {
    const step = steps[name];
    if (!step) throw new Error(`Unknown step "${name}"; one of ${Object.keys(steps).join(', ')}`);
    await step();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await knex.destroy();
}
