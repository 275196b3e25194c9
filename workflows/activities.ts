import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { taskQueues } from './messages.ts';

/*
 * The activities as workflows see them. Our own PostgreSQL = local activity: one history event instead of six; short and
 * idempotent. Somebody else's system = activity, on that provider's own queue.
 */

/** Retried without end: the order waits for the database, it never gives up on it. */
export const records = proxyLocalActivities<Activities['records']>({
  startToCloseTimeout: '10 seconds',
  localRetryThreshold: '20 seconds',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '10 seconds' },
});

const retry = { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' } as const;

/** Asks a provider for what must become known: retried until it answers. */
export const trades = proxyActivities<Activities['trades']>({
  taskQueue: taskQueues.alipay,
  startToCloseTimeout: '15 seconds',
  retry,
  summary: 'At the payment provider',
});

/** Opens a trade while a person waits at the screen: tried for as long as they would. */
export const opening = proxyActivities<Pick<Activities['trades'], 'openTrade'>>({
  taskQueue: taskQueues.alipay,
  startToCloseTimeout: '6 seconds',
  scheduleToCloseTimeout: '12 seconds',
  retry: { ...retry, maximumInterval: '2 seconds' },
  summary: 'At the payment provider, while the payer waits',
});

export const parcels = proxyActivities<Activities['parcels']>({
  taskQueue: taskQueues.courier,
  startToCloseTimeout: '15 seconds',
  retry,
  summary: 'At the courier',
});

/** A text has no idempotency token, so it is tried once; what became of it stands in its row. */
export const texts = proxyActivities<Activities['texts']>({
  taskQueue: taskQueues.sms,
  startToCloseTimeout: '20 seconds',
  retry: { ...retry, maximumAttempts: 5 },
  summary: 'By SMS',
});
