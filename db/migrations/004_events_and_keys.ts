import type { Knex } from 'knex';

/** What happened, what was done already, and what was already answered. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    CREATE TABLE events (
      event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      registration_id uuid NOT NULL REFERENCES registrations,
      order_no text REFERENCES badge_orders,
      kind text NOT NULL,
      from_state text,
      to_state text,
      actor text NOT NULL CHECK (actor IN ('unit', 'delegation', 'bureau', 'operator', 'provider', 'system')),
      -- Ids, counts and states; never a person's data.
      detail jsonb NOT NULL DEFAULT '{}',
      at timestamptz NOT NULL DEFAULT clock_timestamp()
    );
    CREATE INDEX events_registration ON events (registration_id, event_id);
    CREATE INDEX events_order ON events (order_no, event_id) WHERE order_no IS NOT NULL;

    -- Whoever follows a registration's progress is woken by its events, at commit.
    CREATE FUNCTION announce_event() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_notify('progress', NEW.registration_id::text);
      RETURN NULL;
    END $$;
    CREATE TRIGGER events_announce AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION announce_event();

    -- An activity's effect, done once however often the activity runs: written in the effect's own transaction.
    CREATE TABLE effects (
      key text PRIMARY KEY,
      output jsonb NOT NULL,
      at timestamptz NOT NULL DEFAULT now()
    );

    CREATE TABLE idempotency_keys (
      row_id uuid NOT NULL UNIQUE,
      principal text NOT NULL,
      operation text NOT NULL,
      key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
      -- A keyed hash: bodies hold passwords and document numbers.
      fingerprint bytea NOT NULL CHECK (length(fingerprint) = 32),
      -- Fixed before a workflow starts, so that a retry after any crash reaches the same run.
      business_no text,
      -- While unanswered: until when its holder may still be at work.
      lease_until timestamptz,
      status integer,
      answer bytea,
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (principal, operation, key),
      CHECK ((status IS NULL) = (answer IS NULL))
    );
    CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE idempotency_keys, effects, events; DROP FUNCTION announce_event()');
}
