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

/** What a query has read, or that it is being read, or why it could not be; also why it could not be read again. */
export function Reading<T>({ of: query, children }: { of: Read<T>; children: (data: T) => ReactNode }) {
  const words = useWords(common);
  const problem = <ProblemAlert of={(query.error as Error) ?? undefined} onAgain={() => void query.refetch()} />;
  if (query.data !== undefined)
    return (
      <>
        {problem}
        {children(query.data)}
      </>
    );
  if (query.isPending)
    return (
      <div role="status" aria-busy aria-label={words.loading}>
        <Skeleton active />
      </div>
    );
  return problem;
}
