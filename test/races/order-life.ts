import { randomUUID } from 'node:crypto';
import type { Engine } from '../../api/temporal.ts';
import type { OrderState } from '../../domain/badge-order.ts';
import type { LineState } from '../../domain/badge.ts';
import type { InvoiceState } from '../../domain/invoice.ts';
import { outTradeNo, type Channel } from '../../domain/payment.ts';
import type { RefundState } from '../../domain/refund.ts';
import { createInvoiceTitles } from '../../db/order/invoice-title.ts';
import { rowsOf, type Store } from '../../db/knex.ts';
import { checkJournal, checkMoney } from '../../db/ops/money-check.ts';
import { createRefunds } from '../../db/order/refund.ts';
import type { Buyer } from '../support/order-fixture.ts';
import {
  batchBadges,
  extendWindow,
  handOver,
  judgePeople,
  reduceOrder,
  retryRefund,
  settleRefund,
} from '../support/staff-request.ts';
import type { FakeProvider } from './provider.ts';

/** What an order lives in: a real server and its clock, or a simulated one. */
export interface Surroundings {
  store: Store;
  engine: Engine;
  provider: FakeProvider;
  buyer: Buyer;
  orderNo: string;
  /** Asks; whatever is refused is refused: things happen in any state. */
  ask: (call: Promise<unknown>) => Promise<void>;
  /** Asks all of it at about the same time. */
  askAll: (calls: (() => Promise<unknown>)[]) => Promise<void>;
  /** Waits until there is an answer. */
  until: (look: () => Promise<unknown>) => Promise<void>;
  /** Time passes for the order, its providers and whatever runs for it. */
  advance: (seconds: number) => Promise<void>;
  /** What is at work for the order ends; hardly any time passes. */
  rest: () => Promise<void>;
  /** Whether any run that looks after the order is open. */
  isAnyRunOpen: (standing: Status) => Promise<boolean>;
  kill: () => Promise<void> | void;
  /** A round of settling did not come to rest; throws once that takes too long. */
  isNotAtRest: (round: number, what: string) => Promise<void>;
}

/** An order and what hangs on it. */
export interface Status {
  state: OrderState;
  lines: { attendeeId: string; state: LineState; payableFen: number }[];
  refunds: { refundNo: string; state: RefundState }[];
  invoices: { invoiceNo: string; state: InvoiceState }[];
}

const standingSql = `SELECT o.state,
  (SELECT json_agg(json_build_object('attendeeId', attendee_id, 'state', state, 'payableFen', payable_fen) ORDER BY line_no) FROM order_lines l WHERE l.order_no = o.order_no) AS lines,
  (SELECT coalesce(json_agg(json_build_object('refundNo', refund_no, 'state', state) ORDER BY refund_no), '[]') FROM refunds r WHERE r.order_no = o.order_no) AS refunds,
  (SELECT coalesce(json_agg(json_build_object('invoiceNo', invoice_no, 'state', state) ORDER BY invoice_no), '[]') FROM invoices i WHERE i.order_no = o.order_no) AS invoices
  FROM badge_orders o WHERE o.order_no = ?`;

export type OrderLife = Awaited<ReturnType<typeof createOrderLife>>;

