import type { Knex } from 'knex';

/** A unit's password by a code, its new mobile proved, its old one told; a lost mobile takes two people of the bureau. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER TABLE verification_codes
      DROP CONSTRAINT verification_codes_purpose_check,
      -- Of a new mobile the subject is the blind index of unit and mobile.
      ADD CHECK (purpose IN ('first_edition', 'mobile_change', 'new_mobile', 'password_reset', 'registration'));

    ALTER TABLE notifications
      DROP CONSTRAINT notifications_kind_check,
      ADD CHECK (kind IN ('payment_due', 'registration_closing', 'registration_returned', 'registration_approved', 'registration_rejected',
        'registration_expired', 'account_released', 'attendee_withdrawn', 'review_due', 'verification_code', 'staff_invitation', 'person_review_failed', 'refunded',
        'late_payment_refunded', 'mobile_changed', 'password_changed')),
      -- Where the number on file may be another by the time the text goes out: the one that was on file. Gone once it is handed over.
      ADD COLUMN mobile bytea,
      ADD CHECK (mobile IS NULL OR kind IN ('mobile_changed', 'password_changed'));
    CREATE INDEX notifications_account ON notifications (created_at) WHERE state = 'pending' AND kind IN ('mobile_changed', 'password_changed');

    CREATE TABLE mobile_changes (
      mobile_change_id uuid PRIMARY KEY,
      registration_id uuid NOT NULL REFERENCES registrations,
      -- Of no use, and perhaps a stranger's, once it is decided.
      mobile bytea,
      reason bytea NOT NULL,
      state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'confirmed', 'dismissed', 'lapsed')),
      proposed_by uuid NOT NULL REFERENCES staff,
      proposed_at timestamptz NOT NULL DEFAULT now(),
      lapses_at timestamptz NOT NULL,
      decided_by uuid REFERENCES staff,
      decided_at timestamptz,
      CONSTRAINT mobile_changes_two_people CHECK (state <> 'confirmed' OR decided_by <> proposed_by),
      CONSTRAINT mobile_changes_decided CHECK ((decided_by IS NOT NULL) = (state IN ('confirmed', 'dismissed'))),
      CONSTRAINT mobile_changes_decided_at CHECK ((decided_at IS NULL) = (state = 'proposed')),
      CONSTRAINT mobile_changes_mobile CHECK ((mobile IS NOT NULL) = (state = 'proposed'))
    );
    CREATE UNIQUE INDEX mobile_changes_one_open ON mobile_changes (registration_id) WHERE state = 'proposed';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    DROP TABLE mobile_changes;
    DROP INDEX notifications_account;
    DELETE FROM notifications WHERE kind IN ('mobile_changed', 'password_changed');
    ALTER TABLE notifications
      DROP COLUMN mobile,
      DROP CONSTRAINT notifications_kind_check,
      ADD CHECK (kind IN ('payment_due', 'registration_closing', 'registration_returned', 'registration_approved', 'registration_rejected',
        'registration_expired', 'account_released', 'attendee_withdrawn', 'review_due', 'verification_code', 'staff_invitation', 'person_review_failed', 'refunded',
        'late_payment_refunded'));
    DELETE FROM verification_codes WHERE purpose IN ('new_mobile', 'password_reset');
    ALTER TABLE verification_codes
      DROP CONSTRAINT verification_codes_purpose_check,
      ADD CHECK (purpose IN ('first_edition', 'mobile_change', 'registration'));
  `);
}
