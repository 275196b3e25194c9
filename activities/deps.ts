import type { InvoiceProvider } from '../domain/invoice.ts';
import type { Channel, PaymentGateway } from '../domain/payment.ts';
import type { TextSender } from '../domain/notification.ts';
import type { Courier } from '../domain/shipment.ts';
import type { BadgeToSign } from '../db/order/badge.ts';
import type { Store } from '../db/knex.ts';

/** What activities work with: our database and the providers behind their ports. */
export interface ActivityDeps {
  store: Store;
  gateways: Partial<Record<Channel, PaymentGateway>>;
  /** Absent where no platform is configured. */
  invoices?: InvoiceProvider | undefined;
  sms: TextSender;
  courier: Courier;
  signBadge: (badge: BadgeToSign) => Promise<string>;
}
