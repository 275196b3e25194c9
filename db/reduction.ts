import type { Outcome } from '../domain/errors.ts';
import { postings } from '../domain/ledger.ts';
import { shareOut } from '../domain/money.ts';
import { twoPeopleFromFen } from '../domain/refund.ts';
import { createAudit } from './audit.ts';
import { createEvents } from './event.ts';
import type { Store } from './knex.ts';
import { createLedger } from './ledger.ts';
import { createPayments } from './payment.ts';
import { pageByKeyset, type KeysetPage } from './keyset.ts';

export interface NewReduction {
  reductionId: string;
  registrationId: string;
  /** Of this order alone; else of whatever the unit orders until it is used up. */
  orderNo: string | null;
  amountFen: number;
  reason: string;
  staffId: string;
}

export interface Reduction {
  reductionId: string;
  registrationId: string;
  orderNo: string | null;
  amountFen: number;
  /** What is not used yet: an order that closed unpaid gives its part back. */
  leftFen: number;
  reason: string;
  by: string;
  /** 1 while it waits for a second person's word and does not count. */
  peopleNeeded: number;
  at: Date;
}

const place = (row: string) => ({ table: 'reductions', column: 'reason', row });
const used = `coalesce((SELECT sum(u.amount_fen) FROM reduction_uses u JOIN badge_orders o USING (order_no)
  WHERE u.reduction_id = r.reduction_id AND o.state <> 'closed'), 0)`;

