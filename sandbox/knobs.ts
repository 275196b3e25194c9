/** Whom the knobs know. */
export const paymentProviders = ['alipay', 'wechat'] as const;
export type PaymentProvider = (typeof paymentProviders)[number];
export const providers = [...paymentProviders, 'fapiao', 'sms', 'sf'] as const;
export type Provider = (typeof providers)[number];

/** What a provider can be asked, in our words. */
export const routes = [
  'precreate',
  'query',
  'close',
  'refund',
  'refund_query',
  'certificates',
  'bill',
  'issue',
  'reverse',
  'send',
  'create',
] as const;
export type Route = (typeof routes)[number];

/** `hang` never answers; `commit_then_reset` does what was asked and loses the answer. */
export const faultKinds = [
  'delay',
  'hang',
  'reset_before_commit',
  'commit_then_reset',
  'http_502',
  'rate_limited',
] as const;

/** A misbehaviour asked for: on a matching call, with this probability, so many times (without end when `count` is left out). */
export interface Fault {
  provider: Provider;
  route: Route | '*';
  kind: (typeof faultKinds)[number];
  probability: number;
  count?: number;
  delayMs?: number;
}

/** What the buyer says when an invoice is to be reversed. */
export const buyerAnswers = ['confirm', 'refuse', 'silent'] as const;

/** What the tax platform says to an invoice that is to be issued. */
export const issueAnswers = ['accept', 'refuse'] as const;

/**
 * What becomes of a refund that is asked for; `processing` ones are made once the knob says `success` again, `forgotten` ones
 * are taken and then unknown.
 */
export const refundOutcomes = ['success', 'processing', 'forgotten', 'not_enough', 'window_over', 'abnormal'] as const;

const defaults = () => ({
  faults: [] as Fault[],
  notices: { drop: 0, duplicate: 0, delayMs: 0, shuffle: false, wrongSignature: 0, signTest: 0, speedup: 1 },
  clock: { offsetSeconds: 0, overrunSeconds: 0 },
  refunds: { outcome: 'success' as (typeof refundOutcomes)[number] },
  rules: { wechatMinCloseAgeSeconds: 0 },
  review: {
    fapiaoBuyer: 'confirm' as (typeof buyerAnswers)[number],
    fapiaoIssue: 'accept' as (typeof issueAnswers)[number],
  },
});

export type Knobs = ReturnType<typeof createKnobs>;

/** Everything a test can turn. Kept in memory only: a restarted sandbox behaves well again. */
export function createKnobs() {
  const knobs = { ...defaults(), reset: () => void Object.assign(knobs, defaults()) };
  return knobs;
}
