import { Alert, Progress } from 'antd';
import { useEffect } from 'react';
import { api } from '../client/client.ts';
import { useWords } from '../language.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { personReviewWords } from './person-review-words.ts';

/** How far something is that was asked of many at once, and which of them were refused. */
export function JobProgress({ jobId, onDone }: { jobId: string; onDone: () => void }) {
  const words = useWords(personReviewWords);
  const job = api.useQuery(
    'get',
    '/review/jobs/{jobId}',
    { params: { path: { jobId } } },
    { refetchInterval: ({ state: { data } }) => (data?.state === 'done' ? false : 1_000) },
  );
  const isDone = job.data?.state === 'done';
  useEffect(() => {
    if (isDone) onDone();
    // The lists are read again once, when it is done.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [isDone]);
  if (!job.data) return <ProblemAlert of={(job.error ?? undefined) as Error | undefined} />;
  const { total, done, refused, items } = job.data;
  return (
    <section aria-label={words.progress} className="card">
      <p role="status">{isDone ? words.jobDone(done, refused) : words.jobRunning(done, total)}</p>
      <Progress
        percent={total === 0 ? 100 : Math.round(((done + refused) / total) * 100)}
        status={refused > 0 ? 'exception' : 'normal'}
        aria-label={words.progress}
      />
      {items.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={words.refused(refused)}
          description={
            <ul>
              {items.map(({ attendeeId, message }) => (
                <li key={attendeeId}>{message}</li>
              ))}
            </ul>
          }
        />
      )}
    </section>
  );
}
