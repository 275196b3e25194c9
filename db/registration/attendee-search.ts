import { holdsWords } from '../../domain/search.ts';
import { cursorOf, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';
import type { AttendeeFilter } from './attendee-filter.ts';
import { createAttendees, type Attendee } from './attendee.ts';

/** People opened at a time, and for one page. */
const batch = 200;
const mostOpened = 1_000;

/** People by words of their names, which are sealed: everyone of the list is opened and looked at. */
export function createAttendeeSearch(store: Store) {
  return {
    /** So many at most; with a next page as long as there are people who were not looked at. */
    async page(
      filter: AttendeeFilter,
      { query, limit, after }: { query: string; limit: number } & Pick<KeysetPage, 'after'>,
    ): Promise<{ items: Attendee[]; nextCursor: string | null }> {
      const items: Attendee[] = [];
      let nextCursor = after ?? null;
      for (let opened = 0; opened < mostOpened; opened += batch) {
        const people = await createAttendees(store).list(filter, { rows: batch, after: nextCursor ?? undefined });
        for (const person of people) {
          if (holdsWords([person.name, person.permitName], query)) items.push(person);
          nextCursor = cursorOf(person);
          if (items.length === limit) return { items, nextCursor };
        }
        if (people.length < batch) return { items, nextCursor: null };
      }
      return { items, nextCursor };
    },
  };
}
