import { createBadgeOrders } from '../../db/order/badge-order.ts';
import { inTransaction, untyped, type Store } from '../../db/knex.ts';
import { createBuyer, type Buyer } from '../support/order-fixture.ts';

/** Units that can order, with so many people each; made in the database: how they come to be is not what is measured. */
export function createBuyers(store: Store, count: number, people: number): Promise<Buyer[]> {
  const persons = Array.from({ length: people }, () => ({}));
  return inTransaction(store, async (trx) => {
    const buyers: Buyer[] = [];
    for (let n = 0; n < count; n++) buyers.push(await createBuyer(trx, persons));
    return buyers;
  });
}

/** Settled orders of two people each, for a unit's list to be long. */
export async function createSettledOrders(store: Store, { registrationId, attendeeIds }: Buyer): Promise<void> {
  const feeFen = 20_000;
  await inTransaction(store, async (trx) => {
    const { knex } = trx;
    const orderNos: string[] = [];
    for (let n = 0; n < attendeeIds.length / 2; n++) orderNos.push(await createBadgeOrders(trx).nextNumber());
    const orders = orderNos.map(
      (orderNo) =>
        ({
          orderNo,
          edition: '2',
          registrationId,
          state: 'settled',
          people: 2,
          totalFen: 2 * feeFen,
          payableFen: 2 * feeFen,
          pickup: 'delegation',
          refundPolicy: 'failed_only',
          autoRefundDays: 30,
          expiresAt: knex.fn.now(),
          paidAt: knex.fn.now(),
          endedAt: knex.fn.now(),
        }) as const,
    );
    const lines = attendeeIds.map(
      (attendeeId, index) =>
        ({
          orderNo: orderNos[Math.floor(index / 2)]!,
          attendeeId,
          lineNo: (index % 2) + 1,
          badgeType: 'professional',
          pickup: 'delegation',
          feeFen,
          payableFen: feeFen,
          state: 'delivered',
        }) as const,
    );
    await knex.batchInsert('badge_orders', orders, 500);
    await knex.batchInsert('order_lines', lines, 500);
  });
  // As autovacuum does within a minute; without it the figure depends on whether that minute has passed.
  await untyped(store.knex).raw('ANALYZE badge_orders, order_lines, attendees');
}
