import type { Store } from './knex.ts';

export interface ProductionBatch {
  batchId: string;
  createdAt: Date;
}

/** Batches of badges to print (G5.1). */
export function createProductionBatches({ knex }: Store) {
  const columns = { batchId: 'batch_id', createdAt: 'created_at' };
  return {
    async insert({ batchId, staffId }: { batchId: string; staffId: string }): Promise<ProductionBatch> {
      const edition = knex('editions').where({ is_current: true }).select('edition');
      await knex('production_batches').insert({ batch_id: batchId, edition, staff_id: staffId }).onConflict('batch_id').ignore();
      return knex('production_batches').where({ batch_id: batchId }).first<ProductionBatch>(columns);
    },
    async find(batchId: string): Promise<ProductionBatch | undefined> {
      return knex('production_batches').where({ batch_id: batchId }).first<ProductionBatch | undefined>(columns);
    },
  };
}
