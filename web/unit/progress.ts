import { useEffect, useState } from 'react';
import { api, queries, type Schemas } from '../client/client.ts';
import { pauses } from '../client/pauses.ts';
import { Problem } from '../client/problem.ts';
import { eventsAt } from '../client/stream.ts';
import { useLogin } from '../session.ts';

type Progress = Schemas['Progress'];
export type Step = Progress['steps'][number];

/** How often it is read while nothing streams. */
const readEveryMs = 15_000;

const paused = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Whoever may not see it will not see it by asking again. */
const isFinal = (error: unknown) => error instanceof Problem && [401, 403, 404].includes(error.status);

async function follow(signal: AbortSignal, onLive: (isLive: boolean) => void): Promise<void> {
  let between = pauses();
  while (!signal.aborted) {
    try {
      for await (const { event, data } of eventsAt('/registration/progress/stream', signal)) {
        if (event !== 'progress') continue;
        between = pauses();
        onLive(true);
        queries.setQueryData(api.queryOptions('get', '/registration/progress').queryKey, JSON.parse(data) as Progress);
        // What moved the flowchart moved the registration.
        void queries.invalidateQueries({ queryKey: api.queryOptions('get', '/registration').queryKey, exact: true });
      }
    } catch (error) {
      if (signal.aborted) return;
      onLive(false);
      if (isFinal(error)) return;
    }
    onLive(false);
    await paused(between.next().value, signal);
  }
}

/** The flowchart (G3.4) as it moves; while the stream is away it is read now and then. */
export function useProgress() {
  const [isLive, setLive] = useState<boolean>();
  const query = api.useQuery('get', '/registration/progress', undefined, {
    refetchInterval: isLive ? false : readEveryMs,
  });
  const token = useLogin()?.token;
  useEffect(() => {
    const leaving = new AbortController();
    if (token) void follow(leaving.signal, setLive);
    return () => leaving.abort();
  }, [token]);
  return { query, isLive };
}
