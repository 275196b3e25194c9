import { orderTransitions } from '../../domain/badge-order.ts';
import { lineTransitions } from '../../domain/badge.ts';
import { providerAccount, type Account } from '../../domain/ledger.ts';
import { channels } from '../../domain/payment.ts';
import { nextState } from '../../domain/state-machine.ts';
import { orderIsOverdue } from '../order/badge-order.ts';
import { rowsOf, type Store } from '../knex.ts';

/** What holds of money whenever nothing is on its way, with what breaks it: each violation names an order, trade, refund or invoice. */
export interface MoneyCheck {
  name: string;
  violations: string[];
}

/** The providers' books, as the sandbox's journal tells them. */
export interface Journal {
  trades: { provider: string; outTradeNo: string; amountFen: number; state: string; paidAt: string | null }[];
  refunds: { provider: string; outTradeNo: string; outRefundNo: string; amountFen: number }[];
  invoices: { id: string; kind: string; amountFen: number; state: string; reverses?: string }[];
}

const of = (column: string) => `(:order::text IS NULL OR ${column} = :order)`;
const balance = (account: Account) =>
  `coalesce((SELECT sum(e.amount_fen) FROM ledger_entries e JOIN ledger_postings l USING (key) WHERE l.order_no = o.order_no AND e.account = '${account}'), 0)`;
const atProviders = channels.map((channel) => balance(providerAccount(channel))).join(' + ');
const kept = `(SELECT p.captured_fen - coalesce((SELECT sum(r.amount_fen) FROM refunds r WHERE r.order_no = o.order_no AND r.kind = 'lines' AND r.state <> 'needs_attention'), 0)
  FROM payments p WHERE p.order_no = o.order_no AND p.state = 'paid')`;

/** Each finds `subject` and `what`. */
const queries: Record<string, string> = {
  'every posting adds up to zero': `SELECT e.key AS subject, sum(e.amount_fen)::text AS what FROM ledger_entries e JOIN ledger_postings l USING (key)
    WHERE ${of('l.order_no')} GROUP BY e.key HAVING sum(e.amount_fen) <> 0`,
  'an unpaid order owes what it must pay, any other nothing': `SELECT o.order_no AS subject, o.state || ': receivable ' || ${balance('receivable')} AS what FROM badge_orders o
    WHERE ${of('o.order_no')} AND ${balance('receivable')} <> CASE WHEN o.state IN ('awaiting_payment', 'closing') THEN o.payable_fen ELSE 0 END`,
  'a paid order has its money once, an unpaid one none': `SELECT o.order_no AS subject, o.state || ' of ' || o.payable_fen AS what FROM badge_orders o
    WHERE ${of('o.order_no')} AND (SELECT count(*) FROM payments p WHERE p.order_no = o.order_no AND p.state = 'paid' AND p.captured_fen = o.payable_fen)
      <> CASE WHEN o.state IN ('paid', 'settled') AND o.payable_fen > 0 THEN 1 ELSE 0 END`,
  'each capture is kept, given back or about to be': `SELECT p.out_trade_no AS subject, p.state || ' captured ' || p.captured_fen || ' reserved ' || p.reserved_fen || ' refunded ' || p.refunded_fen AS what
    FROM payments p WHERE p.captured_fen IS NOT NULL AND ${of('p.order_no')} AND (
      p.reserved_fen <> coalesce((SELECT sum(amount_fen) FROM refunds r WHERE r.out_trade_no = p.out_trade_no), 0)
      OR p.refunded_fen <> coalesce((SELECT sum(amount_fen) FROM refunds r WHERE r.out_trade_no = p.out_trade_no AND r.state = 'refunded'), 0)
      OR p.reserved_fen > p.captured_fen
      OR (p.state <> 'paid' AND p.reserved_fen <> p.captured_fen))`,
  'suspense holds what is on its way back and nothing else': `SELECT o.order_no AS subject, ${balance('suspense')}::text AS what FROM badge_orders o WHERE ${of('o.order_no')}
    AND ${balance('suspense')} <> -coalesce((SELECT sum(captured_fen - refunded_fen) FROM payments p WHERE p.order_no = o.order_no AND p.state = 'suspense'), 0)`,
  'our money at the providers is what they captured less what they gave back': `SELECT o.order_no AS subject, 'ledger ' || (${atProviders}) AS what
    FROM badge_orders o WHERE ${of('o.order_no')} AND ${atProviders} <>
      coalesce((SELECT sum(p.captured_fen) FROM payments p WHERE p.order_no = o.order_no), 0)
      - coalesce((SELECT sum(r.amount_fen) FROM refunds r WHERE r.order_no = o.order_no AND r.state = 'refunded' AND NOT r.by_hand), 0)`,
  'a line has one outcome: a badge or its money back': `SELECT l.order_no || ' line ' || l.line_no AS subject, l.state || CASE WHEN b.badge_no IS NULL THEN '' ELSE ', badge' END || coalesce(', refund ' || r.state, '') AS what
    FROM order_lines l JOIN badge_orders o USING (order_no)
    LEFT JOIN badges b ON b.order_no = l.order_no AND b.attendee_id = l.attendee_id
    LEFT JOIN refund_lines rl ON rl.order_no = l.order_no AND rl.attendee_id = l.attendee_id LEFT JOIN refunds r ON r.refund_no = rl.refund_no
    WHERE ${of('l.order_no')} AND (
      (b.badge_no IS NOT NULL) <> (l.state IN ('badge_made', 'dispatched', 'ready_for_pickup', 'delivered'))
      OR (r.refund_no IS NOT NULL) <> (l.state IN ('refunding', 'refunded')) OR (l.state = 'refunded') <> (coalesce(r.state, '') = 'refunded')
      OR (o.state = 'settled' AND l.state NOT IN ('delivered', 'refunded') AND NOT (l.state = 'review_failed' AND l.payable_fen = 0))
      OR (o.state = 'closed') <> (l.state = 'released'))`,
  'the shares of the lines add up to what the order pays': `SELECT o.order_no AS subject, o.payable_fen::text AS what FROM badge_orders o WHERE ${of('o.order_no')}
    AND o.payable_fen <> (SELECT sum(payable_fen) FROM order_lines l WHERE l.order_no = o.order_no)`,
  'paper says what the order keeps, or the debt is shown': `SELECT i.invoice_no AS subject, 'gross ' || i.gross_fen || ', kept ' || coalesce(${kept}, 0) AS what FROM invoices i JOIN badge_orders o USING (order_no)
    WHERE ${of('o.order_no')} AND i.state = 'issued' AND i.gross_fen <> coalesce(${kept}, 0) AND NOT i.red_due
      AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.order_no = o.order_no AND r.state IN ('requested', 'reversing_invoice', 'refunding'))`,
  'what a refund had reversed is invoiced anew': `SELECT i.invoice_no AS subject, 'kept ' || ${kept} AS what FROM invoices i JOIN badge_orders o USING (order_no)
    WHERE ${of('o.order_no')} AND i.state = 'reversed' AND i.reversal_cause = 'refund' AND ${kept} > 0
      AND NOT EXISTS (SELECT 1 FROM invoices later WHERE later.order_no = o.order_no AND later.created_at > i.created_at)
      AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.order_no = o.order_no AND r.state IN ('requested', 'reversing_invoice', 'refunding'))`,
  'nothing waits past its deadline': `SELECT o.order_no AS subject, o.state || ' since ' || o.expires_at AS what FROM badge_orders o WHERE ${of('o.order_no')} AND ${orderIsOverdue}
    UNION ALL SELECT r.refund_no, r.state || ' since ' || r.state_at FROM refunds r WHERE ${of('r.order_no')} AND r.state IN ('requested', 'refunding') AND r.state_at < now() - interval '1 day'
    UNION ALL SELECT i.invoice_no, i.state || ' since ' || i.state_at FROM invoices i WHERE ${of('i.order_no')} AND ((i.state = 'issuing' AND i.state_at < now() - interval '1 day')
      OR (i.state IN ('reversing', 'awaiting_buyer') AND i.state_at < now() - interval '4 days'))`,
};

