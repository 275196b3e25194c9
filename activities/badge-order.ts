import { attentionReasons } from '../domain/attention.ts';
import type { Actor } from '../domain/event.ts';
import { pickupWays } from '../domain/attendee.ts';
import type { BadgeOrderInput, ClosedReason, OrderEvent, OrderState, PlacedOrder } from '../domain/badge-order.ts';
import type { CourierNews, LinesStatus } from '../domain/badge.ts';
import type { Outcome } from '../domain/errors.ts';
import type { Capture } from '../domain/payment.ts';
import { createAudit } from '../db/audit.ts';
import { createBadgeOrders } from '../db/order/badge-order.ts';
import { createNotifications } from '../db/notification.ts';
import { createBadgeOrderPlacement } from '../db/order/badge-order-placing.ts';
import { createReductions } from '../db/order/reduction.ts';
import { createBadges } from '../db/order/badge.ts';
import { once } from '../db/effect.ts';
import { inTransaction, type Store } from '../db/knex.ts';
import { createOrderLines } from '../db/order/badge-order-line.ts';
import { createPayments } from '../db/order/payment.ts';
import { createPersonReviews } from '../db/order/person-review.ts';
import { createProviderNotices } from '../db/provider-notice.ts';
import { createRegistrations } from '../db/registration/registration.ts';
import { createRefusedMessages } from '../db/refused-message.ts';
import { createShipments } from '../db/order/shipment.ts';
import { createStaffRequests, followRequest, isRowId, type Message } from '../db/staff-request.ts';
import { orderNoOfShipment } from '../domain/shipment.ts';
import type { ActivityDeps } from './deps.ts';

interface OrderMove {
  orderNo: string;
  from: OrderState;
  event: OrderEvent;
  closedReason: ClosedReason;
  captured?: Capture;
}

/** Where the order is; `isUnwanted`: it does not keep the capture it was told of, which is to go back. */
export interface OrderMoved {
  state: OrderState;
  isUnwanted: boolean;
}

/** Whose doing an order's event is. */
const actorOf = {
  payment_confirmed: 'provider',
  waived: 'bureau',
  trade_closed: 'provider',
  cancelled: 'unit',
  window_ended: 'system',
  all_lines_ended: 'system',
} as const satisfies Record<OrderEvent, Actor>;

type OrderAsked = Message & { orderNo: string };

/** The longest window that can be configured. */
const maxSeconds = 7 * 86_400;

/** Whether it is a placing at all: whoever reaches Temporal starts a run with anything. Fees and names are the database's. */
function isPlacing({
  orderNo,
  registrationId,
  attendeeIds,
  pickup,
  addressId,
  paymentWindowSeconds,
}: BadgeOrderInput): boolean {
  return (
    /^[0-9]{14}$/.test(orderNo) &&
    [registrationId, ...attendeeIds, ...(addressId === undefined ? [] : [addressId])].every(isRowId) &&
    new Set(attendeeIds).size === attendeeIds.length &&
    pickupWays.includes(pickup) &&
    paymentWindowSeconds > 0 &&
    paymentWindowSeconds <= maxSeconds
  );
}

async function applyNews(
  trx: Store,
  { orderNo, shipmentNo, news }: { orderNo: string; shipmentNo: string; news: CourierNews },
): Promise<void> {
  const shipments = createShipments(trx);
  if (!(await shipments.applyNews(shipmentNo, news))) return;
  const registrationId = await createBadgeOrders(trx).registrationOf(orderNo);
  const event = news === 'delivered' ? 'delivered' : news === 'returned' ? 'courier_returned' : undefined;
  const detail = { shipmentNo, news };
  if (event)
    await createOrderLines(trx).move({
      orderNo,
      registrationId,
      event,
      actor: 'provider',
      attendeeIds: await shipments.attendeeIds(shipmentNo),
      detail,
    });
  if (event === 'courier_returned')
    await createBadgeOrders(trx).raiseAttention(orderNo, attentionReasons.parcel_returned);
}

