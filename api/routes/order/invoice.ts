import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { titleKinds } from '../../../domain/invoice-title.ts';
import { invoiceNeedsConfirmation, invoiceNoOf, invoiceTransitions } from '../../../domain/invoice.ts';
import { statesOf } from '../../../domain/state-machine.ts';
import { say } from '../../../domain/message.ts';
import { createBadgeOrders } from '../../../db/order/badge-order.ts';
import { createInvoiceTitles } from '../../../db/order/invoice-title.ts';
import { createInvoices, type InvoiceRow } from '../../../db/order/invoice.ts';
import type { Store } from '../../../db/knex.ts';
import { createRegistrationWorkflowRefs } from '../../../db/registration/registration-workflow-ref.ts';
import { findOwnOrder, orderNo } from './badge-order-view.ts';
import { basePath } from '../../base-path.ts';
import { operation } from '../../operation.ts';
import { cursorQuery, fen, keysetPage, orNull, page, pageOf, time, uuid } from '../../schemas.ts';
import { askInRows } from '../../staff-asking.ts';

const tag = 'Invoices';
const roles = ['unit'] as const;
const pdf = 'application/pdf';
export const invoiceId = z.string().regex(/^[0-9]{14}F[0-9A-Z]{1,17}$/);
const states = z.enum(statesOf(invoiceTransitions));
const begun = z
  .object({ invoiceId, state: states.optional(), statusUrl: z.string().optional() })
  .openapi('InvoiceRequested');

export const invoiceView = z
  .object({
    invoiceId,
    orderNo,
    state: states,
    title: z.object({ kind: z.enum(titleKinds), title: z.string(), taxNo: z.string().optional() }),
    people: z.int(),
    grossFen: fen.openapi({ description: 'What was paid, tax in it' }),
    netFen: fen.openapi({ description: 'Without the tax' }),
    taxFen: fen.openapi({ description: 'The tax in it' }),
    taxRateBp: z.int().openapi({ description: 'Hundredths of a percent: 600 is 6 %' }),
    fapiaoNumber: z.string().nullable().openapi({ description: "The tax platform's, 20 digits" }),
    redNumber: z.string().nullable(),
    redDue: z
      .boolean()
      .openapi({ description: 'Money went back, and the buyer refused the reversal or let it become void' }),
    failure: z.string().nullable(),
    createdAt: time,
    issuedAt: orNull(time),
    stateAt: time,
  })
  .openapi('Invoice');

/** An invoice as it is shown. */
export const viewOfInvoice =
  (store: Store) =>
  (row: InvoiceRow): z.input<typeof invoiceView> => ({
    invoiceId: row.invoiceNo,
    orderNo: row.orderNo,
    state: row.state,
    title: createInvoices(store).titleOf(row),
    people: row.people,
    grossFen: row.grossFen,
    netFen: row.netFen,
    taxFen: row.taxFen,
    taxRateBp: row.taxRateBp,
    fapiaoNumber: row.fapiaoNumber,
    redNumber: row.redNumber,
    redDue: row.redDue,
    failure: row.failure,
    createdAt: row.createdAt,
    issuedAt: row.issuedAt,
    stateAt: row.stateAt,
  });

const statusUrl = (no: string) => `${basePath}/orders/${no}/invoices`;
const labelsOf = async (store: Store, registrationId: string) =>
  (await createRegistrationWorkflowRefs(store).find(registrationId))!;

