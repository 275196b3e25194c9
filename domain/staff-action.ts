import type { OrderState } from './badge-order.ts';
import type { InvoiceState } from './invoice.ts';
import type { RefundState } from './refund.ts';
import type { ShipmentState } from './shipment.ts';
import type { StaffRole } from './staff-request.ts';

/** What staff do about an order, a refund, an invoice. */
export const staffActions = {
  order: ['extend', 'reduce', 'report_news'],
  refund: ['retry', 'settle'],
  invoice: ['reverse'],
} as const;
type Action<Of extends keyof typeof staffActions> = (typeof staffActions)[Of][number];

const both = ['operator', 'bureau'] as const;
const whoMay: Record<Action<keyof typeof staffActions>, readonly StaffRole[]> = {
  extend: both,
  reduce: ['bureau'],
  report_news: ['bureau'],
  retry: both,
  settle: both,
  reverse: both,
};

function allowed<A extends keyof typeof whoMay>(role: StaffRole, open: Record<A, boolean>): A[] {
  return (Object.keys(open) as A[]).filter((action) => open[action] && whoMay[action].includes(role));
}

/** What of it is open to somebody of a role as the thing stands; about their own unit they are refused when they try. */
export const openTo = {
  order(
    role: StaffRole,
    { state, shipments }: { state: OrderState; shipments: readonly { waybill: string | null; state: ShipmentState }[] },
  ): Action<'order'>[] {
    const isUnpaid = state === 'awaiting_payment';
    const isUnderWay = shipments.some(
      (parcel) => parcel.waybill !== null && parcel.state !== 'delivered' && parcel.state !== 'returned',
    );
    return allowed(role, { extend: isUnpaid, reduce: isUnpaid, report_news: isUnderWay });
  },
  refund(role: StaffRole, { state }: { state: RefundState }): Action<'refund'>[] {
    const waits = state === 'needs_attention';
    return allowed(role, { retry: waits, settle: waits });
  },
  invoice(role: StaffRole, { state, redDue }: { state: InvoiceState; redDue: boolean }): Action<'invoice'>[] {
    return allowed(role, { reverse: state === 'issued' && redDue });
  },
};
