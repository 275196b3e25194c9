import type { Engine } from '../../api/temporal.ts';
import type { Store } from '../../db/knex.ts';
import { batchBadges, handOver, judgePeople } from '../support/staff-request.ts';

interface Parts {
  store: Store;
  engine: Engine;
  ask: (call: Promise<unknown>) => Promise<void>;
  pump: (ms: number) => Promise<void>;
}

const quarterHourMs = 1_000_000;

/** Orders nobody pays end with their windows; those that owe nothing are reviewed, made and handed over. */
export async function finishOrders(parts: Parts, orderNos: readonly string[]): Promise<void> {
  const { store, ask, pump } = parts;
  await pump(quarterHourMs);
  const paid = await store
    .knex('badge_orders')
    .whereIn('orderNo', [...orderNos])
    .where({ state: 'paid' })
    .orderBy('orderNo')
    .pluck('orderNo');
  for (const orderNo of paid) {
    const attendeeIds = await store.knex('order_lines').where({ orderNo }).orderBy('lineNo').pluck('attendeeId');
    await ask(
      judgePeople(
        parts,
        orderNo,
        attendeeIds.map((attendeeId) => ({ attendeeId, result: 'approve' as const })),
      ),
    );
    await pump(quarterHourMs);
    await ask(batchBadges(parts, orderNo, attendeeIds));
    await pump(quarterHourMs);
    await ask(handOver(parts, orderNo));
    await pump(quarterHourMs);
  }
}
