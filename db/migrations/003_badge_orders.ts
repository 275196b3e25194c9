import type { Knex } from 'knex';

/** Orders, their lines and money, and what becomes of each line: a badge and its way to the visitor (G6, G8). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    CREATE SEQUENCE order_numbers MAXVALUE 99999999 CYCLE;
    CREATE SEQUENCE badge_numbers;

    CREATE TABLE badge_orders (
      order_no text PRIMARY KEY CHECK (order_no ~ '^[0-9]{14}$'),
      edition text NOT NULL REFERENCES editions,
      registration_id uuid NOT NULL REFERENCES registrations,
      state text NOT NULL CHECK (state IN ('awaiting_payment', 'closing', 'paid', 'settled', 'closed')),
      closed_reason text CHECK (closed_reason IN ('expired', 'cancelled')),
      people integer NOT NULL CHECK (people > 0),
      total_fen bigint NOT NULL CHECK (total_fen >= 0),
      reduction_fen bigint NOT NULL DEFAULT 0 CHECK (reduction_fen >= 0),
      payable_fen bigint NOT NULL CHECK (payable_fen >= 0),
      invoiced boolean NOT NULL DEFAULT false,
      pickup text NOT NULL CHECK (pickup IN ('courier', 'delegation')),
      address_id uuid REFERENCES addresses,
      expires_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      paid_at timestamptz,
      ended_at timestamptz,
      -- Why a human is needed, since when; null when nobody is.
      attention text,
      attention_at timestamptz,
      CHECK (payable_fen = total_fen - reduction_fen),
      CHECK ((state = 'closed') = (closed_reason IS NOT NULL)),
      CHECK ((state IN ('closed', 'settled')) = (ended_at IS NOT NULL)),
      CHECK (state IN ('awaiting_payment', 'closing', 'closed') OR paid_at IS NOT NULL),
      CHECK (payable_fen = 0 OR expires_at IS NOT NULL),
      CHECK ((attention IS NULL) = (attention_at IS NULL))
    );
    CREATE INDEX badge_orders_registration ON badge_orders (registration_id, order_no DESC);
    CREATE INDEX badge_orders_attention ON badge_orders (attention_at) WHERE attention IS NOT NULL;

    CREATE TABLE order_lines (
      order_no text NOT NULL REFERENCES badge_orders,
      attendee_id uuid NOT NULL REFERENCES attendees,
      line_no integer NOT NULL CHECK (line_no > 0),
      badge_type text NOT NULL CHECK (badge_type IN ('professional', 'vip')),
      pickup text NOT NULL CHECK (pickup IN ('courier', 'delegation')),
      fee_fen integer NOT NULL CHECK (fee_fen >= 0),
      state text NOT NULL CHECK (state IN ('awaiting_payment', 'under_review', 'approved', 'review_failed', 'badge_made',
        'dispatched', 'ready_for_pickup', 'delivered', 'refunded', 'released')),
      state_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (order_no, attendee_id),
      UNIQUE (order_no, line_no)
    );
    -- A person is in one live order at most (G6.2).
    CREATE UNIQUE INDEX order_lines_one_live_order ON order_lines (attendee_id) WHERE state NOT IN ('released', 'refunded');
    CREATE INDEX order_lines_waiting ON order_lines (state, order_no) WHERE state IN ('under_review', 'approved', 'ready_for_pickup');

    CREATE TABLE payments (
      out_trade_no text PRIMARY KEY CHECK (out_trade_no ~ '^[0-9A-Za-z_]{6,32}$'),
      order_no text NOT NULL REFERENCES badge_orders,
      attempt integer NOT NULL CHECK (attempt > 0),
      channel text NOT NULL CHECK (channel IN ('alipay', 'wechat')),
      amount_fen bigint NOT NULL CHECK (amount_fen > 0),
      state text NOT NULL CHECK (state IN ('opening', 'open', 'superseded', 'closed', 'paid', 'suspense', 'refunded')),
      code_url text,
      provider_trade_no text,
      expires_at timestamptz NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      -- By the provider's clock: lateness is judged by this, not by arrival.
      paid_at timestamptz,
      ended_at timestamptz,
      UNIQUE (order_no, attempt),
      UNIQUE (channel, provider_trade_no),
      CHECK (state NOT IN ('paid', 'suspense', 'refunded') OR (paid_at IS NOT NULL AND provider_trade_no IS NOT NULL))
    );
    CREATE UNIQUE INDEX payments_one_open ON payments (order_no) WHERE state IN ('opening', 'open');
    CREATE UNIQUE INDEX payments_one_kept ON payments (order_no) WHERE state = 'paid';

    CREATE TABLE provider_notices (
      provider text NOT NULL CHECK (provider IN ('alipay', 'wechat', 'sf')),
      notice_id text NOT NULL CHECK (length(notice_id) BETWEEN 1 AND 128),
      row_id uuid NOT NULL UNIQUE,
      kind text NOT NULL,
      subject text NOT NULL,
      raw bytea NOT NULL,
      received_at timestamptz NOT NULL DEFAULT now(),
      copies integer NOT NULL DEFAULT 1 CHECK (copies > 0),
      PRIMARY KEY (provider, notice_id)
    );
    CREATE INDEX provider_notices_subject ON provider_notices (subject);

    -- The bureau's verdict on a person waits here with its sealed reason; the order's workflow applies it.
    CREATE TABLE person_reviews (
      person_review_id uuid PRIMARY KEY,
      order_no text NOT NULL,
      attendee_id uuid NOT NULL,
      result text NOT NULL CHECK (result IN ('approve', 'fail')),
      reason bytea,
      staff_id uuid NOT NULL REFERENCES staff,
      -- The request it came with: a repeat of the request finds its verdicts instead of making more.
      request_id uuid NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      applied_at timestamptz,
      UNIQUE (request_id, attendee_id),
      FOREIGN KEY (order_no, attendee_id) REFERENCES order_lines
    );
    CREATE UNIQUE INDEX person_reviews_one_verdict ON person_reviews (order_no, attendee_id) WHERE applied_at IS NOT NULL;

    CREATE TABLE production_batches (
      batch_id uuid PRIMARY KEY,
      edition text NOT NULL REFERENCES editions,
      staff_id uuid NOT NULL REFERENCES staff,
      created_at timestamptz NOT NULL DEFAULT now()
    );

    CREATE TABLE badges (
      badge_no text PRIMARY KEY CHECK (badge_no ~ '^[0-9]{10}$'),
      row_id uuid NOT NULL UNIQUE,
      edition text NOT NULL REFERENCES editions,
      batch_id uuid NOT NULL REFERENCES production_batches,
      order_no text NOT NULL,
      attendee_id uuid NOT NULL,
      badge_type text NOT NULL CHECK (badge_type IN ('professional', 'vip')),
      -- The face is frozen when the badge is made: a later edit never changes a printed card.
      name bytea NOT NULL,
      document_masked bytea NOT NULL,
      unit_name text NOT NULL,
      token text NOT NULL,
      made_at timestamptz NOT NULL,
      UNIQUE (order_no, attendee_id),
      FOREIGN KEY (order_no, attendee_id) REFERENCES order_lines
    );
    CREATE INDEX badges_batch ON badges (batch_id);
    CREATE INDEX badges_attendee ON badges (attendee_id);

    CREATE TABLE shipments (
      order_id text PRIMARY KEY CHECK (order_id ~ '^[0-9]{14}S[0-9]+$'),
      order_no text NOT NULL REFERENCES badge_orders,
      attempt integer NOT NULL CHECK (attempt > 0),
      waybill text UNIQUE,
      pieces integer NOT NULL CHECK (pieces > 0),
      state text NOT NULL CHECK (state IN ('creating', 'created', 'collected', 'in_transit', 'delivered', 'returned')),
      created_at timestamptz NOT NULL DEFAULT now(),
      state_at timestamptz NOT NULL DEFAULT now(),
      UNIQUE (order_no, attempt),
      CHECK ((state = 'creating') = (waybill IS NULL))
    );

    CREATE TABLE shipment_lines (
      order_id text NOT NULL REFERENCES shipments,
      order_no text NOT NULL,
      attendee_id uuid NOT NULL,
      PRIMARY KEY (order_no, attendee_id),
      FOREIGN KEY (order_no, attendee_id) REFERENCES order_lines
    );
    CREATE INDEX shipment_lines_order_id ON shipment_lines (order_id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(
    'DROP TABLE shipment_lines, shipments, badges, production_batches, person_reviews, provider_notices, payments, order_lines, badge_orders; DROP SEQUENCE order_numbers, badge_numbers',
  );
}
