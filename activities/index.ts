import { badgeOrderRecords } from './badge-order.ts';
import type { ActivityDeps } from './deps.ts';
import { guarded } from './failures.ts';
import { invoiceRecords, paperActivities } from './invoice.ts';
import { textActivities } from './notification.ts';
import { paymentRecords, tradeActivities } from './payment.ts';
import { billActivities, reconciliationRecords } from './reconciliation.ts';
import { refundRecords } from './refund.ts';
import { registrationRecords } from './registration.ts';
import { parcelActivities } from './shipment.ts';

/** Every activity, by whose system it touches: ours (`records`) and each provider's. */
export function createActivities(deps: ActivityDeps) {
  return {
    records: guarded({
      ...registrationRecords(deps),
      ...badgeOrderRecords(deps),
      ...paymentRecords(deps),
      ...refundRecords(deps),
      ...invoiceRecords(deps),
      ...reconciliationRecords(deps),
    }),
    trades: guarded({ ...tradeActivities(deps), ...billActivities(deps) }),
    paper: guarded(paperActivities(deps)),
    texts: guarded(textActivities(deps)),
    parcels: guarded(parcelActivities(deps)),
  };
}

export type Activities = ReturnType<typeof createActivities>;
