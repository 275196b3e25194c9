import type { Knex } from 'knex';

/** What is reached from outside: streams that end with their session, limits an operator sees, seeds that know their own rows, events nobody rewrites. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events EXECUTE FUNCTION refuse_change();
    REVOKE UPDATE, DELETE, TRUNCATE ON events FROM expo_app;

    -- Whoever follows a registration is woken when a session of its unit ends: the stream that lived on it ends too.
    CREATE FUNCTION announce_session_end() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_notify('progress', registration_id::text) FROM registrations WHERE unit_id = OLD.unit_id;
      RETURN NULL;
    END $$;
    CREATE TRIGGER sessions_announce_end AFTER DELETE ON sessions FOR EACH ROW
      WHEN (OLD.unit_id IS NOT NULL) EXECUTE FUNCTION announce_session_end();

    -- Everything that is counted and limited, not logins alone; what has expired is purged by its age.
    ALTER TABLE login_tries RENAME TO limit_counts;
    ALTER TABLE limit_counts RENAME CONSTRAINT login_tries_pkey TO limit_counts_pkey;
    CREATE INDEX limit_counts_expire ON limit_counts (expire);

    -- Limits of everybody together that were met: an operator sees them.
    CREATE TABLE breakers (
      name text PRIMARY KEY,
      since timestamptz NOT NULL DEFAULT now(),
      last_at timestamptz NOT NULL DEFAULT now()
    );

    -- Which editions and staff the seeds made: demo data goes nowhere where there are others.
    CREATE TABLE seeded_rows (
      kind text NOT NULL CHECK (kind IN ('edition', 'staff')),
      id text NOT NULL,
      PRIMARY KEY (kind, id)
    );
    -- Until here every database had its edition from the seeds.
    INSERT INTO seeded_rows SELECT 'edition', edition FROM editions WHERE edition = '2';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    DROP TABLE seeded_rows, breakers;
    DROP INDEX limit_counts_expire;
    ALTER TABLE limit_counts RENAME CONSTRAINT limit_counts_pkey TO login_tries_pkey;
    ALTER TABLE limit_counts RENAME TO login_tries;
    DROP TRIGGER sessions_announce_end ON sessions;
    DROP FUNCTION announce_session_end();
    DROP TRIGGER events_append_only ON events;
    GRANT UPDATE, DELETE ON events TO expo_app;
  `);
}
