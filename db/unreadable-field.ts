import type { Knex } from 'knex';
import type { Place } from './personal-data.ts';

/** Of one field at most so often, however often it is read. */
const againAfterMs = 3_600_000;
/** Fields that one process remembers to have noted. */
const mostRemembered = 10_000;

/**
 * Keeps for attention which sealed fields did not open: for `createPersonalData`, which does not wait for it. A note that cannot be
 * written is left for the next time the field is met; `told` hears of each, by place alone.
 */
export function createUnreadableNotes(knex: Knex, told: (place: Place) => void = () => undefined): (place: Place) => void {
  const noted = new Map<string, number>();
  let waiting: Place[] = [];

  async function write(): Promise<void> {
    const places = waiting;
    waiting = [];
    try {
      const rows = places.map(({ table, column, row }) => ({ table, column, row }));
      await knex('unreadable_fields').insert(rows).onConflict(['table', 'column', 'row']).merge({ seen_at: knex.fn.now() });
    } catch {
      for (const place of places) noted.delete(keyOf(place));
    }
  }

  return (place) => {
    const key = keyOf(place);
    if ((noted.get(key) ?? -Infinity) > Date.now() - againAfterMs) return;
    if (noted.size >= mostRemembered) noted.clear();
    noted.set(key, Date.now());
    told(place);
    // Beside whatever is being read, which may be a transaction that is rolled back; a list's fields in one statement.
    if (waiting.push(place) === 1) setTimeout(() => void write(), 50).unref();
  };
}

function keyOf({ table, column, row }: Place): string {
  return JSON.stringify([table, column, row]);
}
