import { z } from 'zod';
import { orderTransitions } from '../../../domain/badge-order.ts';
import { openTo, staffActions } from '../../../domain/staff-action.ts';
import { statesOf } from '../../../domain/state-machine.ts';
import { createEditions } from '../../../db/edition.ts';
import { createEvents } from '../../../db/event.ts';
import { createBadgeOrderSearch } from '../../../db/ops/badge-order.ts';
import { createOrderingUnits } from '../../../db/ops/ordering-unit.ts';
import { createBadgeOrderViews } from '../../../db/order/badge-order-view.ts';
import { createInvoices } from '../../../db/order/invoice.ts';
import { createReductions } from '../../../db/order/reduction.ts';
import { createRefundViews } from '../../../db/order/refund-view.ts';
import { createShipments } from '../../../db/order/shipment.ts';
import { orderWorkflowId } from '../../../workflows/messages.ts';
import { editionQuery } from '../../edition-query.ts';
import { operation } from '../../operation.ts';
import { fen, keysetPage, line, orNull, page, pageOf, time, uuid } from '../../schemas.ts';
import {
  badgeOrder,
  badgeOrderDetail,
  detailOfOrder,
  orderEvent,
  orderNo,
  paymentAttempt,
  shipment,
} from '../order/badge-order-view.ts';
import { invoiceView, viewOfInvoice } from '../order/invoice.ts';
import { refundView, viewOfRefund } from '../order/refund-view.ts';
import { orderingUnit } from './ordering-unit.ts';
import { runFields, runOf } from './run-link.ts';

const tag = 'Operators';
const roles = ['operator', 'bureau'] as const;
/** All there is: an order has a bounded number of lines, and each does a bounded number of things. */
const all = { rows: 10_000 };

const listed = badgeOrder
  .pick({
    orderNo: true,
    state: true,
    closedReason: true,
    invoiced: true,
    createdAt: true,
    paidAt: true,
    expiresAt: true,
    people: true,
    totalFen: true,
    reductionFen: true,
    payableFen: true,
  })
  .extend({
    unit: orderingUnit,
    attention: z.string().nullable().openapi({ description: 'Why its run asks for help' }),
  })
  .openapi('StaffOrder');

const detail = badgeOrderDetail
  .extend({
    unit: orderingUnit,
    attention: z.string().nullable().openapi({ description: 'Why its run asks for help' }),
    payments: z.array(
      paymentAttempt
        .extend({
          amountFen: fen,
          capturedFen: fen.nullable(),
          refundedFen: fen,
          providerTradeNo: z.string().nullable(),
          createdAt: time,
          paidAt: orNull(time),
          endedAt: orNull(time),
        })
        .openapi('StaffPayment'),
    ),
    refunds: z.array(refundView),
    invoices: z.array(invoiceView),
    shipments: z.array(shipment.extend({ shipmentNo: z.string() }).openapi('StaffShipment')),
    reductions: z.array(
      z
        .object({ reductionId: uuid, amountFen: fen, reason: z.string(), by: z.string(), at: time })
        .openapi('ReductionUsed'),
    ),
    events: z.array(orderEvent),
    actions: z.array(z.enum(staffActions.order)).openapi({ description: 'What the caller can do about it now' }),
    ...runFields,
  })
  .openapi('StaffOrderDetail');

export const badgeOrderOpsRoutes = [
  operation({
    id: 'listOrdersAsOperator',
    method: 'get',
    path: '/ops/orders',
    tag,
    summary:
      "Everybody's orders, the newest first; `query`: the beginning of an order's number, or words that all stand in the unit's name or account, then of whichever edition",
    roles,
    query: editionQuery.extend({
      state: z.enum(statesOf(orderTransitions)).optional(),
      query: line(100).optional(),
    }),
    answers: { 200: page(listed) },
    handle: async ({ store, query }) => {
      const edition = query.query ? query.edition : await createEditions(store).listed(query.edition);
      const wanted = { edition, state: query.state, query: query.query };
      const rows = await createBadgeOrderSearch(store).list(wanted, keysetPage(query));
      const { items, nextCursor } = pageOf(rows, query);
      const units = await createOrderingUnits(store).ofOrders(items.map((row) => row.orderNo));
      const shown = items.map((row) => ({
        orderNo: row.orderNo,
        state: row.state,
        closedReason: row.closedReason,
        invoiced: row.invoiced,
        createdAt: row.createdAt,
        paidAt: row.paidAt,
        expiresAt: row.expiresAt,
        people: row.people,
        totalFen: row.totalFen,
        reductionFen: row.reductionFen,
        payableFen: row.payableFen,
        attention: row.attention,
        unit: units.get(row.orderNo)!,
      }));
      return { status: 200, body: { items: shown, nextCursor } };
    },
  }),
  operation({
    id: 'getOrderAsOperator',
    method: 'get',
    path: '/ops/orders/:orderNo',
    tag,
    summary: 'One order as its unit sees it, and all that hangs on it, with what can be done about it',
    roles,
    params: z.object({ orderNo }),
    find: ({ store, params }) => createBadgeOrderViews(store).find(params.orderNo),
    reads: 'people_read',
    answers: { 200: detail },
    handle: async ({ deps, store, session, found }) => {
      const { orderNo: no, attention } = found;
      const parcels = createShipments(store).ofOrder(no);
      const [order, units, payments, refunds, invoices, shipments, reductions, events] = await Promise.all([
        detailOfOrder(deps, found, parcels),
        createOrderingUnits(store).ofOrders([no]),
        createBadgeOrderSearch(store).payments(no),
        createRefundViews(store).ofOrder(no, all),
        createInvoices(store).list(no, all),
        parcels,
        createReductions(store).usedBy(no),
        createEvents(store).list(no, all),
      ]);
      return {
        status: 200,
        body: {
          ...order,
          unit: units.get(no)!,
          attention,
          payments: payments.map((payment) => ({
            outTradeNo: payment.outTradeNo,
            channel: payment.channel,
            state: payment.state,
            codeUrl: payment.codeUrl,
            expiresAt: payment.expiresAt,
            amountFen: payment.amountFen,
            capturedFen: payment.capturedFen,
            refundedFen: payment.refundedFen,
            providerTradeNo: payment.providerTradeNo,
            createdAt: payment.createdAt,
            paidAt: payment.paidAt,
            endedAt: payment.endedAt,
          })),
          refunds: refunds.map(viewOfRefund),
          invoices: invoices.map(viewOfInvoice(store)),
          shipments,
          reductions,
          events: events.map(({ keyset: _keyset, registrationId: _registration, orderNo: _order, ...event }) => event),
          actions: openTo.order(session.role, { state: found.state, shipments }),
          ...runOf(deps, orderWorkflowId(no)),
        },
      };
    },
  }),
];
