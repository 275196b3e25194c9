import type { LineState } from './badge.ts';
import type { FieldError } from './errors.ts';
import { say } from './message.ts';
import type { Channel } from './payment.ts';
import type { EventOf, StateOf } from './state-machine.ts';

/** The life of one refund (G7.2, G7.3). Read a row as: in STATE, on EVENT, go to STATE. */
export const refundTransitions = {
  requested: { reversal_begun: 'reversing_invoice', provider_asked: 'refunding' },
  reversing_invoice: { provider_asked: 'refunding' },
  refunding: { refunded: 'refunded', provider_refused: 'needs_attention' },
  // An operator lets it be tried again, or pays it by hand: either way the paper is looked at anew.
  needs_attention: { taken_up: 'requested' },
  refunded: {},
} as const;

export type RefundState = StateOf<typeof refundTransitions>;
export type RefundEvent = EventOf<typeof refundTransitions>;

/** What a unit may have refunded: people who failed review, or anybody whose badge is not made. Frozen in the order at its making. */
export const refundPolicies = ['failed_only', 'until_badge'] as const;
export type RefundPolicy = (typeof refundPolicies)[number];

const refundableStates: Record<RefundPolicy, readonly LineState[]> = {
  failed_only: ['review_failed'],
  until_badge: ['under_review', 'approved', 'review_failed'],
};

/** Why nothing of a line is given back. `review_not_failed`: the order's policy waits for the person to fail. */
export const notRefundableReasons = [
  'nothing_paid',
  'not_paid',
  'review_not_failed',
  'badge_made',
  'refund_under_way',
  'refunded',
] as const;
export type NotRefundableReason = (typeof notRefundableReasons)[number];

const whyNot: Readonly<Record<LineState, NotRefundableReason>> = {
  awaiting_payment: 'not_paid',
  released: 'not_paid',
  under_review: 'review_not_failed',
  approved: 'review_not_failed',
  review_failed: 'nothing_paid',
  badge_made: 'badge_made',
  dispatched: 'badge_made',
  ready_for_pickup: 'badge_made',
  delivered: 'badge_made',
  refunding: 'refund_under_way',
  refunded: 'refunded',
};

/** Why a line of an order is not refunded to its unit now, under the order's policy (G7.2); null where it may be. */
export function notRefundableReason(
  policy: RefundPolicy,
  { state, payableFen }: { state: LineState; payableFen: number },
): NotRefundableReason | null {
  if (payableFen === 0) return 'nothing_paid';
  return refundableStates[policy].includes(state) ? null : whyNot[state];
}

/** What is wrong with people a refund is asked for, by their places in the request. */
export function refundFaults(
  policy: RefundPolicy,
  attendeeIds: readonly string[],
  lines: readonly { attendeeId: string; state: LineState; payableFen: number }[],
): FieldError[] {
  return attendeeIds.flatMap((id, index) => {
    const line = lines.find(({ attendeeId }) => attendeeId === id);
    const reason = line && notRefundableReason(policy, line);
    if (reason === null) return [];
    const message = say(!line ? 'not_in_order' : reason === 'nothing_paid' ? reason : 'line_not_refundable');
    return [{ path: `attendeeIds[${index}]`, code: 'line_not_refundable', message }];
  });
}

/** From this amount on (fen) two people settle a refund by hand. */
export const twoPeopleFromFen = 100_000;

/** The order's n-th refund; at WeChat the same number refunds once, however often it is asked. */
export function refundNoOf(orderNo: string, n: number): string {
  return `${orderNo}R${n}`;
}

/** What the run of a refund makes: of which trade, how much (fen). Without an order: of money that no order knows. */
export interface RefundToMake {
  refundNo: string;
  orderNo: string | null;
  outTradeNo: string;
  channel: Channel;
  amountFen: number;
}
