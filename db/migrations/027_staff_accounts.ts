import type { Knex } from 'knex';

/** Staff come in by an invitation and a second factor; sessions are known by an id, with their last use and where they are from; auditors. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER TABLE staff
      DROP CONSTRAINT staff_role_check,
      ADD CHECK (role IN ('delegation', 'bureau', 'operator', 'auditor')),
      -- None until an invitation is used.
      ALTER COLUMN password_hash DROP NOT NULL;

    CREATE TABLE staff_invitations (
      invitation_id uuid PRIMARY KEY,
      staff_id uuid NOT NULL REFERENCES staff,
      token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
      -- Sealed, for the text; gone once the invitation is over.
      link bytea,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL,
      used_at timestamptz,
      voided_at timestamptz,
      CHECK (used_at IS NULL OR voided_at IS NULL)
    );
    -- A new one voids the old.
    CREATE UNIQUE INDEX staff_invitations_live ON staff_invitations (staff_id) WHERE used_at IS NULL AND voided_at IS NULL;
    CREATE INDEX staff_invitations_expiry ON staff_invitations (expires_at);

    CREATE TABLE second_factors (
      second_factor_id uuid PRIMARY KEY,
      staff_id uuid NOT NULL REFERENCES staff,
      secret bytea NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      confirmed_at timestamptz,
      -- The latest step of time that a code was used of: neither it nor one before it is taken again.
      last_step bigint CHECK (last_step >= 0)
    );
    CREATE UNIQUE INDEX second_factors_confirmed ON second_factors (staff_id) WHERE confirmed_at IS NOT NULL;
    CREATE UNIQUE INDEX second_factors_pending ON second_factors (staff_id) WHERE confirmed_at IS NULL;

    CREATE TABLE recovery_codes (
      second_factor_id uuid NOT NULL REFERENCES second_factors ON DELETE CASCADE,
      code_hash bytea NOT NULL CHECK (length(code_hash) = 32),
      used_at timestamptz,
      PRIMARY KEY (second_factor_id, code_hash)
    );

    ALTER TABLE sessions
      ADD COLUMN session_id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
      ADD COLUMN last_used_at timestamptz NOT NULL DEFAULT now(),
      ADD COLUMN address bytea,
      ADD COLUMN user_agent bytea;
    ALTER TABLE sessions ALTER COLUMN session_id DROP DEFAULT;

    ALTER TABLE notifications
      DROP CONSTRAINT notifications_kind_check,
      ADD CONSTRAINT notifications_kind_check CHECK (kind IN (
        'payment_due', 'registration_closing', 'registration_returned', 'registration_approved', 'registration_rejected', 'registration_expired',
        'account_released', 'attendee_withdrawn', 'review_due', 'verification_code', 'person_review_failed', 'refunded', 'late_payment_refunded',
        'staff_invitation')),
      DROP CONSTRAINT notifications_check,
      ADD CONSTRAINT notifications_to_staff CHECK ((kind IN ('review_due', 'staff_invitation')) = (staff_id IS NOT NULL)),
      DROP CONSTRAINT notifications_check1,
      ADD CONSTRAINT notifications_of_registration CHECK ((kind IN ('verification_code', 'staff_invitation')) = (registration_id IS NULL));
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    DELETE FROM notifications WHERE kind = 'staff_invitation';
    ALTER TABLE notifications
      DROP CONSTRAINT notifications_kind_check,
      ADD CONSTRAINT notifications_kind_check CHECK (kind IN (
        'payment_due', 'registration_closing', 'registration_returned', 'registration_approved', 'registration_rejected', 'registration_expired',
        'account_released', 'attendee_withdrawn', 'review_due', 'verification_code', 'person_review_failed', 'refunded', 'late_payment_refunded')),
      DROP CONSTRAINT notifications_to_staff,
      ADD CONSTRAINT notifications_check CHECK ((kind = 'review_due') = (staff_id IS NOT NULL)),
      DROP CONSTRAINT notifications_of_registration,
      ADD CONSTRAINT notifications_check1 CHECK ((kind = 'verification_code') = (registration_id IS NULL));
    ALTER TABLE sessions DROP COLUMN session_id, DROP COLUMN last_used_at, DROP COLUMN address, DROP COLUMN user_agent;
    DROP TABLE recovery_codes, second_factors, staff_invitations;
    -- Who had no password, or is of a role that is not there, is let in by none.
    UPDATE staff SET disabled_at = coalesce(disabled_at, now()) WHERE password_hash IS NULL OR role = 'auditor';
    UPDATE staff SET password_hash = 'none' WHERE password_hash IS NULL;
    UPDATE staff SET role = 'operator' WHERE role = 'auditor';
    ALTER TABLE staff
      ALTER COLUMN password_hash SET NOT NULL,
      DROP CONSTRAINT staff_role_check,
      ADD CHECK (role IN ('delegation', 'bureau', 'operator'));
  `);
}
