import { attendeeShownStates, type AttendeeList } from '../../domain/attendee.ts';
import type { Schemas } from '../client/client.ts';
import { usePages, type Pages } from '../client/pages-of.ts';

export type Attendee = Schemas['Attendee'];
export type List = Attendee['list'];

/** What the people of a unit are looked for by, in whichever list. */
export interface AttendeeFilter {
  state?: string | undefined;
  query?: string | undefined;
  photo?: string | undefined;
}

/** A list of the unit's people, page by page: a unit may have a thousand. */
export function useAttendees(list: AttendeeList, { state, query, photo }: AttendeeFilter): Pages<Attendee> {
  const states = attendeeShownStates.filter((each) => each === state);
  return usePages('/attendees', {
    list,
    ...(states.length > 0 ? { state: states } : {}),
    ...(query ? { query } : {}),
    ...(photo === 'missing' ? { hasPhoto: 'false' } : {}),
  });
}
