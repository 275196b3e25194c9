import { createDataKeys } from '../data-key.ts';
import type { KeyRing } from '../key-ring.ts';
import { inTransaction, rowsOf, type Store } from '../knex.ts';
import type { RotationBatch } from './rotation-batch.ts';

interface Row {
  id: string;
  owner: string;
  ringKey: string;
  wrapped: Buffer;
}

/** Wraps data keys by the ring's current key, at most `rows` in a transaction. What they sealed stays as it is, wherever copies of it are. */
export async function* rewrapDataKeys(store: Store, ring: KeyRing, rows: number): AsyncGenerator<RotationBatch> {
  const keys = createDataKeys(ring);

  async function batch({ knex }: Store, after: string | undefined): Promise<RotationBatch & { last?: string }> {
    const found = await rowsOf<Row>(
      knex,
      `SELECT data_key_id AS id, owner, ring_key, wrapped_key AS wrapped FROM data_keys
       WHERE ring_key <> :current AND destroyed_at IS NULL AND (:after::uuid IS NULL OR data_key_id > :after)
       ORDER BY data_key_id LIMIT :rows FOR UPDATE`,
      { current: ring.current, after: after ?? null, rows },
    );
    const undone: string[] = [];
    const wrapped: { id: string; bytes: Buffer }[] = [];
    for (const row of found)
      try {
        wrapped.push({ id: row.id, bytes: keys.rewrap(row) });
      } catch (error) {
        undone.push(`data key ${row.id}, wrapped by ${row.ringKey}: ${(error as Error).message}`);
      }
    await rowsOf(
      knex,
      `UPDATE data_keys d SET ring_key = ?, wrapped_key = n.bytes FROM unnest(?::uuid[], ?::bytea[]) n (id, bytes) WHERE d.data_key_id = n.id`,
      [ring.current, wrapped.map(({ id }) => id), wrapped.map(({ bytes }) => bytes)],
    );
    return {
      done: { dataKeysWrapped: wrapped.length },
      undone,
      ...(found.length > 0 ? { last: found.at(-1)!.id } : {}),
    };
  }

  for (let after: string | undefined; ;) {
    const { last, ...did } = await inTransaction(store, (trx) => batch(trx, after));
    if (last === undefined) return;
    yield did;
    after = last;
  }
}
