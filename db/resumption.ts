import { randomUUID } from 'node:crypto';
import type { RunKnowledge } from '../domain/resumption.ts';
import type { Store } from './knex.ts';
import { isRowId } from './staff-request.ts';

/** What runs are started again with. A row is made by `expo resync` before the run it is for, and ended by that run. */
export function createResumptions({ knex }: Store) {
  return {
    /** Its id. */
    async make(workflowId: string, knew: RunKnowledge): Promise<string> {
      const resumptionId = randomUUID();
      await knex('resumptions').insert({ resumptionId, workflowId, knew });
      return resumptionId;
    },

    /** Undefined where nobody who reaches our database made it for this run: whoever reaches Temporal starts runs with anything. */
    async find(workflowId: string, resumptionId: unknown): Promise<RunKnowledge | undefined> {
      if (!isRowId(resumptionId)) return undefined;
      return (await knex('resumptions').where({ resumptionId, workflowId }).first('knew'))?.knew;
    },

    async end(resumptionId: string): Promise<void> {
      await knex('resumptions').where({ resumptionId }).whereNull('doneAt').update({ doneAt: knex.fn.now() });
    },

    /** Those of the ids whose runs have not taken everything up. */
    async unfinished(resumptionIds: readonly string[]): Promise<string[]> {
      return knex('resumptions').whereIn('resumptionId', resumptionIds).whereNull('doneAt').pluck('workflowId');
    },
  };
}
