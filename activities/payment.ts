import {
  lateRefundNo,
  outTradeNo as tradeNumber,
  type Capture,
  type Channel,
  type PaymentGateway,
  type RefundReport,
  type Trade,
  type TradeReport,
} from '../domain/payment.ts';
import type { RefundToMake } from '../domain/refund.ts';
import { DomainError, OutcomeUnknown, type Refusal } from '../domain/errors.ts';
import { createBadgeOrders } from '../db/order/badge-order.ts';
import { createEvents } from '../db/event.ts';
import { inTransaction } from '../db/knex.ts';
import { createPayments } from '../db/order/payment.ts';
import { createRefunds } from '../db/order/refund.ts';
import { createRefundStarts } from '../db/order/refund-start.ts';
import { createRefusedMessages } from '../db/refused-message.ts';
import type { ActivityDeps } from './deps.ts';

interface NewTrade {
  orderNo: string;
  attempt: number;
  channel: Channel;
  amountFen: number;
  expiresAt: string;
}

/** A refund as its run asks the provider for it. */
type RefundAsked = Omit<RefundToMake, 'orderNo'>;

const report = (trade: Trade): TradeReport =>
  trade.status === 'paid' ? { ...trade, paidAt: trade.paidAt.toISOString() } : trade;

/** What is done at the payment providers. Every call is safe to repeat: its numbers are the order's own. */
export function paymentActivities({ store, gateways }: ActivityDeps) {
  const gateway = (channel: Channel): PaymentGateway => {
    const found = gateways[channel];
    if (!found) throw new Error(`No gateway for ${channel}`);
    return found;
  };

  /** What became of a refund; one of another amount than ours is no answer. */
  async function queryRefund({ channel, amountFen, ...refund }: RefundAsked): Promise<RefundReport> {
    const asked = await gateway(channel).queryRefund(refund);
    if (asked.status === 'refunded' && asked.amountFen !== amountFen)
      throw new OutcomeUnknown(`${channel} refund query: another amount than ours`);
    return asked;
  }

  return {
    /** The attempt's row first, then the provider: no trade exists there that we do not know of. */
    async openTrade({
      orderNo,
      attempt,
      channel,
      amountFen,
      expiresAt,
    }: NewTrade): Promise<{ done: { codeUrl: string } } | { refused: Refusal }> {
      const trade = { outTradeNo: tradeNumber(orderNo, attempt), amountFen, expiresAt: new Date(expiresAt) };
      const row = await inTransaction(store, (trx) =>
        createPayments(trx).begin({ ...trade, orderNo, attempt, channel }),
      );
      if (!row) return { refused: { code: 'order_not_payable' } };
      if (row.codeUrl) return { done: { codeUrl: row.codeUrl } };
      try {
        const { codeUrl } = await gateway(channel).open({ ...trade, subject: `Expo badges, order ${orderNo}` });
        await createPayments(store).move(trade.outTradeNo, 'opened', { codeUrl });
        return { done: { codeUrl } };
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        // A try whose answer was lost may have opened it: a trade somebody can pay, or has paid, is not refused.
        const { status } = await gateway(channel).query(trade);
        if (status === 'paid' || status === 'waiting')
          throw new OutcomeUnknown(`${channel} would not open a trade that is ${status}`);
        await createPayments(store).move(trade.outTradeNo, 'trade_closed');
        return { refused: error.refusal };
      }
    },

    async queryTrade({ outTradeNo, channel }: { outTradeNo: string; channel: Channel }): Promise<TradeReport> {
      return report(await gateway(channel).query({ outTradeNo }));
    },

    /** Close, then query: what close answered means nothing by itself, the query decides. Throws while the trade can still be paid. */
    async endTrade({
      outTradeNo,
      channel,
    }: {
      outTradeNo: string;
      channel: Channel;
    }): Promise<Exclude<TradeReport, { status: 'waiting' }>> {
      await gateway(channel).close({ outTradeNo });
      const trade = report(await gateway(channel).query({ outTradeNo }));
      // Scanned between the two calls, or not closable just now: it is closed again until the provider says it is.
      if (trade.status === 'waiting') throw new OutcomeUnknown(`${channel} close: the trade still waits for its payer`);
      return trade;
    },

    queryRefund,

    /** The same number refunds once; whether it did is asked, not assumed. */
    async refundTrade(refund: RefundAsked): Promise<RefundReport> {
      const { channel, ...order } = refund;
      // Money goes back for a row alone, whoever asks.
      const fault = await createRefundStarts(store).notRefunding(refund);
      if (fault) {
        await createRefusedMessages(store).note({ subject: refund.refundNo, kind: 'start_refund', fault });
        return { status: 'refused', reason: 'not_asked_for' };
      }
      const answer = await gateway(channel).refund({ ...order, reason: `refund ${order.refundNo}` });
      return answer.status === 'refused' ? answer : queryRefund(refund);
    },
  };
}

/** What is written about payments beside the order's own moves. */
export function paymentLocalActivities({ store }: ActivityDeps) {
  return {
    async closePayment({ outTradeNo }: { outTradeNo: string }): Promise<void> {
      await createPayments(store).move(outTradeNo, 'trade_closed');
    },

    /** Somebody took an order's payment for late money, and its run is there to take it. */
    leaveToOrder: ({ orderNo }: { orderNo: string }): Promise<void> =>
      createRefusedMessages(store).note({ subject: orderNo, kind: 'start_late_payment', fault: 'other_row' }),

    /**
     * Books a capture that no order keeps and takes all of it for its refund; `kept` when the order did keep it after all, `awaited`
     * when its own run would take it, if there is one. Whose it is the trade's own row says: a trade without one is nobody's.
     */
    bookSuspense: ({
      channel,
      runIsGone = false,
      ...capture
    }: Capture & { channel: Channel; runIsGone?: boolean }): Promise<'kept' | 'booked' | 'refunded' | 'awaited'> =>
      inTransaction(store, async (trx) => {
        const payments = createPayments(trx);
        const { outTradeNo, amountFen } = capture;
        const before = await payments.find(outTradeNo);
        const orderNo = before?.orderNo ?? null;
        if (before?.state === 'paid') return 'kept';
        if (before?.state === 'refunded') return 'refunded';
        if (orderNo && !runIsGone && (await payments.isAwaited(orderNo, capture))) return 'awaited';
        if (await payments.suspend(capture, channel)) {
          await createRefunds(trx).reserveSuspense({
            outTradeNo,
            refundNo: lateRefundNo(outTradeNo),
            orderNo,
            amountFen,
          });
          if (orderNo) {
            const registrationId = await createBadgeOrders(trx).registrationOf(orderNo);
            const detail = { outTradeNo, amountFen };
            await createEvents(trx).append({
              registrationId,
              orderNo,
              kind: 'late_payment_captured',
              actor: 'provider',
              detail,
            });
          }
        }
        return 'booked';
      }),
  };
}
