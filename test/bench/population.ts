import { createBadgeOrders } from '../../db/badge-order.ts';
import { inTransaction, type Store } from '../../db/knex.ts';
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
    const orders = orderNos.map((order_no) => ({
      order_no, edition: '2', registration_id: registrationId, state: 'settled', people: 2, total_fen: 2 * feeFen, payable_fen: 2 * feeFen,
      pickup: 'delegation', refund_policy: 'failed_only', auto_refund_days: 30,
      expires_at: knex.fn.now(), paid_at: knex.fn.now(), ended_at: knex.fn.now(),
    })); // prettier-ignore
    const lines = attendeeIds.map((attendee_id, index) => ({
      order_no: orderNos[Math.floor(index / 2)]!, attendee_id, line_no: (index % 2) + 1, badge_type: 'professional', pickup: 'delegation',
      fee_fen: feeFen, payable_fen: feeFen, state: 'delivered',
    })); // prettier-ignore
    await knex.batchInsert('badge_orders', orders, 500);
    await knex.batchInsert('order_lines', lines, 500);
  });
  // As autovacuum does within a minute; without it the figure depends on whether that minute has passed.
  await store.knex.raw('ANALYZE badge_orders, order_lines, attendees');
}