interface EventRow {
  orderNo: string;
  kind: string;
  fromState: string | null;
  toState: string | null;
  detail: { invoiceNo?: string; grossFen?: number; amountFen?: number; refundNo?: string };
}

/** Walks what happened to each order: only edges of the tables, and no money back while paper still says it was kept (G7.3). */
function faultsOf(events: readonly EventRow[]): { edges: string[]; order: string[] } {
  const edges: string[] = [];
  const order: string[] = [];
  const standing = new Map<
    string,
    { captured: number; refunded: number; live?: { no: string; gross: number; asked: boolean } }
  >();
  for (const { orderNo: no, kind, fromState: from, toState: to, detail } of events) {
    // An event is of an order or of its lines: a state of the other table is in none of its rows.
    if (
      from &&
      to &&
      nextState(orderTransitions, from as never, kind) !== to &&
      nextState(lineTransitions, from as never, kind) !== to
    )
      edges.push(`${no}: ${from} -${kind}-> ${to}`);
    const now = standing.get(no) ?? { captured: 0, refunded: 0 };
    standing.set(no, now);
    if (kind === 'invoice_issued') now.live = { no: detail.invoiceNo!, gross: detail.grossFen!, asked: false };
    if (kind === 'invoice_reversed') delete now.live;
    if ((kind === 'invoice_reversal_refused' || kind === 'invoice_reversal_void') && now.live) now.live.asked = true;
    if (kind === 'money_captured') now.captured = detail.amountFen!;
    if (kind === 'refund_made') {
      now.refunded += detail.amountFen!;
      if (now.live && !now.live.asked && now.captured > 0 && now.live.gross > now.captured - now.refunded)
        order.push(`${detail.refundNo} before ${now.live.no} was reversed`);
    }
  }
  return { edges, order };
}

