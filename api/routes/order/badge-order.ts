import { z } from 'zod';
import { pickupWays } from '../../../domain/attendee.ts';
import { orderTabs } from '../../../domain/badge-order.ts';
import { DomainError } from '../../../domain/errors.ts';
import { say } from '../../../domain/message.ts';
import { createAddresses } from '../../../db/registration/address.ts';
import { createBadgeOrderViews } from '../../../db/order/badge-order-view.ts';
import { createBadgeOrders } from '../../../db/order/badge-order.ts';
import { createEvents } from '../../../db/event.ts';
import type { Store } from '../../../db/knex.ts';
import { createOrderQuotes } from '../../../db/order/badge-order-quote.ts';
import { createRegistrationWorkflowRefs } from '../../../db/registration/registration-workflow-ref.ts';
import { basePath } from '../../base-path.ts';
import {
  findOwnOrder,
  attendeeIds,
  badgeOrder,
  badgeOrderDetail,
  detailOfOrder,
  orderEvent,
  orderLine,
  orderNo,
  pendingOrder,
  viewOfOrder,
} from './badge-order-view.ts';
import { operation } from '../../operation.ts';
import { cursorQuery, fen, keysetPage, page, pageOf, uuid } from '../../schemas.ts';

const tag = 'Orders';
const roles = ['unit'] as const;
const params = z.object({ orderNo });

async function assertOwnAddress(store: Store, unitId: string, addressId: string | undefined): Promise<void> {
  if (addressId !== undefined && !(await createAddresses(store).find(unitId, addressId)))
    throw new DomainError('not_found');
}

export const badgeOrderRoutes = [
  operation({
    id: 'quoteOrder',
    method: 'post',
    path: '/orders/quote',
    tag,
    summary: "What these people's badges would cost (G6.1)",
    roles,
    body: z.strictObject({ attendeeIds, pickup: z.enum(pickupWays).optional(), addressId: uuid.optional() }),
    answers: {
      200: z
        .object({
          lines: z.array(
            orderLine
              .pick({ attendeeId: true, name: true, documentMasked: true, badgeType: true, feeFen: true })
              .extend({ pickup: z.enum(pickupWays).nullable() })
              .openapi('QuoteLine'),
          ),
          people: z.int(),
          totalFen: fen,
          reductionFen: fen,
          payableFen: fen,
        })
        .openapi('Quote'),
    },
    refusals: ['not_found', 'attendee_not_locked', 'address_outdated', 'attendee_already_ordered'],
    handle: async ({ store, session, body: { attendeeIds: ids, ...way } }) => {
      await assertOwnAddress(store, session.unitId, way.addressId);
      const quote = await createOrderQuotes(store).quote(session.registrationId, ids, way);
      if ('refused' in quote) throw new DomainError(quote.refused.code, quote.refused);
      return { status: 200, body: quote.quoted };
    },
  }),
  operation({
    id: 'placeOrder',
    method: 'post',
    path: '/orders',
    tag,
    summary: 'Order badges for locked people (G5.3); the payment window starts',
    roles,
    find: ({ store, session }) => createRegistrationWorkflowRefs(store).find(session.registrationId),
    body: z.strictObject({ attendeeIds, pickup: z.enum(pickupWays), addressId: uuid.optional() }),
    effect: 'workflow',
    keyRequired: true,
    allocate: (store) => createBadgeOrders(store).nextNumber(),
    answers: { 201: badgeOrder, 202: pendingOrder },
    refusals: [
      'attendee_not_locked',
      'attendee_already_ordered',
      'address_required',
      'address_outdated',
      'registration_closed',
    ],
    handle: async ({ deps, store, session, body, found, businessNo, updateId }) => {
      await assertOwnAddress(store, session.unitId, body.addressId);
      const { addressId, ...order } = body;
      const input = {
        ...order,
        ...(addressId ? { addressId } : {}),
        orderNo: businessNo,
        registrationId: session.registrationId,
        paymentWindowSeconds: deps.settings.paymentWindowSeconds,
      };
      const told = await deps.engine.placeOrder(input, found, updateId);
      if ('pending' in told)
        return { status: 202, body: { orderNo: businessNo, statusUrl: `${basePath}/orders/${businessNo}` } };
      const placed = await createBadgeOrderViews(store).find(businessNo, session.registrationId);
      // A run that is none of ours may have been started under the number.
      if (!placed)
        throw new DomainError('unavailable', {
          detail: say('number_taken', { orderNo: businessNo }),
        });
      return { status: 201, body: viewOfOrder(placed), headers: { Location: `${basePath}/orders/${businessNo}` } };
    },
  }),
  operation({
    id: 'listOrders',
    method: 'get',
    path: '/orders',
    tag,
    summary: 'The own orders by tab, newest first (G6.3)',
    roles,
    query: cursorQuery.extend({
      tab: z.enum(orderTabs).default('all'),
      limit: z.coerce.number().int().min(1).max(200).default(20),
    }),
    answers: { 200: page(badgeOrder) },
    handle: async ({ store, session, query }) => {
      const orders = await createBadgeOrderViews(store).list(session.registrationId, query.tab, keysetPage(query));
      const { items, nextCursor } = pageOf(orders, query);
      return { status: 200, body: { items: items.map(viewOfOrder), nextCursor } };
    },
  }),
  operation({
    id: 'countOrders',
    method: 'get',
    path: '/orders/counts',
    tag,
    summary: 'How many orders stand in each tab (G6.3)',
    roles,
    answers: {
      200: z.object({
        items: z.array(z.object({ tab: z.enum(orderTabs), count: z.int() }).openapi('OrderCount')),
      }),
    },
    handle: async ({ store, session }) => ({
      status: 200,
      body: { items: await createBadgeOrderViews(store).counts(session.registrationId) },
    }),
  }),
  operation({
    id: 'getOrder',
    method: 'get',
    path: '/orders/:orderNo',
    tag,
    summary: 'One order with its lines, its countdown, its payment and its parcels',
    roles,
    params,
    find: findOwnOrder,
    answers: {
      200: badgeOrderDetail,
    },
    handle: async ({ deps, found }) => ({ status: 200, body: await detailOfOrder(deps, found) }),
  }),
  operation({
    id: 'listOrderEvents',
    method: 'get',
    path: '/orders/:orderNo/events',
    tag,
    summary: 'Who did what with the order, when',
    roles,
    params,
    find: findOwnOrder,
    query: cursorQuery,
    answers: { 200: page(orderEvent) },
    handle: async ({ store, found, query }) => ({
      status: 200,
      body: pageOf(await createEvents(store).list(found.orderNo, keysetPage(query)), query),
    }),
  }),
  operation({
    id: 'cancelOrder',
    method: 'post',
    path: '/orders/:orderNo/cancel',
    tag,
    summary: 'Cancel an unpaid order; its people are free once the provider confirms that nobody can pay it any more',
    roles,
    params,
    find: findOwnOrder,
    effect: 'workflow',
    afterEdition: true,
    answers: { 200: badgeOrder, 202: pendingOrder },
    refusals: ['order_not_cancellable'],
    handle: async ({ deps, store, session, found, updateId }) => {
      // The run is asked in any state: a repeat of the request that closed the order is told so, not refused.
      const { orderNo: no } = found;
      const told = await deps.engine.cancelOrder(no, updateId);
      if ('pending' in told) return { status: 202, body: { orderNo: no, statusUrl: `${basePath}/orders/${no}` } };
      return { status: 200, body: viewOfOrder((await createBadgeOrderViews(store).find(no, session.registrationId))!) };
    },
  }),
];
