import type { Knex } from 'knex';

/** A form may be kept in part (G3.4): what it lacks is seen from the form itself, by one function, and no longer stored beside it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE registrations DROP COLUMN missing');
}

/** What half a form lacks is not told apart: it counts as filled in. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER TABLE registrations ADD COLUMN missing text[] NOT NULL DEFAULT '{unitInfo,procurementIntent}';
    UPDATE registrations SET missing = array_remove(array_remove(missing, CASE WHEN unit_info IS NULL THEN '' ELSE 'unitInfo' END),
      CASE WHEN procurement_intent IS NULL THEN '' ELSE 'procurementIntent' END);
  `);
}
