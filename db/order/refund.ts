import { randomUUID } from 'node:crypto';
import type { Outcome } from '../../domain/errors.ts';
import type { Actor, EventKind } from '../../domain/event.ts';
import { postings } from '../../domain/ledger.ts';
import {
  refundFaults,
  refundTransitions,
  twoPeopleFromFen,
  type RefundEvent,
  type RefundState,
  type RefundToMake,
} from '../../domain/refund.ts';
import { nextState, statesAccepting } from '../../domain/state-machine.ts';
import { createAudit } from '../audit.ts';
import { createBadgeOrders } from './badge-order.ts';
import { createEvents } from '../event.ts';
import type { Store } from '../knex.ts';
import { createLedger } from '../ledger.ts';
import { createOrderLines } from './badge-order-line.ts';
import { createPayments } from './payment.ts';
import type { SealedField } from '../personal-data.ts';
import type { Row } from '../query.ts';
import { createRefusedMessages } from '../refused-message.ts';
import { isRowId } from '../staff-request.ts';
import { createStaffRights } from '../staff-right.ts';
import { nobody } from '../data-key.ts';

export type RefundRow = Row<'refunds'>;

interface RefundRequest {
  refundRequestId: string;
  orderNo: string;
  attendeeIds: readonly string[];
  reason: string;
}

export const refundReasonField = (row: string): SealedField => ({ table: 'refund_requests', column: 'reason', row });

