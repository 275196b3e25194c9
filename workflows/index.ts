import { badgeOrder } from './badge-order.ts';
import { editionCalendar } from './edition-calendar.ts';
import { invoice, invoiceReversal } from './invoice.ts';
import { latePayment } from './late-payment.ts';
import { pinToBuild } from './pinned.ts';
import { reconciliation } from './reconciliation.ts';
import { refund } from './refund.ts';
import { registration } from './registration.ts';
import { retention } from './retention.ts';
import { verificationCode } from './verification-code.ts';

// Of a registration's run, which lives for months, each task is done by the build that is current: what changes its course stands
// behind `patched` (docs/upgrading.md). All others may be changed at will.
pinToBuild(
  badgeOrder,
  editionCalendar,
  invoice,
  invoiceReversal,
  latePayment,
  reconciliation,
  refund,
  retention,
  verificationCode,
);

export {
  badgeOrder,
  editionCalendar,
  invoice,
  invoiceReversal,
  latePayment,
  reconciliation,
  refund,
  registration,
  retention,
  verificationCode,
};
