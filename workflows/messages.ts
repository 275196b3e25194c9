import { defineSearchAttributeKey } from '@temporalio/common';
import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Outcome } from '../domain/errors.ts';
import { orderWorkflowId, type OrderState } from '../domain/badge-order.ts';
import { byChannel, type Channel, type LatePayment } from '../domain/payment.ts';
import type { InvoiceState, ReversalRequest } from '../domain/invoice.ts';
import type { RefundState } from '../domain/refund.ts';
import type { RegistrationCalendar, RegistrationStatus } from '../domain/registration-deadline.ts';
import type { RegistrationOpening } from '../domain/registration-opening.ts';
import { registrationWorkflowId, type RegistrationState } from '../domain/registration.ts';

/*
 * The contract between the API and the workflows. Names and shapes only: the API defines its signals and updates from these
 * without loading workflow code. Everything here may be read by whoever reads Temporal: ids, counts and states, no person.
 */

/** Typed search attributes; registered on the server by the stack. Keywords hold ids and states only. */
export const searchAttributeTypes = {
  ExpoEdition: 'KEYWORD',
  /** The unit's account: its USCC, or country and business number. */
  ExpoUnit: 'KEYWORD',
  ExpoState: 'KEYWORD',
  /** The delegation's number in the contact table. */
  ExpoDelegation: 'KEYWORD',
  ExpoNeedsAttention: 'BOOL',
  ExpoPaymentDeadline: 'DATETIME',
} as const;

/** The same, as keys to set them by. */
export const searchAttributes = {
  edition: defineSearchAttributeKey('ExpoEdition', 'KEYWORD'),
  unit: defineSearchAttributeKey('ExpoUnit', 'KEYWORD'),
  state: defineSearchAttributeKey('ExpoState', 'KEYWORD'),
  delegation: defineSearchAttributeKey('ExpoDelegation', 'KEYWORD'),
  needsAttention: defineSearchAttributeKey('ExpoNeedsAttention', 'BOOL'),
  paymentDeadline: defineSearchAttributeKey('ExpoPaymentDeadline', 'DATETIME'),
} as const;

/** Providers have queues of their own, so that one provider's limit or outage never starves the rest. */
export const taskQueues = {
  main: 'expo',
  ...byChannel((channel) => `expo-${channel}`),
  fapiao: 'expo-fapiao',
  sms: 'expo-sms',
  courier: 'expo-courier',
} as const;

export const workflowTypes = {
  registration: 'registration',
  badgeOrder: 'badgeOrder',
  latePayment: 'latePayment',
  refund: 'refund',
  invoice: 'invoice',
  invoiceReversal: 'invoiceReversal',
  reconciliation: 'reconciliation',
  retention: 'retention',
  verificationCode: 'verificationCode',
  editionCalendar: 'editionCalendar',
} as const;

export { orderWorkflowId, registrationWorkflowId };
export const retentionWorkflowId = 'retention';
export function latePaymentWorkflowId(outTradeNo: string): string {
  return `late-payment:${outTradeNo}`;
}

export function refundWorkflowId(refundNo: string): string {
  return `refund:${refundNo}`;
}
export function invoiceWorkflowId(invoiceNo: string): string {
  return `invoice:${invoiceNo}`;
}
export function invoiceReversalWorkflowId(invoiceNo: string): string {
  return `invoice-reversal:${invoiceNo}`;
}
export function reconciliationWorkflowId(day: string | undefined): string {
  return day ? `reconciliation:${day}` : 'reconciliation';
}
export function accountNoticeWorkflowId(notificationId: string): string {
  return `account-notice:${notificationId}`;
}
export function staffInvitationWorkflowId(notificationId: string): string {
  return `staff-invitation:${notificationId}`;
}
export function verificationCodeWorkflowId(verificationCodeId: string): string {
  return `verification-code:${verificationCodeId}`;
}

export interface RegistrationInput extends RegistrationOpening {
  /** Set when the run goes on from an earlier one. */
  standing?: RegistrationStatus;
  calendar?: RegistrationCalendar;
  /** Set where it goes on in place of another run: the row that says what that one knew. */
  resumptionId?: string;
}

/** Of a code, or of news of the account. */
export interface VerificationCodeInput {
  notificationId: string;
}

export interface LatePaymentInput extends LatePayment {
  /** First asked after so long: a code nobody scanned may still be paid. */
  watchSeconds?: number;
}

export interface ReversalInput extends ReversalRequest {
  /** Afterwards an invoice is issued for what the order keeps: an operator settles an open debt, by a request on record. */
  reissue?: boolean;
  requestId?: string;
}

export interface InvoiceStatus {
  invoiceNo: string;
  state: InvoiceState;
}

export interface RetentionInput {
  /** By the runs before, of which this is the next. */
  erased?: number;
  failed?: number;
}

