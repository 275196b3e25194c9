import type { Schemas } from '../client/client.ts';
import type { Tone } from './state-tag.tsx';

/** What a state asks of whoever looks, by what it is of. */
export type Tones<S extends string> = Readonly<Record<S, Tone>>;

export const orderTones: Tones<Schemas['OrderState']> = {
  awaiting_payment: 'todo',
  closing: 'waiting',
  paid: 'done',
  settled: 'done',
  closed: 'over',
};

export const lineTones: Tones<Schemas['LineState']> = {
  awaiting_payment: 'todo',
  under_review: 'waiting',
  approved: 'done',
  review_failed: 'wrong',
  refunding: 'waiting',
  refunded: 'over',
  badge_made: 'done',
  dispatched: 'waiting',
  ready_for_pickup: 'todo',
  delivered: 'done',
  released: 'over',
};

export const refundTones: Tones<Schemas['RefundState']> = {
  requested: 'waiting',
  reversing_invoice: 'waiting',
  refunding: 'waiting',
  needs_attention: 'wrong',
  refunded: 'done',
};

export const invoiceTones: Tones<Schemas['InvoiceState']> = {
  issuing: 'waiting',
  issued: 'done',
  reversing: 'waiting',
  awaiting_buyer: 'todo',
  reversed: 'over',
  failed: 'wrong',
};

export const shipmentTones: Tones<Schemas['ShipmentState']> = {
  creating: 'waiting',
  created: 'waiting',
  collected: 'waiting',
  in_transit: 'waiting',
  delivered: 'done',
  returned: 'wrong',
};

export const paymentTones: Tones<Schemas['StaffPayment']['state']> = {
  opening: 'waiting',
  open: 'waiting',
  superseded: 'over',
  paid: 'done',
  closed: 'over',
  suspense: 'wrong',
  refunded: 'over',
};

export const notificationTones: Tones<Schemas['Notification']['state']> = {
  pending: 'waiting',
  sent: 'done',
  refused: 'wrong',
  unknown: 'over',
  not_needed: 'over',
};

export const differenceTones: Tones<Schemas['Difference']['state']> = {
  repairing: 'waiting',
  waiting: 'wrong',
  settled: 'done',
};

export const disputeTones: Tones<Schemas['Dispute']['state']> = { open: 'todo', upheld: 'done', dismissed: 'over' };

/** To staff: what waits for the unit waits. */
export const registrationTones: Tones<Schemas['RegistrationState']> = {
  draft: 'waiting',
  under_review: 'todo',
  returned: 'waiting',
  approved: 'done',
  rejected: 'wrong',
  expired: 'over',
  released: 'over',
  withdrawn: 'over',
};

/** To staff, as of a registration. */
export const attendeeTones: Tones<Schemas['AttendeeState']> = {
  saved: 'todo',
  locked: 'waiting',
  withdrawn: 'over',
  awaiting_payment: 'waiting',
  under_review: 'waiting',
  approved: 'done',
  review_failed: 'wrong',
  refunding: 'waiting',
  badge_made: 'done',
  dispatched: 'done',
  ready_for_pickup: 'todo',
  delivered: 'done',
  refunded: 'over',
};
