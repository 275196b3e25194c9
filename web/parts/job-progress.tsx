import { useQueryClient } from '@tanstack/react-query';
import { Alert, Progress } from 'antd';
import { useEffect } from 'react';
import { Link } from 'wouter';
import { api, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { jobWords } from './job-words.ts';
import { ProblemAlert } from './problem-alert.tsx';

type Part = Schemas['RefusedPart'];

/** How far something is that was asked of many at once, followed to its end: then whoever was refused is named, and what `changes` says is read again. */
export function JobProgress({
  jobId,
  title,
  changes,
  hrefOf,
  onClose,
}: {
  jobId: string;
  title: string;
  changes: readonly string[];
  /** Where more is told of a refused part. */
  hrefOf: (part: Part) => string;
  onClose: () => void;
}) {
  const words = useWords(jobWords);
  const client = useQueryClient();
  const { data: job, error } = api.useQuery(
    'get',
    '/review/jobs/{jobId}',
    { params: { path: { jobId } } },
    { refetchInterval: ({ state }) => (state.data?.state === 'done' || state.error ? false : 1_000) },
  );
  const isDone = job?.state === 'done';
  const changed = changes.join(' ');
  useEffect(() => {
    if (!isDone) return;
    void client.invalidateQueries({
      predicate: ({ queryKey }) => changed.split(' ').some((path) => String(queryKey[1]).startsWith(path)),
    });
  }, [isDone, changed, client]);

  // What is thrown is a `Problem`, which the client's types do not know.
  if (error) return <ProblemAlert of={error instanceof Error ? error : undefined} />;
  const { total = 0, done = 0, refused = 0, items = [] } = job ?? {};
  const percent = total === 0 ? 0 : Math.round(((done + refused) / total) * 100);
  const told = !isDone
    ? words.running(done + refused, total)
    : refused > 0
      ? words.partly(done, refused)
      : words.done(done);
  return (
    <Alert
      className="told job"
      type={!isDone ? 'info' : refused > 0 ? 'warning' : 'success'}
      showIcon
      role="status"
      title={`${title} · ${told}`}
      closable={isDone && { 'aria-label': words.close, onClose }}
      description={
        (!isDone || refused > 0) && (
          <>
            {!isDone && <Progress percent={percent} aria-label={title} status="active" />}
            {refused > 0 && (
              <ul aria-label={words.refused}>
                {items.map((part) => (
                  <li key={part.attendeeId ?? part.registrationId}>
                    <Link href={hrefOf(part)}>
                      {part.name ?? part.unitName ?? part.attendeeId ?? part.registrationId}
                    </Link>
                    {words.because(part.message)}
                  </li>
                ))}
              </ul>
            )}
          </>
        )
      }
    />
  );
}
