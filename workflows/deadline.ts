import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/**
 * One timer for a whole phase, however many facts arrive meanwhile: a `condition` with a time-out would start and cancel one
 * for each of them (two events each).
 */
export interface Deadline {
  isOver: () => boolean;
  cancel: () => void;
}

export function startDeadline(at: Date, summary: string): Deadline {
  let over = false;
  const scope = new CancellationScope();
  const timer = scope.run(async () => {
    await sleep(Math.max(at.getTime() - Date.now(), 1), { summary });
    over = true;
  });
  timer.catch((error: unknown) => {
    if (!isCancellation(error)) throw error;
  });
  return { isOver: () => over, cancel: () => scope.cancel() };
}
