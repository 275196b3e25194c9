import type { Knex } from 'knex';

/** Acceptances are rows, each of the words of its moment; a unit may end its registration, which is on record before its run is told. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    CREATE TABLE consents (
      consent_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      -- An account that nobody opened goes, and this with it.
      unit_id uuid NOT NULL REFERENCES units ON DELETE CASCADE,
      kind text NOT NULL CHECK (kind IN ('privacy_terms', 'document_numbers', 'photos')),
      version text NOT NULL CHECK (version <> ''),
      -- Of the words in both languages: which ones they were can be told later. Null of those nobody kept.
      text_hash bytea CHECK (length(text_hash) = 32),
      -- Null: refused without having been accepted.
      accepted_at timestamptz,
      withdrawn_at timestamptz,
      CHECK (accepted_at IS NOT NULL OR withdrawn_at IS NOT NULL)
    );
    CREATE UNIQUE INDEX consents_one_standing ON consents (unit_id, kind, version) WHERE withdrawn_at IS NULL;
    CREATE INDEX consents_unit ON consents (unit_id, kind);
    -- What was accepted, and when, is never changed.
    REVOKE UPDATE, DELETE, TRUNCATE ON consents FROM expo_app;
    GRANT UPDATE (withdrawn_at) ON consents TO expo_app;

    -- What units accepted stays in force until an organiser writes other terms.
    UPDATE editions SET terms_version = '2019-1'
      WHERE terms_version = '1' AND terms_zh = '' AND terms_en = ''
        AND edition IN (SELECT edition FROM units WHERE privacy_terms_version = '2019-1');
    INSERT INTO consents (unit_id, kind, version, accepted_at)
      SELECT unit_id, 'privacy_terms', privacy_terms_version, privacy_accepted_at FROM units WHERE privacy_accepted_at IS NOT NULL;
    ALTER TABLE units DROP COLUMN privacy_accepted_at, DROP COLUMN privacy_terms_version;

    CREATE TABLE withdrawals (
      withdrawal_id uuid PRIMARY KEY,
      registration_id uuid NOT NULL REFERENCES registrations,
      asked_at timestamptz NOT NULL DEFAULT now(),
      -- When its run ended the registration: from then on the erasure is due.
      ended_at timestamptz,
      -- Refused once, a request never counts later.
      refusal text,
      CHECK (ended_at IS NULL OR refusal IS NULL)
    );
    CREATE UNIQUE INDEX withdrawals_one_end ON withdrawals (registration_id) WHERE ended_at IS NOT NULL;
    CREATE INDEX withdrawals_registration ON withdrawals (registration_id);
    -- An erasure is due by it: no program may take that away.
    REVOKE DELETE, TRUNCATE ON withdrawals FROM expo_app;

    ALTER TABLE registrations
      DROP CONSTRAINT registrations_state_check,
      ADD CHECK (state IN ('draft', 'under_review', 'under_second_review', 'returned', 'approved', 'rejected', 'expired', 'released', 'withdrawn')),
      DROP CONSTRAINT registrations_check,
      ADD CHECK (state IN ('draft', 'expired', 'released', 'withdrawn') OR submitted_at IS NOT NULL);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    -- Nothing before knows of a unit that ended its registration; its account is free either way.
    UPDATE registrations SET state = 'released' WHERE state = 'withdrawn';
    ALTER TABLE registrations
      DROP CONSTRAINT registrations_state_check,
      ADD CHECK (state IN ('draft', 'under_review', 'under_second_review', 'returned', 'approved', 'rejected', 'expired', 'released')),
      DROP CONSTRAINT registrations_check,
      ADD CHECK (state IN ('draft', 'expired', 'released') OR submitted_at IS NOT NULL);
    DROP TABLE withdrawals;
    ALTER TABLE units ADD COLUMN privacy_accepted_at timestamptz, ADD COLUMN privacy_terms_version text;
    UPDATE units u SET privacy_accepted_at = c.accepted_at, privacy_terms_version = c.version
      FROM (SELECT DISTINCT ON (unit_id) unit_id, accepted_at, version FROM consents
              WHERE kind = 'privacy_terms' AND accepted_at IS NOT NULL AND withdrawn_at IS NULL ORDER BY unit_id, accepted_at DESC) c
      WHERE c.unit_id = u.unit_id;
    ALTER TABLE units ADD CHECK ((privacy_accepted_at IS NULL) = (privacy_terms_version IS NULL));
    DROP TABLE consents;
  `);
}
