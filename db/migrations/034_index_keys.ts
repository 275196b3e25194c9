import type { Knex } from 'knex';

/**
 * Which key of the ring made a blind index, so that another can take its place: a document on a list has a row for each such key,
 * and bears itself, sealed, so that a row for one more can be made. Rows of before are of the one key there was, which rings call i1,
 * and each of a document of its own.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER TABLE list_keys ADD COLUMN index_key text NOT NULL DEFAULT 'i1', ADD COLUMN document_id uuid NOT NULL DEFAULT gen_random_uuid(),
      ADD COLUMN document bytea;
    ALTER TABLE list_keys ALTER COLUMN index_key DROP DEFAULT, ALTER COLUMN document_id DROP DEFAULT,
      ADD CONSTRAINT list_keys_document_id_index_key_key UNIQUE (document_id, index_key);
    ALTER TABLE attendees ADD COLUMN likeness_key text;
    UPDATE attendees SET likeness_key = 'i1' WHERE likeness_index IS NOT NULL;
    ALTER TABLE attendees ADD CONSTRAINT attendees_likeness_check CHECK ((likeness_index IS NULL) = (likeness_key IS NULL));
  `);
}

/** Rows of other keys than the one there was are in nobody's way. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER TABLE attendees DROP COLUMN likeness_key;
    ALTER TABLE list_keys DROP COLUMN document, DROP COLUMN document_id, DROP COLUMN index_key;
  `);
}
