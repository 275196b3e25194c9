import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';

export interface ProductionBatch {
  batchId: string;
  createdAt: Date;
  /** People whose badges were asked for. */
  accepted: number;
}

/** A batch as it is listed. */
interface ListedBatch extends ProductionBatch {
  by: string;
  /** Badges that are made. */
  made: number;
}

const order: KeysetOrder = {
  by: [
    ['time', 'b.createdAt'],
    ['uuid', 'b.batchId'],
  ],
  direction: 'desc',
};

/** Batches of badges to print (G5.1). */
export function createProductionBatches({ knex }: Store) {
  const accepted = knex.raw<number>(
    "(SELECT coalesce(sum(jsonb_array_length(q.payload -> 'attendeeIds')), 0)::int FROM staff_requests q WHERE q.request_id = b.batch_id)",
  );
  async function find(batchId: string): Promise<ProductionBatch | undefined> {
    return knex('production_batches as b').where({ batchId }).first('b.batchId', 'b.createdAt', { accepted });
  }

  return {
    find,

    /** An edition's, the newest first. */
    async list(edition: string, page: KeysetPage): Promise<Keyed<ListedBatch>[]> {
      return knex('production_batches as b')
        .join('staff as s', 's.staffId', 'b.staffId')
        .where('b.edition', edition)
        .modify((rows) => pageByKeyset(rows, order, page))
        .select('b.batchId', 'b.createdAt', {
          by: 's.login',
          accepted,
          made: knex.raw<number>('(SELECT count(*)::int FROM badges m WHERE m.batch_id = b.batch_id)'),
          keyset: keysetOf(knex, order),
        });
    },

    async insert(batch: { batchId: string; edition: string; staffId: string }): Promise<ProductionBatch> {
      await knex('production_batches').insert(batch).onConflict('batchId').ignore();
      return (await find(batch.batchId))!;
    },
  };
}
