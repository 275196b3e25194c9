import type { Actor } from '../../domain/event.ts';
import { orderTransitions, type ClosedReason, type OrderEvent, type OrderState } from '../../domain/badge-order.ts';
import { postings } from '../../domain/ledger.ts';
import { nextState } from '../../domain/state-machine.ts';
import { createEvents } from '../event.ts';
import { rowsOf, type Store } from '../knex.ts';
import { createLedger } from '../ledger.ts';
import { createOrderLines } from './badge-order-line.ts';
import type { Row } from '../query.ts';

export type OrderRow = Row<'badge_orders'>;

/** Of `badge_orders AS o`: the payment window, or the time in which a code can still be scanned, is long over and the run did nothing. */
export const orderIsOverdue = `o.attention IS NULL AND ((o.state = 'awaiting_payment' AND o.expires_at < now() - interval '5 minutes')
  OR (o.state = 'closing' AND o.expires_at < now() - interval '30 minutes'))`;

/** Badge orders. Written only by activities on behalf of the order's workflow. */
export function createBadgeOrders(store: Store) {
  const { knex } = store;

  return {
    async nextNumber(): Promise<string> {
      const [row] = await rowsOf<{ no: string }>(
        knex,
        "SELECT to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYMMDD') || lpad(nextval('order_numbers')::text, 8, '0') AS no",
      );
      return row!.no;
    },

    async stateOf(orderNo: string): Promise<OrderState> {
      return (await knex('badge_orders').where({ orderNo }).first('state'))!.state;
    },

    /**
     * Walks one edge of the order's table, with its lines and its event; the state it is in afterwards. A repeat finds the
     * order moved already and changes nothing.
     */
    async move({
      orderNo,
      from: expected,
      event,
      closedReason,
      actor,
    }: {
      orderNo: string;
      from: OrderState;
      event: OrderEvent;
      closedReason: ClosedReason;
      actor: Actor;
    }): Promise<OrderState> {
      const row = await knex('badge_orders')
        .where({ orderNo })
        .forUpdate()
        .first('registrationId', 'totalFen', 'reductionFen', 'state');
      if (!row || !nextState(orderTransitions, expected, event))
        throw new Error(`Order ${orderNo} cannot go from ${expected} on ${event}`);
      const from = row.state;
      const to = nextState(orderTransitions, from, event);
      // The answer to an earlier run of this was lost: what was decided then stands.
      if (!to) return from;
      await knex('badge_orders')
        .where({ orderNo })
        .update({
          state: to,
          ...(to === 'paid' ? { paidAt: knex.fn.now() } : {}),
          ...(to === 'closed' ? { closedReason } : {}),
          ...(to === 'closed' || to === 'settled' ? { endedAt: knex.fn.now() } : {}),
        });
      const registrationId = row.registrationId;
      await createEvents(store).append({
        registrationId,
        orderNo,
        kind: event,
        from,
        to,
        actor,
        ...(to === 'closed' ? { detail: { closedReason } } : {}),
      });
      const lines = createOrderLines(store);
      if (to === 'paid') await lines.move({ orderNo, registrationId, event: 'order_paid', actor });
      if (to === 'closed') {
        await lines.move({ orderNo, registrationId, event: 'order_closed', actor });
        await createLedger(store).post(
          postings.release({ orderNo, amountFen: row.totalFen, reductionFen: row.reductionFen }),
        );
      }
      return to;
    },

    /** Gives the payer more time (an operator's doing); undefined when the order does not await payment any more. */
    async extend({ orderNo, minutes }: { orderNo: string; minutes: number }): Promise<Date | undefined> {
      const [row] = await knex('badge_orders')
        .where({ orderNo, state: 'awaiting_payment' })
        .update({ expiresAt: knex.raw("expires_at + ? * interval '1 minute'", [minutes]) })
        .returning(['registrationId', 'expiresAt']);
      if (!row?.expiresAt) return undefined;
      const detail = { minutes, expiresAt: row.expiresAt.toISOString() };
      await createEvents(store).append({
        registrationId: row.registrationId,
        orderNo,
        kind: 'window_extended',
        actor: 'operator',
        detail,
      });
      return row.expiresAt;
    },

    /** Calls a human; the first reason stands until someone clears it. */
    async raiseAttention(orderNo: string, reason: string): Promise<void> {
      const [row] = await knex('badge_orders')
        .where({ orderNo })
        .whereNull('attention')
        .update({ attention: reason, attentionAt: knex.fn.now() })
        .returning('registrationId');
      if (row)
        await createEvents(store).append({
          registrationId: row.registrationId,
          orderNo,
          kind: 'attention_raised',
          actor: 'system',
          detail: { reason },
        });
    },

    /** Nobody is needed any more for what began with these words. */
    async clearAttention(orderNo: string, about: string): Promise<void> {
      const [row] = await knex('badge_orders')
        .where({ orderNo })
        .whereRaw('starts_with(attention, ?)', [about])
        .update({ attention: null, attentionAt: null })
        .returning('registrationId');
      if (row)
        await createEvents(store).append({
          registrationId: row.registrationId,
          orderNo,
          kind: 'attention_cleared',
          actor: 'system',
        });
    },

    async findRegistration(orderNo: string): Promise<string | undefined> {
      const row = await knex('badge_orders').where({ orderNo }).first('registrationId');
      return row?.registrationId;
    },

    async registrationOf(orderNo: string): Promise<string> {
      const registrationId = await this.findRegistration(orderNo);
      if (!registrationId) throw new Error(`Order ${orderNo} is not there`);
      return registrationId;
    },
  };
}
