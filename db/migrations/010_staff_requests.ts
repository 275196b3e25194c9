import type { Knex } from 'knex';

/** Decisions are rows, not messages: what staff ask of a run stands here, and the message carries its id alone. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    CREATE TABLE staff_requests (
      -- One request may be about many subjects: each has its row, and its run is told the same id.
      request_id uuid NOT NULL,
      -- The registration, order or refund it is about.
      subject text NOT NULL CHECK (length(subject) <= 64),
      kind text NOT NULL,
      -- Ids, counts and states; never a person's data.
      payload jsonb NOT NULL DEFAULT '{}',
      staff_id uuid NOT NULL REFERENCES staff,
      made_at timestamptz NOT NULL DEFAULT now(),
      used_at timestamptz,
      -- What the run answered: a repeat is answered alike.
      outcome jsonb,
      PRIMARY KEY (request_id, subject),
      CHECK ((used_at IS NULL) = (outcome IS NULL))
    );
    CREATE INDEX staff_requests_subject ON staff_requests (subject);
    -- What was asked for, by whom and of whom is never changed.
    REVOKE UPDATE, DELETE, TRUNCATE ON staff_requests FROM expo_app;
    GRANT UPDATE (used_at, outcome) ON staff_requests TO expo_app;

    -- Messages that claimed to be staff's or a provider's and were not followed.
    CREATE TABLE refused_messages (
      about text NOT NULL CHECK (about IN ('registration', 'order', 'refund')),
      subject text NOT NULL,
      kind text NOT NULL,
      fault text NOT NULL CHECK (fault IN ('no_request', 'used_again', 'forbidden', 'own_unit')),
      times integer NOT NULL DEFAULT 1 CHECK (times > 0),
      first_at timestamptz NOT NULL DEFAULT now(),
      last_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (subject, kind, fault)
    );
    CREATE INDEX refused_messages_last ON refused_messages (last_at);

    ALTER TABLE reviews
      -- What the reviewer saw; null where many were decided at once.
      ADD COLUMN version integer,
      -- Refused once, a review never counts later.
      ADD COLUMN refusal text,
      ADD CHECK (refusal IS NULL OR applied_at IS NULL);
    ALTER TABLE refund_requests ADD COLUMN used_at timestamptz;

    ALTER TABLE reductions
      -- From the limit on a second person grants it too.
      ADD COLUMN granted_at timestamptz,
      ADD COLUMN confirmed_by uuid REFERENCES staff,
      ADD CHECK (confirmed_by <> staff_id),
      ADD CHECK (confirmed_by IS NULL OR granted_at IS NOT NULL);
    UPDATE reductions SET granted_at = created_at;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    DELETE FROM reductions WHERE granted_at IS NULL;
    ALTER TABLE reductions DROP COLUMN confirmed_by, DROP COLUMN granted_at;
    ALTER TABLE refund_requests DROP COLUMN used_at;
    ALTER TABLE reviews DROP COLUMN version, DROP COLUMN refusal;
    DROP TABLE refused_messages, staff_requests;
  `);
}
