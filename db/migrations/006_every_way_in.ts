import type { Knex } from 'knex';

/**
 * Registration as the guide has it: who decides on a unit and when (G1, G4), visitors of the first edition (G2), one person
 * with several documents, and what else the user centre offers (G9).
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER TABLE editions
      ADD COLUMN expo_closes_at timestamptz,
      ADD COLUMN two_level_review boolean NOT NULL DEFAULT false,
      -- Days before registration closes on which units that have not submitted are reminded.
      ADD COLUMN closing_reminder_days integer[] NOT NULL DEFAULT '{7,1}',
      ADD COLUMN review_reminder_days integer NOT NULL DEFAULT 3 CHECK (review_reminder_days > 0),
      ADD COLUMN review_repeat_days integer NOT NULL DEFAULT 2 CHECK (review_repeat_days > 0),
      -- How long a unit may correct what was returned, also after registration has closed.
      ADD COLUMN return_grace_days integer NOT NULL DEFAULT 7 CHECK (return_grace_days > 0);
    UPDATE editions SET expo_closes_at = registration_closes_at + interval '20 days';
    ALTER TABLE editions ALTER COLUMN expo_closes_at SET NOT NULL;
    ALTER TABLE editions ADD CHECK (expo_closes_at > registration_closes_at);

    -- G1.2: whose units without a code are, by registered address. A rule without a city is for the rest of its province.
    ALTER TABLE delegations ADD UNIQUE (delegation_id, edition, kind);
    CREATE TABLE allocation_rules (
      edition text NOT NULL REFERENCES editions,
      province_code text NOT NULL,
      city_code text,
      delegation_id integer NOT NULL,
      -- An industry's delegation is never chosen by address.
      kind text NOT NULL DEFAULT 'region' CHECK (kind = 'region'),
      UNIQUE NULLS NOT DISTINCT (edition, province_code, city_code),
      FOREIGN KEY (delegation_id, edition, kind) REFERENCES delegations (delegation_id, edition, kind)
    );
    INSERT INTO allocation_rules (edition, province_code, city_code, delegation_id)
      SELECT d.edition, c.parent, c.code, d.delegation_id FROM delegations d JOIN reference_items c ON c.name = 'cities' AND c.code = d.city_code;
    ALTER TABLE delegations DROP COLUMN city_code;

    -- What became of each place of a code (G1.1).
    CREATE TABLE invitation_code_uses (
      use_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      edition text NOT NULL,
      code text NOT NULL,
      registration_id uuid NOT NULL,
      -- filled_in: by the system on approval (G1.2); it takes no place.
      kind text NOT NULL CHECK (kind IN ('registered', 'filled_in', 'released')),
      at timestamptz NOT NULL DEFAULT now(),
      FOREIGN KEY (edition, code) REFERENCES invitation_codes (edition, code)
    );
    CREATE INDEX invitation_code_uses_code ON invitation_code_uses (edition, code, use_id);

    ALTER TABLE units
      -- Set when the bureau gave the account back (somebody else's USCC): it may be opened anew.
      ADD COLUMN released_at timestamptz,
      ALTER COLUMN privacy_accepted_at DROP NOT NULL,
      ALTER COLUMN privacy_terms_version DROP NOT NULL,
      ADD CHECK ((privacy_accepted_at IS NULL) = (privacy_terms_version IS NULL)),
      ADD CHECK (released_at IS NULL OR opened_at IS NOT NULL);
    DROP INDEX units_one_account;
    CREATE UNIQUE INDEX units_one_account ON units (edition, account) WHERE opened_at IS NOT NULL AND released_at IS NULL;

    ALTER TABLE staff
      ADD COLUMN mobile bytea,
      -- The account of the organisation a reviewer works for: nobody reviews their own unit.
      ADD COLUMN unit_account text;

    ALTER TABLE registrations
      DROP CONSTRAINT registrations_state_check,
      DROP CONSTRAINT registrations_check,
      -- Imported forms may be there in part, also without a contact.
      DROP CONSTRAINT registrations_check1,
      ADD CHECK (state IN ('draft', 'under_review', 'returned', 'approved', 'rejected', 'expired', 'released')),
      ADD CHECK (state IN ('draft', 'expired', 'released') OR submitted_at IS NOT NULL),
      -- JSON paths of required fields that are not filled in; a whole form by its name.
      ADD COLUMN missing text[] NOT NULL DEFAULT '{unitInfo,procurementIntent}',
      ADD COLUMN returned_fields bytea,
      -- Whose review it waits for: 1 the unit's own delegation, 2 the one above it (two-level review).
      ADD COLUMN review_level smallint NOT NULL DEFAULT 1 CHECK (review_level IN (1, 2)),
      -- Whom the waiting was brought before: 0 the reviewing delegation, 1 the one above it, 2 the bureau.
      ADD COLUMN escalation smallint NOT NULL DEFAULT 0 CHECK (escalation BETWEEN 0 AND 2);
    UPDATE registrations SET missing = array_remove(array_remove(missing, CASE WHEN unit_info IS NULL THEN '' ELSE 'unitInfo' END),
      CASE WHEN procurement_intent IS NULL THEN '' ELSE 'procurementIntent' END);

    ALTER TABLE reviews ADD COLUMN fields bytea, ADD COLUMN level smallint CHECK (level IN (1, 2));
    UPDATE reviews SET level = 1 WHERE applied_at IS NOT NULL;
    ALTER TABLE reviews ADD CHECK ((applied_at IS NULL) = (level IS NULL));
    DROP INDEX reviews_one_verdict_a_round;
    CREATE UNIQUE INDEX reviews_one_verdict_a_round ON reviews (registration_id, round, level) WHERE applied_at IS NOT NULL;

    -- One person, one badge: every document known of a person belongs to one attendee of the edition.
    CREATE TABLE person_keys (
      edition text NOT NULL REFERENCES editions,
      person_index bytea NOT NULL CHECK (length(person_index) = 32),
      attendee_id uuid NOT NULL REFERENCES attendees ON DELETE CASCADE,
      PRIMARY KEY (edition, person_index)
    );
    CREATE INDEX person_keys_attendee ON person_keys (attendee_id);
    INSERT INTO person_keys SELECT edition, person_index, attendee_id FROM attendees;
    ALTER TABLE attendees
      DROP COLUMN person_index,
      -- Equal for people of one name, sex and origin: a hint for reviewers, never a refusal.
      ADD COLUMN likeness_index bytea CHECK (length(likeness_index) = 32),
      DROP CONSTRAINT attendees_state_check,
      DROP CONSTRAINT attendees_check,
      ADD CHECK (state IN ('saved', 'locked', 'withdrawn')),
      ADD CHECK (state = 'withdrawn' OR (state = 'locked') = (badge_type IS NOT NULL));
    CREATE INDEX attendees_likeness ON attendees (edition, likeness_index);

    -- Photos live in the photo store; here is under which key. A key is condemned before its file is written and until its row is.
    ALTER TABLE attendee_photos DROP COLUMN photo, ADD COLUMN photo_key text NOT NULL DEFAULT '' UNIQUE;
    ALTER TABLE attendee_photos ALTER COLUMN photo_key DROP DEFAULT;
    CREATE TABLE condemned_photos (
      photo_key text PRIMARY KEY,
      condemned_at timestamptz NOT NULL DEFAULT now()
    );

    ALTER TABLE notifications
      DROP CONSTRAINT notifications_kind_check,
      ADD CHECK (kind IN ('payment_due', 'registration_closing', 'registration_returned', 'registration_approved', 'registration_rejected',
        'registration_expired', 'account_released', 'attendee_withdrawn', 'review_due', 'verification_code')),
      ALTER COLUMN registration_id DROP NOT NULL,
      -- To a member of staff; else to the unit.
      ADD COLUMN staff_id uuid REFERENCES staff,
      ADD CHECK ((kind = 'review_due') = (staff_id IS NOT NULL)),
      ADD CHECK ((kind = 'verification_code') = (registration_id IS NULL)),
      DROP CONSTRAINT notifications_kind_subject_round_key,
      ADD UNIQUE NULLS NOT DISTINCT (kind, subject, round, staff_id);
    CREATE INDEX notifications_staff ON notifications (staff_id, ended_at) WHERE staff_id IS NOT NULL;

    -- G2.1, G9.1: a code proves who holds a mobile. Made for unknown accounts as well (without a mobile), so that nobody can tell.
    CREATE TABLE verification_codes (
      verification_code_id uuid PRIMARY KEY,
      purpose text NOT NULL CHECK (purpose IN ('first_edition', 'mobile_change')),
      -- The account it was asked for.
      subject text NOT NULL,
      mobile bytea,
      -- Equal for equal numbers: how many texts one number gets is limited.
      mobile_index bytea CHECK (length(mobile_index) = 32),
      code bytea NOT NULL,
      tries integer NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5),
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL,
      used_at timestamptz
    );
    CREATE INDEX verification_codes_mobile ON verification_codes (mobile_index, created_at);
    CREATE INDEX verification_codes_subject ON verification_codes (purpose, subject, created_at DESC);

    -- G2: accounts of the edition before.
    CREATE TABLE first_edition_accounts (
      account text PRIMARY KEY,
      row_id uuid NOT NULL UNIQUE,
      region text NOT NULL CHECK (region IN ('mainland', 'hk_macao_taiwan', 'overseas')),
      category text NOT NULL CHECK (category IN ('enterprise', 'social_organisation', 'public_institution', 'government')),
      mobile bytea NOT NULL,
      password_hash text NOT NULL,
      form bytea NOT NULL,
      imported_at timestamptz NOT NULL DEFAULT now()
    );

    -- A unit whose USCC somebody else registered, or that mistyped its own.
    CREATE TABLE disputes (
      dispute_id uuid PRIMARY KEY,
      edition text NOT NULL REFERENCES editions,
      account text NOT NULL,
      registration_id uuid NOT NULL REFERENCES registrations,
      claimant bytea NOT NULL,
      state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'upheld', 'dismissed')),
      reason bytea,
      staff_id uuid REFERENCES staff,
      created_at timestamptz NOT NULL DEFAULT now(),
      decided_at timestamptz,
      CHECK ((state = 'open') = (decided_at IS NULL)),
      CHECK ((state = 'open') = (staff_id IS NULL))
    );
    CREATE INDEX disputes_open ON disputes (created_at, dispute_id) WHERE state = 'open';

    -- Who of the staff did what to whom. Nobody changes or removes a row.
    CREATE TABLE audit_entries (
      audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      staff_id uuid REFERENCES staff,
      action text NOT NULL,
      subject text NOT NULL,
      -- Ids, counts and states; never a person's data.
      detail jsonb NOT NULL DEFAULT '{}',
      reason bytea,
      row_id uuid NOT NULL UNIQUE,
      at timestamptz NOT NULL DEFAULT clock_timestamp()
    );
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
    END $$;
    CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries EXECUTE FUNCTION refuse_change();

    -- G9.1: supporting events and who of a unit comes.
    CREATE TABLE supporting_events (
      supporting_event_id uuid PRIMARY KEY,
      edition text NOT NULL REFERENCES editions,
      title_zh text NOT NULL,
      title_en text NOT NULL,
      place_zh text NOT NULL,
      place_en text NOT NULL,
      starts_at timestamptz NOT NULL,
      ends_at timestamptz NOT NULL,
      sign_up_closes_at timestamptz NOT NULL,
      capacity integer NOT NULL CHECK (capacity > 0),
      cancelled_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      CHECK (starts_at < ends_at),
      CHECK (sign_up_closes_at <= ends_at)
    );
    CREATE INDEX supporting_events_edition ON supporting_events (edition, starts_at, supporting_event_id);
    CREATE TABLE event_sign_ups (
      supporting_event_id uuid NOT NULL REFERENCES supporting_events,
      attendee_id uuid NOT NULL REFERENCES attendees ON DELETE CASCADE,
      at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (supporting_event_id, attendee_id)
    );
    CREATE INDEX event_sign_ups_attendee ON event_sign_ups (attendee_id);

    -- G9.1: the buyers' satisfaction survey; a question's options stand in the reference data of its name.
    CREATE TABLE survey_questions (
      edition text NOT NULL REFERENCES editions,
      code text NOT NULL CHECK (code ~ '^[a-z][a-z0-9_]{1,39}$'),
      position integer NOT NULL,
      kind text NOT NULL CHECK (kind IN ('scale', 'choice', 'text')),
      zh text NOT NULL,
      en text NOT NULL,
      -- [{code, zh, en}] of a choice
      options jsonb NOT NULL DEFAULT '[]',
      required boolean NOT NULL DEFAULT true,
      PRIMARY KEY (edition, code)
    );
    CREATE TABLE survey_answers (
      registration_id uuid PRIMARY KEY REFERENCES registrations,
      -- Sealed: people write about people.
      answers bytea NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      changed_at timestamptz NOT NULL DEFAULT now()
    );
  `);
  // What was kept in the old place is not in the store: it is asked for again rather than promised.
  await knex.raw(
    "DELETE FROM attendee_photos WHERE photo_key = ''; UPDATE attendees SET has_photo = false WHERE state = 'saved'",
  );
}

/** Holds only while nothing has used what it takes away: an expired registration, say, has no place in the earlier schema. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    DROP TABLE survey_answers, survey_questions, event_sign_ups, supporting_events, audit_entries, disputes, first_edition_accounts,
      verification_codes, condemned_photos, invitation_code_uses, allocation_rules;
    DROP FUNCTION refuse_change();
    DROP INDEX notifications_staff;
    DELETE FROM notifications WHERE registration_id IS NULL OR kind <> 'payment_due';
    ALTER TABLE notifications DROP COLUMN staff_id, ALTER COLUMN registration_id SET NOT NULL, DROP CONSTRAINT notifications_kind_check,
      ADD CHECK (kind IN ('payment_due')), ADD UNIQUE (kind, subject, round);
    ALTER TABLE attendee_photos DROP COLUMN photo_key, ADD COLUMN photo bytea;
    DROP INDEX attendees_likeness;
    ALTER TABLE attendees DROP COLUMN likeness_index, ADD COLUMN person_index bytea, ADD CHECK (length(person_index) = 32);
    UPDATE attendees a SET person_index = (SELECT person_index FROM person_keys k WHERE k.attendee_id = a.attendee_id LIMIT 1);
    DROP TABLE person_keys;
    ALTER TABLE attendees ALTER COLUMN person_index SET NOT NULL, ADD UNIQUE (edition, person_index);
    DROP INDEX reviews_one_verdict_a_round;
    ALTER TABLE reviews DROP COLUMN fields, DROP COLUMN level;
    CREATE UNIQUE INDEX reviews_one_verdict_a_round ON reviews (registration_id, round) WHERE applied_at IS NOT NULL;
    ALTER TABLE registrations DROP COLUMN missing, DROP COLUMN returned_fields, DROP COLUMN review_level, DROP COLUMN escalation;
    ALTER TABLE staff DROP COLUMN mobile, DROP COLUMN unit_account;
    DROP INDEX units_one_account;
    ALTER TABLE units DROP COLUMN released_at;
    CREATE UNIQUE INDEX units_one_account ON units (edition, account) WHERE opened_at IS NOT NULL;
    ALTER TABLE delegations ADD COLUMN city_code text, DROP CONSTRAINT delegations_delegation_id_edition_kind_key;
    ALTER TABLE editions DROP COLUMN expo_closes_at, DROP COLUMN two_level_review, DROP COLUMN closing_reminder_days,
      DROP COLUMN review_reminder_days, DROP COLUMN review_repeat_days, DROP COLUMN return_grace_days;
  `);
}
