import type { InvoiceProvider } from '../domain/invoice.ts';
import type { Channel, PaymentGateway } from '../domain/payment.ts';
import type { TextSender } from '../domain/notification.ts';
import type { Courier } from '../domain/shipment.ts';
import type { BadgeToSign } from '../db/badge.ts';
import type { Store } from '../db/knex.ts';
import { badgeOrderRecords } from './badge-order.ts';
import { guarded } from './failures.ts';
import { invoiceRecords, paperActivities } from './invoice.ts';
import { textActivities } from './notification.ts';
import { paymentRecords, tradeActivities } from './payment.ts';
import { billActivities, reconciliationRecords } from './reconciliation.ts';
import { refundRecords } from './refund.ts';
import { registrationRecords } from './registration.ts';
import { parcelActivities } from './shipment.ts';

/** What activities work with: our database and the providers behind their ports. */
export interface ActivityDeps {
  store: Store;
  gateways: Partial<Record<Channel, PaymentGateway>>;
  /** Absent where no platform is configured. */
  invoices?: InvoiceProvider | undefined;
  texts: TextSender;
  courier: Courier;
  signBadge: (badge: BadgeToSign) => Promise<string>;
}

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
