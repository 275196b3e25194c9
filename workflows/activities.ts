import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { RetryPolicy } from '@temporalio/common';
import { byChannel, type Channel } from '../domain/payment.ts';
import { taskQueues } from './messages.ts';

/*
 * The activities as workflows see them. Our own PostgreSQL = local activity: one history event instead of six; short and
 * idempotent. Somebody else's system = activity, on that provider's own queue.
 */

/** Retried without end: the order waits for the database, it never gives up on it. */
export const localActivities = proxyLocalActivities<Activities['localActivities']>({
  startToCloseTimeout: '10 seconds',
  localRetryThreshold: '20 seconds',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '10 seconds' },
});

/** Tried some times, and looked at again within the hour: one that fails must not hold up the others. */
export const { erase } = proxyLocalActivities<Pick<Activities['localActivities'], 'erase'>>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumAttempts: 3 },
});

const retry = { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' } as const;

/** WeChat wants a minute between repeats of a refund. */
const refundRetry: Record<Channel, RetryPolicy> = {
  alipay: retry,
  wechat: { initialInterval: '1 minute', backoffCoefficient: 1 },
};

function paymentsOf(channel: Channel) {
  const common = {
    taskQueue: taskQueues[channel],
    startToCloseTimeout: '15 seconds',
    summary: 'At the payment provider',
  } as const;
  /** What must become known: asked until the provider answers. */
  const { queryTrade, endTrade, queryRefund } = proxyActivities<Activities['payments']>({ ...common, retry });
  const { refundTrade } = proxyActivities<Activities['payments']>({ ...common, retry: refundRetry[channel] });
  /** A person waits at the screen: tried for as long as they would. */
  const { openTrade } = proxyActivities<Activities['payments']>({
    ...common,
    startToCloseTimeout: '6 seconds',
    scheduleToCloseTimeout: '12 seconds',
    retry: { ...retry, maximumInterval: '2 seconds' },
    summary: 'At the payment provider, while the payer waits',
  });
  return { queryTrade, endTrade, queryRefund, refundTrade, openTrade };
}
const payments = byChannel(paymentsOf);

/** What is done at a channel's provider, on that provider's own queue. */
export const paymentsAt = (channel: Channel) => payments[channel];

const bills = byChannel((channel) =>
  proxyActivities<Pick<Activities['payments'], 'fetchBill'>>({
    taskQueue: taskQueues[channel],
    startToCloseTimeout: '2 minutes',
    retry,
    summary: 'The bill of a day',
  }),
);
export const billsAt = (channel: Channel) => bills[channel];

const fapiao = {
  taskQueue: taskQueues.fapiao,
  startToCloseTimeout: '30 seconds',
  summary: 'At the tax platform',
} as const;

/** Asks the tax platform for what must become known. */
export const taxPlatform = proxyActivities<Pick<Activities['taxPlatform'], 'queryInvoice' | 'keepInvoiceFile'>>({
  ...fapiao,
  retry,
});
/** The platform wants minutes between repeats, so a request is sent once and what became of it is asked. */
export const taxPlatformOnce = proxyActivities<Pick<Activities['taxPlatform'], 'issueInvoice' | 'reverseInvoice'>>({
  ...fapiao,
  retry: { maximumAttempts: 1 },
});

export const courier = proxyActivities<Activities['courier']>({
  taskQueue: taskQueues.courier,
  startToCloseTimeout: '15 seconds',
  retry,
  summary: 'At the courier',
});

/** A text has no idempotency token, so it is tried once; what became of it stands in its row. */
export const sms = proxyActivities<Activities['sms']>({
  taskQueue: taskQueues.sms,
  startToCloseTimeout: '20 seconds',
  retry: { ...retry, maximumAttempts: 5 },
  summary: 'By SMS',
});
