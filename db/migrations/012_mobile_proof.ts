import type { Knex } from 'knex';

/** An opening proves its mobile; a code's tries belong to its own id, which alone is told to whoever asked for it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER TABLE editions
      -- Which openings prove their mobile by a code: those without an invitation code, all, none.
      ADD COLUMN mobile_proof text NOT NULL DEFAULT 'without_code' CHECK (mobile_proof IN ('without_code', 'always', 'never'));
    -- What one number gets is no longer counted here.
    DROP INDEX verification_codes_mobile;
    ALTER TABLE verification_codes
      DROP COLUMN mobile_index,
      DROP CONSTRAINT verification_codes_purpose_check,
      -- Of a registration the subject is the mobile's blind index.
      ADD CHECK (purpose IN ('first_edition', 'mobile_change', 'registration'));
    ALTER TABLE units
      -- The code its opening was asked for with, used up in the transaction that opens it. Codes are kept for a day, so nothing refers to them.
      ADD COLUMN verification_code_id uuid;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER TABLE units DROP COLUMN verification_code_id;
    DELETE FROM verification_codes WHERE purpose = 'registration';
    ALTER TABLE verification_codes
      DROP CONSTRAINT verification_codes_purpose_check,
      ADD CHECK (purpose IN ('first_edition', 'mobile_change')),
      ADD COLUMN mobile_index bytea CHECK (length(mobile_index) = 32);
    CREATE INDEX verification_codes_mobile ON verification_codes (mobile_index, created_at);
    ALTER TABLE editions DROP COLUMN mobile_proof;
  `);
}
