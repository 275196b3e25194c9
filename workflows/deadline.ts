import { CancellationScope, condition, isCancellation, sleep } from '@temporalio/workflow';

/**
 * One timer for a whole phase, however many facts arrive meanwhile: a `condition` with a time-out would start and cancel one
 * for each of them (two events each).
 */
export interface Deadline {
  isOver: () => boolean;
  cancel: () => void;
}

/** A timer this late is lost (DECISIONS, 2026-11-26): whatever wakes the run by then finds the time over. */
const lostAfterMs = 2_000;

export function startDeadline(at: Date, summary: string): Deadline {
  let over = false;
  const ms = Math.max(at.getTime() - Date.now(), 1);
  const lostAt = Date.now() + ms + lostAfterMs;
  const scope = new CancellationScope();
  const timer = scope.run(async () => {
    await sleep(ms, { summary });
    over = true;
  });
  timer.catch((error: unknown) => {
    if (!isCancellation(error)) throw error;
  });
  return {
    isOver: () => {
      if (!over && Date.now() >= lostAt) {
        over = true;
        // It would keep the server from firing any later timer of the run.
        scope.cancel();
      }
      return over;
    },
    cancel: () => scope.cancel(),
  };
}

/** Ends this task; goes on in the next, when what this one did is on record. */
export async function nextTask(summary: string): Promise<void> {
  const moment = startDeadline(new Date(), summary);
  await condition(() => moment.isOver());
}
