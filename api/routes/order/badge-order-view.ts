import { z } from 'zod';
import { badgeTypes, pickupWays } from '../../../domain/attendee.ts';
import { closedReasons, maxLinesPerOrder, orderTransitions } from '../../../domain/badge-order.ts';
import { lineTransitions, type LineState } from '../../../domain/badge.ts';
import { invoiceNeedsConfirmation, notInvoiceableReasons } from '../../../domain/invoice.ts';
import { orderWaitsFor } from '../../../domain/badge-order-wait.ts';
import { actors, allEventKinds } from '../../../domain/event.ts';
import { channels, paymentTransitions } from '../../../domain/payment.ts';
import { waitedFor } from '../../../domain/progress.ts';
import { notRefundableReason, notRefundableReasons } from '../../../domain/refund.ts';
import { shipmentStates } from '../../../domain/shipment.ts';
import { statesOf } from '../../../domain/state-machine.ts';
import { createInvoices } from '../../../db/order/invoice.ts';
import { createAddresses } from '../../../db/registration/address.ts';
import type { Store } from '../../../db/knex.ts';
import type { Deps } from '../../deps.ts';
import { createShipments } from '../../../db/order/shipment.ts';
import { createBadgeOrderViews, type OrderView } from '../../../db/order/badge-order-view.ts';
import { viewOfLines, writtenAddress } from '../registration/address.ts';
import { say } from '../../../domain/message.ts';
import { because } from '../../judgement.ts';
import { digits, fen, orNull, time, uuid, masked } from '../../schemas.ts';

/** Typed off a letter or a screen, too. */
export const orderNo = digits(14);

export const pendingOrder = z.object({ orderNo, statusUrl: z.string() }).openapi('PendingOrder', {
  description:
    'The run has the request. A new order is a 404 until it is written; a repeat with the same key brings its answer.',
});

/** An order of the unit that asks; another's is not there. */
export const findOwnOrder = ({
  store,
  params,
  session,
}: {
  store: Store;
  params: { orderNo: string };
  session: { registrationId: string };
}) => createBadgeOrderViews(store).find(params.orderNo, session.registrationId);

/** People of one order, each named once. */
export const attendeeIds = z
  .array(uuid)
  .min(1)
  .max(maxLinesPerOrder)
  .refine((ids) => new Set(ids).size === ids.length, because(say('twice')));

export const orderLine = z
  .object({
    attendeeId: uuid,
    name: z.string(),
    documentMasked: masked,
    badgeType: z.enum(badgeTypes),
    pickup: z.enum(pickupWays),
    feeFen: fen,
    payableFen: fen.openapi({
      description: "The line's share of what the order pays, and what a refund of it gives back",
    }),
    state: z.enum(statesOf(lineTransitions)),
    refundable: z.boolean(),
    notRefundableReason: z.enum(notRefundableReasons).nullable().openapi({
      description:
        'review_not_failed: the policy of the order waits for the person to fail review; null where it is refundable',
    }),
    reviewReason: z
      .string()
      .nullable()
      .openapi({ description: 'What the bureau said when it reviewed the person; may have several lines' }),
  })
  .openapi('OrderLine');

/** An order with its countdown: `expiresAt` against `serverNow`, never against the client's clock (G6.2). */
export const badgeOrder = z
  .object({
    orderNo,
    state: z.enum(statesOf(orderTransitions)),
    closedReason: z.enum(closedReasons).nullable(),
    invoiced: z.boolean(),
    createdAt: time,
    paidAt: orNull(time),
    expiresAt: orNull(time).openapi({ description: 'Until when it may be paid; null once it may not' }),
    serverNow: time.openapi({ description: 'The clock that `expiresAt` counts by' }),
    waitsFor: z.array(z.enum(waitedFor)).openapi({ description: 'Empty once nothing is left to do' }),
    pickup: z.enum(pickupWays),
    addressId: uuid.nullable(),
    people: z.int(),
    totalFen: fen.openapi({ description: 'What the badges cost together' }),
    reductionFen: fen.openapi({ description: 'What of it is waived' }),
    payableFen: fen.openapi({ description: 'What is to be paid: the total less what is waived' }),
    lines: z.array(orderLine),
  })
  .openapi('BadgeOrder');