/** One order of two people and what can happen to it. */
export async function createOrderLife(surroundings: Surroundings) {
  const { store, engine, provider, buyer, orderNo, ask, askAll, advance } = surroundings;
  const { registrationId, attendeeIds, account, unitId } = buyer;
  const labels = { edition: '2', account, delegationNo: 3 };
  const mood = provider.mood(orderNo);
  let invoices = 0;

  const look = async () => (await rowsOf<Status>(store.knex, standingSql, [orderNo]))[0];
  const standing = async () => (await look())!;

  const { titleId } = await createInvoiceTitles(store).insert(unitId, { kind: 'personal', title: '欧阳文静' });
  await ask(
    engine.placeOrder(
      { orderNo, registrationId, attendeeIds, pickup: 'delegation', paymentWindowSeconds: 900 },
      labels,
      randomUUID(),
    ),
  );
  await surroundings.until(look);

  const life = {
    orderNo,
    mood,
    advance,
    standing,
    kill: surroundings.kill,
    open: (channel: Channel) => ask(engine.openPayment(orderNo, { channel }, randomUUID())),
    /** The n-th newest code. */
    pay: (n: number) => {
      const trades = provider.tradesOf(orderNo);
      const trade = trades.at(-1 - (n % Math.max(1, trades.length)));
      if (trade) provider.pay(trade);
    },
    scan: () => {
      const trade = provider.tradesOf(orderNo).at(-1);
      if (trade) provider.scan(trade);
    },
    async notice(n: number, copies: number): Promise<void> {
      const trade = outTradeNo(orderNo, n);
      if (!provider.tradesOf(orderNo).includes(trade)) return;
      const told = { orderNo, outTradeNo: trade, channel: provider.channelOf(trade) };
      await askAll(Array.from({ length: copies }, () => () => engine.paymentNoticed(told)));
    },
    cancel: () => ask(engine.cancelOrder(orderNo, randomUUID())),
    extend: () => ask(extendWindow(surroundings, orderNo, 5)),
    reduce: (amountFen: number) => ask(reduceOrder(surroundings, { orderNo, registrationId }, amountFen)),
    review: (index: number, result: 'approve' | 'fail') =>
      ask(judgePeople(surroundings, orderNo, [{ attendeeId: attendeeIds[index]!, result, reason: '核验' }])),
    async refund(index: number): Promise<void> {
      const refundRequestId = randomUUID();
      await createRefunds(store).request({
        refundRequestId,
        orderNo,
        attendeeIds: [attendeeIds[index]!],
        reason: '核验',
      });
      await ask(engine.requestRefund(orderNo, { refundRequestId }, refundRequestId));
    },
    async retry(byHand: boolean): Promise<void> {
      for (const { refundNo, state } of (await standing()).refunds)
        if (state === 'needs_attention')
          await ask(byHand ? settleRefund(surroundings, refundNo) : retryRefund(surroundings, refundNo));
    },
    invoice: () =>
      ask(engine.requestInvoice({ invoiceNo: `${orderNo}F${++invoices}`, orderNo, titleId }, labels, randomUUID())),
    async giveBack(): Promise<void> {
      const issued = (await standing()).invoices.find(({ state }) => state === 'issued');
      if (issued)
        await ask(
          engine.requestReversal({ invoiceNo: issued.invoiceNo, orderNo, cause: 'unit' }, labels, randomUUID()),
        );
    },
    batch: () => ask(batchBadges(surroundings, orderNo, attendeeIds)),
    handOver: () => ask(handOver(surroundings, orderNo)),

    /** The world turns friendly and everybody does their part, until nothing is left to do. */
    async settle(): Promise<void> {
      Object.assign(mood, { refund: 'success', buyer: 'confirm', overrunMs: 0, answersLost: 0, refundsForgotten: 0 });
      for (let round = 0; ; round++) {
        const now = await standing();
        const { state } = now;
        const isRefunding = now.refunds.some((refund) => refund.state !== 'refunded');
        const paperMoves = now.invoices.some(
          ({ state: paper }) => paper === 'issuing' || paper === 'reversing' || paper === 'awaiting_buyer',
        );
        const isOver = (state === 'closed' || state === 'settled') && !isRefunding && !paperMoves;
        if (isOver && !(await surroundings.isAnyRunOpen(now))) return;
        await surroundings.isNotAtRest(round, `order ${orderNo}: ${JSON.stringify(now)}`);
        const waitsForUs = state === 'paid' && !isRefunding && !paperMoves;
        if (waitsForUs || (state === 'paid' && round % 4 === 0)) await goOn(now);
        if (isRefunding) await life.retry(false);
        // Time changes little for who waits for people.
        if (waitsForUs && round % 4 !== 3) await surroundings.rest();
        else await advance(state === 'awaiting_payment' ? 1_300 : 700);
      }
    },

    /** What must hold now and does not. */
    async violations(): Promise<string[]> {
      const checks = [
        ...(await checkMoney(store, orderNo)),
        ...(await checkJournal(store, provider.journal(orderNo), orderNo)),
      ];
      provider.forget(orderNo);
      return checks.flatMap(({ name, violations }) => violations.map((violation) => `${name}: ${violation}`));
    },
  };

  async function goOn({ lines }: Status): Promise<void> {
    for (const [index, line] of lines.entries()) {
      if (line.state === 'under_review') await life.review(index, 'approve');
      if (line.state === 'review_failed' && line.payableFen > 0) await life.refund(index);
    }
    const states = (await standing()).lines.map(({ state }) => state);
    if (states.includes('approved')) await life.batch();
    if (states.includes('ready_for_pickup')) await life.handOver();
  }

  return life;
}
