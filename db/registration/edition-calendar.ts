import { registrationWorkflowId, statesIn } from '../../domain/registration.ts';
import type { Store } from '../knex.ts';

/** An edition whose dates the runs have not all been told, and the version of them that they are told. */
export interface MovedCalendar {
  edition: string;
  version: number;
}

export interface RunsToTell {
  workflowIds: string[];
  /** Behind whom the next ones are; undefined behind the last. */
  next?: string;
}

/** How many runs are told at once: each costs three events of the run that tells them. */
const runsAtOnce = 200;

/** Which runs are still to be told that the dates they go by were moved. */
export function createEditionCalendars({ knex }: Store) {
  return {
    async moved(): Promise<MovedCalendar | undefined> {
      return knex('editions')
        .whereRaw('calendar_told < calendar_version')
        .orderBy('edition')
        .first('edition', { version: 'calendarVersion' });
    },

    async runsToTell({ edition, after }: { edition: string; after?: string }): Promise<RunsToTell> {
      const open = [...statesIn('filling_in'), ...statesIn('review'), ...statesIn('badges')];
      const rows = await knex('registrations as r')
        .join('units as u', 'u.unitId', 'r.unitId')
        .where('r.edition', edition)
        .whereIn('r.state', open)
        .modify((query) => after !== undefined && void query.where('r.registrationId', '>', after))
        .orderBy('r.registrationId')
        .limit(runsAtOnce)
        .select('r.registrationId', 'r.edition', 'u.account');
      const next = rows.length === runsAtOnce ? rows.at(-1)!.registrationId : undefined;
      return { workflowIds: rows.map(registrationWorkflowId), ...(next === undefined ? {} : { next }) };
    },

    /** What was moved meanwhile is still to be told. */
    async told({ edition, version }: MovedCalendar): Promise<void> {
      await knex('editions').where({ edition }).where('calendarTold', '<', version).update({ calendarTold: version });
    },
  };
}
