import { toSnakeCase } from './column-name.ts';
import type { SealedField } from './personal-data.ts';
import type { Db } from './query.ts';

/** Of one field at most so often, however often it is read. */
const againAfterMs = 3_600_000;
/** Fields that one process remembers to have noted. */
const mostRemembered = 10_000;

/**
 * Keeps for attention which sealed fields did not open: for `createPersonalData`, which does not wait for it. A note that cannot be
 * written is left for the next time the field is met; `told` hears of each, by place alone.
 */
export function createUnreadableNotes(
  knex: Db,
  told: (field: SealedField) => void = () => undefined,
): (field: SealedField) => void {
  const noted = new Map<string, number>();
  let waiting: SealedField[] = [];

  async function write(): Promise<void> {
    const fields = waiting;
    waiting = [];
    try {
      const rows = fields.map(({ table, column, row }) => ({ table, column: toSnakeCase(column), row }));
      await knex('unreadable_fields')
        .insert(rows)
        .onConflict(['table', 'column', 'row'])
        .merge({ seenAt: knex.fn.now() });
    } catch {
      for (const field of fields) noted.delete(keyOf(field));
    }
  }

  return (field) => {
    const key = keyOf(field);
    if ((noted.get(key) ?? -Infinity) > Date.now() - againAfterMs) return;
    if (noted.size >= mostRemembered) noted.clear();
    noted.set(key, Date.now());
    told(field);
    // Beside whatever is being read, which may be a transaction that is rolled back; a list's fields in one statement.
    if (waiting.push(field) === 1) setTimeout(() => void write(), 50).unref();
  };
}

function keyOf({ table, column, row }: SealedField): string {
  return JSON.stringify([table, column, row]);
}
