import { z } from 'zod';
import { badgeTypes, pickupWays } from '../domain/attendee.ts';
import { closedReasons, orderTransitions } from '../domain/badge-order.ts';
import { lineTransitions } from '../domain/badge.ts';
import { channels, paymentTransitions } from '../domain/payment.ts';
import { statesOf } from '../domain/state-machine.ts';
import type { OrderView } from '../db/badge-order-view.ts';
import { fen, time, uuid } from './schemas.ts';

export const orderNo = z.string().regex(/^[0-9]{14}$/);

export const orderLine = z
  .object({
    attendeeId: uuid,
    name: z.string(),
    documentMasked: z.string(),
    badgeType: z.enum(badgeTypes),
    pickup: z.enum(pickupWays),
    feeFen: fen,
    state: z.enum(statesOf(lineTransitions)),
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
    paidAt: time.nullable(),
    expiresAt: time.nullable(),
    serverNow: time,
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
  .object({ outTradeNo: z.string(), channel: z.enum(channels), state: z.enum(statesOf(paymentTransitions)), codeUrl: z.string().nullable() })
  .openapi('PaymentAttempt');

export function viewOfOrder(order: OrderView): z.input<typeof badgeOrder> {
  return {
    orderNo: order.order_no,
    state: order.state,
    closedReason: order.closed_reason,
    invoiced: order.invoiced,
    createdAt: order.created_at,
    paidAt: order.paid_at,
    expiresAt: order.expires_at,
    serverNow: order.serverNow,
    pickup: order.pickup,
    addressId: order.address_id,
    people: order.people,
    totalFen: order.total_fen,
    reductionFen: order.reduction_fen,
    payableFen: order.payable_fen,
    lines: order.lines,
  };
}
