/** An auditor reads what bureau and operators read, and changes nothing. */
export const staffRoles = ['delegation', 'bureau', 'operator', 'auditor'] as const;
export type StaffRole = (typeof staffRoles)[number];

interface Rule {
  roles: readonly StaffRole[];
  /** What the request is about: its subject's number. */
  about: 'registration' | 'order' | 'refund' | 'invoice';
  /** Also of the unit that the member of staff works for. */
  ofOwnUnit: boolean;
}

const reviewers = ['delegation', 'bureau'] as const;
const bureau = ['bureau'] as const;
const operators = ['operator', 'bureau'] as const;

/** What staff may have a run do, who may, and whether to their own unit too: where there is something to favour they may not. */
export const staffRequests = {
  decide: { roles: reviewers, about: 'registration', ofOwnUnit: false },
  lock: { roles: reviewers, about: 'registration', ofOwnUnit: false },
  unlock: { roles: reviewers, about: 'registration', ofOwnUnit: false },
  allocate: { roles: bureau, about: 'registration', ofOwnUnit: false },
  withdraw: { roles: bureau, about: 'registration', ofOwnUnit: false },
  release: { roles: bureau, about: 'registration', ofOwnUnit: false },
  /** No run is told. */
  change_mobile: { roles: bureau, about: 'registration', ofOwnUnit: false },
  review_people: { roles: bureau, about: 'order', ofOwnUnit: false },
  extend: { roles: operators, about: 'order', ofOwnUnit: false },
  /** Of whatever it orders; no run is told. */
  reduce_unit: { roles: bureau, about: 'registration', ofOwnUnit: false },
  reduce: { roles: bureau, about: 'order', ofOwnUnit: false },
  make_badges: { roles: bureau, about: 'order', ofOwnUnit: true },
  courier_news: { roles: bureau, about: 'order', ofOwnUnit: true },
  hand_over: { roles: reviewers, about: 'order', ofOwnUnit: true },
  retry_refund: { roles: operators, about: 'refund', ofOwnUnit: true },
  /** A red invoice that is due. */
  retry_reversal: { roles: operators, about: 'invoice', ofOwnUnit: true },
  /** Both of a person; no run is told. */
  correct_document: { roles: bureau, about: 'registration', ofOwnUnit: false },
  record_name: { roles: bureau, about: 'registration', ofOwnUnit: false },
  /** What answers mask; no run is told. */
  reveal: { roles: reviewers, about: 'registration', ofOwnUnit: false },
  settle_refund: { roles: operators, about: 'refund', ofOwnUnit: false },
} as const satisfies Record<string, Rule>;

export type StaffRequestKind = keyof typeof staffRequests;

/** What changes a registration ends with its edition; orders are seen to their end, and texts about them reach the unit. */
export const endsWithEdition = (kind: StaffRequestKind): boolean =>
  staffRequests[kind].about === 'registration' && kind !== 'change_mobile';

/** Why a message that claims to be staff's is not followed. */
const messageFaults = ['no_request', 'used_again', 'forbidden', 'own_unit'] as const;
export type MessageFault = (typeof messageFaults)[number];

/** What a run may be started about. */
export const startKinds = {
  start_registration: 'registration',
  start_order: 'order',
  start_late_payment: 'order',
  start_refund: 'refund',
  start_invoice: 'invoice',
  start_reversal: 'invoice-reversal',
} as const;
export type StartKind = keyof typeof startKinds;

/** Why a run that was started does nothing: what it is about is not there, or its row says otherwise. */
export type StartFault = 'no_row' | 'other_row';

/** What is refused of messages and starts. */
export type RefusedKind = StaffRequestKind | 'request_refund' | 'request_withdrawal' | StartKind;
export type RefusedFault = MessageFault | StartFault;
