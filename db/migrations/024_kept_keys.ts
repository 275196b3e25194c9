import type { Knex } from 'knex';

/** Which documents the bureau said are a person's: a unit's change takes none of these away. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER TABLE list_keys ADD COLUMN is_kept boolean NOT NULL DEFAULT false;
    UPDATE list_keys SET is_kept = true
      WHERE attendee_id IN (SELECT (detail->>'attendeeId')::uuid FROM events WHERE kind = 'document_corrected');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE list_keys DROP COLUMN is_kept');
}
