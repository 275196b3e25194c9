import { postings } from '../../domain/ledger.ts';
import type { BillLine, Channel } from '../../domain/payment.ts';
import type { DifferenceKind, Repairs } from '../../domain/reconciliation.ts';
import { orderIsOverdue } from '../order/badge-order.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import { rowsOf, type Store } from '../knex.ts';
import { createLedger } from '../ledger.ts';
import type { Row } from '../query.ts';

const repaired: readonly DifferenceKind[] = ['uncaptured', 'unknown_trade', 'refund_unconfirmed'];

/** Open first, then the newest: one that is settled while the list is walked is told as such later on. */
const order: KeysetOrder = {
  by: [
    ['flag', 'd.isOpen'],
    ['time', 'd.foundAt'],
    ['number', 'd.differenceId'],
  ],
  direction: 'desc',
};

export type Difference = Row<'differences'>;

export interface BillOfDay {
  channel: Channel;
  day: string;
  fetchedAt: Date;
  payments: number;
  paymentsFen: number;
  refunds: number;
  refundsFen: number;
  feesFen: number;
}

interface Found {
  kind: DifferenceKind;
  subject: string;
  oursFen: number | null;
  theirsFen: number | null;
}

/** A day in China, as a range of our times. */
const ofDay = (column: string) => `(${column} AT TIME ZONE 'Asia/Shanghai')::date = :day::date`;
const isOver = "(now() AT TIME ZONE 'Asia/Shanghai')::date > :day::date";
const likeOurs = "'^[0-9]{14}P[0-9]+$'";

/** Every query tells subjects that disagree. `:channel`, `:day`. */
const queries: Record<Exclude<DifferenceKind, 'invoice_amount'>, string> = {
  uncaptured: `SELECT b.out_trade_no AS subject, NULL::bigint AS ours_fen, b.amount_fen AS theirs_fen FROM bill_lines b JOIN payments p USING (out_trade_no)
    WHERE b.kind = 'payment' AND b.channel = :channel AND b.day = :day::date AND p.captured_fen IS NULL`,
  unknown_trade: `SELECT b.out_trade_no AS subject, NULL::bigint AS ours_fen, b.amount_fen AS theirs_fen FROM bill_lines b LEFT JOIN payments p USING (out_trade_no)
    WHERE b.kind = 'payment' AND b.channel = :channel AND b.day = :day::date AND p.out_trade_no IS NULL AND b.out_trade_no ~ ${likeOurs}`,
  foreign_trade: `SELECT b.out_trade_no AS subject, NULL::bigint AS ours_fen, b.amount_fen AS theirs_fen FROM bill_lines b LEFT JOIN payments p USING (out_trade_no)
    WHERE b.kind = 'payment' AND b.channel = :channel AND b.day = :day::date AND p.out_trade_no IS NULL AND b.out_trade_no !~ ${likeOurs}`,
  capture_amount: `SELECT b.out_trade_no AS subject, p.captured_fen AS ours_fen, b.amount_fen AS theirs_fen FROM bill_lines b JOIN payments p USING (out_trade_no)
    WHERE b.kind = 'payment' AND b.channel = :channel AND b.day = :day::date AND p.captured_fen <> b.amount_fen`,
  capture_missing: `SELECT p.out_trade_no AS subject, p.captured_fen AS ours_fen, NULL::bigint AS theirs_fen FROM payments p
    LEFT JOIN bill_lines b ON b.kind = 'payment' AND b.out_trade_no = p.out_trade_no AND b.channel = p.channel
    WHERE p.channel = :channel AND p.captured_fen IS NOT NULL AND ${ofDay('p.paid_at')} AND b.out_trade_no IS NULL AND ${isOver}`,
  foreign_refund: `SELECT b.refund_no AS subject, NULL::bigint AS ours_fen, b.amount_fen AS theirs_fen FROM bill_lines b LEFT JOIN refunds r ON r.refund_no = b.refund_no
    WHERE b.kind = 'refund' AND b.channel = :channel AND b.day = :day::date AND r.refund_no IS NULL`,
  refund_unconfirmed: `SELECT b.refund_no AS subject, r.amount_fen AS ours_fen, b.amount_fen AS theirs_fen FROM bill_lines b JOIN refunds r ON r.refund_no = b.refund_no
    WHERE b.kind = 'refund' AND b.channel = :channel AND b.day = :day::date AND (r.state <> 'refunded' OR r.by_hand)`,
  refund_amount: `SELECT b.refund_no AS subject, r.amount_fen AS ours_fen, b.amount_fen AS theirs_fen FROM bill_lines b JOIN refunds r ON r.refund_no = b.refund_no
    WHERE b.kind = 'refund' AND b.channel = :channel AND b.day = :day::date AND r.amount_fen <> b.amount_fen`,
  // Confirmed here the day after it was made there is nothing to talk about.
  refund_missing: `SELECT r.refund_no AS subject, r.amount_fen AS ours_fen, NULL::bigint AS theirs_fen FROM refunds r JOIN payments p USING (out_trade_no)
    LEFT JOIN bill_lines b ON b.kind = 'refund' AND b.refund_no = r.refund_no AND b.channel = p.channel
    WHERE p.channel = :channel AND r.state = 'refunded' AND NOT r.by_hand AND ${ofDay('r.state_at')} AND b.refund_no IS NULL AND ${isOver}`,
};

