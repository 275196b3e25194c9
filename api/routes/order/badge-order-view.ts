import { z } from 'zod';
import { badgeTypes, pickupWays } from '../../../domain/attendee.ts';
import { closedReasons, maxLinesPerOrder, orderTransitions } from '../../../domain/badge-order.ts';
import { lineTransitions } from '../../../domain/badge.ts';
import { orderWaitsFor } from '../../../domain/badge-order-wait.ts';
import { channels, paymentTransitions } from '../../../domain/payment.ts';
import { waitedFor } from '../../../domain/progress.ts';
import { notRefundableReason, notRefundableReasons } from '../../../domain/refund.ts';
import { shipmentStates } from '../../../domain/shipment.ts';
import { statesOf } from '../../../domain/state-machine.ts';
import type { Store } from '../../../db/knex.ts';
import { createBadgeOrderViews, type OrderView } from '../../../db/order/badge-order-view.ts';
import { say } from '../../../domain/message.ts';
import { because } from '../../judgement.ts';
import { digits, fen, orNull, time, uuid } from '../../schemas.ts';

/** Typed off a letter or a screen, too. */
export const orderNo = digits(14);

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
    documentMasked: z.string(),
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
    expiresAt: orNull(time),
    serverNow: time,
    waitsFor: z.array(z.enum(waitedFor)).openapi({ description: 'Empty once nothing is left to do' }),
    pickup: z.enum(pickupWays),
    addressId: uuid.nullable(),
    people: z.int(),
    totalFen: fen,
    reductionFen: fen,
    payableFen: fen,
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
