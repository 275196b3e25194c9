import type { Knex } from 'knex';

/** Tries to log in, counted for all replicas at once; the way from a person to the lines of any order; the order of reviewers' lists. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    -- rate-limiter-flexible's table; keys are hashes.
    CREATE TABLE login_tries (
      key text PRIMARY KEY,
      points integer NOT NULL,
      expire bigint
    );
    CREATE INDEX order_lines_attendee ON order_lines (attendee_id);
    CREATE INDEX attendees_age ON attendees (created_at, attendee_id);
    CREATE INDEX registrations_age ON registrations (created_at, registration_id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP INDEX order_lines_attendee, attendees_age, registrations_age; DROP TABLE login_tries');
}
