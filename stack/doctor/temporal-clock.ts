import { randomUUID } from 'node:crypto';
import { clockFinding } from './clock.ts';
import type { Finding } from './finding.ts';
import type { TemporalPlace } from './temporal-connection.ts';

/** A queue that nothing is ever put on. */
const taskQueue = { name: 'expo-doctor' };
/** Temporal takes no poll that waits for less than two seconds. */
const pollMs = 2_900;

/**
 * No call tells Temporal's time; but it writes down when a queue was polled. So a queue of our own is polled, and asked about until
 * the poll shows.
 */
export async function temporalClock({ connection, namespace }: TemporalPlace, now: () => Date): Promise<Finding> {
  const identity = `doctor-${randomUUID()}`;
  const done = new AbortController();
  const from = now().getTime();
  const poll = connection
    .withDeadline(Date.now() + pollMs, () =>
      connection.withAbortSignal(done.signal, () =>
        connection.workflowService.pollActivityTaskQueue({ namespace, taskQueue, identity }),
      ),
    )
    // Aborted, or over: what it leaves behind is when it began.
    .catch(() => undefined);
  try {
    const until = Date.now() + pollMs;
    while (Date.now() < until) {
      const { pollers } = await connection.workflowService.describeTaskQueue({
        namespace,
        taskQueue,
        taskQueueType: 2,
      });
      const seen = pollers?.find((each) => each.identity === identity)?.lastAccessTime;
      if (seen) {
        const at = new Date(Number(seen.seconds) * 1_000 + Math.floor((seen.nanos ?? 0) / 1e6));
        return clockFinding('temporal', at, { from, to: now().getTime() });
      }
    }
    throw new Error('the poll did not show');
  } finally {
    done.abort();
    await poll;
  }
}
