import { z } from 'zod';
import { openTo, staffActions } from '../../../domain/staff-action.ts';
import { createOrderingUnits } from '../../../db/ops/ordering-unit.ts';
import { createInvoices } from '../../../db/order/invoice.ts';
import { invoiceReversalWorkflowId, invoiceWorkflowId } from '../../../workflows/messages.ts';
import { operation } from '../../operation.ts';
import { invoiceId, invoiceView, viewOfInvoice } from '../order/invoice.ts';
import { orderingUnit } from './ordering-unit.ts';
import { runFields, runOf } from './run-link.ts';

const detail = invoiceView
  .extend({
    unit: orderingUnit,
    actions: z.array(z.enum(staffActions.invoice)).openapi({ description: 'What the caller can do about it now' }),
    ...runFields,
  })
  .openapi('StaffInvoiceDetail');

export const invoiceOpsRoutes = [
  operation({
    id: 'getInvoiceAsOperator',
    method: 'get',
    path: '/ops/invoices/:id',
    tag: 'Operators',
    summary: 'One invoice, whose it is, and what can be done about it',
    roles: ['operator', 'bureau'],
    params: z.object({ id: invoiceId }),
    find: ({ store, params }) => createInvoices(store).find(params.id),
    answers: { 200: detail },
    handle: async ({ deps, store, session, found }) => {
      const { invoiceNo, orderNo, reversalCause } = found;
      const units = await createOrderingUnits(store).ofOrders([orderNo]);
      // Its issue and its reversal are two runs: the later one.
      const workflowId = reversalCause === null ? invoiceWorkflowId(invoiceNo) : invoiceReversalWorkflowId(invoiceNo);
      return {
        status: 200,
        body: {
          ...viewOfInvoice(store)(found),
          unit: units.get(orderNo)!,
          actions: openTo.invoice(session.role, found),
          ...runOf(deps, workflowId),
        },
      };
    },
  }),
];
