import type { Runs } from '../../api/temporal-runs.ts';
import { createAudit } from '../../db/audit.ts';
import { inTransaction, type Store } from '../../db/knex.ts';
import { createResumptions } from '../../db/resumption.ts';
import type { RunKnowledge } from '../../domain/resumption.ts';

/**
 * The steps by which a run's place is taken: what it knew is on record, then it is ended, then another is started. Whoever is
 * interrupted between them finds a row without a run, or a run without its row, and goes on from there.
 */
export function createMends(store: Store, runs: Runs) {
  return {
    /** On record: what the run before knew, and that another takes its place. */
    resume: (workflowId: string, { subject, knew }: { subject: string; knew: RunKnowledge }): Promise<string> =>
      inTransaction(store, async (trx) => {
        const resumptionId = await createResumptions(trx).make(workflowId, knew);
        const detail = { workflowId, resumptionId, state: knew.state ?? null, attempts: knew.attempts.length };
        await createAudit(trx).append({ action: 'run_resumed', subject, detail });
        return resumptionId;
      }),

    /** Ends a run that no row stands behind. */
    async end(workflowId: string, why: string): Promise<void> {
      await createAudit(store).append({
        action: 'run_ended',
        subject: workflowId.slice(0, 64),
        detail: { workflowId, why },
      });
      await runs.end(workflowId, `expo resync: ${why}`);
    },

    moved: (sequence: string, by: number): Promise<void> =>
      createAudit(store).append({ action: 'numbers_moved', subject: sequence, detail: { by } }),
  };
}

export type Mends = ReturnType<typeof createMends>;
