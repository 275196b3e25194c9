import type { Knex } from 'knex';

/**
 * A key for the personal data of each registration, wrapped by the key ring: who destroys it has erased what it sealed, wherever
 * copies of that are. The owner of nothing but zeros is everything that is no registration's. Sealed values name their key.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    CREATE TABLE data_keys (
      data_key_id uuid PRIMARY KEY,
      owner uuid NOT NULL UNIQUE,
      ring_key text NOT NULL,
      wrapped_key bytea,
      made_at timestamptz NOT NULL DEFAULT now(),
      destroyed_at timestamptz,
      CHECK ((wrapped_key IS NULL) = (destroyed_at IS NOT NULL))
    );
    CREATE FUNCTION keep_destroyed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' OR OLD.destroyed_at IS NOT NULL OR NEW.data_key_id <> OLD.data_key_id OR NEW.owner <> OLD.owner THEN
        RAISE EXCEPTION 'a data key is destroyed, once and for good, or wrapped anew';
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER data_keys_keep_destroyed BEFORE UPDATE OR DELETE ON data_keys FOR EACH ROW EXECUTE FUNCTION keep_destroyed();
    REVOKE DELETE, TRUNCATE ON data_keys FROM expo_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE data_keys; DROP FUNCTION keep_destroyed()');
}
