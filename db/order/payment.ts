import { orderTransitions } from '../../domain/badge-order.ts';
import { paymentTransitions, type Capture, type Channel, type PaymentEvent } from '../../domain/payment.ts';
import { nextState, statesAccepting } from '../../domain/state-machine.ts';
import { postings } from '../../domain/ledger.ts';
import type { Store } from '../knex.ts';
import { createLedger } from '../ledger.ts';
import type { Row } from '../query.ts';

/** Without an order: money under a number no order knows. */
export type PaymentRow = Row<'payments'>;

/** What a move writes beside the state. */
interface Facts {
  codeUrl?: string;
  providerTradeNo?: string;
  paidAt?: Date;
  capturedFen?: number;
}

/** Payment attempts. Moved only on behalf of the order's workflow, or of a late payment's. */
export function createPayments(store: Store) {
  const { knex } = store;

  async function move(outTradeNo: string, event: PaymentEvent, facts: Facts = {}): Promise<boolean> {
    for (const from of statesAccepting(paymentTransitions, event)) {
      const to = nextState(paymentTransitions, from, event)!;
      const ended = Object.keys(paymentTransitions[to]).length === 0 || to === 'closed';
      const moved = await knex('payments')
        .where({ outTradeNo, state: from })
        .update({ state: to, ...facts, ...(ended ? { endedAt: knex.fn.now() } : {}) });
      if (moved > 0) return true;
    }
    return false;
  }

  const factsOf = ({ providerTradeNo, amountFen, paidAt }: Capture) => ({
    providerTradeNo,
    paidAt: new Date(paidAt),
    capturedFen: amountFen,
  });

  async function find(outTradeNo: string): Promise<PaymentRow | undefined> {
    return await knex('payments').where({ outTradeNo }).first();
  }

  /** Whatever was open counts as superseded: its code may still be scanned. */
  async function supersede(orderNo: string, except = ''): Promise<void> {
    const open = await knex('payments')
      .where({ orderNo })
      .whereNot({ outTradeNo: except })
      .whereIn('state', statesAccepting(paymentTransitions, 'superseded'))
      .pluck('outTradeNo');
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
      const { orderNo, channel } = (await find(outTradeNo))!;
      if (orderNo === null) throw new Error(`Trade ${outTradeNo} is of no order: its capture pays none`);
      const order = (await knex('badge_orders').where({ orderNo }).forUpdate().first('state', 'payableFen'))!;
      if ((await find(outTradeNo))?.state === 'paid') return true;
      const isPayable = nextState(orderTransitions, order.state, 'payment_confirmed') !== undefined;
      if (
        !isPayable ||
        order.payableFen !== capture.amountFen ||
        !(await move(outTradeNo, 'captured', factsOf(capture)))
      )
        return false;
      await createLedger(store).post(postings.capture({ ...capture, orderNo, channel }));
      return true;
    },

    /** Under the order's lock: whether its own run takes this capture, so that it is nobody's late money. */
    async isAwaited(orderNo: string, { outTradeNo, amountFen }: Capture): Promise<boolean> {
      const order = await knex('badge_orders').where({ orderNo }).forUpdate().first('state', 'payableFen');
      const trade = await find(outTradeNo);
      const isOpen = order !== undefined && nextState(orderTransitions, order.state, 'payment_confirmed') !== undefined;
      return (
        isOpen &&
        order.payableFen === amountFen &&
        trade !== undefined &&
        nextState(paymentTransitions, trade.state, 'captured') !== undefined
      );
    },

    /** A capture no order keeps; whether this call booked it. One of a trade nobody knows gets its row here. */
    async suspend(capture: Capture, channel: Channel): Promise<boolean> {
      const { outTradeNo, amountFen } = capture;
      const facts = factsOf(capture);
      let booked = await move(outTradeNo, 'captured_late', facts);
      if (!booked) {
        const row = { outTradeNo, channel, amountFen, state: 'suspense' as const, expiresAt: facts.paidAt, ...facts };
        booked =
          (await knex('payments').insert(row).onConflict('outTradeNo').ignore().returning('outTradeNo')).length > 0;
      }
      const orderNo = (await find(outTradeNo))?.orderNo ?? null;
      if (booked) await createLedger(store).post(postings.suspense({ outTradeNo, amountFen, channel, orderNo }));
      return booked;
    },

    /** Takes part of the capture for a refund; false when that much is not left. The database refuses more than was captured. */
    async reserve(outTradeNo: string, amountFen: number): Promise<boolean> {
      const reserved = await knex('payments')
        .where({ outTradeNo })
        .whereRaw('reserved_fen + ? <= captured_fen', [amountFen])
        .update({ reservedFen: knex.raw('reserved_fen + ?', [amountFen]) });
      return reserved > 0;
    },

    /** What was reserved went back. */
    async gaveBack(outTradeNo: string, amountFen: number): Promise<void> {
      const [row] = await knex('payments')
        .where({ outTradeNo })
        .update({ refundedFen: knex.raw('refunded_fen + ?', [amountFen]) })
        .returning('*');
      if (row?.state === 'suspense' && row.refundedFen === row.capturedFen) await move(outTradeNo, 'suspense_refunded');
    },

    /**
     * The row of a new attempt, before the provider hears of it; whatever was open before counts as superseded. Undefined where the
     * order does not await just this payment. Within a transaction.
     */
    async begin(payment: {
      outTradeNo: string;
      orderNo: string;
      attempt: number;
      channel: Channel;
      amountFen: number;
      expiresAt: Date;
    }): Promise<PaymentRow | undefined> {
      // A repeat may run beside the first: one after the other, it finds the row instead of one of its other keys taken.
      const order = await knex('badge_orders')
        .where({ orderNo: payment.orderNo })
        .forUpdate()
        .first('state', 'payableFen');
      if (order?.state !== 'awaiting_payment' || order.payableFen !== payment.amountFen) return undefined;
      await supersede(payment.orderNo, payment.outTradeNo);
      await knex('payments')
        .insert({
          outTradeNo: payment.outTradeNo,
          orderNo: payment.orderNo,
          attempt: payment.attempt,
          channel: payment.channel,
          amountFen: payment.amountFen,
          state: 'opening',
          expiresAt: payment.expiresAt,
        })
        .onConflict('outTradeNo')
        .ignore();
      return await find(payment.outTradeNo);
    },
  };
}
