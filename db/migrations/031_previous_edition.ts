import type { Knex } from 'knex';

/** A check that names what is renamed; whatever else it allows by now stays allowed. */
const renamePurpose = (from: string, to: string) => /* sql */ `
  DO $rename$
    DECLARE allowed text;
    BEGIN
      SELECT pg_get_constraintdef(oid) INTO STRICT allowed FROM pg_constraint
        WHERE conrelid = 'verification_codes'::regclass AND conname = 'verification_codes_purpose_check';
      ALTER TABLE verification_codes DROP CONSTRAINT verification_codes_purpose_check;
      UPDATE verification_codes SET purpose = '${to}' WHERE purpose = '${from}';
      EXECUTE 'ALTER TABLE verification_codes ADD CONSTRAINT verification_codes_purpose_check ' || replace(allowed, quote_literal('${from}'), quote_literal('${to}'));
    END $rename$;`;

const renameConstraints = (from: string, to: string) =>
  ['category_check', 'region_check', 'row_id_key']
    .map((name) => `ALTER TABLE ${to}_accounts RENAME CONSTRAINT ${from}_accounts_${name} TO ${to}_accounts_${name};`)
    .join('\n');

/** Accounts that were imported are of an edition, once in each; lists are of an edition, oldest first. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER TABLE first_edition_accounts RENAME TO previous_edition_accounts;
    ALTER TABLE previous_edition_accounts
      -- Of an expo that may have been held before there was this system: no row of editions.
      ADD COLUMN edition text NOT NULL DEFAULT '1' CHECK (edition ~ '^[0-9]{1,3}$'),
      DROP CONSTRAINT first_edition_accounts_pkey,
      ADD PRIMARY KEY (edition, account);
    ALTER TABLE previous_edition_accounts ALTER COLUMN edition DROP DEFAULT;
    ${renameConstraints('first_edition', 'previous_edition')}
    -- What was imported so far was imported for the edition that is open.
    UPDATE editions SET previous_edition = '1' WHERE is_current AND previous_edition IS NULL AND edition <> '1';
    ${renamePurpose('first_edition', 'previous_edition')}
    DROP INDEX attendees_age, registrations_age;
    CREATE INDEX attendees_age ON attendees (edition, created_at, attendee_id);
    CREATE INDEX registrations_age ON registrations (edition, created_at, registration_id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    DROP INDEX attendees_age, registrations_age;
    CREATE INDEX attendees_age ON attendees (created_at, attendee_id);
    CREATE INDEX registrations_age ON registrations (created_at, registration_id);
    ${renamePurpose('previous_edition', 'first_edition')}
    ALTER TABLE previous_edition_accounts RENAME TO first_edition_accounts;
    DELETE FROM first_edition_accounts WHERE edition <> '1';
    ALTER TABLE first_edition_accounts DROP CONSTRAINT previous_edition_accounts_pkey, DROP COLUMN edition, ADD PRIMARY KEY (account);
    ${renameConstraints('previous_edition', 'first_edition')}
  `);
}
