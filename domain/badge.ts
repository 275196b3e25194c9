import type { EventOf, StateOf } from './state-machine.ts';
import { isOpenState } from './state-machine.ts';

/** The life of one person's badge in an order (G5.1, G5.3, G8). Read a row as: in STATE, on EVENT, go to STATE. */
export const lineTransitions = {
  awaiting_payment: { order_paid: 'under_review', order_closed: 'released' },
  under_review: { review_approved: 'approved', review_failed: 'review_failed', refund_reserved: 'refunding' },
  approved: { badge_made: 'badge_made', refund_reserved: 'refunding' },
  badge_made: { shipped: 'dispatched', laid_out: 'ready_for_pickup' },
  // A parcel the courier brings back is handed out by the delegation instead.
  dispatched: { delivered: 'delivered', courier_returned: 'ready_for_pickup' },
  ready_for_pickup: { handed_over: 'delivered' },
  review_failed: { refund_reserved: 'refunding' },
  // No badge is made any more; the person is free when the money is back.
  refunding: { refunded: 'refunded' },
  delivered: {},
  refunded: {},
  released: {},
} as const;

export type LineState = StateOf<typeof lineTransitions>;
export type LineEvent = EventOf<typeof lineTransitions>;

/** Nothing more will happen to the line. A failed line nothing was paid for has nothing to refund. */
export function lineEnded(line: { state: LineState; payableFen: number }): boolean {
  return !isOpenState(lineTransitions, line.state) || (line.state === 'review_failed' && line.payableFen === 0);
}

/** States in which a person does not count as ordered: they can be put on another order (G6.2). */
export const freeLineStates = ['released', 'refunded'] as const satisfies readonly LineState[];

/** What a courier or the bureau reports of a parcel. */
export const courierNews = ['collected', 'in_transit', 'delivered', 'returned'] as const;
export type CourierNews = (typeof courierNews)[number];

/** How the lines of one order stand: counts, whatever the number of people. */
export interface LinesStatus {
  counts: Partial<Record<LineState, number>>;
  allEnded: boolean;
  /** Failed people something was paid for: a refund is due to them. */
  refundDue: number;
}
