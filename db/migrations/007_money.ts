import type { Knex } from 'knex';

/** Money (G6, G7): reductions, refunds, invoices, a ledger in double entry, and what providers' bills say. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER TABLE editions
      ADD COLUMN refund_policy text NOT NULL DEFAULT 'failed_only' CHECK (refund_policy IN ('failed_only', 'until_badge')),
      -- How long a unit may take to apply before the system refunds by itself.
      ADD COLUMN auto_refund_days integer NOT NULL DEFAULT 30 CHECK (auto_refund_days > 0),
      -- Hundredths of a percent.
      ADD COLUMN tax_rate_bp integer NOT NULL DEFAULT 600 CHECK (tax_rate_bp BETWEEN 0 AND 10000);

    -- Frozen at the order's making, as its fees are.
    ALTER TABLE badge_orders
      ADD COLUMN refund_policy text NOT NULL DEFAULT 'failed_only' CHECK (refund_policy IN ('failed_only', 'until_badge')),
      ADD COLUMN auto_refund_days integer NOT NULL DEFAULT 30 CHECK (auto_refund_days > 0);
    ALTER TABLE badge_orders ALTER COLUMN refund_policy DROP DEFAULT, ALTER COLUMN auto_refund_days DROP DEFAULT;

    ALTER TABLE order_lines
      -- The line's share of what the order pays: its fee less its part of the reductions.
      ADD COLUMN payable_fen integer,
      DROP CONSTRAINT order_lines_state_check,
      ADD CHECK (state IN ('awaiting_payment', 'under_review', 'approved', 'review_failed', 'badge_made', 'dispatched', 'ready_for_pickup',
        'delivered', 'refunding', 'refunded', 'released'));
    UPDATE order_lines SET payable_fen = fee_fen;
    ALTER TABLE order_lines ALTER COLUMN payable_fen SET NOT NULL, ADD CHECK (payable_fen BETWEEN 0 AND fee_fen);

    ALTER TABLE payments
      -- Money under a number like ours that no order knows is a payment too: it goes back.
      ALTER COLUMN order_no DROP NOT NULL, ALTER COLUMN attempt DROP NOT NULL,
      ADD COLUMN captured_fen bigint CHECK (captured_fen > 0),
      -- Of the capture: what refunds have taken for themselves, and what of it went back.
      ADD COLUMN reserved_fen bigint NOT NULL DEFAULT 0,
      ADD COLUMN refunded_fen bigint NOT NULL DEFAULT 0;
    UPDATE payments SET captured_fen = amount_fen WHERE state IN ('paid', 'suspense', 'refunded');
    UPDATE payments SET reserved_fen = amount_fen, refunded_fen = amount_fen WHERE state = 'refunded';
    UPDATE payments SET reserved_fen = amount_fen WHERE state = 'suspense';
    ALTER TABLE payments
      ADD CHECK ((captured_fen IS NOT NULL) = (state IN ('paid', 'suspense', 'refunded'))),
      ADD CONSTRAINT payments_refunds_within_capture
        CHECK (0 <= refunded_fen AND refunded_fen <= reserved_fen AND reserved_fen <= coalesce(captured_fen, 0)),
      ADD CHECK ((order_no IS NULL) = (attempt IS NULL)),
      ADD CHECK (order_no IS NOT NULL OR state IN ('suspense', 'refunded'));

    -- 减免, granted by the bureau: of one order, or of whatever a unit orders until it is used up.
    CREATE TABLE reductions (
      reduction_id uuid PRIMARY KEY,
      registration_id uuid NOT NULL REFERENCES registrations,
      order_no text REFERENCES badge_orders,
      amount_fen bigint NOT NULL CHECK (amount_fen > 0),
      reason bytea NOT NULL,
      staff_id uuid NOT NULL REFERENCES staff,
      created_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX reductions_registration ON reductions (registration_id);
    CREATE TABLE reduction_uses (
      reduction_id uuid NOT NULL REFERENCES reductions,
      order_no text NOT NULL REFERENCES badge_orders,
      amount_fen bigint NOT NULL CHECK (amount_fen > 0),
      PRIMARY KEY (reduction_id, order_no)
    );
    CREATE INDEX reduction_uses_order ON reduction_uses (order_no);

    -- What a unit asked to have refunded and why; the order's workflow decides on it.
    CREATE TABLE refund_requests (
      refund_request_id uuid PRIMARY KEY,
      order_no text NOT NULL REFERENCES badge_orders,
      attendee_ids uuid[] NOT NULL,
      reason bytea NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now()
    );

    CREATE TABLE refunds (
      refund_no text PRIMARY KEY CHECK (refund_no ~ '^[0-9A-Za-z_]{6,40}$'),
      out_trade_no text NOT NULL REFERENCES payments,
      order_no text REFERENCES badge_orders,
      kind text NOT NULL CHECK (kind IN ('lines', 'suspense')),
      amount_fen bigint NOT NULL CHECK (amount_fen > 0),
      state text NOT NULL CHECK (state IN ('requested', 'reversing_invoice', 'refunding', 'refunded', 'needs_attention')),
      requested_by text NOT NULL CHECK (requested_by IN ('unit', 'system')),
      refund_request_id uuid REFERENCES refund_requests,
      by_hand boolean NOT NULL DEFAULT false,
      -- The provider's word for why a human is needed.
      refusal text,
      created_at timestamptz NOT NULL DEFAULT now(),
      state_at timestamptz NOT NULL DEFAULT now(),
      CHECK ((kind = 'lines') <= (order_no IS NOT NULL)),
      CHECK ((state = 'needs_attention') = (refusal IS NOT NULL))
    );
    CREATE INDEX refunds_order ON refunds (order_no);
    CREATE INDEX refunds_trade ON refunds (out_trade_no);
    CREATE INDEX refunds_open ON refunds (state_at) WHERE state <> 'refunded';
    CREATE TABLE refund_lines (
      refund_no text NOT NULL REFERENCES refunds,
      order_no text NOT NULL,
      attendee_id uuid NOT NULL,
      amount_fen bigint NOT NULL CHECK (amount_fen >= 0),
      PRIMARY KEY (refund_no, attendee_id),
      -- A line is refunded once.
      UNIQUE (order_no, attendee_id),
      FOREIGN KEY (order_no, attendee_id) REFERENCES order_lines
    );
    -- Who paid a refund by hand; above a limit somebody else says so too.
    CREATE TABLE refund_settlements (
      refund_no text NOT NULL REFERENCES refunds,
      staff_id uuid NOT NULL REFERENCES staff,
      reference bytea NOT NULL,
      row_id uuid NOT NULL UNIQUE,
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (refund_no, staff_id)
    );

    CREATE TABLE invoice_titles (
      title_id uuid PRIMARY KEY,
      unit_id uuid NOT NULL REFERENCES units,
      kind text NOT NULL CHECK (kind IN ('personal', 'company')),
      title bytea NOT NULL,
      tax_no text,
      created_at timestamptz NOT NULL DEFAULT now(),
      deleted_at timestamptz,
      CHECK ((kind = 'company') = (tax_no IS NOT NULL))
    );
    CREATE INDEX invoice_titles_unit ON invoice_titles (unit_id) WHERE deleted_at IS NULL;

    CREATE SEQUENCE invoice_numbers;
    CREATE TABLE invoices (
      invoice_no text PRIMARY KEY CHECK (invoice_no ~ '^[0-9]{14}F[0-9A-Z]{1,17}$'),
      row_id uuid NOT NULL UNIQUE,
      order_no text NOT NULL REFERENCES badge_orders,
      -- What the platform files it under.
      apply_id text NOT NULL,
      state text NOT NULL CHECK (state IN ('issuing', 'issued', 'reversing', 'awaiting_buyer', 'reversed', 'failed')),
      -- The title as it was: titles are edited and deleted.
      title_kind text NOT NULL CHECK (title_kind IN ('personal', 'company')),
      title bytea NOT NULL,
      tax_no text,
      people integer NOT NULL CHECK (people > 0),
      gross_fen bigint NOT NULL CHECK (gross_fen > 0),
      net_fen bigint NOT NULL,
      tax_fen bigint NOT NULL CHECK (tax_fen >= 0),
      tax_rate_bp integer NOT NULL,
      -- The tax platform's number; never ours to make.
      fapiao_number text UNIQUE CHECK (fapiao_number ~ '^[0-9]{20}$'),
      red_number text UNIQUE,
      -- Why it was reversed or is to be: a refund's invoice is issued anew by itself, one the unit gave back is not.
      reversal_cause text CHECK (reversal_cause IN ('unit', 'refund')),
      -- The buyer refused the reversal, or said nothing for 72 hours; the money went back all the same.
      red_due boolean NOT NULL DEFAULT false,
      failure text,
      created_at timestamptz NOT NULL DEFAULT now(),
      state_at timestamptz NOT NULL DEFAULT now(),
      issued_at timestamptz,
      CHECK (net_fen + tax_fen = gross_fen),
      CHECK ((title_kind = 'company') = (tax_no IS NOT NULL)),
      CHECK ((fapiao_number IS NULL) = (state IN ('issuing', 'failed'))),
      CHECK ((red_number IS NOT NULL) = (state = 'reversed')),
      CHECK ((failure IS NOT NULL) = (state = 'failed'))
    );
    CREATE UNIQUE INDEX invoices_one_live ON invoices (order_no) WHERE state NOT IN ('reversed', 'failed');
    CREATE INDEX invoices_order ON invoices (order_no);
    CREATE TABLE invoice_files (
      invoice_no text PRIMARY KEY REFERENCES invoices,
      sha256 bytea NOT NULL CHECK (length(sha256) = 32),
      bytes bytea NOT NULL,
      stored_at timestamptz NOT NULL DEFAULT now()
    );

    CREATE TABLE ledger_postings (
      key text PRIMARY KEY,
      kind text NOT NULL,
      order_no text REFERENCES badge_orders,
      at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX ledger_postings_order ON ledger_postings (order_no);
    CREATE TABLE ledger_entries (
      key text NOT NULL REFERENCES ledger_postings,
      account text NOT NULL CHECK (account IN ('receivable', 'fees', 'reductions', 'provider_alipay', 'provider_wechat', 'provider_fees',
        'suspense', 'refunds', 'bank')),
      amount_fen bigint NOT NULL,
      UNIQUE (key, account, amount_fen)
    );
    CREATE FUNCTION check_posting() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF (SELECT sum(amount_fen) FROM ledger_entries WHERE key = NEW.key) IS DISTINCT FROM 0 THEN
        RAISE EXCEPTION 'posting % does not add up to zero', NEW.key;
      END IF;
      RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER ledger_postings_balanced AFTER INSERT ON ledger_postings DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION check_posting();
    CREATE CONSTRAINT TRIGGER ledger_entries_balanced AFTER INSERT ON ledger_entries DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION check_posting();
    CREATE TRIGGER ledger_postings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_postings EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries EXECUTE FUNCTION refuse_change();

    -- Orders from before the ledger get their postings.
    INSERT INTO ledger_postings (key, kind, order_no, at) SELECT order_no || ':charge', 'charge', order_no, created_at FROM badge_orders WHERE total_fen > 0;
    INSERT INTO ledger_entries SELECT order_no || ':charge', 'receivable', total_fen FROM badge_orders WHERE total_fen > 0
      UNION ALL SELECT order_no || ':charge', 'fees', -total_fen FROM badge_orders WHERE total_fen > 0;
    INSERT INTO ledger_postings (key, kind, order_no, at) SELECT order_no || ':release', 'release', order_no, ended_at FROM badge_orders WHERE state = 'closed';
    INSERT INTO ledger_entries SELECT order_no || ':release', 'fees', total_fen FROM badge_orders WHERE state = 'closed'
      UNION ALL SELECT order_no || ':release', 'receivable', -total_fen FROM badge_orders WHERE state = 'closed';
    INSERT INTO ledger_postings (key, kind, order_no, at)
      SELECT out_trade_no || ':capture', 'capture', order_no, paid_at FROM payments WHERE state = 'paid'
      UNION ALL SELECT out_trade_no || ':suspense', 'suspense', order_no, paid_at FROM payments WHERE state IN ('suspense', 'refunded')
      UNION ALL SELECT out_trade_no || 'L:refund', 'suspense_refund', order_no, ended_at FROM payments WHERE state = 'refunded';
    INSERT INTO ledger_entries
      SELECT out_trade_no || ':capture', 'provider_' || channel, captured_fen FROM payments WHERE state = 'paid'
      UNION ALL SELECT out_trade_no || ':capture', 'receivable', -captured_fen FROM payments WHERE state = 'paid'
      UNION ALL SELECT out_trade_no || ':suspense', 'provider_' || channel, captured_fen FROM payments WHERE state IN ('suspense', 'refunded')
      UNION ALL SELECT out_trade_no || ':suspense', 'suspense', -captured_fen FROM payments WHERE state IN ('suspense', 'refunded')
      UNION ALL SELECT out_trade_no || 'L:refund', 'suspense', captured_fen FROM payments WHERE state = 'refunded'
      UNION ALL SELECT out_trade_no || 'L:refund', 'provider_' || channel, -captured_fen FROM payments WHERE state = 'refunded';
    INSERT INTO refunds (refund_no, out_trade_no, order_no, kind, amount_fen, state, requested_by, created_at)
      SELECT out_trade_no || 'L', out_trade_no, order_no, 'suspense', captured_fen, CASE state WHEN 'refunded' THEN 'refunded' ELSE 'refunding' END, 'system', paid_at
      FROM payments WHERE state IN ('suspense', 'refunded');

    -- The providers' own books of a day, and what in them and in ours does not agree.
    CREATE TABLE bills (
      channel text NOT NULL CHECK (channel IN ('alipay', 'wechat')),
      day date NOT NULL,
      fetched_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (channel, day)
    );
    CREATE TABLE bill_lines (
      channel text NOT NULL,
      day date NOT NULL,
      kind text NOT NULL CHECK (kind IN ('payment', 'refund')),
      out_trade_no text NOT NULL,
      refund_no text NOT NULL DEFAULT '',
      provider_trade_no text NOT NULL,
      amount_fen bigint NOT NULL,
      fee_fen bigint NOT NULL,
      at timestamptz NOT NULL,
      PRIMARY KEY (channel, kind, out_trade_no, refund_no),
      FOREIGN KEY (channel, day) REFERENCES bills ON DELETE CASCADE,
      CHECK ((kind = 'refund') = (refund_no <> ''))
    );
    CREATE TABLE differences (
      difference_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      kind text NOT NULL,
      -- The trade, refund or invoice it is about.
      subject text NOT NULL,
      channel text,
      day date,
      ours_fen bigint,
      theirs_fen bigint,
      -- repairing: a run looks after it; waiting: a human must.
      state text NOT NULL CHECK (state IN ('repairing', 'waiting', 'settled')),
      found_at timestamptz NOT NULL DEFAULT now(),
      settled_at timestamptz,
      CHECK ((state = 'settled') = (settled_at IS NOT NULL)),
      UNIQUE (kind, subject)
    );
    CREATE INDEX differences_open ON differences (found_at) WHERE state <> 'settled';

    ALTER TABLE provider_notices DROP CONSTRAINT provider_notices_provider_check, ADD CHECK (provider IN ('alipay', 'wechat', 'fapiao', 'sf'));
    ALTER TABLE notifications DROP CONSTRAINT notifications_kind_check, ADD CHECK (kind IN ('payment_due', 'registration_closing',
      'registration_returned', 'registration_approved', 'registration_rejected', 'registration_expired', 'account_released', 'attendee_withdrawn',
      'review_due', 'verification_code', 'person_review_failed', 'refunded', 'late_payment_refunded'));
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    DROP TABLE differences, bill_lines, bills, ledger_entries, ledger_postings, invoice_files, invoices, invoice_titles, refund_settlements, refund_lines,
      refunds, refund_requests, reduction_uses, reductions;
    DROP FUNCTION check_posting();
    DROP SEQUENCE invoice_numbers;
    DELETE FROM payments WHERE order_no IS NULL;
    ALTER TABLE payments DROP CONSTRAINT payments_refunds_within_capture, DROP COLUMN captured_fen, DROP COLUMN reserved_fen, DROP COLUMN refunded_fen,
      ALTER COLUMN order_no SET NOT NULL, ALTER COLUMN attempt SET NOT NULL;
    ALTER TABLE order_lines DROP COLUMN payable_fen;
    UPDATE order_lines SET state = 'review_failed' WHERE state = 'refunding';
    ALTER TABLE order_lines DROP CONSTRAINT order_lines_state_check, ADD CHECK (state IN ('awaiting_payment', 'under_review', 'approved',
      'review_failed', 'badge_made', 'dispatched', 'ready_for_pickup', 'delivered', 'refunded', 'released'));
    ALTER TABLE badge_orders DROP COLUMN refund_policy, DROP COLUMN auto_refund_days;
    ALTER TABLE editions DROP COLUMN refund_policy, DROP COLUMN auto_refund_days, DROP COLUMN tax_rate_bp;
    DELETE FROM notifications WHERE kind IN ('person_review_failed', 'refunded', 'late_payment_refunded');
    ALTER TABLE notifications DROP CONSTRAINT notifications_kind_check, ADD CHECK (kind IN ('payment_due', 'registration_closing',
      'registration_returned', 'registration_approved', 'registration_rejected', 'registration_expired', 'account_released', 'attendee_withdrawn',
      'review_due', 'verification_code'));
    DELETE FROM provider_notices WHERE provider = 'fapiao';
    ALTER TABLE provider_notices DROP CONSTRAINT provider_notices_provider_check, ADD CHECK (provider IN ('alipay', 'wechat', 'sf'));
  `);
}
