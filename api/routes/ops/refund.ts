import { z } from 'zod';
import { refundTransitions } from '../../../domain/refund.ts';
import { openTo, staffActions } from '../../../domain/staff-action.ts';
import { statesOf } from '../../../domain/state-machine.ts';
import { createOrderingUnits } from '../../../db/ops/ordering-unit.ts';
import { createRefundViews } from '../../../db/order/refund-view.ts';
import { refundWorkflowId } from '../../../workflows/messages.ts';
import { operation } from '../../operation.ts';
import { cursorQuery, keysetPage, orNull, page, pageOf, time } from '../../schemas.ts';
import { refundId, refundView, viewOfRefund } from '../order/refund-view.ts';
import { orderingUnit } from './ordering-unit.ts';
import { runFields, runOf } from './run-link.ts';

const tag = 'Operators';
const roles = ['operator', 'bureau'] as const;

const listed = refundView
  .extend({ unit: orNull(orderingUnit).openapi({ description: 'Null for money that no order knows' }) })
  .openapi('StaffRefund');
const detail = listed
  .extend({
    reason: z.string().nullable().openapi({ description: 'Of the unit that asked for it' }),
    settlements: z
      .array(z.object({ by: z.string(), at: time }))
      .openapi({ description: 'Who of staff said that it was paid by hand' }),
    actions: z.array(z.enum(staffActions.refund)).openapi({ description: 'What the caller can do about it now' }),
    ...runFields,
  })
  .openapi('StaffRefundDetail');

export const refundOpsRoutes = [
  operation({
    id: 'listRefundsAsOperator',
    method: 'get',
    path: '/ops/refunds',
    tag,
    summary: "Everybody's refunds, the newest first",
    roles,
    query: cursorQuery.extend({ state: z.enum(statesOf(refundTransitions)).optional() }),
    answers: { 200: page(listed) },
    handle: async ({ store, query }) => {
      const rows = await createRefundViews(store).list(query.state, keysetPage(query));
      const { items, nextCursor } = pageOf(rows, query);
      const units = await createOrderingUnits(store).ofOrders(items.flatMap(({ orderNo }) => orderNo ?? []));
      const shown = items.map((row) => ({ ...viewOfRefund(row), unit: units.get(row.orderNo ?? '') ?? null }));
      return { status: 200, body: { items: shown, nextCursor } };
    },
  }),
  operation({
    id: 'getRefundAsOperator',
    method: 'get',
    path: '/ops/refunds/:id',
    tag,
    summary: 'One refund, why it was asked for, who settled it, and what can be done about it',
    roles,
    params: z.object({ id: refundId }),
    find: ({ store, params }) => createRefundViews(store).find(params.id),
    answers: { 200: detail },
    handle: async ({ deps, store, session, found }) => {
      const { refundNo, orderNo } = found;
      const views = createRefundViews(store);
      const units = await createOrderingUnits(store).ofOrders(orderNo === null ? [] : [orderNo]);
      return {
        status: 200,
        body: {
          ...viewOfRefund(found),
          unit: units.get(orderNo ?? '') ?? null,
          reason: await views.reason(found),
          settlements: await views.settlements(refundNo),
          actions: openTo.refund(session.role, found),
          ...runOf(deps, refundWorkflowId(refundNo)),
        },
      };
    },
  }),
];
