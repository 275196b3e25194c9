import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/**
 * One timer for a whole phase, however many facts arrive meanwhile: a `condition` with a time-out would start and cancel one
 * for each of them (two events each).
 */
export interface Deadline {
  isOver: () => boolean;
  cancel: () => void;
}

/** A timer this late is lost (DECISIONS, 2026-11-26). */
const lostAfterMs = 2_000;

/** This run's deadlines that are neither over nor cancelled: each looks at the clock. */
const running = new Set<() => void>();

export function startDeadline(at: Date, summary: string): Deadline {
  let over = false;
  const ms = Math.max(at.getTime() - Date.now(), 1);
  const lostAt = Date.now() + ms + lostAfterMs;
  const scope = new CancellationScope();
  const timer = scope.run(async () => {
    await sleep(ms, { summary });
    over = true;
    running.delete(look);
  });
  timer.catch((error: unknown) => {
    if (!isCancellation(error)) throw error;
  });
  function cancel(): void {
    running.delete(look);
    scope.cancel();
  }
  function look(): void {
    if (Date.now() < lostAt) return;
    over = true;
    // A lost timer would keep the server from firing any later one of the run.
    cancel();
  }
  running.add(look);
  return { isOver: () => over, cancel };
}

/**
 * For a signal's handler: ends what should have ended long ago. `isOver` must not ask the clock itself: a run is also entered
 * by what leaves no event, as a refused update, and a replay would not know of it.
 */
export function endOverdueDeadlines(): void {
  for (const look of running) look();
}
