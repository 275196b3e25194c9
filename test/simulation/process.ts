import { readFileSync } from 'node:fs';
import knexModule from 'knex';
import { translation } from '../../db/knex.ts';
import { createDataKeys } from '../../db/data-key.ts';
import { parseKeyRing } from '../../db/key-ring.ts';
import { createPersonalData, createSealing } from '../../db/personal-data.ts';
import type { Db } from '../../db/query.ts';
import { runJob, type Job, type JobResult } from './lives.ts';
import { installVirtualTime, virtualClockOptions } from './virtual-time.ts';

/** What a process is asked to do, one thing at a time. */
export interface Order {
  job: Job;
  databaseUrl: string;
  keyRingFile: string;
  bundleFile: string;
}
export type Answer = { result: JobResult } | { error: string };

installVirtualTime();
// Ctrl-C ends the database too, of which nobody need hear from here.
process.once('SIGINT', () => process.exit());
// Whoever started it is gone.
process.once('disconnect', () => process.exit());
process.on('message', (order: Order) => void answer(order));

async function answer({ job, databaseUrl, keyRingFile, bundleFile }: Order): Promise<void> {
  const ring = parseKeyRing(readFileSync(keyRingFile, 'utf8'));
  const keys = createDataKeys(ring);
  const settings = {
    ...translation,
    // Knex hands its dialect whatever else stands here.
    sealing: createSealing(keys),
    connection: { connectionString: databaseUrl, options: `-c role=expo_app ${virtualClockOptions}` },
    // One connection is enough, since one thing happens at a time; kept, because leaps of time look like idleness.
    pool: { min: 1, max: 1 },
    // Whoever waits for a second one hangs; the first may take its time on a busy machine.
    acquireConnectionTimeout: 30_000,
  };
  const knex = knexModule(settings) as unknown as Db;
  try {
    const personalData = createPersonalData(ring, keys);
    process.send!({ result: await runJob(job, { store: { knex, personalData }, bundleFile }) } satisfies Answer);
  } catch (error) {
    process.send!({ error: String((error as Error).stack) } satisfies Answer);
  } finally {
    await knex.destroy();
  }
}
