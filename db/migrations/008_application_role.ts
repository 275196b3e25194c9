import type { Knex } from 'knex';

/** The role the API and the worker work under: it may only add to the ledger and the audit. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    -- The role the API and the worker work under. Roles belong to the whole server, so it may be there from another database.
    -- Who may make or give no roles finds it made and given by an administrator.
    DO $$ BEGIN
      IF to_regrole('expo_app') IS NULL THEN CREATE ROLE expo_app NOLOGIN; END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$;
    DO $$ BEGIN
      GRANT expo_app TO CURRENT_USER;
    EXCEPTION WHEN insufficient_privilege THEN
      IF NOT pg_has_role('expo_app', 'MEMBER') THEN RAISE; END IF;
    END $$;
    GRANT USAGE ON SCHEMA public TO expo_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO expo_app;
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO expo_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO expo_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO expo_app;
    REVOKE UPDATE, DELETE, TRUNCATE ON ledger_postings, ledger_entries, audit_entries FROM expo_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM expo_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM expo_app;
    REVOKE ALL ON ALL TABLES IN SCHEMA public FROM expo_app;
    REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM expo_app;
    REVOKE ALL ON SCHEMA public FROM expo_app;
  `);
}