export const invoiceRoutes = [
  operation({
    id: 'requestInvoice',
    method: 'post',
    path: '/orders/:orderNo/invoices',
    tag,
    summary: 'Have the paid order invoiced (G7.1); while people are under review only when confirmed',
    roles,
    params: z.object({ orderNo }),
    find: findOwnOrder,
    body: z.strictObject({ titleId: uuid, confirmBeforeReview: z.boolean().optional() }),
    effect: 'workflow',
    keyRequired: true,
    allocate: (store) => createInvoices(store).nextNumber(),
    afterEdition: true,
    answers: { 202: begun },
    refusals: [
      'not_found',
      'person_review_pending',
      'order_not_invoiceable',
      'order_already_invoiced',
      'refund_under_way',
      'channel_not_available',
    ],
    handle: async ({ deps, store, session, found, body, businessNo, updateId }) => {
      const { orderNo: no, state, lines } = found;
      if (!deps.invoices) throw new DomainError('channel_not_available', { detail: say('no_invoices') });
      if (!(await createInvoiceTitles(store).find(session.unitId, body.titleId, 'open')))
        throw new DomainError('not_found');
      if (!body.confirmBeforeReview && invoiceNeedsConfirmation(lines))
        throw new DomainError('person_review_pending', { state });
      const invoiceNo = invoiceNoOf(no, businessNo);
      const input = { invoiceNo, orderNo: no, titleId: body.titleId };
      const told = await deps.engine.requestInvoice(input, await labelsOf(store, session.registrationId), updateId);
      if ('pending' in told) return { status: 202, body: { invoiceId: invoiceNo, statusUrl: statusUrl(no) } };
      return { status: 202, body: { invoiceId: invoiceNo, state: told.done.state } };
    },
  }),
  operation({
    id: 'listInvoices',
    method: 'get',
    path: '/orders/:orderNo/invoices',
    tag,
    summary: "The order's invoices, the oldest first",
    roles,
    params: z.object({ orderNo }),
    find: findOwnOrder,
    query: cursorQuery,
    answers: { 200: page(invoiceView) },
    handle: async ({ store, found, query }) => {
      const rows = await createInvoices(store).list(found.orderNo, keysetPage(query));
      const { items, nextCursor } = pageOf(rows, query);
      return { status: 200, body: { items: items.map(viewOfInvoice(store)), nextCursor } };
    },
  }),
  operation({
    id: 'downloadInvoice',
    method: 'get',
    path: '/invoices/:id/file',
    tag,
    summary: 'The legal file as the tax platform made it, for its owner',
    roles,
    params: z.object({ id: invoiceId }),
    find: ({ store, params, session }) => createInvoices(store).findOwn(params.id, session.registrationId),
    answers: { 200: pdf },
    refusals: ['invoice_file_missing'],
    stream: async ({ store, found }, res) => {
      const file = await createInvoices(store).file(found);
      if (!file) throw new DomainError('invoice_file_missing', { state: found.state });
      res
        .type(pdf)
        .set('Content-Disposition', `attachment; filename="${found.invoiceNo}.pdf"`)
        .set('Repr-Digest', `sha-256=:${file.sha256.toString('base64')}:`)
        .send(file.bytes);
    },
  }),
  operation({
    id: 'reverseInvoice',
    method: 'post',
    path: '/orders/:orderNo/invoices/:id/reversal',
    tag,
    summary: 'Give an invoice back: a red one reverses it (G7.2)',
    roles,
    params: z.object({ orderNo, id: invoiceId }),
    find: async ({ store, params, session }) => {
      const invoice = await createInvoices(store).findOwn(params.id, session.registrationId);
      return invoice?.orderNo === params.orderNo ? invoice : undefined;
    },
    effect: 'workflow',
    keyRequired: true,
    afterEdition: true,
    answers: { 202: begun },
    refusals: ['invoice_not_reversible'],
    handle: async ({ deps, store, session, found, updateId }) => {
      const { invoiceNo, orderNo: no, state } = found;
      if (state !== 'issued') throw new DomainError('invoice_not_reversible', { state });
      const input = { invoiceNo, orderNo: no, cause: 'unit' } as const;
      const told = await deps.engine.requestReversal(input, await labelsOf(store, session.registrationId), updateId);
      if ('pending' in told) return { status: 202, body: { invoiceId: invoiceNo, statusUrl: statusUrl(no) } };
      return { status: 202, body: { invoiceId: invoiceNo, state: told.done.state } };
    },
  }),
  operation({
    id: 'remindInvoiceReversal',
    method: 'post',
    path: '/ops/invoices/:id/reversal',
    tag: 'Operators',
    summary: 'Ask the buyer once more for a red invoice that is due; afterwards one is issued for what the order keeps',
    roles: ['operator', 'bureau'],
    params: z.object({ id: invoiceId }),
    find: ({ store, params }) => createInvoices(store).find(params.id),
    effect: 'workflow',
    answers: { 202: begun },
    refusals: ['invoice_not_reversible'],
    handle: async ({ deps, store, session, found, businessNo: requestId }) => {
      const { invoiceNo, orderNo: no, state, redDue } = found;
      if (state !== 'issued' || !redDue) throw new DomainError('invoice_not_reversible', { state });
      const labels = await labelsOf(store, await createBadgeOrders(store).registrationOf(no));
      await askInRows(store, session, {
        kind: 'retry_reversal',
        requestId,
        about: [{ subject: invoiceNo, payload: {} }],
      });
      const told = await deps.engine.requestReversal(
        { invoiceNo, orderNo: no, cause: 'refund', reissue: true, requestId },
        labels,
        requestId,
      );
      if ('pending' in told)
        return { status: 202, body: { invoiceId: invoiceNo, statusUrl: `${basePath}/ops/attention` } };
      return { status: 202, body: { invoiceId: invoiceNo, state: told.done.state } };
    },
  }),
];
