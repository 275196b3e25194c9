import { paymentTransitions, type Channel, type PaymentEvent, type PaymentState } from '../domain/payment.ts';
import { nextState, statesAccepting } from '../domain/state-machine.ts';
import type { Store } from './knex.ts';

export interface PaymentRow {
  out_trade_no: string;
  order_no: string;
  attempt: number;
  channel: Channel;
  amount_fen: number;
  state: PaymentState;
  code_url: string | null;
  provider_trade_no: string | null;
  expires_at: Date;
  paid_at: Date | null;
}

/** What a move writes beside the state. */
interface Facts {
  code_url?: string;
  provider_trade_no?: string;
  paid_at?: Date;
}

/** Payment attempts. Moved only on behalf of the order's workflow, or of a late payment's. */
export function createPayments({ knex }: Store) {
  async function move(outTradeNo: string, event: PaymentEvent, facts: Facts = {}): Promise<boolean> {
    for (const from of statesAccepting(paymentTransitions, event)) {
      const to = nextState(paymentTransitions, from, event)!;
      const ended = Object.keys(paymentTransitions[to]).length === 0 || to === 'closed';
      const moved = await knex('payments')
        .where({ out_trade_no: outTradeNo, state: from })
        .update({ state: to, ...facts, ...(ended ? { ended_at: knex.fn.now() } : {}) });
      if (moved > 0) return true;
    }
    return false;
  }

  return {
    move,

    /** The row of a new attempt, before the provider hears of it; whatever was open before counts as superseded. */
    async begin(payment: {
      outTradeNo: string;
      orderNo: string;
      attempt: number;
      channel: Channel;
      amountFen: number;
      expiresAt: Date;
    }): Promise<PaymentRow> {
      const earlier = (await knex('payments')
        .where({ order_no: payment.orderNo })
        .whereNot({ out_trade_no: payment.outTradeNo })
        .whereIn('state', statesAccepting(paymentTransitions, 'superseded'))
        .select('out_trade_no')) as { out_trade_no: string }[];
      for (const { out_trade_no } of earlier) await move(out_trade_no, 'superseded');
      await knex('payments')
        .insert({
          out_trade_no: payment.outTradeNo,
          order_no: payment.orderNo,
          attempt: payment.attempt,
          channel: payment.channel,
          amount_fen: payment.amountFen,
          state: 'opening',
          expires_at: payment.expiresAt,
        })
        .onConflict('out_trade_no')
        .ignore();
      return (await knex('payments').where({ out_trade_no: payment.outTradeNo }).first()) as PaymentRow;
    },

    async find(outTradeNo: string): Promise<PaymentRow | undefined> {
      return (await knex('payments').where({ out_trade_no: outTradeNo }).first()) as PaymentRow | undefined;
    },
  };
}