/** Our books against themselves, of one order or of all. */
export async function checkMoney({ knex }: Store, orderNo?: string): Promise<MoneyCheck[]> {
  const checks: MoneyCheck[] = [];
  for (const [name, sql] of Object.entries(queries)) {
    const rows = await rowsOf<{ subject: string; what: string }>(knex, sql, { order: orderNo ?? null });
    checks.push({ name, violations: rows.map(({ subject, what }) => `${subject}: ${what}`) });
  }
  const events = await rowsOf<EventRow>(
    knex,
    `SELECT e.order_no, e.kind, e.from_state, e.to_state, e.detail, e.event_id FROM events e WHERE e.order_no IS NOT NULL AND ${of('e.order_no')}
     UNION ALL SELECT p.order_no, 'money_captured', NULL, NULL, jsonb_build_object('amountFen', p.captured_fen), 0 FROM payments p WHERE p.state = 'paid' AND ${of('p.order_no')}
     ORDER BY event_id`,
    { order: orderNo ?? null },
  );
  const { edges, order } = faultsOf(events);
  checks.push(
    { name: 'only edges of the tables were walked', violations: edges },
    { name: 'the invoice is reversed before the money goes', violations: order },
  );
  return checks;
}

/** Our books against the providers', both ways. */
export async function checkJournal(
  { knex }: Store,
  { trades, refunds, invoices }: Journal,
  orderNo?: string,
): Promise<MoneyCheck[]> {
  const ours = await knex('payments')
    .modify((rows) => void (orderNo ? rows.where({ orderNo }) : rows))
    .select('outTradeNo', 'capturedFen', 'state');
  const ourRefunds = await knex('refunds')
    .where({ byHand: false })
    .modify((rows) => void (orderNo ? rows.where({ orderNo }) : rows))
    .select('refundNo', 'outTradeNo', 'amountFen', 'state');
  const ourInvoices = await knex('invoices')
    .modify((rows) => void (orderNo ? rows.where({ orderNo }) : rows))
    .select('invoiceNo', 'state', 'grossFen');
  const isMine = (no: string) => orderNo === undefined || no.startsWith(orderNo);
  const tradeOf = new Map(trades.map((trade) => [trade.outTradeNo, trade]));
  const paymentOf = new Map(ours.map((payment) => [payment.outTradeNo, payment]));
  const refundOf = new Map(refunds.map((refund) => [refund.outRefundNo, refund]));
  const ourRefundOf = new Map(ourRefunds.map((refund) => [refund.refundNo, refund]));
  const stands = (no: string) =>
    invoices.some(({ id, state }) => id === no && state === 'done') &&
    !invoices.some(({ reverses, state }) => reverses === no && state === 'done');
  return [
    {
      name: 'what the providers captured, we booked',
      violations: trades
        .filter(
          ({ outTradeNo, paidAt, amountFen }) =>
            paidAt !== null && isMine(outTradeNo) && paymentOf.get(outTradeNo)?.capturedFen !== amountFen,
        )
        .map(
          ({ outTradeNo, amountFen }) =>
            `${outTradeNo}: ${amountFen} there, ${JSON.stringify(paymentOf.get(outTradeNo))} here`,
        ),
    },
    {
      name: 'what we booked, the providers captured',
      violations: ours
        .filter(
          ({ outTradeNo: no, capturedFen: fen }) =>
            fen !== null && (!tradeOf.get(no)?.paidAt || tradeOf.get(no)!.amountFen !== fen),
        )
        .map(({ outTradeNo: no, capturedFen: fen }) => `${no}: ${fen} here, ${JSON.stringify(tradeOf.get(no))} there`),
    },
    {
      name: 'what the providers gave back, we booked as refunded',
      violations: refunds
        .filter(
          ({ outRefundNo, outTradeNo, amountFen }) =>
            isMine(outTradeNo) &&
            (ourRefundOf.get(outRefundNo)?.state !== 'refunded' ||
              ourRefundOf.get(outRefundNo)!.amountFen !== amountFen),
        )
        .map(
          ({ outRefundNo, amountFen }) =>
            `${outRefundNo}: ${amountFen} there, ${JSON.stringify(ourRefundOf.get(outRefundNo))} here`,
        ),
    },
    {
      name: 'what we booked as refunded, the providers gave back',
      violations: ourRefunds
        .filter(
          ({ refundNo: no, state, amountFen: fen }) => state === 'refunded' && refundOf.get(no)?.amountFen !== fen,
        )
        .map(({ refundNo: no, amountFen: fen }) => `${no}: ${fen} here, ${JSON.stringify(refundOf.get(no))} there`),
    },
    {
      name: 'what the tax platform issued, we asked for',
      violations: invoices
        .filter(({ id, kind }) => kind === 'blue' && isMine(id) && !ourInvoices.some(({ invoiceNo: no }) => no === id))
        .map(({ id, amountFen }) => `${id}: ${amountFen} there, unknown here`),
    },
    {
      name: 'an invoice stands at the tax platform as it does here',
      violations: ourInvoices
        .filter(
          ({ invoiceNo: no, state }) => (state === 'issued' && !stands(no)) || (state === 'reversed' && stands(no)),
        )
        .map(({ invoiceNo: no, state }) => `${no}: ${state} here, ${stands(no) ? 'stands' : 'does not stand'} there`),
    },
  ];
}
