import { createHash, randomUUID } from 'node:crypto';
import type { Outcome } from '../domain/errors.ts';
import {
  invoiceTransitions,
  liveInvoiceStates,
  splitTax,
  type InvoiceEvent,
  type InvoiceState,
  type InvoiceTitle,
  type InvoiceToIssue,
  type TitleKind,
} from '../domain/invoice.ts';
import type { Channel } from '../domain/payment.ts';
import { nextState, statesAccepting } from '../domain/state-machine.ts';
import { createBadgeOrders } from './badge-order.ts';
import { createEvents } from './event.ts';
import { createInvoiceTitles } from './invoice-title.ts';
import type { Store } from './knex.ts';

export interface InvoiceRow {
  invoice_no: string;
  row_id: string;
  order_no: string;
  apply_id: string;
  state: InvoiceState;
  title_kind: TitleKind;
  title: Buffer;
  tax_no: string | null;
  people: number;
  gross_fen: number;
  net_fen: number;
  tax_fen: number;
  tax_rate_bp: number;
  fapiao_number: string | null;
  red_number: string | null;
  reversal_cause: 'unit' | 'refund' | null;
  red_due: boolean;
  failure: string | null;
  created_at: Date;
  state_at: Date;
  issued_at: Date | null;
}

/** What a move writes beside the state. */
interface Facts {
  fapiao_number?: string;
  issued_at?: Date;
  red_number?: string;
  reversal_cause?: 'unit' | 'refund';
  failure?: string;
}

/** What paper there is of an order, beside the money it keeps. */
export type PaperStanding = { status: 'agrees' } | { status: 'wait' } | { status: 'reverse'; invoiceNo: string };

