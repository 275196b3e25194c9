import type { Knex } from 'knex';

/** Everything belongs to an edition (届次); delegations form a tree; a unit has one account an edition (G1). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    CREATE TABLE editions (
      edition text PRIMARY KEY CHECK (edition ~ '^[0-9]{1,3}$'),
      name_zh text NOT NULL,
      name_en text NOT NULL,
      registration_opens_at timestamptz NOT NULL,
      registration_closes_at timestamptz NOT NULL,
      professional_fee_fen integer NOT NULL CHECK (professional_fee_fen >= 0),
      vip_fee_fen integer NOT NULL CHECK (vip_fee_fen >= 0),
      is_current boolean NOT NULL DEFAULT false,
      CHECK (registration_opens_at < registration_closes_at)
    );
    CREATE UNIQUE INDEX editions_one_current ON editions (is_current) WHERE is_current;

    CREATE TABLE reference_items (
      name text NOT NULL,
      code text NOT NULL,
      zh text NOT NULL,
      en text NOT NULL,
      parent text,
      position integer NOT NULL,
      PRIMARY KEY (name, code)
    );

    CREATE TABLE delegations (
      delegation_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      edition text NOT NULL REFERENCES editions,
      no integer NOT NULL CHECK (no > 0),
      parent_id integer REFERENCES delegations,
      name_zh text NOT NULL,
      name_en text NOT NULL,
      organisation_zh text NOT NULL,
      contacts_zh text NOT NULL,
      phones text NOT NULL,
      kind text NOT NULL CHECK (kind IN ('region', 'industry')),
      city_code text,
      UNIQUE (edition, no),
      CHECK (parent_id <> delegation_id)
    );
    CREATE INDEX delegations_parent ON delegations (parent_id);

    CREATE TABLE invitation_codes (
      edition text NOT NULL REFERENCES editions,
      code text NOT NULL CHECK (code ~ '^[0-9A-Z-]{4,32}$'),
      delegation_id integer NOT NULL REFERENCES delegations,
      capacity integer CHECK (capacity > 0),
      used integer NOT NULL DEFAULT 0 CHECK (used >= 0),
      valid_from timestamptz NOT NULL DEFAULT now(),
      valid_until timestamptz,
      revoked_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (edition, code),
      CHECK (used <= capacity)
    );
    CREATE INDEX invitation_codes_delegation ON invitation_codes (delegation_id);

    CREATE TABLE units (
      unit_id uuid PRIMARY KEY,
      edition text NOT NULL REFERENCES editions,
      region text NOT NULL CHECK (region IN ('mainland', 'hk_macao_taiwan', 'overseas')),
      category text NOT NULL CHECK (category IN ('enterprise', 'social_organisation', 'public_institution', 'government')),
      account text NOT NULL,
      uscc text CHECK (uscc ~ '^[0-9A-Z]{18}$'),
      country text,
      business_no text,
      mobile bytea NOT NULL,
      password_hash text NOT NULL,
      privacy_accepted_at timestamptz NOT NULL,
      privacy_terms_version text NOT NULL,
      -- Null until the unit's registration workflow has opened the account.
      opened_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      CHECK ((region = 'mainland') = (uscc IS NOT NULL)),
      CHECK ((uscc IS NULL) = (country IS NOT NULL AND business_no IS NOT NULL))
    );
    CREATE UNIQUE INDEX units_one_account ON units (edition, account) WHERE opened_at IS NOT NULL;

    CREATE TABLE staff (
      staff_id uuid PRIMARY KEY,
      login text NOT NULL UNIQUE,
      role text NOT NULL CHECK (role IN ('delegation', 'bureau', 'operator')),
      delegation_id integer REFERENCES delegations,
      password_hash text NOT NULL,
      disabled_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      CHECK ((role = 'delegation') = (delegation_id IS NOT NULL))
    );

    CREATE TABLE sessions (
      token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
      unit_id uuid REFERENCES units,
      staff_id uuid REFERENCES staff,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL,
      CHECK ((unit_id IS NULL) <> (staff_id IS NULL))
    );
    CREATE INDEX sessions_unit ON sessions (unit_id) WHERE unit_id IS NOT NULL;
    CREATE INDEX sessions_staff ON sessions (staff_id) WHERE staff_id IS NOT NULL;
    CREATE INDEX sessions_expiry ON sessions (expires_at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE sessions, staff, units, invitation_codes, delegations, reference_items, editions');
}
