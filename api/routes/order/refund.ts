import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { refundTransitions } from '../../../domain/refund.ts';
import { statesOf } from '../../../domain/state-machine.ts';
import { createRefundViews } from '../../../db/order/refund-view.ts';
import { createRefunds } from '../../../db/order/refund.ts';
import { findOwnOrder, attendeeIds, orderNo } from './badge-order-view.ts';
import { basePath } from '../../base-path.ts';
import { operation } from '../../operation.ts';
import { refundId, refundView, viewOfRefund } from './refund-view.ts';
import { cursorQuery, keysetPage, page, pageOf, paragraph } from '../../schemas.ts';

const tag = 'Orders';
const roles = ['unit'] as const;
const params = z.object({ orderNo });

export const refundRoutes = [
  operation({
    id: 'requestRefund',
    method: 'post',
    path: '/orders/:orderNo/refunds',
    tag,
    summary: 'Apply for money back for people who failed review, or whom the policy of the order allows (G7.2)',
    roles,
    params,
    find: findOwnOrder,
    body: z.strictObject({ attendeeIds, reason: paragraph(500) }),
    effect: 'workflow',
    keyRequired: true,
    allocate: () => Promise.resolve(randomUUID()),
    afterEdition: true,
    answers: {
      202: z
        .object({
          refundId: refundId.optional(),
          state: z.enum(statesOf(refundTransitions)).optional(),
          statusUrl: z.string().optional(),
        })
        .openapi('RefundRequested'),
    },
    refusals: ['line_not_refundable'],
    handle: async ({ deps, store, body, found, businessNo, updateId }) => {
      const { orderNo: no } = found;
      await createRefunds(store).request({ refundRequestId: businessNo, orderNo: no, ...body });
      const told = await deps.engine.requestRefund(no, { refundRequestId: businessNo }, updateId);
      const statusUrl = `${basePath}/orders/${no}/refunds`;
      if ('pending' in told) return { status: 202, body: { statusUrl } };
      return { status: 202, body: { refundId: told.done.refundNo, state: told.done.state } };
    },
  }),
  operation({
    id: 'listRefunds',
    method: 'get',
    path: '/orders/:orderNo/refunds',
    tag,
    summary: "The order's refunds, the oldest first",
    roles,
    params,
    find: findOwnOrder,
    query: cursorQuery,
    answers: { 200: page(refundView) },
    handle: async ({ store, found, query }) => {
      const rows = await createRefundViews(store).ofOrder(found.orderNo, keysetPage(query));
      const { items, nextCursor } = pageOf(rows, query);
      return { status: 200, body: { items: items.map(viewOfRefund), nextCursor } };
    },
  }),
];
