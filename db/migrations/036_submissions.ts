import type { Knex } from 'knex';

/** The forms of each submission as they were (G4.1), sealed as a whole: a reviewer sees what a corrected one changed. Of those of before nothing was kept. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    CREATE TABLE submissions (
      submission_id uuid PRIMARY KEY,
      registration_id uuid NOT NULL REFERENCES registrations,
      round integer NOT NULL CHECK (round > 0),
      forms bytea NOT NULL,
      submitted_at timestamptz NOT NULL DEFAULT now(),
      UNIQUE (registration_id, round)
    );
    -- What was submitted is never changed; its key is what is destroyed.
    REVOKE UPDATE, DELETE, TRUNCATE ON submissions FROM expo_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE submissions');
}