/** 减免: what the bureau waives (G6.1). */
export function createReductions(store: Store) {
  const { knex, personalData } = store;

  async function use(reductionId: string, orderNo: string, amountFen: number): Promise<void> {
    await knex('reduction_uses').insert({ reduction_id: reductionId, order_no: orderNo, amount_fen: amountFen });
    await createLedger(store).post(postings.reduction({ orderNo, amountFen, reductionId }));
  }

  const audit = ({ staffId, subject, ...detail }: { staffId: string; subject: string; reductionId: string; amountFen: number }) =>
    createAudit(store).append({ staffId, action: 'reduction_granted', subject, detail });

  return {
    /**
     * Stands at once for a unit, for an order when its run has applied it: where one person's word is enough. From `twoPeopleFromFen` on
     * of what somebody alone has waived for a unit it waits for somebody else's; whether it does.
     */
    async insert({ reductionId, registrationId, orderNo, amountFen, reason, staffId }: NewReduction): Promise<{ isGranted: boolean }> {
      // Two at once would each see less than both.
      await knex('registrations').where({ registration_id: registrationId }).forUpdate().first('registration_id');
      const { fen: aloneFen } = (await knex('reductions')
        .where({ registration_id: registrationId, staff_id: staffId, confirmed_by: null })
        .whereNotNull('granted_at')
        .whereNot({ reduction_id: reductionId })
        .first(knex.raw('coalesce(sum(amount_fen), 0)::bigint AS fen'))) as { fen: number };
      const isEnough = aloneFen + amountFen < twoPeopleFromFen;
      const added = await knex('reductions')
        .insert({
          reduction_id: reductionId,
          registration_id: registrationId,
          order_no: orderNo,
          amount_fen: amountFen,
          reason: personalData.seal(place(reductionId), reason),
          staff_id: staffId,
          granted_at: isEnough ? knex.fn.now() : null,
        })
        .onConflict('reduction_id')
        .ignore()
        .returning('reduction_id');
      if (added.length > 0 && isEnough && !orderNo) await audit({ staffId, subject: registrationId, reductionId, amountFen });
      const row = (await knex('reductions').where({ reduction_id: reductionId }).first('granted_at')) as { granted_at: Date | null };
      return { isGranted: row.granted_at !== null };
    },

    /** A second person's word; false when it has been said, or by who granted it. */
    async confirm(reductionId: string, staffId: string): Promise<boolean> {
      const [row] = await knex('reductions')
        .where({ reduction_id: reductionId, granted_at: null })
        .whereNot({ staff_id: staffId })
        .update({ granted_at: knex.fn.now(), confirmed_by: staffId })
        .returning<{ registration_id: string; order_no: string | null; amount_fen: number }[]>(['registration_id', 'order_no', 'amount_fen']);
      if (!row) return false;
      if (!row.order_no) await audit({ staffId, subject: row.registration_id, reductionId, amountFen: row.amount_fen });
      return true;
    },

    async find(
      reductionId: string,
    ): Promise<
      | { reductionId: string; registrationId: string; orderNo: string | null; staffId: string; isGranted: boolean; confirmedBy: string | null }
      | undefined
    > {
      return knex('reductions')
        .where({ reduction_id: reductionId })
        .first({
          reductionId: 'reduction_id',
          registrationId: 'registration_id',
          orderNo: 'order_no',
          staffId: 'staff_id',
          confirmedBy: 'confirmed_by',
        })
        .select(knex.raw('granted_at IS NOT NULL AS "isGranted"')) as Promise<never>;
    },

    /** Takes back one that no order used: its order was not there to be reduced any more. */
    async discard(reductionId: string): Promise<void> {
      await knex('reductions')
        .where({ reduction_id: reductionId })
        .whereNotExists(knex('reduction_uses').where({ reduction_id: reductionId }))
        .delete();
    },

    /** What of the unit's reductions an order of `totalFen` would use. */
    async available(registrationId: string, totalFen: number): Promise<number> {
      const { rows } = (await knex.raw(
        `SELECT coalesce(sum(r.amount_fen - ${used}), 0)::bigint AS left FROM reductions r
           WHERE r.registration_id = ? AND r.order_no IS NULL AND r.granted_at IS NOT NULL`,
        [registrationId],
      )) as { rows: { left: number }[] };
      return Math.min(totalFen, rows[0]!.left);
    },

    /** The unit's reductions, the oldest first, as far as the order can use them; whoever else places an order meanwhile waits. */
    async take(registrationId: string, totalFen: number): Promise<{ reductionId: string; amountFen: number }[]> {
      const own = () =>
        knex('reductions as r')
          .where({ 'r.registration_id': registrationId, 'r.order_no': null })
          .whereNotNull('r.granted_at')
          .orderBy(['r.created_at', 'r.reduction_id']);
      // Two statements: one that waited for the lock would still sum what was used when it began.
      await own().forUpdate().select('r.reduction_id');
      const rows = (await own()
        .select({ id: 'r.reduction_id' })
        .select(knex.raw(`(r.amount_fen - ${used})::bigint AS left`))) as { id: string; left: number }[];
      const takes: { reductionId: string; amountFen: number }[] = [];
      let due = totalFen;
      for (const { id, left } of rows) {
        const amountFen = Math.min(due, left);
        if (amountFen > 0) takes.push({ reductionId: id, amountFen });
        due -= Math.max(0, amountFen);
      }
      return takes;
    },

    use,

    /** Takes a reduction off an order that awaits payment: each line then pays its share of what is left. */
    async applyToOrder(orderNo: string, reductionId: string): Promise<Outcome<{ payableFen: number }>> {
      const row = (await knex('reductions').where({ reduction_id: reductionId, order_no: orderNo }).first()) as
        | { amount_fen: number; registration_id: string; staff_id: string; granted_at: Date | null }
        | undefined;
      if (!row) return { refused: { code: 'not_found' } };
      if (!row.granted_at) return { refused: { code: 'second_person_needed' } };
      const { amount_fen: amountFen, registration_id: registrationId, staff_id: staffId } = row;
      const order = (await knex('badge_orders').where({ order_no: orderNo }).forUpdate().first('state', 'payable_fen')) as {
        state: string;
        payable_fen: number;
      };
      const refusal = order.state !== 'awaiting_payment' ? 'order_not_reducible' : amountFen > order.payable_fen ? 'reduction_too_large' : undefined;
      if (refusal) return { refused: { code: refusal, state: order.state } };
      // Codes that were handed out ask for the old amount.
      await createPayments(store).supersede(orderNo);
      const payableFen = order.payable_fen - amountFen;
      await knex('badge_orders')
        .where({ order_no: orderNo })
        .update({ reduction_fen: knex.raw('reduction_fen + ?', [amountFen]), payable_fen: payableFen });
      const lines = (await knex('order_lines').where({ order_no: orderNo }).orderBy('line_no').select('attendee_id', 'fee_fen')) as {
        attendee_id: string;
        fee_fen: number;
      }[];
      const shares = shareOut(payableFen, lines.map((line) => line.fee_fen)); // prettier-ignore
      for (const [index, { attendee_id }] of lines.entries())
        await knex('order_lines').where({ order_no: orderNo, attendee_id }).update({ payable_fen: shares[index]! });
      await use(reductionId, orderNo, amountFen);
      await audit({ staffId, subject: orderNo, reductionId, amountFen });
      await createEvents(store).append({ registrationId, orderNo, kind: 'reduced', actor: 'bureau', detail: { reductionId, amountFen, payableFen } });
      return { done: { payableFen } };
    },

    async list(
      of: { registrationId?: string | undefined; orderNo?: string | undefined },
      page: KeysetPage,
    ): Promise<(Reduction & { keyset: string })[]> {
      const rows = await knex('reductions as r')
        .join('staff as s', 's.staff_id', 'r.staff_id')
        .where((which) => {
          if (of.registrationId !== undefined) void which.where('r.registration_id', of.registrationId);
          if (of.orderNo !== undefined) void which.where('r.order_no', of.orderNo);
        })
        .modify((query) => pageByKeyset(knex, query, { time: 'r.created_at', id: 'r.reduction_id', direction: 'desc' }, page))
        .select<(Omit<Reduction, 'reason'> & { reason: Buffer; keyset: string })[]>({
          reductionId: 'r.reduction_id',
          registrationId: 'r.registration_id',
          orderNo: 'r.order_no',
          amountFen: 'r.amount_fen',
          reason: 'r.reason',
          by: 's.login',
          at: 'r.created_at',
        })
        .select(knex.raw('CASE WHEN r.granted_at IS NULL THEN 1 ELSE 0 END AS "peopleNeeded"'))
        .select(knex.raw(`(r.amount_fen - ${used})::bigint AS "leftFen"`));
      return rows.map((row) => ({ ...row, reason: personalData.show(place(row.reductionId), row.reason) }));
    },
  };
}
