import type { Knex } from 'knex';

/**
 * What a unit typed (drafts, the API's) beside where its registration stands (states, the workflow's).
 * bytea columns hold personal data, sealed by db/personal-data.ts; the rest says nothing about a person.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    CREATE TABLE addresses (
      address_id uuid PRIMARY KEY,
      unit_id uuid NOT NULL REFERENCES units,
      recipient bytea NOT NULL,
      mobile bytea NOT NULL,
      province text NOT NULL,
      city text NOT NULL,
      county text NOT NULL DEFAULT '',
      street bytea NOT NULL,
      is_default boolean NOT NULL DEFAULT false,
      confirmed_at timestamptz NOT NULL DEFAULT now(),
      created_at timestamptz NOT NULL DEFAULT now(),
      -- Orders point at the address they were placed with, so a row is never edited and never deleted.
      deleted_at timestamptz,
      CHECK (NOT (is_default AND deleted_at IS NOT NULL))
    );
    CREATE INDEX addresses_unit ON addresses (unit_id);
    CREATE UNIQUE INDEX addresses_one_default ON addresses (unit_id) WHERE is_default;

    CREATE TABLE registrations (
      registration_id uuid PRIMARY KEY,
      edition text NOT NULL REFERENCES editions,
      unit_id uuid NOT NULL UNIQUE REFERENCES units,
      delegation_id integer REFERENCES delegations,
      invitation_code text,
      state text NOT NULL CHECK (state IN ('draft', 'under_review', 'returned', 'approved', 'rejected')),
      round integer NOT NULL DEFAULT 0 CHECK (round >= 0),
      -- Moves with every change a reviewer or another tab must notice: the ETag.
      version integer NOT NULL DEFAULT 1,
      unit_name text,
      unit_info jsonb,
      unit_street bytea,
      unit_contact bytea,
      procurement_intent jsonb,
      pickup text CHECK (pickup IN ('courier', 'delegation')),
      address_id uuid REFERENCES addresses,
      return_reason bytea,
      submitted_at timestamptz,
      decided_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      FOREIGN KEY (edition, invitation_code) REFERENCES invitation_codes (edition, code),
      CHECK ((state = 'draft') OR submitted_at IS NOT NULL),
      CHECK ((unit_info IS NULL) = (unit_contact IS NULL))
    );
    CREATE INDEX registrations_delegation ON registrations (delegation_id, state, registration_id);
    CREATE INDEX registrations_unallocated ON registrations (edition) WHERE delegation_id IS NULL;

    -- A reviewer's words wait here, sealed; the workflow is told only the number and decides.
    CREATE TABLE reviews (
      review_id uuid PRIMARY KEY,
      registration_id uuid NOT NULL REFERENCES registrations,
      decision text NOT NULL CHECK (decision IN ('approve', 'return', 'reject')),
      reason bytea,
      staff_id uuid NOT NULL REFERENCES staff,
      -- The request it came with: a repeat of the request finds its reviews instead of making more.
      request_id uuid NOT NULL,
      round integer,
      created_at timestamptz NOT NULL DEFAULT now(),
      applied_at timestamptz,
      UNIQUE (request_id, registration_id),
      CHECK ((applied_at IS NULL) = (round IS NULL))
    );
    CREATE UNIQUE INDEX reviews_one_verdict_a_round ON reviews (registration_id, round) WHERE applied_at IS NOT NULL;

    CREATE TABLE attendees (
      attendee_id uuid PRIMARY KEY,
      edition text NOT NULL REFERENCES editions,
      registration_id uuid NOT NULL REFERENCES registrations,
      list text NOT NULL CHECK (list IN ('mainland', 'hk_macao_taiwan', 'overseas')),
      state text NOT NULL DEFAULT 'saved' CHECK (state IN ('saved', 'locked')),
      badge_type text CHECK (badge_type IN ('professional', 'vip')),
      -- As printed on the badge: Chinese for the first two lists (G5.5), "SURNAME Given name" for the third.
      name bytea NOT NULL,
      permit_name bytea,
      surname bytea,
      given_name bytea,
      document_number bytea NOT NULL,
      -- One person, one badge: a blind index of the document's lasting part.
      person_index bytea NOT NULL CHECK (length(person_index) = 32),
      sex text NOT NULL CHECK (sex IN ('male', 'female')),
      province text,
      city text,
      region text CHECK (region IN ('hong_kong', 'macao', 'taiwan')),
      country text,
      position text NOT NULL,
      pickup text CHECK (pickup IN ('courier', 'delegation')),
      has_photo boolean NOT NULL DEFAULT false,
      version integer NOT NULL DEFAULT 1,
      created_at timestamptz NOT NULL DEFAULT now(),
      locked_at timestamptz,
      UNIQUE (edition, person_index),
      CHECK ((state = 'locked') = (badge_type IS NOT NULL)),
      CHECK (list <> 'mainland' OR (province IS NOT NULL AND city IS NOT NULL)),
      CHECK (list <> 'hk_macao_taiwan' OR (region IS NOT NULL AND permit_name IS NOT NULL)),
      CHECK (list <> 'overseas' OR (country IS NOT NULL AND surname IS NOT NULL AND given_name IS NOT NULL))
    );
    CREATE INDEX attendees_registration ON attendees (registration_id, created_at, attendee_id);

    CREATE TABLE attendee_photos (
      attendee_id uuid PRIMARY KEY REFERENCES attendees ON DELETE CASCADE,
      photo bytea NOT NULL,
      stored_at timestamptz NOT NULL DEFAULT now()
    );

    CREATE TABLE notifications (
      notification_id uuid PRIMARY KEY,
      registration_id uuid NOT NULL REFERENCES registrations,
      kind text NOT NULL CHECK (kind IN ('payment_due')),
      subject text NOT NULL,
      round integer NOT NULL,
      state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'refused', 'unknown', 'not_needed')),
      params jsonb NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      ended_at timestamptz,
      -- At most once per kind, subject and round.
      UNIQUE (kind, subject, round)
    );
    CREATE INDEX notifications_registration ON notifications (registration_id, created_at DESC);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE notifications, attendee_photos, attendees, reviews, registrations, addresses');
}
