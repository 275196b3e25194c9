import type { LineState } from './badge.ts';
import type { ErrorCode } from './error-code.ts';
import type { InvoiceTitle } from './invoice-title.ts';
import type { Channel, NoticeRefusal, NoticeWords, RawNotice } from './payment.ts';
import type { EventOf, StateOf } from './state-machine.ts';

/** The life of one invoice (G7). Read a row as: in STATE, on EVENT, go to STATE. */
export const invoiceTransitions = {
  issuing: { issued: 'issued', issue_refused: 'failed' },
  issued: { reversal_asked: 'reversing' },
  reversing: {
    buyer_asked: 'awaiting_buyer',
    reversed: 'reversed',
    reversal_refused: 'issued',
    reversal_void: 'issued',
  },
  // The buyer has used the invoice in its tax return: it must confirm, and silence for 72 hours voids the reversal.
  awaiting_buyer: { reversed: 'reversed', reversal_refused: 'issued', reversal_void: 'issued' },
  reversed: {},
  failed: {},
} as const;

export type InvoiceState = StateOf<typeof invoiceTransitions>;
export type InvoiceEvent = EventOf<typeof invoiceTransitions>;

/** States in which an invoice counts: an order has one such at most. */
export const liveInvoiceStates = [
  'issuing',
  'issued',
  'reversing',
  'awaiting_buyer',
] as const satisfies readonly InvoiceState[];

/** Why an order is not invoiced at its unit's asking; in the words in which the request is refused. */
export const notInvoiceableReasons = [
  'channel_not_available',
  'order_not_invoiceable',
  'refund_under_way',
  'order_already_invoiced',
] as const satisfies readonly ErrorCode[];
export type NotInvoiceableReason = (typeof notInvoiceableReasons)[number];

/** The guide's warning (G7.1): who fails review after the invoice has it reversed, so it is asked for twice. */
export function invoiceNeedsConfirmation(lines: readonly { state: LineState }[]): boolean {
  return lines.some(({ state }) => state === 'under_review');
}

/** Our own number of an invoice somebody asked for; the invoice's legal number is the tax platform's. */
export function invoiceNoOf(orderNo: string, n: number | string): string {
  return `${orderNo}F${n}`;
}

/** Whether a number is one an invoice of this order may have. */
export function isInvoiceNoOf(orderNo: string, invoiceNo: unknown): invoiceNo is string {
  return (
    typeof invoiceNo === 'string' && invoiceNo.startsWith(`${orderNo}F`) && /^[0-9]{14}F[0-9A-Z]{1,17}$/.test(invoiceNo)
  );
}

/**
 * Splits what was paid into net and tax, so that both add up to it for every amount. `taxRateBp`: hundredths of a percent (600 = 6 %).
 */
export function splitTax({ grossFen, taxRateBp }: { grossFen: number; taxRateBp: number }): {
  netFen: number;
  taxFen: number;
} {
  const netFen = Math.round((grossFen * 10_000) / (10_000 + taxRateBp));
  return { netFen, taxFen: grossFen - netFen };
}

/** Who wants an invoice reversed: its unit, or a refund before its money goes (G7.3). */
export type ReversalCause = 'unit' | 'refund';

/** What is asked for when an invoice is. */
export interface InvoiceRequest {
  invoiceNo: string;
  orderNo: string;
  /** On the title of the invoice before, when left out. */
  titleId?: string;
}

/** Which invoice is to be reversed, and why. */
export interface ReversalRequest {
  invoiceNo: string;
  orderNo: string;
  cause: ReversalCause;
}

/** The platform files an invoice under the payment it is for: at WeChat the transaction's number, for other channels our own. */
interface InvoiceKey {
  applyId: string;
  invoiceNo: string;
}

export interface InvoiceToIssue extends InvoiceKey {
  channel: Channel;
  title: InvoiceTitle;
  people: number;
  grossFen: number;
  netFen: number;
  taxFen: number;
  taxRateBp: number;
  /** The tax classification code of what is sold. */
  taxCode: string;
}

/** What the platform says of an invoice. `accepted`: it works on it. */
export type InvoiceReport =
  | { status: 'not_exist' }
  | { status: 'accepted' }
  | { status: 'refused'; reason: string }
  | { status: 'issued'; fapiaoNumber: string; grossFen: number; issuedAt: Date }
  /** A reversal was asked for; `awaitsBuyer`: the buyer must confirm it. */
  | { status: 'reversing'; awaitsBuyer: boolean }
  | { status: 'reversed'; redNumber: string; grossFen: number }
  /** The invoice stands: the buyer refused its reversal, or said nothing for 72 hours. */
  | { status: 'reversal_refused' | 'reversal_void'; fapiaoNumber: string };

export type InvoiceAnswer = { status: 'accepted' } | { status: 'refused'; reason: string };

export type InvoiceNotice =
  | { kind: 'invoice'; noticeId: string; invoiceNo: string }
  | { kind: 'refused'; reason: NoticeRefusal };

/**
 * The tax platform. Methods throw `OutcomeUnknown` when the answer did not come or was not understood; all are safe to
 * repeat with the same numbers (the platform wants five minutes between repeats).
 */
export interface InvoiceProvider {
  issue(invoice: InvoiceToIssue): Promise<InvoiceAnswer>;
  query(invoice: InvoiceKey): Promise<InvoiceReport>;
  /** Asks for the red-letter invoice of the whole. Asking again after a refusal or a void begins a new reversal. */
  reverse(invoice: InvoiceKey & { fapiaoNumber: string }): Promise<InvoiceAnswer>;
  /** The legal file as the platform made it (PDF). */
  file(invoice: InvoiceKey): Promise<Uint8Array>;
  noticePaths: readonly string[];
  noticeWords: NoticeWords;
  readNotice(raw: RawNotice): Promise<InvoiceNotice>;
}
