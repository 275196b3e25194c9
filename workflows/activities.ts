import { proxyActivities, proxyLocalActivities, type ActivityOptions } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { RetryPolicy } from '@temporalio/common';
import { attemptRounds } from '../domain/attempts.ts';
import { byChannel, type Channel } from '../domain/payment.ts';
import { taskQueues } from './messages.ts';
import { patiently } from './patience.ts';

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

/** How what must become known is asked: at first soon again, then as a provider that is away for longer bears. */
interface Asking {
  first: RetryPolicy;
  later: RetryPolicy;
  pauseMs: number;
}
const soon: Asking = { first: retry, later: { ...retry, initialInterval: '8 seconds' }, pauseMs: 4_000 };
const minutely: RetryPolicy = { initialInterval: '1 minute', backoffCoefficient: 1 };

/** WeChat wants a minute between repeats of a refund. */
const askingForRefund: Record<Channel, Asking> = {
  alipay: soon,
  wechat: { first: minutely, later: minutely, pauseMs: 60_000 },
};

/** The same activities for each round, to be asked `patiently`. */
const roundsOf = <A>(options: Omit<ActivityOptions, 'retry'>, { first, later }: Asking) =>
  attemptRounds.map((maximumAttempts, round) =>
    proxyActivities<A>({ ...options, retry: { ...(round === 0 ? first : later), maximumAttempts } }),
  );

function paymentsOf(channel: Channel) {
  const common = {
    taskQueue: taskQueues[channel],
    startToCloseTimeout: '15 seconds',
    summary: 'At the payment provider',
  } as const;
  const rounds = roundsOf<Activities['payments']>(common, soon);
  const refunding = askingForRefund[channel];
  /** What must become known: asked until the provider answers. */
  const known = {
    queryTrade: patiently(
      'queryTrade',
      rounds.map((each) => each.queryTrade),
      soon.pauseMs,
    ),
    endTrade: patiently(
      'endTrade',
      rounds.map((each) => each.endTrade),
      soon.pauseMs,
    ),
    queryRefund: patiently(
      'queryRefund',
      rounds.map((each) => each.queryRefund),
      soon.pauseMs,
    ),
    refundTrade: patiently(
      'refundTrade',
      roundsOf<Activities['payments']>(common, refunding).map((each) => each.refundTrade),
      refunding.pauseMs,
    ),
  };
  /** A person waits at the screen: tried for as long as they would. */
  const { openTrade } = proxyActivities<Activities['payments']>({
    ...common,
    startToCloseTimeout: '6 seconds',
    scheduleToCloseTimeout: '12 seconds',
    retry: { ...retry, maximumInterval: '2 seconds' },
    summary: 'At the payment provider, while the payer waits',
  });
  return { ...known, openTrade };
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

const asked = roundsOf<Activities['taxPlatform']>(fapiao, soon);
/** Asks the tax platform for what must become known. */
export const taxPlatform = {
  queryInvoice: patiently(
    'queryInvoice',
    asked.map((each) => each.queryInvoice),
    soon.pauseMs,
  ),
  keepInvoiceFile: patiently(
    'keepInvoiceFile',
    asked.map((each) => each.keepInvoiceFile),
    soon.pauseMs,
  ),
};
/** The platform wants minutes between repeats, so a request is sent once and what became of it is asked. */
export const taxPlatformOnce = proxyActivities<Pick<Activities['taxPlatform'], 'issueInvoice' | 'reverseInvoice'>>({
  ...fapiao,
  retry: { maximumAttempts: 1 },
});

const atCourier = {
  taskQueue: taskQueues.courier,
  startToCloseTimeout: '15 seconds',
  summary: 'At the courier',
} as const;
export const courier = {
  createShipment: patiently(
    'createShipment',
    roundsOf<Activities['courier']>(atCourier, soon).map((each) => each.createShipment),
    soon.pauseMs,
  ),
};

/** A text has no idempotency token, so it is tried once; what became of it stands in its row. */
export const sms = proxyActivities<Activities['sms']>({
  taskQueue: taskQueues.sms,
  startToCloseTimeout: '20 seconds',
  retry: { ...retry, maximumAttempts: 5 },
  summary: 'By SMS',
});
