import type { PickupWay } from './attendee.ts';
import type { RefundToMake } from './refund.ts';
import type { Channel } from './payment.ts';
import type { EventOf, OpenStateOf, StateOf } from './state-machine.ts';

/** The life of a badge order's payment (G6). Read a row as: in STATE, on EVENT, go to STATE. */
export const orderTransitions = {
  // `waived`: a reduction left nothing to pay.
  awaiting_payment: { payment_confirmed: 'paid', waived: 'paid', window_ended: 'closing', cancelled: 'closing' },
  // The provider decides the race between payer and deadline, not our clock.
  closing: { trade_closed: 'closed', payment_confirmed: 'paid' },
  paid: { all_lines_ended: 'settled' },
  closed: {},
  settled: {},
} as const;

export type OrderState = StateOf<typeof orderTransitions>;
export type OrderEvent = EventOf<typeof orderTransitions>;
export type OpenOrderState = OpenStateOf<typeof orderTransitions>;

/** Why an order closed unpaid (G6.2). */
export const closedReasons = ['expired', 'cancelled'] as const;
export type ClosedReason = (typeof closedReasons)[number];

/** Lines of one order: bounded so that ids fit one workflow message and one transaction stays short. */
export const maxLinesPerOrder = 200;

/** An order without anything to pay skips payment (G6.1: a VIP costs 0.00). */
export function initialOrderState(payableFen: number): OrderState {
  return payableFen > 0 ? 'awaiting_payment' : 'paid';
}

/** The tabs of the order list (G6.3). */
export const orderTabs = ['all', 'unpaid', 'paid', 'refunded'] as const;
export type OrderTab = (typeof orderTabs)[number];

/** What an order is made of (G6.1); its fees are the database's. */
export interface BadgeOrderInput {
  orderNo: string;
  registrationId: string;
  attendeeIds: readonly string[];
  pickup: PickupWay;
  addressId?: string;
  paymentWindowSeconds: number;
  /** Set where the run goes on in place of another: the row that says what that one knew. */
  resumptionId?: string;
}

/** An order as it was made; fen, ISO 8601. */
export interface PlacedOrder {
  state: OrderState;
  payableFen: number;
  /** Null when nothing is to be paid. */
  expiresAt: string | null;
  autoRefundDays: number;
}

/** What a run goes on with that takes an order up in place of another. */
export interface ResumedOrder {
  attempts: { outTradeNo: string; channel: Channel; expiresAt: string; state: 'open' | 'closed' | 'captured' }[];
  /** How many parcels the courier was asked for, and which of those no row knows: asked for again, under their numbers. */
  parcels: number;
  parcelsLost: number[];
  refunds: number;
  openRefunds: RefundToMake[];
}

/** The one run that decides on an order bears this id. */
export function orderWorkflowId(orderNo: string): string {
  return `order:${orderNo}`;
}
