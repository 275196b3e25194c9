import type { PlacedOrder, ResumedOrder } from '../../domain/badge-order.ts';
import type { Outcome } from '../../domain/errors.ts';
import { outTradeNo, paymentTransitions } from '../../domain/payment.ts';
import type { RefundToMake } from '../../domain/refund.ts';
import type { RunKnowledge } from '../../domain/resumption.ts';
import { statesAccepting } from '../../domain/state-machine.ts';
import type { Store } from '../knex.ts';
import { createBadgeOrders } from './badge-order.ts';

const canBeCaptured = statesAccepting(paymentTransitions, 'captured');

/** An order whose run is another from now on, on behalf of that run. */
export function createBadgeOrderResumption(store: Store) {
  const { knex } = store;

  /** A row for each attempt that the run before had begun: its code may have been paid, or may still be. */
  async function restoreAttempts(orderNo: string, { attempts }: RunKnowledge): Promise<void> {
    for (const { attempt, channel, amountFen, expiresAt } of attempts)
      await knex('payments')
        .insert({
          outTradeNo: outTradeNo(orderNo, attempt),
          orderNo,
          attempt,
          channel,
          amountFen,
          state: 'superseded',
          expiresAt: new Date(expiresAt),
        })
        .onConflict('outTradeNo')
        .ignore();
  }

  async function openRefunds(orderNo: string): Promise<RefundToMake[]> {
    const rows = await knex('refunds as r')
      .join('payments as p', 'p.outTradeNo', 'r.outTradeNo')
      .where({ 'r.orderNo': orderNo, 'r.kind': 'lines' })
      .whereNot('r.state', 'refunded')
      .orderBy('r.refundNo')
      .select('r.refundNo', 'r.outTradeNo', 'p.channel', 'r.amountFen');
    return rows.map((row) => ({ ...row, orderNo }));
  }

  return {
    /** Undefined where there is no such order. */
    async placed(orderNo: string): Promise<Outcome<PlacedOrder> | undefined> {
      const row = await knex('badge_orders')
        .where({ orderNo })
        .first('state', 'payableFen', 'expiresAt', 'autoRefundDays');
      return row && { done: { ...row, expiresAt: row.expiresAt?.toISOString() ?? null } };
    },

    /** Of an order that is there: what its run goes on with. Of whom a refund is that no row knows a human must find out. */
    async resume(orderNo: string, knew: RunKnowledge): Promise<ResumedOrder> {
      await restoreAttempts(orderNo, knew);
      const attempts = await knex('payments')
        .where({ orderNo })
        .orderBy('attempt')
        .select('outTradeNo', 'channel', 'expiresAt', 'state');
      const refunds = await knex('refunds').where({ orderNo, kind: 'lines' }).pluck('refundNo');
      const lost = knew.refunds.filter(({ refundNo }) => !refunds.includes(refundNo));
      if (lost.length > 0) {
        const sums = lost.map(({ refundNo, amountFen }) => `${refundNo} of ${amountFen} fen`).join(', ');
        await createBadgeOrders(store).raiseAttention(orderNo, `no row says for whom it was refunded: ${sums}`);
      }
      const there = await knex('shipments').where({ orderNo }).whereNot({ state: 'creating' }).pluck('attempt');
      const parcels = Math.max(knew.parcels, ...there);
      return {
        attempts: attempts.map(({ outTradeNo, channel, expiresAt, state }) => ({
          outTradeNo,
          channel,
          expiresAt: expiresAt.toISOString(),
          state: state === 'paid' ? 'captured' : canBeCaptured.includes(state) ? 'open' : 'closed',
        })),
        parcels,
        parcelsLost: Array.from({ length: parcels }, (_, index) => index + 1).filter((n) => !there.includes(n)),
        refunds: refunds.length + lost.length,
        openRefunds: await openRefunds(orderNo),
      };
    },
  };
}
