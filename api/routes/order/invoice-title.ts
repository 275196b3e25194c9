import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { parseUscc } from '../../../domain/identity.ts';
import { say } from '../../../domain/message.ts';
import { titleKinds } from '../../../domain/invoice.ts';
import { createInvoiceTitles } from '../../../db/order/invoice-title.ts';
import { operation } from '../../operation.ts';
import { cursorQuery, keysetPage, identifier, line, page, pageOf, time, uuid } from '../../schemas.ts';

const tag = 'Invoices';
const roles = ['unit'] as const;
const titleView = z
  .object({ titleId: uuid, kind: z.enum(titleKinds), title: z.string(), taxNo: z.string().optional(), createdAt: time })
  .openapi('InvoiceTitle');

/** A company's tax number is its unified social credit code; a person has none. */
function taxNoOf({ kind, taxNo }: { kind: 'personal' | 'company'; taxNo?: string | undefined }): string | undefined {
  if (kind === 'personal' && taxNo === undefined) return undefined;
  const uscc = kind === 'company' && taxNo !== undefined ? parseUscc(taxNo) : undefined;
  if (uscc?.ok) return uscc.value;
  const message = say(uscc ? `uscc_${uscc.reason}` : 'title_tax_no');
  throw new DomainError('tax_number_invalid', { errors: [{ path: 'taxNo', code: 'tax_number_invalid', message }] });
}

export const invoiceTitleRoutes = [
  operation({
    method: 'get',
    path: '/invoice-titles',
    tag,
    summary: 'The titles invoices can be made out to',
    roles,
    query: cursorQuery,
    answers: { 200: page(titleView) },
    handle: async ({ store, session, query }) => ({
      status: 200,
      body: pageOf(await createInvoiceTitles(store).list(session.unitId, keysetPage(query)), query),
    }),
  }),
  operation({
    method: 'post',
    path: '/invoice-titles',
    tag,
    summary: 'Add a title: of a person, or of a company with its unified social credit code (G7.1)',
    roles,
    body: z
      .strictObject({ kind: z.enum(titleKinds), title: line(100), taxNo: identifier(40).optional() })
      .openapi('InvoiceTitleForm'),
    effect: 'transaction',
    answers: { 201: titleView },
    refusals: ['tax_number_invalid'],
    handle: async ({ store, session, body }) => {
      const taxNo = taxNoOf(body);
      const { kind, title } = body;
      return {
        status: 201,
        body: await createInvoiceTitles(store).insert(session.unitId, { kind, title, ...(taxNo ? { taxNo } : {}) }),
      };
    },
  }),
  operation({
    method: 'delete',
    path: '/invoice-titles/:titleId',
    tag,
    summary: 'Take a title off the list; invoices made out to it stay as they are',
    roles,
    params: z.object({ titleId: uuid }),
    find: ({ store, params, session }) => createInvoiceTitles(store).find(session.unitId, params.titleId, 'show'),
    effect: 'transaction',
    answers: { 204: null },
    handle: async ({ store, session, found }) => {
      await createInvoiceTitles(store).delete(session.unitId, found.titleId);
      return { status: 204, body: undefined };
    },
  }),
];
