import type { Knex } from 'knex';

/** Logins, failed logins and logouts among what staff did: from where (sealed), by which request; and lists of many entries stay quick. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER TABLE audit_entries ADD COLUMN address bytea, ADD COLUMN request_id uuid;
    CREATE INDEX audit_entries_latest ON audit_entries (at, row_id);
    CREATE INDEX audit_entries_action ON audit_entries (action, at, row_id);
    CREATE INDEX audit_entries_subject ON audit_entries (subject, at, row_id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    DROP INDEX audit_entries_latest, audit_entries_action, audit_entries_subject;
    ALTER TABLE audit_entries DROP COLUMN address, DROP COLUMN request_id;
  `);
}
