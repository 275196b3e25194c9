import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { createDelegations } from '../../../db/delegation.ts';
import { createPersonReviewQueue } from '../../../db/order/person-review-queue.ts';
import { basePath } from '../../base-path.ts';
import { attendeeIds, orderNo, pendingOrder } from './badge-order-view.ts';
import { operation } from '../../operation.ts';
import { cursorQuery, page } from '../../schemas.ts';
import { askInRows } from '../../staff-asking.ts';
import { personInQueue, queueFilters, queuePage } from './bureau.ts';

const tag = 'Distribution';
const roles = ['delegation', 'bureau'] as const;

export const pickupRoutes = [
  operation({
    id: 'listPickups',
    method: 'get',
    path: '/pickups',
    tag,
    summary: 'Badges that wait at the delegation to be handed out (G8.1)',
    roles,
    query: cursorQuery.extend(queueFilters),
    reads: 'people_read',
    answers: { 200: page(personInQueue) },
    refusals: ['not_found'],
    handle: async ({ store, session, query, language }) => {
      return { status: 200, body: await queuePage(store, 'ready_for_pickup', session, query, language) };
    },
  }),
  operation({
    id: 'handOverBadges',
    method: 'post',
    path: '/pickups/:orderNo/handed-over',
    tag,
    summary: 'Badges of an order were handed over; all that are ready when nobody is named',
    roles,
    params: z.object({ orderNo }),
    find: async ({ store, session, params }) =>
      createPersonReviewQueue(store).orderInScope(params.orderNo, await createDelegations(store).scopeOf(session)),
    body: z.strictObject({ attendeeIds: attendeeIds.optional() }),
    effect: 'workflow',
    answers: { 200: z.object({ handedOver: z.int() }), 202: pendingOrder },
    refusals: ['not_ready_for_pickup'],
    handle: async ({ deps, store, session, body, found, businessNo: requestId }) => {
      if (body.attendeeIds && !(await createPersonReviewQueue(store).areOf(found.orderNo, body.attendeeIds)))
        throw new DomainError('not_found');
      const payload = body.attendeeIds ? { attendeeIds: body.attendeeIds } : {};
      await askInRows(store, session, { kind: 'hand_over', requestId, about: [{ subject: found.orderNo, payload }] });
      const told = await deps.engine.handOver(found.orderNo, requestId);
      if ('pending' in told) return { status: 202, body: { orderNo: found.orderNo, statusUrl: `${basePath}/pickups` } };
      return { status: 200, body: told.done };
    },
  }),
];
