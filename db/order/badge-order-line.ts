import type { Actor } from '../../domain/event.ts';
import type { PickupWay } from '../../domain/attendee.ts';
import { lineEnded, lineTransitions, type LineEvent, type LinesStatus } from '../../domain/badge.ts';
import { nextState, statesAccepting } from '../../domain/state-machine.ts';
import { createEvents } from '../event.ts';
import type { Store } from '../knex.ts';

interface Move {
  orderNo: string;
  registrationId: string;
  event: LineEvent;
  actor: Actor;
  /** Only these people; all whose state accepts the event when left out. */
  attendeeIds?: readonly string[];
  detail?: Record<string, unknown>;
}

/** The lines of orders: one person's badge each. Moved only on behalf of the order's workflow. */
export function createOrderLines(store: Store) {
  const { knex } = store;
  return {
    /** Moves every line that accepts the event and tells whom it moved; lines elsewhere stay as they are. */
    async move({ orderNo, registrationId, event, actor, attendeeIds, detail }: Move): Promise<string[]> {
      const moved: string[] = [];
      for (const from of statesAccepting(lineTransitions, event)) {
        const to = nextState(lineTransitions, from, event)!;
        const query = knex('order_lines').where({ orderNo, state: from });
        if (attendeeIds) void query.whereIn('attendeeId', [...attendeeIds]);
        const rows = await query.update({ state: to, stateAt: knex.fn.now() }).returning('attendeeId');
        if (rows.length === 0) continue;
        const ids = rows.map((row) => row.attendeeId);
        moved.push(...ids);
        await createEvents(store).append({
          registrationId,
          orderNo,
          kind: event,
          from,
          to,
          actor,
          detail: { ...detail, people: ids.length, attendeeIds: ids },
        });
      }
      return moved;
    },

    /** Whose badge is made and waits to leave by this way. */
    async madeFor(orderNo: string, pickup: PickupWay): Promise<string[]> {
      const rows = await knex('order_lines').where({ orderNo, state: 'badge_made', pickup }).select('attendeeId');
      return rows.map((row) => row.attendeeId);
    },

    async standing(orderNo: string): Promise<LinesStatus> {
      const rows = await knex('order_lines')
        .where({ orderNo })
        .groupBy('state', 'payableFen')
        .select('state', 'payableFen', { lines: knex.raw<number>('count(*)::int') });
      const counts: LinesStatus['counts'] = {};
      for (const { state, lines } of rows) counts[state] = (counts[state] ?? 0) + lines;
      const refundDue = rows
        .filter(({ state, payableFen }) => state === 'review_failed' && payableFen > 0)
        .reduce((sum, { lines }) => sum + lines, 0);
      return { counts, allEnded: rows.every(lineEnded), refundDue };
    },
  };
}
