import assert from 'node:assert/strict';
import type { OrderEvent, OrderState } from '../../domain/badge-order.ts';
import { untyped } from '../../db/knex.ts';
import { createBuyer, newOrderNo, type Buyer, type Person } from '../support/order-fixture.ts';
import type { Workbench } from '../support/workbench.ts';

/** Nothing is to be paid for them: their lines are under review at once. */
export const vips = (count: number): Person[] => Array.from({ length: count }, () => ({ badgeType: 'vip' }));

/** Orders placed and moved as their run would, and what is on record of them; the bench is looked up at each call. */
export function createOrderSteps(bench: () => Workbench) {
  const placing = (
    { registrationId, attendeeIds }: Buyer,
    more: { pickup?: 'courier'; orderNo?: string; attendeeIds?: string[] } = {},
  ) =>
    ({
      orderNo: newOrderNo(),
      registrationId,
      attendeeIds,
      pickup: 'delegation',
      paymentWindowSeconds: 900,
      ...more,
    }) as const;
  const place = async (persons: Person[] = [{}], more: { pickup?: 'courier' } = {}) => {
    const buyer = await createBuyer(bench().store, persons);
    const order = placing(buyer, more);
    assert.ok('done' in (await bench().activities.localActivities.placeOrder(order)));
    return order;
  };
  const moveWith = (orderNo: string, from: OrderState, event: OrderEvent, captured?: object) =>
    bench().activities.localActivities.moveOrder({
      orderNo,
      from,
      event,
      closedReason: 'expired',
      ...(captured ? { captured: captured as never } : {}),
    });
  const move = async (...of: Parameters<typeof moveWith>) => (await moveWith(...of)).state;
  const column = <T>(table: string, orderNo: string, name: string, order: string) =>
    untyped(bench().store.knex)(table).where({ orderNo }).orderBy(order).pluck(name) as Promise<T[]>;
  const lines = (orderNo: string) => column<string>('order_lines', orderNo, 'state', 'lineNo');
  const events = (orderNo: string) => column<string>('events', orderNo, 'kind', 'eventId');
  const stateOf = async (orderNo: string) => (await column<string>('badge_orders', orderNo, 'state', 'orderNo'))[0];
  return { placing, place, moveWith, move, column, lines, events, stateOf };
}
