import { createHash } from 'node:crypto';
import { isLaterRound } from '../domain/attempts.ts';
import type { WaitsFor } from '../domain/attention.ts';
import type { Store } from '../db/knex.ts';
import { createRunTroubles } from '../db/ops/run-trouble.ts';

/** What is read of an activity's context. */
interface Asking {
  info: {
    activityType: string;
    attempt: number;
    scheduledTimestampMs: number;
    retryPolicy?: { maximumAttempts?: number };
    workflowExecution?: { workflowId: string };
  };
}

interface Noting {
  store: Store;
  /** Whose system the activities ask: ours, or a provider's. */
  waitsFor: WaitsFor;
  log: { warn: (about: object, message: string) => void };
}

/**
 * For workers: an activity that fails once more is noted for attention, and the note goes when it is done. One that succeeds at its
 * first attempt costs nothing. Activities word their failures without personal data (failures.ts).
 */
export function notesTroubles({ store, waitsFor, log }: Noting) {
  const troubles = createRunTroubles(store);
  /** Neither must fail an activity: with the database away nothing is noted. */
  const quietly = (work: Promise<void>, step: string) =>
    work.catch((error: Error) => log.warn({ step, err: error.message }, 'what failed was not noted'));

  return ({ info }: Asking) => ({
    inbound: {
      async execute<I extends { args: unknown[] }>(input: I, next: (input: I) => Promise<unknown>): Promise<unknown> {
        const { attempt, activityType, workflowExecution, scheduledTimestampMs } = info;
        const isRepeat = attempt > 1 || isLaterRound(info.retryPolicy?.maximumAttempts);
        if (!isRepeat || !workflowExecution) return next(input);
        // One run may do the same for several things at once.
        const about = createHash('sha256').update(JSON.stringify(input.args)).digest('hex').slice(0, 12);
        const { workflowId } = workflowExecution;
        const step = { workflowId, step: `${activityType}#${about}` };
        try {
          const result = await next(input);
          await quietly(troubles.end(step), step.step);
          return result;
        } catch (error) {
          const { name, message } = error as Error;
          const since = new Date(scheduledTimestampMs);
          const lastError = message || name;
          await quietly(troubles.note({ ...step, waitsFor, since, attempts: attempt, lastError }), step.step);
          throw error;
        }
      },
    },
  });
}
