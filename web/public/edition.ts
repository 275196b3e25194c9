import { api, type Schemas } from '../client/client.ts';

export type Edition = Schemas['Edition'];

/** The edition that visitors register for; it hardly ever changes while one looks. */
export const useEdition = () => api.useQuery('get', '/edition', {}, { staleTime: 60_000 });

export type Opening = 'not_yet' | 'open' | 'closed';

/** Whether units can register now. */
export function openingOf({ registrationOpensAt, registrationClosesAt }: Edition): Opening {
  const now = Date.now();
  if (now < Date.parse(registrationOpensAt)) return 'not_yet';
  return now < Date.parse(registrationClosesAt) ? 'open' : 'closed';
}
