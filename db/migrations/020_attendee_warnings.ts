import type { Knex } from 'knex';

/** What looked wrong in a person's form and the unit said is right; which warnings stand follows from the form itself. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw("ALTER TABLE attendees ADD COLUMN confirmed_warnings text[] NOT NULL DEFAULT '{}'");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE attendees DROP COLUMN confirmed_warnings');
}
