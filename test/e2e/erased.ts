import { Client, Connection } from '@temporalio/client';
import { readFileSync } from 'node:fs';
import { parseKeyRing } from '../../db/key-ring.ts';
import { createStore, rowsOf, type Store } from '../../db/knex.ts';
import type { SealedField } from '../../db/personal-data.ts';
import type { Sealed } from '../../db/table.ts';
import { until } from './http.ts';
import type { Stack } from './stack.ts';

/** Makes the current edition one that has been over for longer than its data is kept, and waits for the night's work. */
export async function letRetentionPass(stack: Stack): Promise<void> {
  await stack.rows(
    "UPDATE editions SET registration_opens_at = now() - interval '400 days', registration_closes_at = now() - interval '200 days', expo_closes_at = now() - (retention_days + 1) * interval '1 day'",
  );
  const connection = await Connection.connect({ address: stack.config.temporalAddress });
  try {
    const client = new Client({ connection, namespace: stack.config.TEMPORAL_NAMESPACE });
    await client.schedule.getHandle('retention').trigger();
    await until('all of them are erased', async () => {
      const [row] = await stack.rows<{ left: string }>(
        'SELECT count(*) AS left FROM registrations WHERE registration_id NOT IN (SELECT registration_id FROM erasures)',
      );
      return Number(row!.left) === 0;
    });
  } finally {
    await connection.close();
  }
}

/** Everything in the database that the stack's own ring can still open, by its place. */
export async function stillOpens(stack: Stack): Promise<{ name: string; bytes: Buffer }[]> {
  const ring = parseKeyRing(readFileSync(stack.keyRingFile, 'utf8'));
  const store = createStore({ databaseUrl: stack.databaseUrl, pool: 1, name: 'still-opens', ring });
  try {
    const columns = await rowsOf<{ table: string; column: string }>(
      store.knex,
      "SELECT table_name AS table, column_name AS column FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'bytea'",
    );
    const found: { name: string; bytes: Buffer }[] = [];
    for (const place of columns) found.push(...(await opened(store, place)));
    return found;
  } finally {
    await store.knex.destroy();
  }
}

/** Which of its row's columns a value is bound to is its repository's to know: each is tried. */
async function opened({ knex, personalData }: Store, { table, column }: { table: string; column: string }) {
  const rows = await rowsOf<{ sealed: Sealed; row: Record<string, unknown> }>(
    knex,
    'SELECT ?? AS sealed, to_jsonb(t) AS row FROM ?? t WHERE ?? IS NOT NULL',
    [column, table, column],
  );
  return rows.flatMap(({ sealed, row }) => {
    const ids = Object.values(row).filter((value) => typeof value === 'string');
    for (const id of ids)
      try {
        const bytes = personalData.openBytes({ table, column, row: id } as unknown as SealedField, sealed);
        return [{ name: `${table}.${column}`, bytes }];
      } catch {
        continue;
      }
    return [];
  });
}
