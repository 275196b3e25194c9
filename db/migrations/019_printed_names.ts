import type { Knex } from 'knex';

/** What a badge prints of a person whose name has a character that no font has: sealed as the name is, null where the name itself is printed. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE attendees ADD COLUMN printed_name bytea');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE attendees DROP COLUMN printed_name');
}
