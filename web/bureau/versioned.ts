import { queryOptions } from '@tanstack/react-query';
import { client, type Schemas } from '../client/client.ts';
import type { Problem } from '../client/problem.ts';

/** What was read and the version it was read at: a change says it was made on that. */
export interface Versioned<T> {
  value: T;
  /** The answer's `ETag`. */
  version: string;
}

const versioned = <T>({ data, response }: { data?: T; response: Response }): Versioned<T> => ({
  value: data!,
  version: response.headers.get('ETag')!,
});

export const editionQuery = queryOptions<Versioned<Schemas['EditionSettings']>, Problem>({
  queryKey: ['get', '/bureau/edition', 'with its version'],
  queryFn: async () => versioned(await client.GET('/bureau/edition')),
});

export const delegationsQuery = queryOptions<Versioned<Schemas['DelegationsWithUse']>, Problem>({
  queryKey: ['get', '/bureau/delegations', 'with its version'],
  queryFn: async () => versioned(await client.GET('/bureau/delegations')),
});