/** Refunds. What a unit asks for is its own draft; everything else is written on behalf of the order's workflow and the refund's. */
export function createRefunds(store: Store) {
  const { knex, personalData } = store;

  async function find(refundNo: string): Promise<RefundRow | undefined> {
    return await knex('refunds').where({ refundNo }).first();
  }

  async function tell({ orderNo, refundNo, amountFen }: RefundRow, kind: EventKind, actor: Actor, more: object = {}) {
    if (!orderNo) return;
    const registrationId = await createBadgeOrders(store).registrationOf(orderNo);
    await createEvents(store).append({
      registrationId,
      orderNo,
      kind,
      actor,
      detail: { refundNo, amountFen, ...more },
    });
  }

  return {
    find,

    async request({ refundRequestId, orderNo, attendeeIds, reason }: RefundRequest): Promise<void> {
      const owner = await createBadgeOrders(store).registrationOf(orderNo);
      await knex('refund_requests')
        .insert({
          refundRequestId,
          orderNo,
          attendeeIds: [...attendeeIds],
          reason: personalData.seal(refundReasonField(refundRequestId), reason, owner),
        })
        .onConflict('refundRequestId')
        .ignore();
    },

    /** Takes lines of a paid order for a refund, and their money out of the capture, both under lock; or why not (G7.2). */
    async reserveLines({
      orderNo,
      refundNo,
      refundRequestId,
    }: {
      orderNo: string;
      refundNo: string;
      /** All failed people something was paid for, when left out: the system does what the unit did not. */
      refundRequestId?: string;
    }): Promise<Outcome<RefundToMake>> {
      const order = (await knex('badge_orders')
        .where({ orderNo })
        .forUpdate()
        .first('registrationId', 'refundPolicy', 'state'))!;
      const payment = await knex('payments').where({ orderNo, state: 'paid' }).first('outTradeNo', 'channel');
      const request = isRowId(refundRequestId)
        ? await knex('refund_requests')
            .where({ refundRequestId, orderNo, usedAt: null })
            .update({ usedAt: knex.fn.now() })
            .returning('attendeeIds')
        : [];
      if (refundRequestId !== undefined && request.length === 0) {
        await createRefusedMessages(store).note({ subject: orderNo, kind: 'request_refund', fault: 'no_request' });
        return { refused: { code: 'not_found' } };
      }
      const asked = request[0]?.attendeeIds;
      const lines = await knex('order_lines')
        .where({ orderNo })
        .modify(
          (rows) =>
            void (asked
              ? rows.whereIn('attendeeId', asked)
              : rows.where({ state: 'review_failed' }).where('payableFen', '>', 0)),
        )
        .orderBy('lineNo')
        .select('attendeeId', 'state', 'payableFen');
      const errors = refundFaults(order.refundPolicy, asked ?? [], lines);
      if (!payment || errors.length > 0 || lines.length === 0)
        return { refused: { code: 'line_not_refundable', state: order.state, errors } };
      const amountFen = lines.reduce((sum, line) => sum + line.payableFen, 0);
      const { outTradeNo, channel } = payment;
      // Cannot happen while lines are refunded once; if it does, no money moves.
      if (!(await createPayments(store).reserve(outTradeNo, amountFen)))
        throw new Error(`Trade ${outTradeNo} has no ${amountFen} fen left to refund`);
      const [row] = await knex('refunds')
        .insert({
          refundNo,
          outTradeNo,
          orderNo,
          kind: 'lines',
          amountFen,
          state: 'requested',
          requestedBy: refundRequestId ? 'unit' : 'system',
          refundRequestId: refundRequestId ?? null,
        })
        .returning('*');
      await knex('refund_lines').insert(
        lines.map((line) => ({ refundNo, orderNo, attendeeId: line.attendeeId, amountFen: line.payableFen })),
      );
      const actor = refundRequestId ? 'unit' : 'system';
      const attendeeIds = lines.map((line) => line.attendeeId);
      const registrationId = order.registrationId;
      await createOrderLines(store).move({
        orderNo,
        registrationId,
        event: 'refund_reserved',
        actor,
        attendeeIds,
        detail: { refundNo },
      });
      await tell(row!, 'refund_requested', actor, { people: lines.length });
      return { done: { refundNo, orderNo, outTradeNo, channel, amountFen } };
    },

    /** Takes the whole of a capture no order keeps. */
    async reserveSuspense({ outTradeNo, refundNo, orderNo, amountFen }: Omit<RefundToMake, 'channel'>): Promise<void> {
      if (!(await createPayments(store).reserve(outTradeNo, amountFen)))
        throw new Error(`Trade ${outTradeNo} has no ${amountFen} fen left to refund`);
      await knex('refunds').insert({
        refundNo,
        outTradeNo,
        orderNo,
        kind: 'suspense',
        amountFen,
        state: 'requested',
        requestedBy: 'system',
      });
    },

    /** Walks one edge of the refund's table; a repeat finds it walked. `refusal`: the provider's word, where a human is needed. */
    async move(
      refundNo: string,
      event: RefundEvent,
      { refusal = null, byHand, actor = 'provider' }: { refusal?: string | null; byHand?: boolean; actor?: Actor } = {},
    ): Promise<RefundRow> {
      for (const from of statesAccepting(refundTransitions, event)) {
        const to = nextState(refundTransitions, from, event)!;
        const [row] = await knex('refunds')
          .where({ refundNo, state: from })
          .update({ state: to, stateAt: knex.fn.now(), refusal, ...(byHand === undefined ? {} : { byHand }) })
          .returning('*');
        if (!row) continue;
        const kind =
          event !== 'refunded'
            ? (`refund_${event}` as const)
            : row.kind === 'suspense'
              ? 'late_payment_refunded'
              : 'refund_made';
        await tell(row, kind, actor, refusal ? { refusal } : {});
        return row;
      }
      const row = await find(refundNo);
      // The answer to an earlier run of this was lost: what was decided then stands. Money is said to be back from `refunding` alone.
      if (row && (event !== 'refunded' || row.state === 'refunded')) return row;
      throw new Error(`Refund ${refundNo} is ${row?.state ?? 'not there'}: it cannot take ${event}`);
    },

    /** The money went back: refund, capture, ledger and lines say so together, and the people are free. */
    async complete(refundNo: string, byHand: boolean): Promise<RefundRow> {
      const refund = await this.move(refundNo, 'refunded', { byHand });
      const { outTradeNo, orderNo, amountFen, kind } = refund;
      const payments = createPayments(store);
      await payments.gaveBack(outTradeNo, amountFen);
      const { channel } = (await payments.find(outTradeNo))!;
      await createLedger(store).post(
        postings.refund({ orderNo, amountFen, channel, refundNo, ofSuspense: kind === 'suspense', byHand }),
      );
      if (kind === 'lines' && orderNo) {
        const attendeeIds = await knex('refund_lines').where({ refundNo }).pluck('attendeeId');
        const registrationId = await createBadgeOrders(store).registrationOf(orderNo);
        await createOrderLines(store).move({
          orderNo,
          registrationId,
          event: 'refunded',
          actor: 'system',
          attendeeIds,
          detail: { refundNo },
        });
      }
      return refund;
    },

    /** A member of staff says it was paid by hand; whether enough people have said so now. */
    async settle({
      refundNo,
      staffId,
      reference,
    }: {
      refundNo: string;
      staffId: string;
      reference: string;
    }): Promise<{ isNew: boolean; isEnough: boolean }> {
      const rowId = randomUUID();
      const sealed = personalData.seal(
        { table: 'refund_settlements', column: 'reference', row: rowId },
        reference,
        nobody,
      );
      const added = await knex('refund_settlements')
        .insert({ refundNo, staffId, reference: sealed, rowId })
        .onConflict(['refundNo', 'staffId'])
        .ignore()
        .returning('staffId');
      return { isNew: added.length > 0, ...(await this.settledBy(refundNo)) };
    },

    /** By how many who may say so it was said that it was paid by hand, and whether those are enough. */
    async settledBy(refundNo: string): Promise<{ people: number; isEnough: boolean }> {
      const rights = createStaffRights(store);
      const registrationId = await rights.registrationOf('settle_refund', refundNo);
      const staffIds = await knex('refund_settlements').where({ refundNo }).pluck('staffId');
      let people = 0;
      // One after the other: inside a transaction they share a connection, which takes one query at a time.
      for (const staffId of staffIds) if (!(await rights.refusal('settle_refund', staffId, registrationId))) people++;
      const { amountFen } = (await find(refundNo))!;
      return { people, isEnough: people >= (amountFen < twoPeopleFromFen ? 1 : 2) };
    },

    /** Staff have it tried again, or it was paid by hand. */
    async takeUp(
      refundNo: string,
      { kind, staffId }: { kind: 'retry_refund' | 'settle_refund'; staffId: string },
    ): Promise<Outcome<{ state: RefundState; byHand: boolean }>> {
      const refund = await knex('refunds').where({ refundNo }).forUpdate().first();
      if (refund?.state !== 'needs_attention')
        return { refused: { code: 'refund_not_waiting', state: refund?.state ?? 'not there' } };
      const byHand = kind === 'settle_refund';
      if (byHand && !(await this.settledBy(refundNo)).isEnough)
        return { refused: { code: 'second_person_needed', state: refund.state } };
      if (!byHand)
        await createAudit(store).append({
          staffId,
          action: 'refund_retried',
          subject: refundNo,
          detail: { was: refund.refusal },
        });
      return { done: { state: (await this.move(refundNo, 'taken_up', { actor: 'operator' })).state, byHand } };
    },
  };
}
