import { useInfiniteQuery } from '@tanstack/react-query';
import type { PathsWithMethod } from 'openapi-typescript-helpers';
import { client, type paths } from './client.ts';
import type { Problem } from './problem.ts';

interface PageOf<T> {
  items: T[];
  nextCursor: string | null;
}

type Listing = {
  [P in PathsWithMethod<paths, 'get'>]: paths[P] extends {
    get: { responses: { 200: { content: { 'application/json': PageOf<unknown> } } } };
  }
    ? P
    : never;
}[PathsWithMethod<paths, 'get'>];
type ItemOf<P extends Listing> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': PageOf<infer T> } } } };
}
  ? T
  : never;
type AnswerOf<P extends Listing> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer A } } } };
}
  ? A
  : never;
type QueryOf<P extends Listing> = paths[P] extends { get: { parameters: { query?: infer Q } } } ? Q : never;
type PathOf<P extends Listing> = paths[P] extends { get: { parameters: { path: infer Q } } } ? Q : undefined;

export interface Pages<T, A = unknown> {
  items: T[];
  /** The first page as it came, for what stands there beside the items. */
  first?: A | undefined;
  /** Nothing has been read yet. */
  isLoading: boolean;
  problem: Problem | undefined;
  hasMore: boolean;
  isLoadingMore: boolean;
  more: () => void;
  again: () => void;
}

/** A list that comes by cursor: so much of it as was asked for, and how to ask for more. */
export function usePages<P extends Listing>(
  path: P,
  query: Omit<NonNullable<QueryOf<P>>, 'cursor'> = {} as never,
  of?: PathOf<P>,
  options: { enabled?: boolean; refetchInterval?: number } = {},
): Pages<ItemOf<P>, AnswerOf<P>> {
  const list = useInfiniteQuery<PageOf<ItemOf<P>>, Problem>({
    queryKey: ['get', path, { query, of }, 'pages'],
    queryFn: async ({ pageParam, signal }) => {
      const params = { query: { ...query, ...(pageParam ? { cursor: pageParam } : {}) }, path: of };
      const { data } = await client.GET(path as never, { params, signal } as never);
      return data as unknown as PageOf<ItemOf<P>>;
    },
    initialPageParam: undefined as unknown,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    ...options,
  });
  return {
    items: list.data?.pages.flatMap(({ items }) => items) ?? [],
    first: list.data?.pages[0] as AnswerOf<P> | undefined,
    isLoading: list.isPending && options.enabled !== false,
    problem: list.error ?? undefined,
    hasMore: list.hasNextPage,
    isLoadingMore: list.isFetchingNextPage,
    more: () => void list.fetchNextPage(),
    again: () => void list.refetch(),
  };
}
