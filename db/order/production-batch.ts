import type { Store } from '../knex.ts';

export interface ProductionBatch {
  batchId: string;
  createdAt: Date;
}

/** Batches of badges to print (G5.1). */
export function createProductionBatches({ knex }: Store) {
  async function find(batchId: string): Promise<ProductionBatch | undefined> {
    return knex('production_batches').where({ batchId }).first('batchId', 'createdAt');
  }

  return {
    find,
    async insert(batch: { batchId: string; edition: string; staffId: string }): Promise<ProductionBatch> {
      await knex('production_batches').insert(batch).onConflict('batchId').ignore();
      return (await find(batch.batchId))!;
    },
  };
}
