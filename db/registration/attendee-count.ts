import {
  attendeeLists,
  attendeeShownStates,
  shownState,
  type AttendeeList,
  type AttendeeShownState,
} from '../../domain/attendee.ts';
import type { LineState } from '../../domain/badge.ts';
import type { Store } from '../knex.ts';
import { lineOfAttendee, narrowAttendees, type AttendeeFilter } from './attendee-filter.ts';

interface AttendeeCount {
  list: AttendeeList;
  state: AttendeeShownState;
  count: number;
  /** How many of them have no photo. */
  withoutPhoto: number;
}

/** How many people stand where, by list; where nobody does is left out. */
export async function countAttendees({ knex }: Store, filter: AttendeeFilter): Promise<AttendeeCount[]> {
  const rows = await knex('attendees as a')
    .joinRaw<{ 'l.lineState': LineState | null }>(lineOfAttendee)
    .join('registrations as r', 'r.registrationId', 'a.registrationId')
    .modify((found) => narrowAttendees(found, filter))
    .groupBy('a.list', 'a.state', 'l.lineState')
    .select('a.list', 'a.state', 'l.lineState', {
      people: knex.raw<number>('count(*)::int'),
      withoutPhoto: knex.raw<number>('count(*) FILTER (WHERE NOT a.has_photo)::int'),
    });
  const countOf = (list: AttendeeList, state: AttendeeShownState) => {
    const own = rows.filter((row) => row.list === list && shownState(row.state, row.lineState) === state);
    const count = own.reduce((sum, { people }) => sum + people, 0);
    return { list, state, count, withoutPhoto: own.reduce((sum, row) => sum + row.withoutPhoto, 0) };
  };
  return attendeeLists
    .flatMap((list) => attendeeShownStates.map((state) => countOf(list, state)))
    .filter(({ count }) => count > 0);
}
