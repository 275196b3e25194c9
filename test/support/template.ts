import { hashPassword } from '../../api/auth.ts';
import { readConfig, required } from '../../config.ts';
import { parseKeyRing } from '../../db/key-ring.ts';
import { createStore } from '../../db/knex.ts';
import { migrate } from '../../db/migrate.ts';
import { installReference } from '../../db/seeds/index.ts';
import { applyEditionFile } from '../../stack/expo/edition-file.ts';
import { readEntries } from '../../stack/expo/staff-entry.ts';
import { addStaff } from '../../stack/expo/staff.ts';

// What `expo install`, `edition:apply --demo` and `staff:add --demo` do to a database, in one process.
const config = readConfig();
const { DATABASE_URL: databaseUrl, KEY_RING } = required(config, 'DATABASE_URL', 'KEY_RING');
const beside = (name: string) => new URL(`../../${name}`, import.meta.url).pathname;
const store = createStore({
  databaseUrl,
  pool: 2,
  name: 'template',
  ring: parseKeyRing(KEY_RING),
  statementTimeoutMs: 0,
});
await migrate(store.knex);
await store.knex.transaction(installReference);
await applyEditionFile(store, { file: beside('edition.example.yaml'), demo: true, say: () => undefined });
const passwordHash = await hashPassword(config.DEMO_PASSWORD);
const engine = () => Promise.reject(new Error('nobody of a demo gets a text'));
for (const entry of await readEntries(beside('staff.example.csv')))
  await addStaff({ config, store, engine }, entry, { withLink: false, passwordHash });
await store.knex.destroy();
