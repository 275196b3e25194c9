import type { Knex } from 'knex';

/** Changes of an edition: counted, told to the runs that go by its dates, and where they are about money waiting for a second person. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER TABLE editions
      -- What GET /bureau/edition is compared by.
      ADD COLUMN version integer NOT NULL DEFAULT 1,
      -- Counts the changes of what registrations' runs go by; how many of them the runs were told.
      ADD COLUMN calendar_version integer NOT NULL DEFAULT 0,
      ADD COLUMN calendar_told integer NOT NULL DEFAULT 0,
      ADD CHECK (calendar_told <= calendar_version);

    CREATE TABLE edition_changes (
      change_id uuid PRIMARY KEY,
      edition text NOT NULL REFERENCES editions,
      -- As it was asked for, and what it then changed: who confirms it confirms that and nothing else.
      change jsonb NOT NULL,
      changes jsonb NOT NULL,
      state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'confirmed', 'dismissed')),
      asked_by uuid NOT NULL REFERENCES staff,
      asked_at timestamptz NOT NULL DEFAULT now(),
      decided_by uuid REFERENCES staff,
      decided_at timestamptz,
      CHECK ((state = 'waiting') = (decided_by IS NULL)),
      CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
      CHECK (state <> 'confirmed' OR decided_by <> asked_by)
    );
    CREATE INDEX edition_changes_edition ON edition_changes (edition, asked_at);

    -- Frozen with the rate: an invoice that is asked for again is the same one.
    ALTER TABLE invoices ADD COLUMN tax_code text CHECK (tax_code ~ '^[0-9]{19}$');
    UPDATE invoices i SET tax_code = e.tax_code FROM badge_orders o JOIN editions e USING (edition) WHERE o.order_no = i.order_no;
    ALTER TABLE invoices ALTER COLUMN tax_code SET NOT NULL;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER TABLE invoices DROP COLUMN tax_code;
    DROP TABLE edition_changes;
    ALTER TABLE editions DROP COLUMN version, DROP COLUMN calendar_version, DROP COLUMN calendar_told;
  `);
}
