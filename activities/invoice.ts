import type { Outcome } from '../domain/errors.ts';
import { OutcomeUnknown } from '../domain/errors.ts';
import {
  isInvoiceNoOf,
  type InvoiceAnswer,
  type InvoiceEvent,
  type InvoiceProvider,
  type InvoiceReport,
  type InvoiceRequest,
  type InvoiceState,
  type ReversalRequest,
} from '../domain/invoice.ts';
import { createAudit } from '../db/audit.ts';
import { createBadgeOrders } from '../db/order/badge-order.ts';
import { once } from '../db/effect.ts';
import { createInvoices, type InvoiceAgreement } from '../db/order/invoice.ts';
import { inTransaction } from '../db/knex.ts';
import { createRefusedMessages } from '../db/refused-message.ts';
import { createStaffRequests } from '../db/staff-request.ts';
import type { ActivityDeps } from './deps.ts';

/** A report as it travels through Temporal: without dates, and the number only where something is done with it. */
export type TaxPlatformReport =
  | Exclude<InvoiceReport, { status: 'issued' }>
  | { status: 'issued'; fapiaoNumber: string; issuedAt: string };

interface Reversal extends ReversalRequest {
  /** The run. */
  turn: string;
  /** Where staff ask: their request's, or nothing where the run was told none. */
  requestId?: string | null;
}

/** What is done at the tax platform. */
export function taxPlatformActivities({ store, invoices }: ActivityDeps) {
  const provider = (): InvoiceProvider => {
    if (!invoices) throw new Error('No invoice provider');
    return invoices;
  };
  const keyOf = async (invoiceNo: string) => createInvoices(store).toIssue(invoiceNo);

  return {
    issueInvoice: async ({ invoiceNo }: { invoiceNo: string }): Promise<InvoiceAnswer> =>
      provider().issue(await keyOf(invoiceNo)),

    async reverseInvoice({ invoiceNo }: { invoiceNo: string }): Promise<InvoiceAnswer> {
      const invoice = await keyOf(invoiceNo);
      return provider().reverse({ ...invoice, fapiaoNumber: invoice.fapiaoNumber! });
    },

    /** What the platform says of it now; an amount that is not ours is no answer. */
    async queryInvoice({ invoiceNo }: { invoiceNo: string }): Promise<TaxPlatformReport> {
      const invoice = await keyOf(invoiceNo);
      const report = await provider().query(invoice);
      if ('grossFen' in report && report.grossFen !== invoice.grossFen)
        throw new OutcomeUnknown('fapiao query: another amount than ours');
      if (report.status !== 'issued') return report;
      return { status: 'issued', fapiaoNumber: report.fapiaoNumber, issuedAt: report.issuedAt.toISOString() };
    },

    async keepInvoiceFile({ invoiceNo }: { invoiceNo: string }): Promise<void> {
      const bytes = await provider().file(await keyOf(invoiceNo));
      await createInvoices(store).keepFile(invoiceNo, Buffer.from(bytes));
    },
  };
}

/** What is written about invoices. */
export function invoiceLocalActivities({ store }: ActivityDeps) {
  return {
    requestInvoice: (request: InvoiceRequest): Promise<Outcome<{ state: InvoiceState }>> =>
      once(store, `${request.invoiceNo}:requested`, async (trx) => {
        const { invoiceNo, orderNo } = request;
        const isThere = (await createBadgeOrders(trx).findRegistration(orderNo)) !== undefined;
        if (isThere && isInvoiceNoOf(orderNo, invoiceNo)) return createInvoices(trx).request(request);
        await createRefusedMessages(trx).note({
          subject: invoiceNo,
          kind: 'start_invoice',
          fault: isThere ? 'other_row' : 'no_row',
        });
        return { refused: { code: 'not_found' } };
      }),

    /** A red invoice that is due is asked for by staff; before a refund one is asked for where paper says more than the order keeps. */
    beginReversal: ({
      invoiceNo,
      orderNo,
      cause,
      turn,
      requestId,
    }: Reversal): Promise<Outcome<{ state: InvoiceState }>> =>
      once(store, `${invoiceNo}:reversal:${turn}`, async (trx) => {
        const invoices = createInvoices(trx);
        const invoice = await invoices.find(invoiceNo);
        const not = { refused: { code: 'invoice_not_reversible', state: invoice?.state ?? 'not there' } } as const;
        if (invoice?.orderNo !== orderNo) {
          await createRefusedMessages(trx).note({
            subject: invoiceNo,
            kind: 'start_reversal',
            fault: invoice ? 'other_row' : 'no_row',
          });
          return not;
        }
        if (requestId !== undefined) {
          const requests = createStaffRequests(trx);
          const looked = await requests.look(invoiceNo, ['retry_reversal'], { requestId });
          if ('refused' in looked) return looked;
          // Each request has one run; the API, cut short, may begin another with it.
          if (looked.used !== undefined || !invoice.redDue) return not;
          const { staffId } = looked.request;
          await requests.use(looked.request.requestId, invoiceNo, { done: { state: 'reversing' } });
          await createAudit(trx).append({ staffId, action: 'invoice_reversal_retried', subject: invoiceNo });
        } else if (cause === 'refund' && (await invoices.invoiceAgreement(orderNo)).status !== 'reverse') return not;
        if (await invoices.move(invoiceNo, 'reversal_asked', { reversalCause: cause }))
          return { done: { state: 'reversing' } };
        return not;
      }),

    moveInvoice: ({
      invoiceNo,
      event,
      ...facts
    }: {
      invoiceNo: string;
      event: InvoiceEvent;
      fapiaoNumber?: string;
      issuedAt?: string;
      redNumber?: string;
      failure?: string;
    }): Promise<void> =>
      inTransaction(store, async (trx) => {
        const { fapiaoNumber, issuedAt, redNumber, failure } = facts;
        await createInvoices(trx).move(invoiceNo, event, {
          ...(fapiaoNumber ? { fapiaoNumber } : {}),
          ...(issuedAt ? { issuedAt: new Date(issuedAt) } : {}),
          ...(redNumber ? { redNumber } : {}),
          ...(failure ? { failure } : {}),
        });
      }),

    invoiceAgreement: ({ orderNo }: { orderNo: string }): Promise<InvoiceAgreement> =>
      inTransaction(store, (trx) => createInvoices(trx).invoiceAgreement(orderNo)),
    markReversalOwed: ({ orderNo }: { orderNo: string }): Promise<void> =>
      inTransaction(store, (trx) => createInvoices(trx).markReversalOwed(orderNo)),
    isReissueDue: ({ orderNo }: { orderNo: string }): Promise<boolean> => createInvoices(store).isReissueDue(orderNo),
  };
}
