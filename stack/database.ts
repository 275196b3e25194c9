import { hash } from '@node-rs/argon2';
import { readFileSync, writeFileSync } from 'node:fs';
import { readConfig, required } from '../config.ts';
import { dumpSchema } from '../db/dump-schema.ts';
import { dumpTables } from '../db/dump-tables.ts';
import { createKnex, createStore } from '../db/knex.ts';
import { migrate } from '../db/migrate.ts';
import { parseKeyRing } from '../db/key-ring.ts';
import { seedDemo } from '../db/seeds/demo.ts';
import { seedReference } from '../db/seeds/index.ts';

/** What is written of the migrated schema: as SQL, and as the compiler reads it. */
const dumps = [
  { file: 'db/schema.sql', dump: dumpSchema },
  { file: 'db/tables.ts', dump: dumpTables },
];
const pathOf = (file: string) => new URL(`../${file}`, import.meta.url);
const config = readConfig();
const connection = {
  databaseUrl: required(config, 'DATABASE_URL').DATABASE_URL,
  pool: 4,
  name: 'database-command',
  statementTimeoutMs: 0,
};
const knex = createKnex(connection);

/** `tsx stack/database.ts migrate seed`: each word a step, in the order given. */
const steps: Record<string, () => Promise<void>> = {
  migrate: async () => console.log(`Migrations applied: ${(await migrate(knex)).length}`),
  seed: async () => {
    await seedReference(knex, new Date());
    console.log('Seeded.');
    if (config.DEMO === 'yes') await demo({ asked: true });
  },
  // As `npm start` has it where it made the database: nobody has asked, so what it may not fill it leaves.
  'seed:made-here': async () => {
    await seedReference(knex, new Date());
    console.log('Seeded.');
    await demo({ asked: false });
  },
  'schema:dump': async () => {
    for (const { file, dump } of dumps) writeFileSync(pathOf(file), await dump(knex));
  },
  'schema:check': async () => {
    for (const { file, dump } of dumps)
      if ((await dump(knex)) !== readFileSync(pathOf(file), 'utf8'))
        throw new Error(`${file} differs from the migrated schema: npm run schema:dump`);
  },
};

async function demo({ asked }: { asked: boolean }) {
  const store = createStore({ ...connection, ring: parseKeyRing(required(config, 'KEY_RING').KEY_RING) });
  const refusal = await seedDemo(
    store,
    await hash(config.DEMO_PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 }),
  );
  await store.knex.destroy();
  if (!refusal) return console.log('Demo data is there.');
  const { foreign, loginsAreThere } = refusal;
  const some = foreign.length > 5 ? [...foreign.slice(0, 5), `${foreign.length - 5} more`] : foreign;
  const line = `No demo data was made: the database has an edition or staff of its own (${some.join(', ')})`;
  if (asked && !loginsAreThere) throw new Error(line);
  console.log(line);
}

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
