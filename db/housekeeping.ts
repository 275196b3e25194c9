import type { Store } from './knex.ts';

/** Removes what nobody can need any more; how many rows of each kind. Safe to run at any time, by any number at once. */
export async function purge({ knex }: Store): Promise<Record<string, number>> {
  const older = (column: string, days: number) => knex.raw(`${column} < now() - ? * interval '1 day'`, [days]);
  return {
    sessions: await knex('sessions').where(older('expires_at', 0)).delete(),
    // The contract of an idempotency key is a week.
    idempotencyKeys: await knex('idempotency_keys').where(older('created_at', 7)).delete(),
    // Accounts that were asked for and refused: nobody can log in to them.
    units: await knex('units').whereNull('opened_at').where(older('created_at', 7)).delete(),
    // An effect must be remembered for as long as its run may repeat it.
    effects: await knex('effects').where(older('at', 180)).delete(),
  };
}
