import type { Knex } from 'knex';

/** What `expo resync` found out about a run, before it starts another in its place: the new one is told the row's id and nothing else. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    CREATE TABLE resumptions (
      resumption_id uuid PRIMARY KEY,
      workflow_id text NOT NULL CHECK (length(workflow_id) <= 100),
      knew jsonb NOT NULL,
      made_at timestamptz NOT NULL DEFAULT now(),
      done_at timestamptz
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE resumptions');
}
