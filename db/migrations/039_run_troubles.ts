import type { Knex } from 'knex';

/** Steps of runs that fail again and again, and runs whose own program fails, for attention. Written by workers, gone when it heals. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    CREATE TABLE run_troubles (
      workflow_id text NOT NULL,
      -- An activity, by its type and what it is about; empty for the run's own program.
      step text NOT NULL,
      -- What the run is about.
      about text NOT NULL,
      subject text NOT NULL,
      waits_for text NOT NULL,
      since timestamptz NOT NULL,
      attempts integer NOT NULL CHECK (attempts > 0),
      last_error text NOT NULL,
      -- When it was last met; whoever has not been for a while is asked of Temporal.
      seen_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (workflow_id, step)
    );
    CREATE INDEX run_troubles_seen ON run_troubles (seen_at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('run_troubles');
}
