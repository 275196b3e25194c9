import { randomUUID } from 'node:crypto';
import type { Engine } from '../../api/temporal.ts';
import type { Store } from '../../db/knex.ts';
import { createPersonReviews } from '../../db/person-review.ts';
import { createProductionBatches } from '../../db/production-batch.ts';

interface Parts {
  store: Store;
  engine: Engine;
  ask: (call: Promise<unknown>) => Promise<void>;
  pump: (ms: number) => Promise<void>;
  staff: ReadonlyMap<string, string>;
}

const quarterHourMs = 1_000_000;

/** Orders nobody pays end with their windows; those that owe nothing are reviewed, made and handed over. */
export async function finishOrders({ store, engine, ask, pump, staff }: Parts, orderNos: readonly string[]): Promise<void> {
  const staffId = staff.get('bureau')!;
  await pump(quarterHourMs);
  const paid = (await store.knex('badge_orders').whereIn('order_no', [...orderNos]).where({ state: 'paid' }).orderBy('order_no').pluck('order_no')) as string[]; // prettier-ignore
  for (const orderNo of paid) {
    const attendeeIds = (await store.knex('order_lines').where({ order_no: orderNo }).orderBy('line_no').pluck('attendee_id')) as string[];
    const [requestId, batchId] = [randomUUID(), randomUUID()];
    const reviews = createPersonReviews(store);
    await reviews.record(attendeeIds.map((attendeeId) => ({ attendeeId, orderNo, result: 'approve' as const })), { requestId, staffId }); // prettier-ignore
    await ask(engine.personsReviewed(orderNo, { verdictId: requestId, personReviewIds: (await reviews.recorded(requestId)).get(orderNo)! }));
    await pump(quarterHourMs);
    await createProductionBatches(store).insert({ batchId, staffId });
    await ask(engine.badgesBatched(orderNo, { batchId, attendeeIds }));
    await pump(quarterHourMs);
    await ask(engine.handOver(orderNo, { handOverId: randomUUID() }, randomUUID()));
    await pump(quarterHourMs);
  }
}
