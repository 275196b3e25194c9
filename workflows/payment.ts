import { ParentClosePolicy, log, startChild } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { ResumedOrder } from '../domain/badge-order.ts';
import { outTradeNo as tradeNumber, type Capture, type Channel, type TradeReport } from '../domain/payment.ts';
import { localActivities, paymentsAt } from './activities.ts';
import { latePayment } from './late-payment.ts';
import { refused } from './inbox.ts';
import type { Outcome } from '../domain/errors.ts';
import { say } from '../domain/message.ts';
import { latePaymentWorkflowId, paymentNoticed, type OpenedPayment } from './messages.ts';
import { reached } from './reached.ts';

interface Attempt {
  outTradeNo: string;
  channel: Channel;
  /** Until when its code can be paid, as its provider was told: a window extended later does not move it. */
  expiresAt: string;
  state: 'open' | 'closed' | 'unscanned' | 'captured';
}

/** How far past its expiry a provider may still let a code be paid. */
const graceMs = 15_000;
/** A code that nobody scanned is asked about once more, so long after its order closed and the code expired. */
const watchSeconds = 600;

/** What the order asks of its payer now. */
export interface PaymentTerms {
  payableFen: number;
  expiresAt: string;
}

/** The payment attempts of one order: at most one is open, and every capture is kept or given back. */
export function createPayments(orderNo: string, terms: Readonly<PaymentTerms>, before: ResumedOrder['attempts'] = []) {
  const attempts: Attempt[] = [...before];
  const find = (outTradeNo: string) => attempts.find((attempt) => attempt.outTradeNo === outTradeNo);
  const unended = () => attempts.filter(({ state }) => state === 'open' || state === 'unscanned');

  /** Takes a capture as this order's payment, unless it is of the wrong amount: then it goes back. */
  async function accept(attempt: Attempt, trade: TradeReport): Promise<Capture | undefined> {
    if (trade.status !== 'paid') return undefined;
    attempt.state = 'captured';
    if (trade.amountFen === terms.payableFen) {
      return {
        outTradeNo: attempt.outTradeNo,
        providerTradeNo: trade.providerTradeNo,
        amountFen: trade.amountFen,
        paidAt: trade.paidAt,
      };
    }
    log.warn('A capture of the wrong amount goes back', {
      outTradeNo: attempt.outTradeNo,
      expected: terms.payableFen,
      captured: trade.amountFen,
    });
    await giveBack(attempt);
    return undefined;
  }

  async function giveBack({ outTradeNo, channel }: Attempt, afterSeconds?: number): Promise<void> {
    try {
      await startChild(latePayment, {
        workflowId: latePaymentWorkflowId(outTradeNo),
        args: [{ outTradeNo, channel, orderNo, ...(afterSeconds ? { watchSeconds: afterSeconds } : {}) }],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        staticSummary: `Late payment of order ${orderNo}`,
      });
    } catch (error) {
      // Somebody is at it already; if it only watches, it looks now.
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      await reached(latePaymentWorkflowId(outTradeNo), paymentNoticed, { outTradeNo });
    }
  }

  /** Close, then query: the query decides. `unscanned`: the provider knows no such trade, yet its code may still be paid. */
  async function closeAttempt(attempt: Attempt): Promise<TradeReport> {
    const trade = await paymentsAt(attempt.channel).endTrade(attempt);
    if (trade.status !== 'paid') attempt.state = trade.status === 'not_exist' ? 'unscanned' : 'closed';
    if (attempt.state === 'closed') await localActivities.closePayment(attempt);
    return trade;
  }

  return {
    /** A new attempt under a new number; the one before is closed first, and may turn out to be paid. */
    async open(channel: Channel): Promise<Outcome<OpenedPayment> | { captured: Capture }> {
      for (const attempt of attempts.filter(({ state }) => state === 'open')) {
        const captured = await accept(attempt, await closeAttempt(attempt));
        if (captured) return { captured };
      }
      const attempt: Attempt = {
        outTradeNo: tradeNumber(orderNo, attempts.length + 1),
        channel,
        expiresAt: terms.expiresAt,
        state: 'open',
      };
      attempts.push(attempt);
      try {
        const answer = await paymentsAt(channel).openTrade({
          orderNo,
          attempt: attempts.length,
          channel,
          amountFen: terms.payableFen,
          expiresAt: attempt.expiresAt,
        });
        if ('done' in answer)
          return {
            done: {
              outTradeNo: attempt.outTradeNo,
              channel,
              codeUrl: answer.done.codeUrl,
              expiresAt: attempt.expiresAt,
            },
          };
        attempt.state = 'closed';
        return answer;
      } catch (error) {
        // Whether the trade exists is unknown: it counts as open and is ended with the others.
        log.warn('Opening a trade had no known outcome', { outTradeNo: attempt.outTradeNo, error });
        return refused('unavailable', { detail: say('provider_away') });
      }
    },

    /** Asks the provider about a trade it sent a notice of. */
    async ask(outTradeNo: string): Promise<Capture | undefined> {
      const attempt = find(outTradeNo);
      if (!attempt || attempt.state === 'captured') return undefined;
      return accept(attempt, await paymentsAt(attempt.channel).queryTrade(attempt));
    },

    /** Asks the provider about every attempt that is open; whether one of them had been paid. */
    async askAll(): Promise<Capture | undefined> {
      for (const { outTradeNo } of unended()) {
        const captured = await this.ask(outTradeNo);
        if (captured) return captured;
      }
      return undefined;
    },

    /** Ends every attempt; whether one of them had been paid. */
    async closeAllAttempts(): Promise<Capture | undefined> {
      for (const attempt of unended()) {
        const captured = await accept(attempt, await closeAttempt(attempt));
        if (captured) return captured;
      }
      return undefined;
    },

    /** Until when a code that was never scanned can still be paid; nobody is released before. */
    payableUntil(): Date | undefined {
      const last = Math.max(...unended().map((attempt) => new Date(attempt.expiresAt).getTime()));
      return Number.isFinite(last) ? new Date(last + graceMs) : undefined;
    },

    /** Once the order is decided: what is still open is ended, captures beside the kept one go back, and codes nobody scanned are watched. */
    async closeRemainingAttempts(): Promise<void> {
      for (const attempt of unended()) {
        if (attempt.state === 'open' && (await closeAttempt(attempt)).status === 'paid') {
          attempt.state = 'captured';
          await giveBack(attempt);
        } else if (attempt.state === 'unscanned') {
          await localActivities.closePayment(attempt);
          const untilExpiry = Math.max(0, new Date(attempt.expiresAt).getTime() - Date.now()) / 1000;
          await giveBack(attempt, Math.ceil(untilExpiry) + watchSeconds);
        }
      }
    },

    /** A capture its order turned out not to want. */
    async returnCapture(outTradeNo: string): Promise<void> {
      const attempt = find(outTradeNo);
      if (attempt) await giveBack(attempt);
    },

    /** A notice of a trade that is not the one kept: whatever it captured goes back. */
    async refundStrayCapture(outTradeNo: string): Promise<void> {
      const attempt = find(outTradeNo);
      if (!attempt || attempt.state === 'captured') return;
      attempt.state = 'captured';
      await giveBack(attempt);
    },
  };
}
