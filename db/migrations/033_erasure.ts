import type { Knex } from 'knex';

/** That a registration's personal data is gone, since when, why, and how much of it there was: it is added to and never changed. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    CREATE TABLE erasures (
      registration_id uuid PRIMARY KEY REFERENCES registrations,
      cause text NOT NULL CHECK (cause IN ('retention', 'withdrawal')),
      erased_at timestamptz NOT NULL DEFAULT now(),
      removed jsonb NOT NULL
    );
    REVOKE UPDATE, DELETE, TRUNCATE ON erasures FROM expo_app;
    CREATE TRIGGER erasures_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON erasures
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE erasures');
}
