import { untyped, type Store } from '../../db/knex.ts';

/** Until a statement in this database waits for another transaction's lock: the moment two requests really meet. */
export const untilOneWaits = (store: Store): Promise<void> => untilWaiting(store, 1);

/** Until so many statements wait; those for one row go on in the order in which they came. */
export function untilWaiting({ knex }: Store, statements: number): Promise<void> {
  return untyped(knex).transaction(async (trx) => {
    // The application's role is not shown what other sessions do.
    await trx.raw('SET LOCAL ROLE NONE');
    const waiting = async () =>
      (await trx('pg_stat_activity')
        .whereRaw("datname = current_database() AND wait_event_type = 'Lock'")
        .select('pid')) as unknown[];
    // Within a transaction the statistics stand still until they are cleared.
    while ((await waiting()).length < statements) await trx.raw('SELECT pg_stat_clear_snapshot()');
  });
}