/** Invoices; written on behalf of their own workflows. The order row's lock is what invoices and refunds meet at. */
export function createInvoices(store: Store) {
  const { knex, personalData } = store;
  const titlePlace = (row: string) => ({ table: 'invoices', column: 'title', row });
  const filePlace = (row: string) => ({ table: 'invoice_files', column: 'bytes', row });

  async function find(invoiceNo: string): Promise<InvoiceRow | undefined> {
    return (await knex('invoices').where({ invoice_no: invoiceNo }).first()) as InvoiceRow | undefined;
  }
  const titleOf = ({ row_id, title_kind: kind, title, tax_no }: InvoiceRow, how: 'open' | 'show'): InvoiceTitle => ({
    kind,
    title: personalData[how](titlePlace(row_id), title),
    ...(tax_no ? { taxNo: tax_no } : {}),
  });
  const live = async (orderNo: string) =>
    (await knex('invoices')
      .where({ order_no: orderNo })
      .whereIn('state', [...liveInvoiceStates])
      .first()) as InvoiceRow | undefined;

  /** What the order keeps of its capture; money a refund cannot give back is kept until somebody takes it up. */
  async function kept(
    orderNo: string,
  ): Promise<{ keptFen: number; people: number; underWay: boolean; channel: Channel; providerTradeNo: string } | undefined> {
    const payment = (await knex('payments').where({ order_no: orderNo, state: 'paid' }).first('captured_fen', 'channel', 'provider_trade_no')) as
      | { captured_fen: number; channel: Channel; provider_trade_no: string }
      | undefined;
    if (!payment) return undefined;
    const { given, open } = (await knex('refunds')
      .where({ order_no: orderNo, kind: 'lines' })
      .whereNot({ state: 'needs_attention' })
      .first(knex.raw("coalesce(sum(amount_fen), 0)::bigint AS given, count(*) FILTER (WHERE state <> 'refunded')::int AS open"))) as {
      given: number;
      open: number;
    };
    const { people } = (await knex('order_lines')
      .where({ order_no: orderNo })
      .where('payable_fen', '>', 0)
      .whereNotIn('state', ['refunded', 'refunding'])
      .first(knex.raw('count(*)::int AS people'))) as { people: number };
    const keptFen = payment.captured_fen - given;
    return { keptFen, people: Math.max(1, people), underWay: open > 0, channel: payment.channel, providerTradeNo: payment.provider_trade_no };
  }

  /** The invoice that a refund had reversed and that nothing has followed: its title is to be used again. */
  async function toReissue(orderNo: string): Promise<InvoiceRow | undefined> {
    const last = (await knex('invoices').where({ order_no: orderNo }).whereNot({ state: 'failed' }).orderBy('created_at', 'desc').first()) as
      | InvoiceRow
      | undefined;
    return last?.state === 'reversed' && last.reversal_cause === 'refund' ? last : undefined;
  }

  async function tell(row: InvoiceRow, kind: string, detail: Record<string, unknown> = {}): Promise<void> {
    const { order_no: orderNo, invoice_no: invoiceNo, gross_fen: grossFen } = row;
    const registrationId = await createBadgeOrders(store).registrationOf(orderNo);
    await createEvents(store).append({ registrationId, orderNo, kind, actor: 'provider', detail: { invoiceNo, grossFen, ...detail } });
  }

  return {
    find,
    /** As it is shown. */
    titleOf: (row: InvoiceRow) => titleOf(row, 'show'),

    /** A new invoice of what the order keeps (G7.1), or for what remains after a refund (G7.3); or why there is none. */
    async request({
      invoiceNo,
      orderNo,
      titleId,
    }: {
      invoiceNo: string;
      orderNo: string;
      titleId?: string;
    }): Promise<Outcome<{ state: InvoiceState }>> {
      const order = (await knex('badge_orders as o')
        .join('editions as e', 'e.edition', 'o.edition')
        .join('registrations as r', 'r.registration_id', 'o.registration_id')
        .where({ 'o.order_no': orderNo })
        .forUpdate('o')
        .first('o.state', 'e.tax_rate_bp', 'r.unit_id')) as { state: string; tax_rate_bp: number; unit_id: string };
      const standing = order.state === 'paid' || order.state === 'settled' ? await kept(orderNo) : undefined;
      if (!standing || standing.keptFen <= 0) return { refused: { code: 'order_not_invoiceable', state: order.state } };
      if (titleId && standing.underWay) return { refused: { code: 'refund_under_way', state: order.state } };
      if (await live(orderNo)) return { refused: { code: 'order_already_invoiced', state: order.state } };
      const before = titleId ? undefined : await toReissue(orderNo);
      const title = titleId ? await createInvoiceTitles(store).find(order.unit_id, titleId, 'open') : before && titleOf(before, 'open');
      if (!title) return { refused: { code: 'not_found' } };
      const rowId = randomUUID();
      const { netFen, taxFen } = splitTax({ grossFen: standing.keptFen, taxRateBp: order.tax_rate_bp });
      await knex('invoices').insert({
        invoice_no: invoiceNo,
        row_id: rowId,
        order_no: orderNo,
        apply_id: standing.channel === 'wechat' ? standing.providerTradeNo : invoiceNo,
        state: 'issuing',
        title_kind: title.kind,
        title: personalData.seal(titlePlace(rowId), title.title),
        tax_no: title.taxNo ?? null,
        people: standing.people,
        gross_fen: standing.keptFen,
        net_fen: netFen,
        tax_fen: taxFen,
        tax_rate_bp: order.tax_rate_bp,
      });
      await tell((await find(invoiceNo))!, 'invoice_requested');
      return { done: { state: 'issuing' } };
    },

    /** All that the platform must know. */
    async toIssue(invoiceNo: string): Promise<InvoiceToIssue & { fapiaoNumber: string | null; state: InvoiceState }> {
      const row = (await find(invoiceNo))!;
      const { channel } = (await knex('payments').where({ order_no: row.order_no, state: 'paid' }).first('channel')) as { channel: Channel };
      return {
        invoiceNo,
        applyId: row.apply_id,
        channel,
        title: titleOf(row, 'open'),
        people: row.people,
        grossFen: row.gross_fen,
        netFen: row.net_fen,
        taxFen: row.tax_fen,
        taxRateBp: row.tax_rate_bp,
        fapiaoNumber: row.fapiao_number,
        state: row.state,
      };
    },

    /** Walks one edge of the invoice's table; false when its state does not take the event. */
    async move(invoiceNo: string, event: InvoiceEvent, facts: Facts = {}): Promise<boolean> {
      for (const from of statesAccepting(invoiceTransitions, event)) {
        const to = nextState(invoiceTransitions, from, event)!;
        const [row] = await knex('invoices')
          .where({ invoice_no: invoiceNo, state: from })
          .update({ state: to, state_at: knex.fn.now(), ...facts })
          .returning<InvoiceRow[]>('*');
        if (!row) continue;
        const stands = to !== 'reversed' && to !== 'failed' && to !== 'issuing';
        await knex('badge_orders').where({ order_no: row.order_no }).update({ invoiced: stands });
        if (to === 'reversed') await knex('invoices').where({ invoice_no: invoiceNo }).update({ red_due: false });
        if (event === 'reversal_refused' || event === 'reversal_void') {
          const standing = await kept(row.order_no);
          await knex('invoices')
            .where({ invoice_no: invoiceNo })
            .update({ red_due: row.gross_fen > (standing?.keptFen ?? 0) });
        }
        await tell(row, `invoice_${event}`, facts.failure ? { failure: facts.failure } : {});
        return true;
      }
      return false;
    },

    /** Whether paper says more than the order keeps: then it is reversed before the money goes (G7.3). */
    async paperOf(orderNo: string): Promise<PaperStanding> {
      await knex('badge_orders').where({ order_no: orderNo }).forUpdate().first('order_no');
      const invoice = await live(orderNo);
      if (!invoice || invoice.gross_fen <= ((await kept(orderNo))?.keptFen ?? 0)) return { status: 'agrees' };
      return invoice.state === 'issued' ? { status: 'reverse', invoiceNo: invoice.invoice_no } : { status: 'wait' };
    },

    /** The money went although the paper could not follow: somebody is to see to the red one. */
    async oweRed(orderNo: string): Promise<void> {
      const invoice = await live(orderNo);
      if (invoice && invoice.gross_fen > ((await kept(orderNo))?.keptFen ?? 0))
        await knex('invoices').where({ invoice_no: invoice.invoice_no }).update({ red_due: true });
    },

    /** Whether the order had an invoice that a refund reversed, keeps money, and has no other. */
    async isReissueDue(orderNo: string): Promise<boolean> {
      const standing = await kept(orderNo);
      return (standing?.keptFen ?? 0) > 0 && (await live(orderNo)) === undefined && (await toReissue(orderNo)) !== undefined;
    },

    async keepFile(invoiceNo: string, bytes: Buffer): Promise<void> {
      const { row_id: rowId } = (await find(invoiceNo))!;
      await knex('invoice_files')
        .insert({ invoice_no: invoiceNo, sha256: createHash('sha256').update(bytes).digest(), bytes: personalData.seal(filePlace(rowId), bytes) })
        .onConflict('invoice_no')
        .ignore();
    },

    /** The legal file, checked against the hash it came with; undefined while there is none. */
    async file({ invoice_no: invoiceNo, row_id: rowId }: InvoiceRow): Promise<{ bytes: Buffer; sha256: Buffer } | undefined> {
      const row = (await knex('invoice_files').where({ invoice_no: invoiceNo }).first('bytes', 'sha256')) as
        | { bytes: Buffer; sha256: Buffer }
        | undefined;
      if (!row) return undefined;
      const bytes = personalData.openBytes(filePlace(rowId), row.bytes);
      if (!createHash('sha256').update(bytes).digest().equals(row.sha256)) throw new Error(`The file of invoice ${invoiceNo} is not what was stored`);
      return { bytes, sha256: row.sha256 };
    },

    async ofOrder(orderNo: string): Promise<InvoiceRow[]> {
      return (await knex('invoices').where({ order_no: orderNo }).orderBy(['created_at', 'invoice_no'])) as InvoiceRow[];
    },

    /** One invoice of a unit's own orders. */
    async findOwn(invoiceNo: string, registrationId: string): Promise<InvoiceRow | undefined> {
      return (await knex('invoices as i')
        .join('badge_orders as o', 'o.order_no', 'i.order_no')
        .where({ 'i.invoice_no': invoiceNo, 'o.registration_id': registrationId })
        .first('i.*')) as InvoiceRow | undefined;
    },

    async nextNumber(): Promise<string> {
      const { rows } = (await knex.raw("SELECT nextval('invoice_numbers')::text AS no")) as { rows: { no: string }[] };
      return rows[0]!.no;
    },
  };
}
