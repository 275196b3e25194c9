import { readFileSync } from 'node:fs';
import { createKnex, type Store } from '../../db/knex.ts';
import { createPersonalData, parseKeyRing, type KeyRing } from '../../db/personal-data.ts';
import { testKeyRingFile } from './keys.ts';
import { createTestDatabase } from './postgres.ts';

export interface TestStore {
  store: Store;
  databaseUrl: string;
  keyRing: KeyRing;
  close(): Promise<void>;
}

/** A migrated and seeded database of its own, opened with this run's keys, under the application's role unless the owner is needed. */
export async function startStore({ asApplication = true } = {}): Promise<TestStore> {
  const database = await createTestDatabase();
  const knex = createKnex({ databaseUrl: database.url, pool: 12, name: 'test', asApplication });
  const keyRing = parseKeyRing(readFileSync(testKeyRingFile(), 'utf8'));
  return {
    store: { knex, personalData: createPersonalData(keyRing) },
    databaseUrl: database.url,
    keyRing,
    async close() {
      await knex.destroy();
      await database.drop();
    },
  };
}
