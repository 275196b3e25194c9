import type { Knex } from 'knex';

/** What an organiser says of an edition, all of it in its row: terms and notices, retention, tax, texts, the edition before, its end. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER TABLE editions
      ADD COLUMN previous_edition text CHECK (previous_edition <> edition),
      ADD COLUMN closed_at timestamptz,
      ADD COLUMN terms_version text NOT NULL DEFAULT '1' CHECK (terms_version <> ''),
      ADD COLUMN terms_zh text NOT NULL DEFAULT '',
      ADD COLUMN terms_en text NOT NULL DEFAULT '',
      ADD COLUMN document_notice_zh text NOT NULL DEFAULT '',
      ADD COLUMN document_notice_en text NOT NULL DEFAULT '',
      ADD COLUMN photo_notice_zh text NOT NULL DEFAULT '',
      ADD COLUMN photo_notice_en text NOT NULL DEFAULT '',
      ADD COLUMN retention_days integer NOT NULL DEFAULT 90 CHECK (retention_days > 0),
      ADD COLUMN tax_code text NOT NULL DEFAULT '3070401000000000000' CHECK (tax_code ~ '^[0-9]{19}$'),
      ADD COLUMN sms_templates jsonb NOT NULL DEFAULT '{}';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER TABLE editions
      DROP COLUMN previous_edition, DROP COLUMN closed_at, DROP COLUMN terms_version, DROP COLUMN terms_zh, DROP COLUMN terms_en,
      DROP COLUMN document_notice_zh, DROP COLUMN document_notice_en, DROP COLUMN photo_notice_zh, DROP COLUMN photo_notice_en,
      DROP COLUMN retention_days, DROP COLUMN tax_code, DROP COLUMN sms_templates;
  `);
}
