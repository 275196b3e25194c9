import type { Knex } from 'knex';

/** The second level of review is a state of its own, no column beside one. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER TABLE registrations
      DROP CONSTRAINT registrations_state_check,
      ADD CHECK (state IN ('draft', 'under_review', 'under_second_review', 'returned', 'approved', 'rejected', 'expired', 'released'));
    UPDATE registrations SET state = 'under_second_review' WHERE state = 'under_review' AND review_level = 2;
    ALTER TABLE registrations DROP COLUMN review_level;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER TABLE registrations ADD COLUMN review_level smallint NOT NULL DEFAULT 1 CHECK (review_level IN (1, 2));
    UPDATE registrations SET state = 'under_review', review_level = 2 WHERE state = 'under_second_review';
    ALTER TABLE registrations
      DROP CONSTRAINT registrations_state_check,
      ADD CHECK (state IN ('draft', 'under_review', 'returned', 'approved', 'rejected', 'expired', 'released'));
  `);
}
