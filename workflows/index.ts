export { badgeOrder } from './badge-order.ts';
export { editionCalendar } from './edition-calendar.ts';
export { invoice, invoiceReversal } from './invoice.ts';
export { latePayment } from './late-payment.ts';
export { reconciliation } from './reconciliation.ts';
export { retention } from './retention.ts';
export { refund } from './refund.ts';
export { registration } from './registration.ts';
export { verificationCode } from './verification-code.ts';
