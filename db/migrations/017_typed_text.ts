import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    -- A code is found however its hyphens were typed. Of codes made before that differ in hyphens alone, the first is; the others are
    -- found as they are spelled.
    ALTER TABLE invitation_codes ADD COLUMN without_hyphens text;
    UPDATE invitation_codes SET without_hyphens = replace(code, '-', '') WHERE (edition, code) IN (
      SELECT DISTINCT ON (edition, replace(code, '-', '')) edition, code FROM invitation_codes
      ORDER BY edition, replace(code, '-', ''), created_at, code);
    ALTER TABLE invitation_codes
      ADD UNIQUE (edition, without_hyphens),
      ADD CHECK (without_hyphens = replace(code, '-', ''));

    -- Some passports give one name, which is the surname.
    ALTER TABLE attendees
      DROP CONSTRAINT attendees_check3,
      ADD CONSTRAINT attendees_check3 CHECK (list <> 'overseas' OR (country IS NOT NULL AND surname IS NOT NULL));
  `);
}

/** One name cannot be told from the other afterwards: the rows of people with one alone stay, unchecked. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER TABLE invitation_codes DROP COLUMN without_hyphens;
    ALTER TABLE attendees
      DROP CONSTRAINT attendees_check3,
      ADD CONSTRAINT attendees_check3 CHECK (list <> 'overseas' OR (country IS NOT NULL AND surname IS NOT NULL AND given_name IS NOT NULL)) NOT VALID;
  `);
}
