import type { Knex } from 'knex';

/**
 * Chains the audit: each entry's hash takes in the one before it, so that whoever changes, removes, inserts or reorders entries,
 * with triggers off or not, shows in `npm run audit`; and whoever writes the whole chain anew, by a head that was noted elsewhere.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    CREATE TABLE audit_chain (
      position bigint PRIMARY KEY CHECK (position > 0),
      audit_id bigint NOT NULL UNIQUE REFERENCES audit_entries,
      hash bytea NOT NULL CHECK (octet_length(hash) = 32)
    );
    REVOKE INSERT, UPDATE, DELETE ON audit_chain FROM expo_app;
    CREATE TRIGGER audit_chain_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_chain
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

    -- The bytes of an entry, whatever the session's time zone, encoding and output formats are: a line for each column with its name,
    -- its length and its text. What is null has none, so that a column more leaves the hashes of older entries as they are.
    CREATE FUNCTION audit_line(name text, value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN coalesce(name || ' ' || octet_length(value)::text || ' ' || value || chr(10), '');
    CREATE FUNCTION audit_entry_bytes(entry audit_entries) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
      RETURN convert_to(
        audit_line('audit_id', (entry).audit_id::text)
        || audit_line('row_id', (entry).row_id::text)
        || audit_line('at', to_char((entry).at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
        || audit_line('staff_id', (entry).staff_id::text)
        || audit_line('action', (entry).action)
        || audit_line('subject', (entry).subject)
        || audit_line('detail', (entry).detail::text)
        || audit_line('reason', encode((entry).reason, 'hex'))
        || audit_line('address', encode((entry).address, 'hex'))
        || audit_line('request_id', (entry).request_id::text), 'UTF8');

    -- At the commit of each transaction that appends, in a row with all others: what is held then is held for the commit alone.
    CREATE FUNCTION chain_audit_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      DECLARE
        head public.audit_chain;
        bytes bytea := public.audit_entry_bytes(NEW);
      BEGIN
        PERFORM pg_advisory_xact_lock(29, 1);
        SELECT * INTO head FROM public.audit_chain ORDER BY position DESC LIMIT 1;
        INSERT INTO public.audit_chain (position, audit_id, hash) VALUES (
          coalesce(head.position, 0) + 1, NEW.audit_id,
          sha256(coalesce(head.hash, ''::bytea) || bytes));
        RETURN NULL;
      END $$;
    -- Or a role could hang it on a table of its own and chain what is no entry.
    REVOKE EXECUTE ON FUNCTION chain_audit_entry() FROM PUBLIC;

    DO $$
      DECLARE
        entry audit_entries;
        place bigint := 0;
        last bytea := '';
      BEGIN
        FOR entry IN SELECT * FROM audit_entries ORDER BY audit_id LOOP
          place := place + 1;
          last := sha256(last || audit_entry_bytes(entry));
          INSERT INTO audit_chain (position, audit_id, hash) VALUES (place, entry.audit_id, last);
        END LOOP;
      END $$;

    CREATE CONSTRAINT TRIGGER audit_entries_chain AFTER INSERT ON audit_entries DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION chain_audit_entry();
    CREATE INDEX audit_entries_staff ON audit_entries (staff_id, at, row_id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    DROP INDEX audit_entries_staff;
    DROP TRIGGER audit_entries_chain ON audit_entries;
    DROP FUNCTION chain_audit_entry;
    DROP FUNCTION audit_entry_bytes;
    DROP FUNCTION audit_line;
    DROP TABLE audit_chain;
  `);
}