export interface ReconciliationInput {
  /** `yyyy-MM-dd` in China; all days that are due when left out. */
  day?: string;
}

/** An edition whose dates were moved, and the version of them that runs are told of. */
interface MovedCalendar {
  edition: string;
  version: number;
}

/** Where telling the runs has come to, in a run that goes on in a new one. */
export interface EditionCalendarInput {
  told?: number;
  moved?: MovedCalendar;
  after?: string;
}

export interface RefundStatus {
  refundNo: string;
  state: RefundState;
}

/** What the run of an order knows of it. */
export interface OrderStatus {
  orderNo: string;
  state: OrderState;
}

export interface OpenedPayment {
  outTradeNo: string;
  channel: Channel;
  codeUrl: string;
  expiresAt: string;
}

/** What staff ask for, by whom and of whom stands in a row; the message carries its id alone, and an update has it for its own id. */
export interface Asked {
  requestId: string;
}

/** A reviewer's decision, by its row. */
export interface Reviewed {
  reviewId: string;
}

/* Updates: the caller learns the answer. */

export const openRegistration = defineUpdate<Outcome<{ state: RegistrationState }>, [{ registrationId: string }]>(
  'open',
);
export const submitRegistration = defineUpdate<Outcome<{ state: RegistrationState }>>('submit');
export const decideRegistration = defineUpdate<Outcome<{ state: RegistrationState; version: number }>, [Reviewed]>(
  'decide',
);
export const allocateRegistration = defineUpdate<Outcome<{ delegationId: number }>, [Asked]>('allocate');
/** The unit gives a code later than at the opening: it takes its place then (G1.1). */
export const giveInvitationCode = defineUpdate<Outcome<{ delegationId: number }>, [{ invitationCode: string }]>(
  'giveInvitationCode',
);
/** The bureau takes an account from a unit that it is not (its dispute is upheld). */
export const releaseRegistration = defineUpdate<Outcome<{ state: RegistrationState }>, [Asked]>('release');
/** The unit ends its registration and asks for the erasure of its data; that it asked stands in a row. */
export const withdrawRegistration = defineUpdate<Outcome<{ state: RegistrationState }>, [Asked]>(
  'withdrawRegistration',
);
/** The bureau takes a person off a unit's list, for the person comes with another. */
export const withdrawAttendee = defineUpdate<Outcome<{ attendeeId: string }>, [Asked]>('withdrawAttendee');
export const placeOrder = defineUpdate<Outcome<OrderStatus>>('place');
export const openPayment = defineUpdate<Outcome<OpenedPayment>, [{ channel: Channel }]>('openPayment');
export const cancelOrder = defineUpdate<Outcome<OrderStatus>>('cancel');
export const handOver = defineUpdate<Outcome<{ handedOver: number }>, [Asked]>('handOver');

/** The unit asks for money back for people of its order (G7.2); whom and why stands in the request's row. */
export const requestRefund = defineUpdate<Outcome<RefundStatus>, [{ refundRequestId: string }]>('requestRefund');
/** An operator gives the payer more time. */
export const extendWindow = defineUpdate<Outcome<{ expiresAt: string }>, [Asked]>('extendWindow');
/** The bureau waives a part of an order that awaits payment. */
export const reduceOrder = defineUpdate<Outcome<{ payableFen: number }>, [Asked]>('reduceOrder');
/** An operator takes up a refund the provider refused: once more, or paid by hand. */
export const takeUpRefund = defineUpdate<Outcome<RefundStatus>, [Asked]>('takeUp');

export const requestInvoice = defineUpdate<Outcome<InvoiceStatus>>('request');
export const requestReversal = defineUpdate<Outcome<InvoiceStatus>>('requestReversal');

/* Signals: facts, accepted while no worker runs, thousands at a time. Each carries the id of the row it tells of. */

/** The courier's own notice, or what the bureau reports instead. */
export type ParcelNews = { noticeId: string } | Asked;

export const registrationDecided = defineSignal<[Reviewed]>('decided');
export const lockAttendees = defineSignal<[Asked]>('lock');
export const unlockAttendees = defineSignal<[Asked]>('unlock');
/** Tells nothing: an order's run whose timer was lost looks at the clock, a registration's asks for its edition's dates again. */
export const checkDeadlines = defineSignal('checkDeadlines');
export const paymentNoticed = defineSignal<[{ outTradeNo: string }]>('paymentNoticed');
export const invoiceNoticed = defineSignal('invoiceNoticed');
export const refundNoticed = defineSignal('refundNoticed');
export const personsReviewed = defineSignal<[Asked]>('personsReviewed');
export const badgesBatched = defineSignal<[Asked]>('badgesBatched');
export const courierReported = defineSignal<[ParcelNews]>('courierReported');
