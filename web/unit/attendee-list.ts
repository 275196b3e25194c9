import { useEffect } from 'react';
import type { Schemas } from '../client/client.ts';
import { usePages, type Pages } from '../client/pages-of.ts';

export type Attendee = Schemas['Attendee'];
export type List = Attendee['list'];

/** All the people of the unit, page after page: the tabs count them. */
export function useAttendees(): Pages<Attendee> {
  const pages = usePages('/attendees', { limit: 200 });
  const { hasMore, isLoadingMore, more, problem } = pages;
  useEffect(() => {
    if (hasMore && !isLoadingMore && !problem) more();
  }, [hasMore, isLoadingMore, more, problem]);
  return pages;
}

/** Where somebody comes from, as their list asks for it. */
export function originOf(
  { residence, region, country }: Attendee,
  wordOf: { region: (code: NonNullable<Attendee['region']>) => string; country: (code: string) => string },
): string {
  if (region) return wordOf.region(region);
  if (country) return wordOf.country(country);
  return [residence?.province, residence?.city].filter(Boolean).join(' ');
}
