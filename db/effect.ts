import { inTransaction, type Store } from './knex.ts';

/**
 * Runs `work` once for `key`, however often its activity runs: the key is inserted in the transaction of the effect, and a
 * repeat is given the stored output. A second run at the same time waits for the first one's commit.
 */
export function once<T>(store: Store, key: string, work: (trx: Store) => Promise<T>): Promise<T> {
  return inTransaction(store, async (trx) => {
    const claimed = await trx
      .knex('effects')
      .insert({ key, output: 'null' })
      .onConflict('key')
      .ignore()
      .returning('key');
    // Under this key nothing but an output of `work` was ever stored.
    if (claimed.length === 0) return (await trx.knex('effects').where({ key }).first('output'))!.output as T;
    const output = await work(trx);
    await trx
      .knex('effects')
      .where({ key })
      .update({ output: JSON.stringify(output) });
    return output;
  });
}
