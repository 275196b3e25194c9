import { readFileSync } from 'node:fs';
import { createStore, type Store } from '../../db/knex.ts';
import { parseKeyRing, type KeyRing } from '../../db/key-ring.ts';
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
  const keyRing = parseKeyRing(readFileSync(testKeyRingFile(), 'utf8'));
  const store = createStore({ databaseUrl: database.url, pool: 12, name: 'test', asApplication, ring: keyRing });
  return {
    store,
    databaseUrl: database.url,
    keyRing,
    async close() {
      await store.knex.destroy();
      await database.drop();
    },
  };
}
