import type { ErasureDue } from '../domain/erasure.ts';
import { inTransaction } from '../db/knex.ts';
import { createErasures } from '../db/ops/erasure.ts';
import type { ActivityDeps } from './deps.ts';

export function retentionLocalActivities({ store }: ActivityDeps) {
  return {
    /** Registrations whose personal data has had its time. */
    async erasuresDue({ rows }: { rows: number }): Promise<ErasureDue[]> {
      const erasures = createErasures(store);
      await erasures.forgetImported();
      return erasures.due(rows);
    },

    /** False where it is done, or something of it is under way. */
    erase: (due: ErasureDue): Promise<boolean> => inTransaction(store, (trx) => createErasures(trx).erase(due)),
  };
}