const invoices = `SELECT i.invoice_no AS subject, i.gross_fen AS theirs_fen, p.captured_fen - coalesce(r.given, 0) AS ours_fen
  FROM invoices i JOIN payments p ON p.order_no = i.order_no AND p.state = 'paid'
  LEFT JOIN (SELECT order_no, sum(amount_fen) FILTER (WHERE state <> 'needs_attention') AS given, count(*) FILTER (WHERE state NOT IN ('refunded', 'needs_attention')) AS open
    FROM refunds WHERE kind = 'lines' GROUP BY order_no) r ON r.order_no = i.order_no
  WHERE i.state = 'issued' AND i.gross_fen <> p.captured_fen - coalesce(r.given, 0) AND coalesce(r.open, 0) = 0`;

/** Our books against the providers' bills (R14). */
export function createReconciliations(store: Store) {
  const { knex } = store;

  const findIn = (sql: string, bindings: Record<string, string>) => rowsOf<Omit<Found, 'kind'>>(knex, sql, bindings);

  /** Opens what is found, opens again what came back, settles what is gone. */
  async function record(
    found: readonly Found[],
    kinds: readonly DifferenceKind[],
    of: { channel: Channel | null; day: string | null },
  ): Promise<void> {
    for (const { kind, subject, oursFen, theirsFen } of found) {
      const state = repaired.includes(kind) ? 'repairing' : 'waiting';
      await knex('differences')
        .insert({ kind, subject, oursFen, theirsFen, state, ...of })
        .onConflict(['kind', 'subject'])
        .merge({ state, oursFen, theirsFen, settledAt: null });
    }
    await knex('differences')
      .where(of)
      .whereIn('kind', [...kinds])
      .whereNot({ state: 'settled' })
      .whereNotIn(
        'subject',
        found.map(({ subject }) => subject),
      )
      .update({ state: 'settled', settledAt: knex.fn.now() });
  }

  return {
    /** The last days whose bill is not here as the provider closed it; the eldest first. */
    async daysDue(channel: Channel, days: number): Promise<string[]> {
      const rows = await rowsOf<{ day: string }>(
        knex,
        `SELECT to_char(d, 'YYYY-MM-DD') AS day FROM generate_series((now() AT TIME ZONE 'Asia/Shanghai')::date - ?::int, (now() AT TIME ZONE 'Asia/Shanghai')::date - 1, interval '1 day') d
         WHERE NOT EXISTS (SELECT 1 FROM bills b WHERE b.channel = ? AND b.day = d::date AND (b.fetched_at AT TIME ZONE 'Asia/Shanghai')::date > d::date)
           AND d::date >= (SELECT min((created_at AT TIME ZONE 'Asia/Shanghai')::date) FROM payments) ORDER BY d`,
        [days, channel],
      );
      return rows.map(({ day }) => day);
    },

    /** Keeps a bill in place of an earlier one of the day; what the provider keeps for itself is booked once the day is over. */
    async keepBill(channel: Channel, day: string, lines: readonly BillLine[]): Promise<void> {
      await knex('bills').insert({ channel, day }).onConflict(['channel', 'day']).merge({ fetchedAt: knex.fn.now() });
      await knex('bill_lines').where({ channel, day }).delete();
      const rows = lines.map(({ kind, outTradeNo, refundNo = '', providerTradeNo, amountFen, feeFen, at }) => ({
        channel,
        day,
        kind,
        outTradeNo,
        refundNo,
        providerTradeNo,
        amountFen,
        feeFen,
        at,
      }));
      for (let from = 0; from < rows.length; from += 1_000)
        await knex('bill_lines')
          .insert(rows.slice(from, from + 1_000))
          .onConflict(['channel', 'kind', 'outTradeNo', 'refundNo'])
          .merge();
      const [now] = await rowsOf<{ over: boolean }>(knex, `SELECT ${isOver} AS over`, { day });
      const feesFen = lines.reduce((sum, { feeFen }) => sum + feeFen, 0);
      if (now!.over && feesFen !== 0)
        await createLedger(store).post(postings.providerFee({ channel, day, amountFen: feesFen }));
    },

    /** Compares a day's bill and writes down what disagrees. */
    async match(channel: Channel, day: string): Promise<void> {
      // Object.keys forgets the names.
      const kinds = Object.keys(queries) as (keyof typeof queries)[];
      const found: Found[] = [];
      for (const kind of kinds)
        found.push(...(await findIn(queries[kind], { channel, day })).map((row) => ({ kind, ...row })));
      await record(found, kinds, { channel, day });
    },

    async matchInvoices(): Promise<void> {
      const found = (await findIn(invoices, {})).map((row) => ({ kind: 'invoice_amount' as const, ...row }));
      await record(found, ['invoice_amount'], { channel: null, day: null });
    },

    /** What a run is to look after now, and how much is open in all. */
    async repairs(): Promise<Repairs> {
      const open = await knex('differences').whereNot({ state: 'settled' }).select('kind', 'subject', 'channel');
      const trades = open.filter(({ kind }) => kind === 'uncaptured' || kind === 'unknown_trade');
      const orders = await knex('badge_orders')
        .whereIn(
          'orderNo',
          trades.map(({ subject }) => subject.slice(0, 14)),
        )
        .pluck('orderNo');
      return {
        trades: trades.map(({ subject, channel }) => {
          if (channel === null) throw new Error(`Trade ${subject} is in no channel's bill`);
          return {
            outTradeNo: subject,
            channel,
            orderNo: orders.find((orderNo) => subject.startsWith(`${orderNo}P`)) ?? null,
          };
        }),
        refundNos: open.filter(({ kind }) => kind === 'refund_unconfirmed').map(({ subject }) => subject),
        overdueOrderNos: await knex('badge_orders as o').whereRaw(orderIsOverdue).orderBy('orderNo').pluck('orderNo'),
        open: open.length,
      };
    },

    async list(page: KeysetPage): Promise<Keyed<Difference>[]> {
      const differences = knex('differences').select('*', { isOpen: knex.raw<boolean>("state <> 'settled'") });
      const rows = await knex
        .with('d', differences)
        .from('d')
        .select('d.*', { keyset: keysetOf(knex, order) })
        .modify((query) => pageByKeyset(query, order, page));
      return rows.map(({ isOpen: _isOpen, ...row }) => row);
    },

    async bills(rows: number): Promise<BillOfDay[]> {
      return knex('bills as b')
        .leftJoin('bill_lines as l', { 'l.channel': 'b.channel', 'l.day': 'b.day' })
        .groupBy('b.channel', 'b.day', 'b.fetchedAt')
        .orderBy([{ column: 'b.day', order: 'desc' }, 'b.channel'])
        .limit(rows)
        .select('b.channel', 'b.day', 'b.fetchedAt', {
          payments: knex.raw<number>("count(*) FILTER (WHERE l.kind = 'payment')::int"),
          paymentsFen: knex.raw<number>("coalesce(sum(l.amount_fen) FILTER (WHERE l.kind = 'payment'), 0)::bigint"),
          refunds: knex.raw<number>("count(*) FILTER (WHERE l.kind = 'refund')::int"),
          refundsFen: knex.raw<number>("coalesce(sum(l.amount_fen) FILTER (WHERE l.kind = 'refund'), 0)::bigint"),
          feesFen: knex.raw<number>('coalesce(sum(l.fee_fen), 0)::bigint'),
        });
    },
  };
}