export const paymentAttempt = z
  .object({
    outTradeNo: z.string(),
    channel: z.enum(channels),
    state: z.enum(statesOf(paymentTransitions)),
    codeUrl: z.string().nullable(),
    expiresAt: orNull(time),
  })
  .openapi('PaymentAttempt');

/** A parcel on its way to the unit; its waybill is the courier's own number. */
export const shipment = z
  .object({ waybill: z.string().nullable(), state: z.enum(shipmentStates), pieces: z.int(), stateAt: time })
  .openapi('Shipment');

export function viewOfOrder(order: OrderView): z.input<typeof badgeOrder> {
  return {
    orderNo: order.orderNo,
    state: order.state,
    closedReason: order.closedReason,
    invoiced: order.invoiced,
    createdAt: order.createdAt,
    paidAt: order.paidAt,
    expiresAt: order.expiresAt,
    serverNow: order.serverNow,
    waitsFor: orderWaitsFor(order),
    pickup: order.pickup,
    addressId: order.addressId,
    people: order.people,
    totalFen: order.totalFen,
    reductionFen: order.reductionFen,
    payableFen: order.payableFen,
    lines: order.lines.map((line) => {
      const reason = notRefundableReason(order.refundPolicy, line);
      return { ...line, refundable: reason === null, notRefundableReason: reason };
    }),
  };
}

const eventKind = z
  .enum(allEventKinds)
  .openapi('EventKind', { description: 'Its words are in `/reference/event-kinds`' });
/** What happened to an order. */
export const orderEvent = z
  .object({
    eventId: z.int(),
    kind: eventKind,
    from: z.string().nullable(),
    to: z.string().nullable(),
    actor: z.enum(actors),
    detail: z.record(z.string(), z.unknown()),
    at: time,
  })
  .openapi('OrderEvent');

/** One order with its payment, its parcels and what can be asked for. */
export const badgeOrderDetail = badgeOrder
  .extend({
    address: orNull(writtenAddress).openapi({
      description: 'Where the badges go by courier, as it was when the order was placed',
    }),
    invoiceable: z.boolean(),
    notInvoiceableReason: z
      .enum(notInvoiceableReasons)
      .nullable()
      .openapi({ description: 'The code with which the request would be refused; null where it is invoiceable' }),
    invoiceNeedsConfirmation: z.boolean().openapi({
      description: 'People are under review: an invoice is asked for with `confirmBeforeReview` (G7.1)',
    }),
    payment: orNull(paymentAttempt),
    shipments: z.array(shipment),
  })
  .openapi('BadgeOrderDetail');

/** A parcel is made of badges; the question is spared while there are none. */
const parcelStates: readonly LineState[] = ['badge_made', 'dispatched', 'ready_for_pickup', 'delivered'];

async function parcelsOf(store: Store, { orderNo: no, lines }: OrderView) {
  const mayHaveParcel = lines.some(({ pickup, state }) => pickup === 'courier' && parcelStates.includes(state));
  return mayHaveParcel ? createShipments(store).ofOrder(no) : [];
}

/** Whoever shows more of the parcels has asked for them. */
export async function detailOfOrder(
  { store, invoices }: Pick<Deps, 'store' | 'invoices'>,
  order: OrderView,
  parcels = parcelsOf(store, order),
): Promise<z.input<typeof badgeOrderDetail>> {
  const { orderNo: no, payableFen, expiresAt, addressId, lines } = order;
  const [payment, shipments, address, notInvoiceableReason] = await Promise.all([
    payableFen === 0 ? undefined : createBadgeOrderViews(store).payment(no),
    parcels,
    addressId === null ? null : createAddresses(store).ofOrder(addressId),
    invoices ? createInvoices(store).notInvoiceableReason(order) : ('channel_not_available' as const),
  ]);
  return {
    ...viewOfOrder(order),
    address: address && viewOfLines(address),
    invoiceable: notInvoiceableReason === null,
    notInvoiceableReason,
    invoiceNeedsConfirmation: invoiceNeedsConfirmation(lines),
    payment: payment ? { ...payment, expiresAt } : null,
    shipments: shipments.map(({ waybill, state, pieces, stateAt }) => ({ waybill, state, pieces, stateAt })),
  };
}
