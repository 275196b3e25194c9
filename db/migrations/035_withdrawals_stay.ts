import type { Knex } from 'knex';

/** That a unit withdrew is what its erasure is due by: no program may take that away. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('REVOKE DELETE, TRUNCATE ON withdrawals FROM expo_app');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('GRANT DELETE ON withdrawals TO expo_app');
}
