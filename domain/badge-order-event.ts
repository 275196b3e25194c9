import type { LineEvent } from './badge.ts';
import type { OrderEvent } from './badge-order.ts';
import type { InvoiceEvent } from './invoice.ts';
import type { RefundEvent } from './refund.ts';

/** What the record of an order says: what moved it and its lines, what moved its papers, and what moves no state. */
export type OrderEventKind =
  | OrderEvent
  | LineEvent
  | `refund_${Exclude<RefundEvent, 'refunded'>}`
  | `invoice_${InvoiceEvent}`
  | 'order_placed'
  | 'window_extended'
  | 'reduced'
  | 'attention_raised'
  | 'attention_cleared'
  | 'late_payment_captured'
  | 'late_payment_refunded'
  | 'refund_requested'
  | 'refund_made'
  | 'invoice_requested';

/** Who did it. */
export const actors = ['unit', 'delegation', 'bureau', 'operator', 'provider', 'system'] as const;
export type Actor = (typeof actors)[number];
