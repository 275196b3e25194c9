import type { Knex } from 'knex';

/** Sealed fields that could not be opened, for attention. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    CREATE TABLE unreadable_fields (
      "table" text NOT NULL,
      "column" text NOT NULL,
      "row" text NOT NULL,
      found_at timestamptz NOT NULL DEFAULT now(),
      -- When it was last met; once it opens again, nobody meets it and the row goes.
      seen_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY ("table", "column", "row")
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('unreadable_fields');
}