/** Places an order, however often its run asks. */
export function placeOnce(store: Store, placing: BadgeOrderInput): Promise<Outcome<PlacedOrder>> {
  return once(store, `${placing.orderNo}:placed`, async (trx) => {
    if (!isPlacing(placing) || !(await createRegistrations(trx).isThere(placing.registrationId))) {
      await createRefusedMessages(trx).note({ subject: placing.orderNo, kind: 'start_order', fault: 'no_row' });
      return { refused: { code: 'not_found' } };
    }
    return createBadgeOrderPlacement(trx).place(placing);
  });
}

/** What the order's workflow writes. */
export function badgeOrderLocalActivities({ store, signBadge }: ActivityDeps) {
  return {
    placeOrder: (placing: BadgeOrderInput): Promise<Outcome<PlacedOrder>> => placeOnce(store, placing),

    /** The order and, when a capture moves it, the payment too: in one transaction, so that neither is paid without the other. */
    moveOrder: ({ orderNo, from, event, closedReason, captured }: OrderMove): Promise<OrderMoved> =>
      inTransaction(store, async (trx) => {
        const orders = createBadgeOrders(trx);
        if (captured && !(await createPayments(trx).capture(captured)))
          return { state: await orders.stateOf(orderNo), isUnwanted: true };
        return {
          state: await orders.move({ orderNo, from, event, closedReason, actor: actorOf[event] }),
          isUnwanted: false,
        };
      }),

    /** What the bureau found of people of this order, where who recorded it may still. */
    applyPersonReviews: async ({
      orderNo,
      requestId,
    }: OrderAsked): Promise<{ standing: LinesStatus | undefined; notificationIds: string[] }> => {
      if (!isRowId(requestId)) {
        await createRefusedMessages(store).note({ subject: orderNo, kind: 'review_people', fault: 'no_request' });
        return { standing: undefined, notificationIds: [] };
      }
      return once(store, `${orderNo}:verdict:${requestId}`, async (trx) => {
        const lines = createOrderLines(trx);
        const registrationId = await createBadgeOrders(trx).registrationOf(orderNo);
        const { approve, fail } = await createPersonReviews(trx).apply(orderNo, requestId, registrationId);
        if (approve.length > 0)
          await lines.move({
            orderNo,
            registrationId,
            event: 'review_approved',
            actor: 'bureau',
            attendeeIds: approve,
          });
        if (fail.length > 0)
          await lines.move({ orderNo, registrationId, event: 'review_failed', actor: 'bureau', attendeeIds: fail });
        const standing = await lines.standing(orderNo);
        const params = { orderNo, people: fail.length };
        const told = { registrationId, kind: 'person_review_failed', subject: requestId, round: 1, params } as const;
        return { standing, notificationIds: fail.length > 0 ? await createNotifications(trx).enqueue(told) : [] };
      });
    },

    /** More time to pay, and who of the staff gave it. */
    extendWindow: ({ orderNo, ...asked }: OrderAsked): Promise<Outcome<{ expiresAt: string }>> =>
      followRequest(
        store,
        { ...asked, subject: orderNo, kinds: ['extend'] },
        async (trx, { staffId, payload: { minutes } }) => {
          const expiresAt = await createBadgeOrders(trx).extend({ orderNo, minutes });
          if (!expiresAt) return { refused: { code: 'order_not_extendable' } };
          await createAudit(trx).append({
            staffId,
            action: 'payment_window_extended',
            subject: orderNo,
            detail: { minutes },
          });
          return { done: { expiresAt: expiresAt.toISOString() } };
        },
      ),

    /** Whether somebody who may asks for a reduction of this order: looked at before its payment codes are closed for it. */
    lookAtReduction: ({ orderNo, ...asked }: OrderAsked): Promise<Outcome<true>> =>
      inTransaction(store, async (trx) => {
        const looked = await createStaffRequests(trx).look(orderNo, ['reduce'], asked);
        return 'refused' in looked ? looked : { done: true };
      }),

    /** A reduction of this order alone; what is left to pay. */
    reduceOrder: ({ orderNo, ...asked }: OrderAsked): Promise<Outcome<{ payableFen: number }>> =>
      followRequest(store, { ...asked, subject: orderNo, kinds: ['reduce'] }, (trx, { payload: { reductionId } }) =>
        createReductions(trx).applyToOrder(orderNo, reductionId),
      ),

    /** Badges for the approved people of a batch; those the delegation collects are ready at once, the rest need a parcel. */
    makeBadges: ({ orderNo, ...asked }: OrderAsked): Promise<Outcome<{ standing: LinesStatus; parcel: boolean }>> =>
      followRequest(
        store,
        { ...asked, subject: orderNo, kinds: ['make_badges'] },
        async (trx, { requestId: batchId, payload: { attendeeIds } }) => {
          const lines = createOrderLines(trx);
          const registrationId = await createBadgeOrders(trx).registrationOf(orderNo);
          const made = await createBadges(trx).make({ orderNo, batchId, attendeeIds }, signBadge);
          if (made.length > 0)
            await lines.move({
              orderNo,
              registrationId,
              event: 'badge_made',
              actor: 'bureau',
              attendeeIds: made,
              detail: { batchId },
            });
          const collected = await lines.madeFor(orderNo, 'delegation');
          if (collected.length > 0)
            await lines.move({ orderNo, registrationId, event: 'laid_out', actor: 'bureau', attendeeIds: collected });
          return {
            done: {
              standing: await lines.standing(orderNo),
              parcel: (await lines.madeFor(orderNo, 'courier')).length > 0,
            },
          };
        },
      ),

    /** What the courier's stored notice says, or what the bureau reports instead; undefined where neither stands behind the message. */
    applyCourierNews: async ({
      orderNo,
      noticeId,
      ...asked
    }: OrderAsked & { noticeId?: unknown }): Promise<LinesStatus | undefined> => {
      if (noticeId === undefined) {
        const outcome = await followRequest(
          store,
          { ...asked, subject: orderNo, kinds: ['courier_news'] },
          async (trx, { payload }) => {
            for (const shipmentNo of payload.shipmentNos)
              await applyNews(trx, { orderNo, shipmentNo, news: payload.news });
            return { done: await createOrderLines(trx).standing(orderNo) };
          },
        );
        return 'done' in outcome ? outcome.done : undefined;
      }
      const notice = typeof noticeId === 'string' ? await createProviderNotices(store).find('sf', noticeId) : undefined;
      if (!notice || orderNoOfShipment(notice.subject) !== orderNo) {
        await createRefusedMessages(store).note({ subject: orderNo, kind: 'courier_news', fault: 'no_request' });
        return undefined;
      }
      const news = { orderNo, shipmentNo: notice.subject, news: notice.kind as CourierNews };
      return once(store, `${orderNo}:news:${noticeId as string}`, async (trx) => {
        await applyNews(trx, news);
        return createOrderLines(trx).standing(orderNo);
      });
    },

    handOver: ({ orderNo, ...asked }: OrderAsked): Promise<Outcome<{ handedOver: number; standing: LinesStatus }>> =>
      followRequest(
        store,
        { ...asked, subject: orderNo, kinds: ['hand_over'] },
        async (trx, { payload: { attendeeIds } }) => {
          const lines = createOrderLines(trx);
          const registrationId = await createBadgeOrders(trx).registrationOf(orderNo);
          const handed = await lines.move({
            orderNo,
            registrationId,
            event: 'handed_over',
            actor: 'delegation',
            ...(attendeeIds ? { attendeeIds } : {}),
          });
          return { done: { handedOver: handed.length, standing: await lines.standing(orderNo) } };
        },
      ),

    /** How the lines stand, seen after everything the order's run has heard of. */
    linesStatus: ({ orderNo }: { orderNo: string }): Promise<LinesStatus> => createOrderLines(store).standing(orderNo),

    raiseAttention: ({ orderNo, reason }: { orderNo: string; reason: string }): Promise<void> =>
      inTransaction(store, (trx) => createBadgeOrders(trx).raiseAttention(orderNo, reason)),
  };
}
