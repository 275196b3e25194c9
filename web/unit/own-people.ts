import { useQuery } from '@tanstack/react-query';
import { client, type Schemas } from '../client/client.ts';

/** All people of the unit, whatever pages they come in: to choose from, and to know by name. */
export function useOwnPeople() {
  return useQuery({
    queryKey: ['get', '/attendees', 'everybody'],
    queryFn: async ({ signal }) => {
      const people: Schemas['Attendee'][] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const { data } = await client.GET('/attendees', {
          params: { query: { limit: 200, ...(cursor ? { cursor } : {}) } },
          signal,
        });
        people.push(...data!.items);
        cursor = data!.nextCursor;
      }
      return people;
    },
  });
}
