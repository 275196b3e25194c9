import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../language.ts';
import { ProblemAlert } from './problem-alert.tsx';
import { common } from './words.ts';

interface Read<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

/** What a query has read, or that it is being read, or why it could not be. */
export function Reading<T>({ of: query, children }: { of: Read<T>; children: (data: T) => ReactNode }) {
  const words = useWords(common);
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isPending)
    return (
      <div role="status" aria-busy aria-label={words.loading}>
        <Skeleton active />
      </div>
    );
  return <ProblemAlert of={query.error as Error} onAgain={() => void query.refetch()} />;
}
