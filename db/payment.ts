import { orderTransitions, type OrderState } from '../domain/badge-order.ts';
import { paymentTransitions, type Channel, type PaymentEvent, type PaymentState } from '../domain/payment.ts';
import { nextState, statesAccepting } from '../domain/state-machine.ts';
import { postings } from '../domain/ledger.ts';
import type { Store } from './knex.ts';
import { createLedger } from './ledger.ts';

export interface PaymentRow {
  out_trade_no: string;
  /** Null: money under a number no order knows. */
  order_no: string | null;
  attempt: number | null;
  channel: Channel;
  amount_fen: number;
  state: PaymentState;
  code_url: string | null;
  provider_trade_no: string | null;
  expires_at: Date;
  paid_at: Date | null;
  captured_fen: number | null;
  reserved_fen: number;
  refunded_fen: number;
}

/** What a move writes beside the state. */
interface Facts {
  code_url?: string;
  provider_trade_no?: string;
  paid_at?: Date;
  captured_fen?: number;
}

/** A capture as the provider tells it; `paidAt` by its clock. */
export interface Capture {
  outTradeNo: string;
  providerTradeNo: string;
  amountFen: number;
  paidAt: string;
}

/** Payment attempts. Moved only on behalf of the order's workflow, or of a late payment's. */
export function createPayments(store: Store) {
  const { knex } = store;

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

  const factsOf = ({ providerTradeNo, amountFen, paidAt }: Capture): Facts => ({
    provider_trade_no: providerTradeNo,
    paid_at: new Date(paidAt),
    captured_fen: amountFen,
  });

  async function find(outTradeNo: string): Promise<PaymentRow | undefined> {
    return (await knex('payments').where({ out_trade_no: outTradeNo }).first()) as PaymentRow | undefined;
  }

  /** Whatever was open counts as superseded: its code may still be scanned. */
  async function supersede(orderNo: string, except = ''): Promise<void> {
    const open = (await knex('payments')
      .where({ order_no: orderNo })
      .whereNot({ out_trade_no: except })
      .whereIn('state', statesAccepting(paymentTransitions, 'superseded'))
      .pluck('out_trade_no')) as string[];
    for (const outTradeNo of open) await move(outTradeNo, 'superseded');
  }

  return {
    move,
    find,
    supersede,

    /**
     * The capture that pays its order, under the order's lock; false when the order keeps another, is closed, asks for another
     * amount, or the money is on its way back already.
     */
    async capture(capture: Capture): Promise<boolean> {
      const { outTradeNo } = capture;
      const { order_no: orderNo, channel } = (await find(outTradeNo))!;
      const order = (await knex('badge_orders').where({ order_no: orderNo }).forUpdate().first('state', 'payable_fen')) as {
        state: OrderState;
        payable_fen: number;
      };
      if ((await find(outTradeNo))?.state === 'paid') return true;
      const isPayable = nextState(orderTransitions, order.state, 'payment_confirmed') !== undefined;
      if (!isPayable || order.payable_fen !== capture.amountFen || !(await move(outTradeNo, 'captured', factsOf(capture)))) return false;
      await createLedger(store).post(postings.capture({ ...capture, orderNo: orderNo!, channel }));
      return true;
    },

    /** A capture no order keeps; whether this call booked it. One of a trade nobody knows gets its row here. */
    async suspend(capture: Capture, channel: Channel): Promise<boolean> {
      const { outTradeNo, amountFen } = capture;
      const facts = factsOf(capture);
      let booked = await move(outTradeNo, 'captured_late', facts);
      if (!booked) {
        const row = { out_trade_no: outTradeNo, channel, amount_fen: amountFen, state: 'suspense', expires_at: facts.paid_at!, ...facts };
        booked = (await knex('payments').insert(row).onConflict('out_trade_no').ignore().returning('out_trade_no')).length > 0;
      }
      const orderNo = (await find(outTradeNo))?.order_no ?? null;
      if (booked) await createLedger(store).post(postings.suspense({ outTradeNo, amountFen, channel, orderNo }));
      return booked;
    },

    /** Takes part of the capture for a refund; false when that much is not left. The database refuses more than was captured. */
    async reserve(outTradeNo: string, amountFen: number): Promise<boolean> {
      const reserved = await knex('payments')
        .where({ out_trade_no: outTradeNo })
        .whereRaw('reserved_fen + ? <= captured_fen', [amountFen])
        .update({ reserved_fen: knex.raw('reserved_fen + ?', [amountFen]) });
      return reserved > 0;
    },

    /** What was reserved went back. */
    async gaveBack(outTradeNo: string, amountFen: number): Promise<void> {
      const [row] = await knex('payments')
        .where({ out_trade_no: outTradeNo })
        .update({ refunded_fen: knex.raw('refunded_fen + ?', [amountFen]) })
        .returning<PaymentRow[]>('*');
      if (row?.state === 'suspense' && row.refunded_fen === row.captured_fen) await move(outTradeNo, 'suspense_refunded');
    },

    /** The row of a new attempt, before the provider hears of it; whatever was open before counts as superseded. Within a transaction. */
    async begin(payment: {
      outTradeNo: string;
      orderNo: string;
      attempt: number;
      channel: Channel;
      amountFen: number;
      expiresAt: Date;
    }): Promise<PaymentRow> {
      // A repeat may run beside the first: one after the other, it finds the row instead of one of its other keys taken.
      await knex('badge_orders').where({ order_no: payment.orderNo }).forUpdate().select('order_no');
      await supersede(payment.orderNo, payment.outTradeNo);
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
      return (await find(payment.outTradeNo))!;
    },
  };
}
