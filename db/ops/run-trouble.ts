import { subjectOfRun, type WaitsFor } from '../../domain/attention.ts';
import { rowsOf, type Store } from '../knex.ts';

/** Words of an error that are kept; the rest is in the run. */
const mostCharacters = 300;

/** The program of a run itself, where any other step is an activity. */
export const ownProgram = '';

export interface RunTrouble {
  workflowId: string;
  step: string;
  waitsFor: WaitsFor;
  since: Date;
  attempts: number;
  lastError: string;
}

type Step = Pick<RunTrouble, 'workflowId' | 'step'>;

/** What fails in runs again and again, written by whoever meets it; a row goes when it is done, or when its run knows nothing of it any more. */
export function createRunTroubles({ knex }: Store) {
  /** Of a registration's run the row whose it is; the latest, where an account was given back. */
  async function aboutOf(workflowId: string) {
    const of = subjectOfRun(workflowId);
    if ('about' in of) return of;
    const row = await knex('registrations as r')
      .join('units as u', 'u.unitId', 'r.unitId')
      .where({ 'u.edition': of.edition, 'u.account': of.account })
      .orderBy('r.createdAt', 'desc')
      .first('r.registrationId');
    return row ? { about: 'registrationId', subject: row.registrationId } : { about: 'run', subject: workflowId };
  }

  return {
    /** Rounds begin to count anew; what is kept goes on, from when it began. */
    async note({ lastError, ...trouble }: RunTrouble): Promise<void> {
      await knex('run_troubles')
        .insert({ ...trouble, ...(await aboutOf(trouble.workflowId)), lastError: lastError.slice(0, mostCharacters) })
        .onConflict(['workflowId', 'step'])
        .merge({
          attempts: knex.raw('greatest(run_troubles.attempts + 1, excluded.attempts)'),
          lastError: knex.raw('excluded.last_error'),
          seenAt: knex.fn.now(),
        });
    },

    async end({ workflowId, step }: Step): Promise<void> {
      await knex('run_troubles').where({ workflowId, step }).delete();
    },

    /** Steps that nobody has met for so long, each given to one caller at a time. */
    async takeUnseen(seconds: number, rows: number): Promise<Pick<RunTrouble, 'workflowId' | 'step' | 'waitsFor'>[]> {
      return rowsOf<Pick<RunTrouble, 'workflowId' | 'step' | 'waitsFor'>>(
        knex,
        `UPDATE run_troubles t SET seen_at = now() FROM (SELECT workflow_id, step FROM run_troubles
           WHERE step <> ? AND seen_at < now() - ? * interval '1 second' ORDER BY seen_at LIMIT ? FOR UPDATE SKIP LOCKED) old
         WHERE t.workflow_id = old.workflow_id AND t.step = old.step RETURNING t.workflow_id, t.step, t.waits_for`,
        [ownProgram, seconds, rows],
      );
    },

    /** Runs whose own program was seen to fail. */
    async failingRuns(): Promise<string[]> {
      return knex('run_troubles').where({ step: ownProgram }).pluck('workflowId');
    },
  };
}
