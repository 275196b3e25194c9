import pLimit from 'p-limit';
import { DomainError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';

export type Semaphore = <T>(work: () => Promise<T>) => Promise<T>;

/** Lets `atOnce` pieces of work run and `maxWaiting` more wait; what comes beyond them is refused as `unavailable` (503) before it costs anything. */
export function createSemaphore({ atOnce, maxWaiting }: { atOnce: number; maxWaiting: number }): Semaphore {
  const limit = pLimit(atOnce);
  return async (work) => {
    if (limit.pendingCount >= maxWaiting) throw new DomainError('unavailable', { detail: say('waiting_line') });
    return limit(work);
  };
}
