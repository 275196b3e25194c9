import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { taxNumberFault, titleKinds, type InvoiceTitle, type TaxNumberFault } from '../../../domain/invoice-title.ts';
import { say, type Said } from '../../../domain/message.ts';
import type { Store } from '../../../db/knex.ts';
import { createInvoiceTitles } from '../../../db/order/invoice-title.ts';
import { createUnits } from '../../../db/registration/unit.ts';
import { operation } from '../../operation.ts';
import { cursorQuery, keysetPage, identifier, line, page, pageOf, time, uuid } from '../../schemas.ts';

const tag = 'Invoices';
const roles = ['unit'] as const;
const titleView = z
  .object({ titleId: uuid, kind: z.enum(titleKinds), title: z.string(), taxNo: z.string().optional(), createdAt: time })
  .openapi('InvoiceTitle');

const saidOf = (fault: TaxNumberFault, length: number): Said =>
  ({
    missing: say('tax_number_missing'),
    of_person: say('tax_number_of_person'),
    abroad: say('tax_number_abroad'),
    old: say('tax_number_old'),
    of_trader: say('tax_number_of_trader'),
    format: say('tax_number_format', { length }),
    check_digit: say('uscc_check_digit'),
  })[fault];

async function assertTaxNumber(
  store: Store,
  unitId: string,
  title: Pick<InvoiceTitle, 'kind'> & { taxNo?: string | undefined },
) {
  const fault = taxNumberFault({ ...title, region: await createUnits(store).regionOf(unitId) });
  if (!fault) return;
  const message = saidOf(fault, title.taxNo?.length ?? 0);
  throw new DomainError('tax_number_invalid', { errors: [{ path: 'taxNo', code: 'tax_number_invalid', message }] });
}

export const invoiceTitleRoutes = [
  operation({
    id: 'listInvoiceTitles',
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
    id: 'addInvoiceTitle',
    method: 'post',
    path: '/invoice-titles',
    tag,
    summary: 'Add a title: of a person, or of a company with its unified social credit code (G7.1)',
    roles,
    body: z
      .strictObject({ kind: z.enum(titleKinds), title: line(100), taxNo: identifier(40).optional() })
      .openapi('InvoiceTitleForm'),
    effect: 'transaction',
    afterEdition: true,
    answers: { 201: titleView },
    refusals: ['tax_number_invalid'],
    rules: ({ store, session, body: { kind, taxNo }, isWrong }) =>
      kind === undefined || isWrong('taxNo') ? [] : [() => assertTaxNumber(store, session.unitId, { kind, taxNo })],
    handle: async ({ store, session, body: { kind, title, taxNo } }) => ({
      status: 201,
      body: await createInvoiceTitles(store).insert(session.unitId, { kind, title, ...(taxNo ? { taxNo } : {}) }),
    }),
  }),
  operation({
    id: 'deleteInvoiceTitle',
    method: 'delete',
    path: '/invoice-titles/:titleId',
    tag,
    summary: 'Take a title off the list; invoices made out to it stay as they are',
    roles,
    params: z.object({ titleId: uuid }),
    find: ({ store, params, session }) => createInvoiceTitles(store).find(session.unitId, params.titleId, 'show'),
    effect: 'transaction',
    afterEdition: true,
    answers: { 204: null },
    handle: async ({ store, session, found }) => {
      await createInvoiceTitles(store).delete(session.unitId, found.titleId);
      return { status: 204, body: undefined };
    },
  }),
];
