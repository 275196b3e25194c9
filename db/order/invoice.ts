import { createHash, randomUUID } from 'node:crypto';
import type { Outcome } from '../../domain/errors.ts';
import type { InvoiceTitle } from '../../domain/invoice-title.ts';
import {
  invoiceTransitions,
  liveInvoiceStates,
  splitTax,
  type InvoiceEvent,
  type InvoiceRequest,
  type InvoiceState,
  type InvoiceToIssue,
  type NotInvoiceableReason,
  type ReversalCause,
} from '../../domain/invoice.ts';
import type { Actor, EventKind } from '../../domain/event.ts';
import type { OrderState } from '../../domain/badge-order.ts';
import type { Channel } from '../../domain/payment.ts';
import { nextState, statesAccepting } from '../../domain/state-machine.ts';
import { createBadgeOrders } from './badge-order.ts';
import { createEvents } from '../event.ts';
import { createInvoiceTitles } from './invoice-title.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import { rowsOf, type Store } from '../knex.ts';
import type { SealedField } from '../personal-data.ts';
import type { Row } from '../query.ts';
import { nobody } from '../data-key.ts';

export type InvoiceRow = Row<'invoices'>;

const order: KeysetOrder = {
  by: [
    ['time', 'createdAt'],
    ['text', 'invoiceNo'],
  ],
};

/** What a move writes beside the state. */
interface Facts {
  fapiaoNumber?: string;
  issuedAt?: Date;
  redNumber?: string;
  reversalCause?: ReversalCause;
  failure?: string;
}

/** What an order keeps of its capture, of how many people; `underWay`: a refund is. */
interface Kept {
  keptFen: number;
  people: number;
  underWay: boolean;
  channel: Channel;
  providerTradeNo: string;
}

/** What paper there is of an order, beside the money it keeps. */
export type InvoiceAgreement = { status: 'agrees' } | { status: 'wait' } | { status: 'reverse'; invoiceNo: string };

