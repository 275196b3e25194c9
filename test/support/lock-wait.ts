import { untyped, type Store } from '../../db/knex.ts';

/** Until a statement in this database waits for another transaction's lock: the moment two requests really meet. */
export function untilOneWaits({ knex }: Store): Promise<void> {
  return untyped(knex).transaction(async (trx) => {
    // The application's role is not shown what other sessions do.
    await trx.raw('SET LOCAL ROLE NONE');
    const waiting = async () =>
      (await trx('pg_stat_activity')
        .whereRaw("datname = current_database() AND wait_event_type = 'Lock'")
        .first('pid')) as unknown;
    // Within a transaction the statistics stand still until they are cleared.
    while (!(await waiting())) await trx.raw('SELECT pg_stat_clear_snapshot()');
  });
}
