import { z } from 'zod';
import { badgeTypes, pickupWays } from '../../../domain/attendee.ts';
import { closedReasons, maxLinesPerOrder, orderTransitions } from '../../../domain/badge-order.ts';
import { lineTransitions, type LineState } from '../../../domain/badge.ts';
import { orderWaitsFor } from '../../../domain/badge-order-wait.ts';
import { allEventKinds } from '../../../domain/event.ts';
import { channels, paymentTransitions } from '../../../domain/payment.ts';
import { waitedFor } from '../../../domain/progress.ts';
import { shipmentStates } from '../../../domain/shipment.ts';
import { statesOf } from '../../../domain/state-machine.ts';
import type { Store } from '../../../db/knex.ts';
import { createShipments } from '../../../db/order/shipment.ts';
import { createBadgeOrderViews, type OrderView } from '../../../db/order/badge-order-view.ts';
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
    lines: order.lines,
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
    actor: z.string(),
    detail: z.record(z.string(), z.unknown()),
    at: time,
  })
  .openapi('OrderEvent');

/** One order with its payment and its parcels. */
export const badgeOrderDetail = badgeOrder
  .extend({ payment: orNull(paymentAttempt), shipments: z.array(shipment) })
  .openapi('BadgeOrderDetail');

/** A parcel is made of badges; the question is spared while there are none. */
const parcelStates: readonly LineState[] = ['badge_made', 'dispatched', 'ready_for_pickup', 'delivered'];

export async function detailOfOrder(store: Store, order: OrderView): Promise<z.input<typeof badgeOrderDetail>> {
  const { orderNo: no, payableFen, expiresAt, lines } = order;
  const mayHaveParcel = lines.some(({ pickup, state }) => pickup === 'courier' && parcelStates.includes(state));
  const [payment, shipments] = await Promise.all([
    payableFen === 0 ? undefined : createBadgeOrderViews(store).payment(no),
    mayHaveParcel ? createShipments(store).ofOrder(no) : [],
  ]);
  return {
    ...viewOfOrder(order),
    payment: payment ? { ...payment, expiresAt } : null,
    shipments: shipments.map(({ waybill, state, pieces, stateAt }) => ({ waybill, state, pieces, stateAt })),
  };
}
