import type { Outcome } from '../../domain/errors.ts';
import { postings } from '../../domain/ledger.ts';
import { shareOut } from '../../domain/money.ts';
import { twoPeopleFromFen } from '../../domain/refund.ts';
import { createAudit } from '../audit.ts';
import { createEvents } from '../event.ts';
import { rowsOf, type Store } from '../knex.ts';
import { createLedger } from '../ledger.ts';
import { createPayments } from './payment.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { SealedField } from '../personal-data.ts';

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
  account: string;
  unitName: string | null;
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

const order: KeysetOrder = {
  by: [
    ['time', 'r.createdAt'],
    ['uuid', 'r.reductionId'],
  ],
  direction: 'desc',
};
const field = (row: string): SealedField => ({ table: 'reductions', column: 'reason', row });
const used = `coalesce((SELECT sum(u.amount_fen) FROM reduction_uses u JOIN badge_orders o USING (order_no)
  WHERE u.reduction_id = r.reduction_id AND o.state <> 'closed'), 0)`;

/** 减免: what the bureau waives (G6.1). */
export function createReductions(store: Store) {
  const { knex, personalData } = store;

  async function use(reductionId: string, orderNo: string, amountFen: number): Promise<void> {
    await knex('reduction_uses').insert({ reductionId, orderNo, amountFen });
    await createLedger(store).post(postings.reduction({ orderNo, amountFen, reductionId }));
  }

  const audit = ({
    staffId,
    subject,
    ...detail
  }: {
    staffId: string;
    subject: string;
    reductionId: string;
    amountFen: number;
  }) => createAudit(store).append({ staffId, action: 'reduction_granted', subject, detail });

  return {
    /**
     * Stands at once for a unit, for an order when its run has applied it: where one person's word is enough. From `twoPeopleFromFen` on
     * of what somebody alone has waived for a unit it waits for somebody else's; whether it does.
     */
    async insert({
      reductionId,
      registrationId,
      orderNo,
      amountFen,
      reason,
      staffId,
    }: NewReduction): Promise<{ isGranted: boolean }> {
      // Two at once would each see less than both.
      await knex('registrations').where({ registrationId }).forUpdate().first('registrationId');
      const alone = await knex('reductions')
        .where({ registrationId, staffId, confirmedBy: null })
        .whereNotNull('grantedAt')
        .whereNot({ reductionId })
        .first({ fen: knex.raw<number>('coalesce(sum(amount_fen), 0)::bigint') });
      const isEnough = alone!.fen + amountFen < twoPeopleFromFen;
      const added = await knex('reductions')
        .insert({
          reductionId,
          registrationId,
          orderNo,
          amountFen,
          reason: personalData.seal(field(reductionId), reason, registrationId),
          staffId,
          grantedAt: isEnough ? knex.fn.now() : null,
        })
        .onConflict('reductionId')
        .ignore()
        .returning('reductionId');
      if (added.length > 0 && isEnough && !orderNo)
        await audit({ staffId, subject: registrationId, reductionId, amountFen });
      const row = (await knex('reductions').where({ reductionId }).first('grantedAt'))!;
      return { isGranted: row.grantedAt !== null };
    },

    /** A second person's word; false when it has been said, or by who granted it. */
    async confirm(reductionId: string, staffId: string): Promise<boolean> {
      const [row] = await knex('reductions')
        .where({ reductionId, grantedAt: null })
        .whereNot({ staffId })
        .update({ grantedAt: knex.fn.now(), confirmedBy: staffId })
        .returning(['registrationId', 'orderNo', 'amountFen']);
      if (!row) return false;
      if (!row.orderNo) await audit({ staffId, subject: row.registrationId, reductionId, amountFen: row.amountFen });
      return true;
    },

    async find(reductionId: string): Promise<
      | {
          reductionId: string;
          registrationId: string;
          orderNo: string | null;
          staffId: string;
          isGranted: boolean;
          confirmedBy: string | null;
        }
      | undefined
    > {
      return knex('reductions')
        .where({ reductionId })
        .first('reductionId', 'registrationId', 'orderNo', 'staffId', 'confirmedBy', {
          isGranted: knex.raw<boolean>('granted_at IS NOT NULL'),
        });
    },

    /** Takes back one that no order used: its order was not there to be reduced any more. */
    async discard(reductionId: string): Promise<void> {
      await knex('reductions')
        .where({ reductionId })
        .whereNotExists(knex('reduction_uses').where({ reductionId }))
        .delete();
    },

    /** What of the unit's reductions an order of `totalFen` would use. */
    async available(registrationId: string, totalFen: number): Promise<number> {
      const rows = await rowsOf<{ left: number }>(
        knex,
        `SELECT coalesce(sum(r.amount_fen - ${used}), 0)::bigint AS left FROM reductions r
           WHERE r.registration_id = ? AND r.order_no IS NULL AND r.granted_at IS NOT NULL`,
        [registrationId],
      );
      return Math.min(totalFen, rows[0]!.left);
    },

    /** The unit's reductions, the oldest first, as far as the order can use them; whoever else places an order meanwhile waits. */
    async take(registrationId: string, totalFen: number): Promise<{ reductionId: string; amountFen: number }[]> {
      const own = () =>
        knex('reductions as r')
          .where({ 'r.registrationId': registrationId, 'r.orderNo': null })
          .whereNotNull('r.grantedAt')
          .orderBy(['r.createdAt', 'r.reductionId']);
      // Two statements: one that waited for the lock would still sum what was used when it began.
      await own().forUpdate().select('r.reductionId');
      const rows = await own().select('r.reductionId', { left: knex.raw<number>(`(r.amount_fen - ${used})::bigint`) });
      const takes: { reductionId: string; amountFen: number }[] = [];
      let due = totalFen;
      for (const { reductionId, left } of rows) {
        const amountFen = Math.min(due, left);
        if (amountFen > 0) takes.push({ reductionId, amountFen });
        due -= Math.max(0, amountFen);
      }
      return takes;
    },

    use,

    /** Takes a reduction off an order that awaits payment: each line then pays its share of what is left. */
    async applyToOrder(orderNo: string, reductionId: string): Promise<Outcome<{ payableFen: number }>> {
      const row = await knex('reductions').where({ reductionId, orderNo }).first();
      if (!row) return { refused: { code: 'not_found' } };
      if (!row.grantedAt) return { refused: { code: 'second_person_needed' } };
      const { amountFen, registrationId, staffId } = row;
      const before = (await knex('badge_orders').where({ orderNo }).forUpdate().first('state', 'payableFen'))!;
      const refusal =
        before.state !== 'awaiting_payment'
          ? 'order_not_reducible'
          : amountFen > before.payableFen
            ? 'reduction_too_large'
            : undefined;
      if (refusal) return { refused: { code: refusal, state: before.state } };
      // Codes that were handed out ask for the old amount.
      await createPayments(store).supersede(orderNo);
      const payableFen = before.payableFen - amountFen;
      await knex('badge_orders')
        .where({ orderNo })
        .update({ reductionFen: knex.raw('reduction_fen + ?', [amountFen]), payableFen });
      const lines = await knex('order_lines').where({ orderNo }).orderBy('lineNo').select('attendeeId', 'feeFen');
      const shares = shareOut(
        payableFen,
        lines.map((line) => line.feeFen),
      );
      for (const [index, { attendeeId }] of lines.entries())
        await knex('order_lines').where({ orderNo, attendeeId }).update({ payableFen: shares[index]! });
      await use(reductionId, orderNo, amountFen);
      await audit({ staffId, subject: orderNo, reductionId, amountFen });
      await createEvents(store).append({
        registrationId,
        orderNo,
        kind: 'reduced',
        actor: 'bureau',
        detail: { reductionId, amountFen, payableFen },
      });
      return { done: { payableFen } };
    },

    /** What an order has used of them. */
    async usedBy(orderNo: string): Promise<Pick<Reduction, 'reductionId' | 'amountFen' | 'reason' | 'by' | 'at'>[]> {
      const rows = await knex('reduction_uses as u')
        .join('reductions as r', 'r.reductionId', 'u.reductionId')
        .join('staff as s', 's.staffId', 'r.staffId')
        .where('u.orderNo', orderNo)
        .orderBy(['r.createdAt', 'r.reductionId'])
        .select('r.reductionId', 'u.amountFen', 'r.reason', { by: 's.login', at: 'r.createdAt' });
      return rows.map((row) => ({ ...row, reason: personalData.show(field(row.reductionId), row.reason) }));
    },

    /** How many of an edition wait for a second person. */
    async countWaiting(edition: string): Promise<number> {
      const row = await knex('reductions as r')
        .join('registrations as g', 'g.registrationId', 'r.registrationId')
        .where({ 'r.grantedAt': null, 'g.edition': edition })
        .first({ count: knex.raw<number>('count(*)::int') });
      return row!.count;
    },

    async list(
      of: { registrationId?: string | undefined; orderNo?: string | undefined; edition?: string | undefined },
      page: KeysetPage,
    ): Promise<Keyed<Reduction>[]> {
      const rows = await knex('reductions as r')
        .join('staff as s', 's.staffId', 'r.staffId')
        .join('registrations as g', 'g.registrationId', 'r.registrationId')
        .join('units as u', 'u.unitId', 'g.unitId')
        .where((which) => {
          if (of.registrationId !== undefined) void which.where('r.registrationId', of.registrationId);
          if (of.orderNo !== undefined) void which.where('r.orderNo', of.orderNo);
          if (of.edition !== undefined) void which.where('g.edition', of.edition);
        })
        .modify((query) => pageByKeyset(query, order, page))
        .select(
          'r.reductionId',
          'r.registrationId',
          'u.account',
          'g.unitName',
          'r.orderNo',
          'r.amountFen',
          'r.reason',
          {
            by: 's.login',
            at: 'r.createdAt',
            peopleNeeded: knex.raw<number>('CASE WHEN r.granted_at IS NULL THEN 1 ELSE 0 END'),
            leftFen: knex.raw<number>(`(r.amount_fen - ${used})::bigint`),
            keyset: keysetOf(knex, order),
          },
        );
      return rows.map((row) => ({ ...row, reason: personalData.show(field(row.reductionId), row.reason) }));
    },
  };
}
