import type { Knex } from 'knex';

/** Who is at the expo is nobody's business: a list is compared with itself, and with other units' at submission and at lock alone. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    -- Every document known of the people on a unit's list; of each there is one on it.
    CREATE TABLE list_keys (
      registration_id uuid NOT NULL REFERENCES registrations,
      person_index bytea NOT NULL CHECK (length(person_index) = 32),
      attendee_id uuid NOT NULL REFERENCES attendees ON DELETE CASCADE,
      PRIMARY KEY (registration_id, person_index),
      UNIQUE (attendee_id, person_index)
    );
    CREATE INDEX list_keys_person ON list_keys (person_index);
    INSERT INTO list_keys SELECT a.registration_id, k.person_index, k.attendee_id FROM person_keys k JOIN attendees a USING (attendee_id);
    -- One person, one badge: whose a person is in the edition, from the submission or the lock on. Off the list is out of hand.
    DELETE FROM person_keys k USING attendees a, registrations r
      WHERE a.attendee_id = k.attendee_id AND r.registration_id = a.registration_id AND r.state = 'draft';
    ALTER TABLE person_keys
      DROP CONSTRAINT person_keys_attendee_id_fkey,
      ADD FOREIGN KEY (attendee_id, person_index) REFERENCES list_keys (attendee_id, person_index) ON DELETE CASCADE;

    -- Runs that somebody started with what no row says.
    ALTER TABLE refused_messages
      DROP CONSTRAINT refused_messages_about_check,
      DROP CONSTRAINT refused_messages_fault_check,
      ADD CHECK (about IN ('registration', 'order', 'refund', 'invoice', 'invoice-reversal')),
      ADD CHECK (fault IN ('no_request', 'used_again', 'forbidden', 'own_unit', 'no_row', 'other_row'));
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER TABLE person_keys DROP CONSTRAINT person_keys_attendee_id_person_index_fkey, ADD FOREIGN KEY (attendee_id) REFERENCES attendees ON DELETE CASCADE;
    INSERT INTO person_keys SELECT a.edition, l.person_index, l.attendee_id FROM list_keys l JOIN attendees a USING (attendee_id) ON CONFLICT DO NOTHING;
    DROP TABLE list_keys;
    DELETE FROM refused_messages WHERE about IN ('invoice', 'invoice-reversal') OR fault IN ('no_row', 'other_row');
    ALTER TABLE refused_messages
      DROP CONSTRAINT refused_messages_about_check,
      DROP CONSTRAINT refused_messages_fault_check,
      ADD CHECK (about IN ('registration', 'order', 'refund')),
      ADD CHECK (fault IN ('no_request', 'used_again', 'forbidden', 'own_unit'));
  `);
}
