import type { Store } from '../../db/knex.ts';

/** Until a statement in this database waits for another transaction's lock: the moment two requests really meet. */
export async function untilOneWaits({ knex }: Store): Promise<void> {
  const waiting = () => knex('pg_stat_activity').whereRaw("datname = current_database() AND wait_event_type = 'Lock'").first('pid');
  while (!(await waiting()));
}
