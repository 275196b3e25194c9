import { holdsWords } from '../../domain/search.ts';
import type { KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';
import { openedPage } from '../opened-page.ts';
import type { AttendeeFilter } from './attendee-filter.ts';
import { createAttendees, type Attendee } from './attendee.ts';

/** People by words of their names, which are sealed: everyone of the list is opened and looked at. */
export function createAttendeeSearch(store: Store) {
  return {
    async page(
      filter: AttendeeFilter,
      { query, ...page }: { query: string; limit: number } & Pick<KeysetPage, 'after'>,
    ): Promise<{ items: Attendee[]; nextCursor: string | null }> {
      return openedPage((rows) => createAttendees(store).list(filter, rows), {
        ...page,
        pick: (person): Attendee | undefined =>
          holdsWords([person.name, person.permitName], query) ? person : undefined,
      });
    },
  };
}