/** Invoices; written on behalf of their own workflows. The order row's lock is what invoices and refunds meet at. */
export function createInvoices(store: Store) {
  const { knex, personalData } = store;
  const titleField = (row: string): SealedField => ({ table: 'invoices', column: 'title', row });
  const fileField = (row: string): SealedField => ({ table: 'invoice_files', column: 'bytes', row });

  async function find(invoiceNo: string): Promise<InvoiceRow | undefined> {
    return await knex('invoices').where({ invoiceNo }).first();
  }
  const titleOf = ({ rowId, titleKind: kind, title, taxNo }: InvoiceRow, how: 'open' | 'show'): InvoiceTitle => ({
    kind,
    title: personalData[how](titleField(rowId), title),
    ...(taxNo ? { taxNo } : {}),
  });
  const live = async (orderNo: string) =>
    await knex('invoices')
      .where({ orderNo })
      .whereIn('state', [...liveInvoiceStates])
      .first();

  /** What the order keeps of its capture; money a refund cannot give back is kept until somebody takes it up. */
  async function kept(orderNo: string): Promise<Kept | undefined> {
    const payment = await knex('payments')
      .where({ orderNo, state: 'paid' })
      .first('capturedFen', 'channel', 'providerTradeNo');
    if (!payment) return undefined;
    const { channel, capturedFen, providerTradeNo } = payment;
    if (capturedFen === null || providerTradeNo === null)
      throw new Error(`The payment of order ${orderNo} lacks what its capture brought`);
    const refunds = await knex('refunds')
      .where({ orderNo, kind: 'lines' })
      .whereNot({ state: 'needs_attention' })
      .first({
        given: knex.raw<number>('coalesce(sum(amount_fen), 0)::bigint'),
        open: knex.raw<number>("count(*) FILTER (WHERE state <> 'refunded')::int"),
      });
    const lines = await knex('order_lines')
      .where({ orderNo })
      .where('payableFen', '>', 0)
      .whereNotIn('state', ['refunded', 'refunding'])
      .first({ people: knex.raw<number>('count(*)::int') });
    const keptFen = capturedFen - refunds!.given;
    return { keptFen, people: Math.max(1, lines!.people), underWay: refunds!.open > 0, channel, providerTradeNo };
  }

  /** The invoice that a refund had reversed and that nothing has followed: its title is to be used again. */
  async function toReissue(orderNo: string): Promise<InvoiceRow | undefined> {
    const last = await knex('invoices')
      .where({ orderNo })
      .whereNot({ state: 'failed' })
      .orderBy([
        { column: 'createdAt', order: 'desc' },
        { column: 'invoiceNo', order: 'desc' },
      ])
      .first();
    return last?.state === 'reversed' && last.reversalCause === 'refund' ? last : undefined;
  }

  /** What an invoice of the order would be of now, or why there is none. Its unit waits for its refunds; a refund does not, for an invoice of what remains. */
  async function invoiceable(
    { orderNo, state }: { orderNo: string; state: OrderState },
    askedBy: ReversalCause,
  ): Promise<{ of: Kept } | { refused: Exclude<NotInvoiceableReason, 'channel_not_available'> }> {
    const standing = state === 'paid' || state === 'settled' ? await kept(orderNo) : undefined;
    if (!standing || standing.keptFen <= 0) return { refused: 'order_not_invoiceable' };
    if (askedBy === 'unit' && standing.underWay) return { refused: 'refund_under_way' };
    return (await live(orderNo)) ? { refused: 'order_already_invoiced' } : { of: standing };
  }

  async function tell(row: InvoiceRow, kind: EventKind, actor: Actor, failure?: string): Promise<void> {
    const { orderNo, invoiceNo, grossFen } = row;
    const registrationId = await createBadgeOrders(store).registrationOf(orderNo);
    await createEvents(store).append({
      registrationId,
      orderNo,
      kind,
      actor,
      detail: { invoiceNo, grossFen, ...(failure ? { failure } : {}) },
    });
  }

  return {
    find,
    /** As it is shown. */
    titleOf: (row: InvoiceRow) => titleOf(row, 'show'),

    /** Why its unit cannot have the order invoiced now; null where it can. */
    async notInvoiceableReason(order: { orderNo: string; state: OrderState }): Promise<NotInvoiceableReason | null> {
      const found = await invoiceable(order, 'unit');
      return 'refused' in found ? found.refused : null;
    },

    /** A new invoice of what the order keeps (G7.1), or for what remains after a refund (G7.3); or why there is none. */
    async request({ invoiceNo, orderNo, titleId }: InvoiceRequest): Promise<Outcome<{ state: InvoiceState }>> {
      const order = await knex('badge_orders as o')
        .join('editions as e', 'e.edition', 'o.edition')
        .join('registrations as r', 'r.registrationId', 'o.registrationId')
        .where({ 'o.orderNo': orderNo })
        .forUpdate('o')
        .first('o.state', 'e.taxRateBp', 'e.taxCode', 'r.unitId');
      if (!order) throw new Error(`Order ${orderNo} is not there`);
      const found = await invoiceable({ orderNo, state: order.state }, titleId ? 'unit' : 'refund');
      if ('refused' in found) return { refused: { code: found.refused, state: order.state } };
      const standing = found.of;
      const before = titleId ? undefined : await toReissue(orderNo);
      const title = titleId
        ? await createInvoiceTitles(store).find(order.unitId, titleId, 'open')
        : before && titleOf(before, 'open');
      if (!title) return { refused: { code: 'not_found' } };
      const rowId = randomUUID();
      const { netFen, taxFen } = splitTax({ grossFen: standing.keptFen, taxRateBp: order.taxRateBp });
      await knex('invoices').insert({
        invoiceNo,
        rowId,
        orderNo,
        applyId: standing.channel === 'wechat' ? standing.providerTradeNo : invoiceNo,
        state: 'issuing',
        titleKind: title.kind,
        title: personalData.seal(titleField(rowId), title.title, nobody),
        taxNo: title.taxNo ?? null,
        people: standing.people,
        grossFen: standing.keptFen,
        netFen,
        taxFen,
        taxRateBp: order.taxRateBp,
        taxCode: order.taxCode,
      });
      await tell((await find(invoiceNo))!, 'invoice_requested', titleId ? 'unit' : 'system');
      return { done: { state: 'issuing' } };
    },

    /** All that the platform must know. */
    async toIssue(invoiceNo: string): Promise<InvoiceToIssue & { fapiaoNumber: string | null; state: InvoiceState }> {
      const row = (await find(invoiceNo))!;
      const { channel } = (await knex('payments').where({ orderNo: row.orderNo, state: 'paid' }).first('channel'))!;
      return {
        invoiceNo,
        applyId: row.applyId,
        channel,
        title: titleOf(row, 'open'),
        people: row.people,
        grossFen: row.grossFen,
        netFen: row.netFen,
        taxFen: row.taxFen,
        taxRateBp: row.taxRateBp,
        taxCode: row.taxCode,
        fapiaoNumber: row.fapiaoNumber,
        state: row.state,
      };
    },

    /** Walks one edge of the invoice's table; false when its state does not take the event. */
    async move(invoiceNo: string, event: InvoiceEvent, facts: Facts = {}): Promise<boolean> {
      for (const from of statesAccepting(invoiceTransitions, event)) {
        const to = nextState(invoiceTransitions, from, event)!;
        const [row] = await knex('invoices')
          .where({ invoiceNo, state: from })
          .update({ state: to, stateAt: knex.fn.now(), ...facts })
          .returning('*');
        if (!row) continue;
        const stands = to !== 'reversed' && to !== 'failed' && to !== 'issuing';
        await knex('badge_orders').where({ orderNo: row.orderNo }).update({ invoiced: stands });
        if (to === 'reversed') await knex('invoices').where({ invoiceNo }).update({ redDue: false });
        if (event === 'reversal_refused' || event === 'reversal_void') {
          const standing = await kept(row.orderNo);
          await knex('invoices')
            .where({ invoiceNo })
            .update({ redDue: row.grossFen > (standing?.keptFen ?? 0) });
        }
        const asker = row.reversalCause === 'unit' ? 'unit' : 'system';
        await tell(row, `invoice_${event}`, event === 'reversal_asked' ? asker : 'provider', facts.failure);
        return true;
      }
      return false;
    },

    /** Whether paper says more than the order keeps: then it is reversed before the money goes (G7.3). */
    async invoiceAgreement(orderNo: string): Promise<InvoiceAgreement> {
      await knex('badge_orders').where({ orderNo }).forUpdate().first('orderNo');
      const invoice = await live(orderNo);
      if (!invoice || invoice.grossFen <= ((await kept(orderNo))?.keptFen ?? 0)) return { status: 'agrees' };
      return invoice.state === 'issued' ? { status: 'reverse', invoiceNo: invoice.invoiceNo } : { status: 'wait' };
    },

    /** The money went although the paper could not follow: somebody is to see to the red one. */
    async markReversalOwed(orderNo: string): Promise<void> {
      const invoice = await live(orderNo);
      if (invoice && invoice.grossFen > ((await kept(orderNo))?.keptFen ?? 0))
        await knex('invoices').where({ invoiceNo: invoice.invoiceNo }).update({ redDue: true });
    },

    /** Whether the order had an invoice that a refund reversed, keeps money, and has no other. */
    async isReissueDue(orderNo: string): Promise<boolean> {
      const standing = await kept(orderNo);
      return (
        (standing?.keptFen ?? 0) > 0 && (await live(orderNo)) === undefined && (await toReissue(orderNo)) !== undefined
      );
    },

    async keepFile(invoiceNo: string, bytes: Buffer): Promise<void> {
      const { rowId } = (await find(invoiceNo))!;
      await knex('invoice_files')
        .insert({
          invoiceNo,
          sha256: createHash('sha256').update(bytes).digest(),
          bytes: personalData.seal(fileField(rowId), bytes, nobody),
        })
        .onConflict('invoiceNo')
        .ignore();
    },

    /** The legal file, checked against the hash it came with; undefined while there is none. */
    async file({ invoiceNo, rowId }: InvoiceRow): Promise<{ bytes: Buffer; sha256: Buffer } | undefined> {
      const row = await knex('invoice_files').where({ invoiceNo }).first('bytes', 'sha256');
      if (!row) return undefined;
      const bytes = personalData.openBytes(fileField(rowId), row.bytes);
      if (!createHash('sha256').update(bytes).digest().equals(row.sha256))
        throw new Error(`The file of invoice ${invoiceNo} is not what was stored`);
      return { bytes, sha256: row.sha256 };
    },

    /** Of an order, the oldest first. */
    async list(orderNo: string, page: KeysetPage): Promise<Keyed<InvoiceRow>[]> {
      return await knex('invoices')
        .where({ orderNo })
        .select('*', { keyset: keysetOf(knex, order) })
        .modify((query) => pageByKeyset(query, order, page));
    },

    /** One invoice of a unit's own orders. */
    async findOwn(invoiceNo: string, registrationId: string): Promise<InvoiceRow | undefined> {
      return await knex('invoices as i')
        .join('badge_orders as o', 'o.orderNo', 'i.orderNo')
        .where({ 'i.invoiceNo': invoiceNo, 'o.registrationId': registrationId })
        .first('i.*');
    },

    async nextNumber(): Promise<string> {
      const rows = await rowsOf<{ no: string }>(knex, "SELECT nextval('invoice_numbers')::text AS no");
      return rows[0]!.no;
    },
  };
}
