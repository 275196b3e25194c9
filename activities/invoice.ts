import type { Outcome } from '../domain/errors.ts';
import { OutcomeUnknown } from '../domain/errors.ts';
import type { InvoiceAnswer, InvoiceEvent, InvoiceProvider, InvoiceReport, InvoiceState } from '../domain/invoice.ts';
import { once } from '../db/effect.ts';
import { createInvoices, type PaperStanding } from '../db/invoice.ts';
import { inTransaction } from '../db/knex.ts';
import type { ActivityDeps } from './index.ts';

/** A report as it travels through Temporal: without dates, and the number only where something is done with it. */
export type PaperReport = Exclude<InvoiceReport, { status: 'issued' }> | { status: 'issued'; fapiaoNumber: string; issuedAt: string };

/** What is done at the tax platform. */
export function paperActivities({ store, invoices }: ActivityDeps) {
  const provider = (): InvoiceProvider => {
    if (!invoices) throw new Error('No invoice provider');
    return invoices;
  };
  const keyOf = async (invoiceNo: string) => createInvoices(store).toIssue(invoiceNo);

  return {
    issueInvoice: async ({ invoiceNo }: { invoiceNo: string }): Promise<InvoiceAnswer> => provider().issue(await keyOf(invoiceNo)),

    async reverseInvoice({ invoiceNo }: { invoiceNo: string }): Promise<InvoiceAnswer> {
      const invoice = await keyOf(invoiceNo);
      return provider().reverse({ ...invoice, fapiaoNumber: invoice.fapiaoNumber! });
    },

    /** What the platform says of it now; an amount that is not ours is no answer. */
    async queryInvoice({ invoiceNo }: { invoiceNo: string }): Promise<PaperReport> {
      const invoice = await keyOf(invoiceNo);
      const report = await provider().query(invoice);
      if ('grossFen' in report && report.grossFen !== invoice.grossFen) throw new OutcomeUnknown('fapiao query: another amount than ours');
      if (report.status !== 'issued') return report;
      return { status: 'issued', fapiaoNumber: report.fapiaoNumber, issuedAt: report.issuedAt.toISOString() };
    },

    async keepInvoiceFile({ invoiceNo }: { invoiceNo: string }): Promise<void> {
      const bytes = await provider().file(await keyOf(invoiceNo));
      await createInvoices(store).keepFile(invoiceNo, bytes);
    },
  };
}

/** What is written about invoices. */
export function invoiceRecords({ store }: ActivityDeps) {
  return {
    requestInvoice: (request: { invoiceNo: string; orderNo: string; titleId?: string }): Promise<Outcome<{ state: InvoiceState }>> =>
      once(store, `${request.invoiceNo}:requested`, (trx) => createInvoices(trx).request(request)),

    beginReversal: ({
      invoiceNo,
      cause,
      turn,
    }: {
      invoiceNo: string;
      cause: 'unit' | 'refund';
      turn: string;
    }): Promise<Outcome<{ state: InvoiceState }>> =>
      once(store, `${invoiceNo}:reversal:${turn}`, async (trx) => {
        const invoices = createInvoices(trx);
        if (await invoices.move(invoiceNo, 'reversal_asked', { reversalCause: cause })) return { done: { state: 'reversing' } };
        return { refused: { code: 'invoice_not_reversible', state: (await invoices.find(invoiceNo))?.state ?? 'not there' } };
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

    paperOf: ({ orderNo }: { orderNo: string }): Promise<PaperStanding> => inTransaction(store, (trx) => createInvoices(trx).paperOf(orderNo)),
    oweRed: ({ orderNo }: { orderNo: string }): Promise<void> => inTransaction(store, (trx) => createInvoices(trx).oweRed(orderNo)),
    isReissueDue: ({ orderNo }: { orderNo: string }): Promise<boolean> => createInvoices(store).isReissueDue(orderNo),
  };
}
