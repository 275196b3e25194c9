import type { LatePayment } from './payment.ts';

/** What can disagree between a provider's bill and our books. */
export const differenceKinds = [
  'uncaptured', // paid there, not here: a run asks the provider and books it
  'unknown_trade', // paid there under a number like ours that nobody knows: it goes back
  'foreign_trade', // paid there under a number that is none of ours
  'capture_amount', // another amount there than here
  'capture_missing', // captured here, not in the bill of its day
  'foreign_refund', // given back there, unknown here
  'refund_unconfirmed', // given back there, not yet here
  'refund_amount',
  'refund_missing', // given back here, in no bill
  'invoice_amount', // an issued invoice says more or less than the order keeps
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

/** A run looks after it, a human must, or both agree. */
export const differenceStates = ['repairing', 'waiting', 'settled'] as const;
export type DifferenceState = (typeof differenceStates)[number];

/** What a run must look after. */
export interface Repairs {
  trades: LatePayment[];
  refundNos: string[];
  /** Their window is long over and their run did nothing. Runs that began before there was such a list have none. */
  overdueOrderNos?: string[];
  open: number;
}
