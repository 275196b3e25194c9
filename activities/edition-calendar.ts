import { createEditionCalendars, type MovedCalendar, type RunsToTell } from '../db/registration/edition-calendar.ts';
import type { ActivityDeps } from './deps.ts';

/** Which runs hear that an edition's dates were moved. */
export function editionCalendarLocalActivities({ store }: ActivityDeps) {
  return {
    movedCalendar: (): Promise<MovedCalendar | undefined> => createEditionCalendars(store).moved(),
    runsToTell: (of: { edition: string; after?: string }): Promise<RunsToTell> =>
      createEditionCalendars(store).runsToTell(of),
    calendarTold: (moved: MovedCalendar): Promise<void> => createEditionCalendars(store).told(moved),
  };
}
