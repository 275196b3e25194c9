CREATE TABLE addresses (
  address_id uuid NOT NULL,
  unit_id uuid NOT NULL,
  recipient bytea NOT NULL,
  mobile bytea NOT NULL,
  province text NOT NULL,
  city text NOT NULL,
  county text NOT NULL DEFAULT ''::text,
  street bytea NOT NULL,
  is_default boolean NOT NULL DEFAULT false,
  confirmed_at timestamp with time zone NOT NULL DEFAULT now(),
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  deleted_at timestamp with time zone,
  CONSTRAINT addresses_check CHECK ((NOT (is_default AND (deleted_at IS NOT NULL)))),
  CONSTRAINT addresses_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES units(unit_id),
  CONSTRAINT addresses_pkey PRIMARY KEY (address_id)
);
CREATE UNIQUE INDEX addresses_one_default ON public.addresses USING btree (unit_id) WHERE is_default;
CREATE INDEX addresses_unit ON public.addresses USING btree (unit_id);

CREATE TABLE allocation_rules (
  edition text NOT NULL,
  province_code text NOT NULL,
  city_code text,
  delegation_id integer NOT NULL,
  kind text NOT NULL DEFAULT 'region'::text,
  CONSTRAINT allocation_rules_kind_check CHECK ((kind = 'region'::text)),
  CONSTRAINT allocation_rules_delegation_id_edition_kind_fkey FOREIGN KEY (delegation_id, edition, kind) REFERENCES delegations(delegation_id, edition, kind),
  CONSTRAINT allocation_rules_edition_fkey FOREIGN KEY (edition) REFERENCES editions(edition),
  CONSTRAINT allocation_rules_edition_province_code_city_code_key UNIQUE NULLS NOT DISTINCT (edition, province_code, city_code)
);

CREATE TABLE attendee_photos (
  attendee_id uuid NOT NULL,
  stored_at timestamp with time zone NOT NULL DEFAULT now(),
  photo_key text NOT NULL,
  CONSTRAINT attendee_photos_attendee_id_fkey FOREIGN KEY (attendee_id) REFERENCES attendees(attendee_id) ON DELETE CASCADE,
  CONSTRAINT attendee_photos_pkey PRIMARY KEY (attendee_id),
  CONSTRAINT attendee_photos_photo_key_key UNIQUE (photo_key)
);

CREATE TABLE attendees (
  attendee_id uuid NOT NULL,
  edition text NOT NULL,
  registration_id uuid NOT NULL,
  list text NOT NULL,
  state text NOT NULL DEFAULT 'saved'::text,
  badge_type text,
  name bytea NOT NULL,
  permit_name bytea,
  surname bytea,
  given_name bytea,
  document_number bytea NOT NULL,
  sex text NOT NULL,
  province text,
  city text,
  region text,
  country text,
  position text NOT NULL,
  pickup text,
  has_photo boolean NOT NULL DEFAULT false,
  version integer NOT NULL DEFAULT 1,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  locked_at timestamp with time zone,
  likeness_index bytea,
  printed_name bytea,
  confirmed_warnings text[] NOT NULL DEFAULT '{}'::text[],
  likeness_key text,
  CONSTRAINT attendees_badge_type_check CHECK ((badge_type = ANY (ARRAY['professional'::text, 'vip'::text]))),
  CONSTRAINT attendees_check CHECK (((state = 'withdrawn'::text) OR ((state = 'locked'::text) = (badge_type IS NOT NULL)))),
  CONSTRAINT attendees_check1 CHECK (((list <> 'mainland'::text) OR ((province IS NOT NULL) AND (city IS NOT NULL)))),
  CONSTRAINT attendees_check2 CHECK (((list <> 'hk_macao_taiwan'::text) OR ((region IS NOT NULL) AND (permit_name IS NOT NULL)))),
  CONSTRAINT attendees_check3 CHECK (((list <> 'overseas'::text) OR ((country IS NOT NULL) AND (surname IS NOT NULL)))),
  CONSTRAINT attendees_likeness_check CHECK (((likeness_index IS NULL) = (likeness_key IS NULL))),
  CONSTRAINT attendees_likeness_index_check CHECK ((length(likeness_index) = 32)),
  CONSTRAINT attendees_list_check CHECK ((list = ANY (ARRAY['mainland'::text, 'hk_macao_taiwan'::text, 'overseas'::text]))),
  CONSTRAINT attendees_pickup_check CHECK ((pickup = ANY (ARRAY['courier'::text, 'delegation'::text]))),
  CONSTRAINT attendees_region_check CHECK ((region = ANY (ARRAY['hong_kong'::text, 'macao'::text, 'taiwan'::text]))),
  CONSTRAINT attendees_sex_check CHECK ((sex = ANY (ARRAY['male'::text, 'female'::text]))),
  CONSTRAINT attendees_state_check CHECK ((state = ANY (ARRAY['saved'::text, 'locked'::text, 'withdrawn'::text]))),
  CONSTRAINT attendees_edition_fkey FOREIGN KEY (edition) REFERENCES editions(edition),
  CONSTRAINT attendees_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES registrations(registration_id),
  CONSTRAINT attendees_pkey PRIMARY KEY (attendee_id)
);
CREATE INDEX attendees_age ON public.attendees USING btree (edition, created_at, attendee_id);
CREATE INDEX attendees_likeness ON public.attendees USING btree (edition, likeness_index);
CREATE INDEX attendees_registration ON public.attendees USING btree (registration_id, created_at, attendee_id);

CREATE TABLE audit_chain (
  position bigint NOT NULL,
  audit_id bigint NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT audit_chain_hash_check CHECK ((octet_length(hash) = 32)),
  CONSTRAINT audit_chain_position_check CHECK (("position" > 0)),
  CONSTRAINT audit_chain_audit_id_fkey FOREIGN KEY (audit_id) REFERENCES audit_entries(audit_id),
  CONSTRAINT audit_chain_pkey PRIMARY KEY ("position"),
  CONSTRAINT audit_chain_audit_id_key UNIQUE (audit_id)
);

CREATE TABLE audit_entries (
  audit_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  staff_id uuid,
  action text NOT NULL,
  subject text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}'::jsonb,
  reason bytea,
  row_id uuid NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  address bytea,
  request_id uuid,
  CONSTRAINT audit_entries_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(staff_id),
  CONSTRAINT audit_entries_pkey PRIMARY KEY (audit_id),
  CONSTRAINT audit_entries_chain TRIGGER DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT audit_entries_row_id_key UNIQUE (row_id)
);
CREATE INDEX audit_entries_action ON public.audit_entries USING btree (action, at, row_id);
CREATE INDEX audit_entries_latest ON public.audit_entries USING btree (at, row_id);
CREATE INDEX audit_entries_staff ON public.audit_entries USING btree (staff_id, at, row_id);
CREATE INDEX audit_entries_subject ON public.audit_entries USING btree (subject, at, row_id);

CREATE TABLE badge_orders (
  order_no text NOT NULL,
  edition text NOT NULL,
  registration_id uuid NOT NULL,
  state text NOT NULL,
  closed_reason text,
  people integer NOT NULL,
  total_fen bigint NOT NULL,
  reduction_fen bigint NOT NULL DEFAULT 0,
  payable_fen bigint NOT NULL,
  invoiced boolean NOT NULL DEFAULT false,
  pickup text NOT NULL,
  address_id uuid,
  expires_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  paid_at timestamp with time zone,
  ended_at timestamp with time zone,
  attention text,
  attention_at timestamp with time zone,
  refund_policy text NOT NULL,
  auto_refund_days integer NOT NULL,
  CONSTRAINT badge_orders_auto_refund_days_check CHECK ((auto_refund_days > 0)),
  CONSTRAINT badge_orders_check CHECK ((payable_fen = (total_fen - reduction_fen))),
  CONSTRAINT badge_orders_check1 CHECK (((state = 'closed'::text) = (closed_reason IS NOT NULL))),
  CONSTRAINT badge_orders_check2 CHECK (((state = ANY (ARRAY['closed'::text, 'settled'::text])) = (ended_at IS NOT NULL))),
  CONSTRAINT badge_orders_check3 CHECK (((state = ANY (ARRAY['awaiting_payment'::text, 'closing'::text, 'closed'::text])) OR (paid_at IS NOT NULL))),
  CONSTRAINT badge_orders_check4 CHECK (((payable_fen = 0) OR (expires_at IS NOT NULL))),
  CONSTRAINT badge_orders_check5 CHECK (((attention IS NULL) = (attention_at IS NULL))),
  CONSTRAINT badge_orders_closed_reason_check CHECK ((closed_reason = ANY (ARRAY['expired'::text, 'cancelled'::text]))),
  CONSTRAINT badge_orders_order_no_check CHECK ((order_no ~ '^[0-9]{14}$'::text)),
  CONSTRAINT badge_orders_payable_fen_check CHECK ((payable_fen >= 0)),
  CONSTRAINT badge_orders_people_check CHECK ((people > 0)),
  CONSTRAINT badge_orders_pickup_check CHECK ((pickup = ANY (ARRAY['courier'::text, 'delegation'::text]))),
  CONSTRAINT badge_orders_reduction_fen_check CHECK ((reduction_fen >= 0)),
  CONSTRAINT badge_orders_refund_policy_check CHECK ((refund_policy = ANY (ARRAY['failed_only'::text, 'until_badge'::text]))),
  CONSTRAINT badge_orders_state_check CHECK ((state = ANY (ARRAY['awaiting_payment'::text, 'closing'::text, 'paid'::text, 'settled'::text, 'closed'::text]))),
  CONSTRAINT badge_orders_total_fen_check CHECK ((total_fen >= 0)),
  CONSTRAINT badge_orders_address_id_fkey FOREIGN KEY (address_id) REFERENCES addresses(address_id),
  CONSTRAINT badge_orders_edition_fkey FOREIGN KEY (edition) REFERENCES editions(edition),
  CONSTRAINT badge_orders_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES registrations(registration_id),
  CONSTRAINT badge_orders_pkey PRIMARY KEY (order_no)
);
CREATE INDEX badge_orders_attention ON public.badge_orders USING btree (attention_at) WHERE (attention IS NOT NULL);
CREATE INDEX badge_orders_registration ON public.badge_orders USING btree (registration_id, order_no DESC);

CREATE TABLE badges (
  badge_no text NOT NULL,
  row_id uuid NOT NULL,
  edition text NOT NULL,
  batch_id uuid NOT NULL,
  order_no text NOT NULL,
  attendee_id uuid NOT NULL,
  badge_type text NOT NULL,
  name bytea NOT NULL,
  document_masked bytea NOT NULL,
  unit_name text NOT NULL,
  token text NOT NULL,
  made_at timestamp with time zone NOT NULL,
  CONSTRAINT badges_badge_no_check CHECK ((badge_no ~ '^[0-9]{10}$'::text)),
  CONSTRAINT badges_badge_type_check CHECK ((badge_type = ANY (ARRAY['professional'::text, 'vip'::text]))),
  CONSTRAINT badges_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES production_batches(batch_id),
  CONSTRAINT badges_edition_fkey FOREIGN KEY (edition) REFERENCES editions(edition),
  CONSTRAINT badges_order_no_attendee_id_fkey FOREIGN KEY (order_no, attendee_id) REFERENCES order_lines(order_no, attendee_id),
  CONSTRAINT badges_pkey PRIMARY KEY (badge_no),
  CONSTRAINT badges_order_no_attendee_id_key UNIQUE (order_no, attendee_id),
  CONSTRAINT badges_row_id_key UNIQUE (row_id)
);
CREATE INDEX badges_attendee ON public.badges USING btree (attendee_id);
CREATE INDEX badges_batch ON public.badges USING btree (batch_id);

CREATE TABLE bill_lines (
  channel text NOT NULL,
  day date NOT NULL,
  kind text NOT NULL,
  out_trade_no text NOT NULL,
  refund_no text NOT NULL DEFAULT ''::text,
  provider_trade_no text NOT NULL,
  amount_fen bigint NOT NULL,
  fee_fen bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT bill_lines_check CHECK (((kind = 'refund'::text) = (refund_no <> ''::text))),
  CONSTRAINT bill_lines_kind_check CHECK ((kind = ANY (ARRAY['payment'::text, 'refund'::text]))),
  CONSTRAINT bill_lines_channel_day_fkey FOREIGN KEY (channel, day) REFERENCES bills(channel, day) ON DELETE CASCADE,
  CONSTRAINT bill_lines_pkey PRIMARY KEY (channel, kind, out_trade_no, refund_no)
);

CREATE TABLE bills (
  channel text NOT NULL,
  day date NOT NULL,
  fetched_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT bills_channel_check CHECK ((channel = ANY (ARRAY['alipay'::text, 'wechat'::text]))),
  CONSTRAINT bills_pkey PRIMARY KEY (channel, day)
);

CREATE TABLE breakers (
  name text NOT NULL,
  since timestamp with time zone NOT NULL DEFAULT now(),
  last_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT breakers_pkey PRIMARY KEY (name)
);

CREATE TABLE condemned_photos (
  photo_key text NOT NULL,
  condemned_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT condemned_photos_pkey PRIMARY KEY (photo_key)
);

CREATE TABLE consents (
  consent_id uuid NOT NULL DEFAULT gen_random_uuid(),
  unit_id uuid NOT NULL,
  kind text NOT NULL,
  version text NOT NULL,
  text_hash bytea,
  accepted_at timestamp with time zone,
  withdrawn_at timestamp with time zone,
  CONSTRAINT consents_check CHECK (((accepted_at IS NOT NULL) OR (withdrawn_at IS NOT NULL))),
  CONSTRAINT consents_kind_check CHECK ((kind = ANY (ARRAY['privacy_terms'::text, 'document_numbers'::text, 'photos'::text]))),
  CONSTRAINT consents_text_hash_check CHECK ((length(text_hash) = 32)),
  CONSTRAINT consents_version_check CHECK ((version <> ''::text)),
  CONSTRAINT consents_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES units(unit_id) ON DELETE CASCADE,
  CONSTRAINT consents_pkey PRIMARY KEY (consent_id)
);
CREATE UNIQUE INDEX consents_one_standing ON public.consents USING btree (unit_id, kind, version) WHERE (withdrawn_at IS NULL);
CREATE INDEX consents_unit ON public.consents USING btree (unit_id, kind);

CREATE TABLE data_keys (
  data_key_id uuid NOT NULL,
  owner uuid NOT NULL,
  ring_key text NOT NULL,
  wrapped_key bytea,
  made_at timestamp with time zone NOT NULL DEFAULT now(),
  destroyed_at timestamp with time zone,
  CONSTRAINT data_keys_check CHECK (((wrapped_key IS NULL) = (destroyed_at IS NOT NULL))),
  CONSTRAINT data_keys_pkey PRIMARY KEY (data_key_id),
  CONSTRAINT data_keys_owner_key UNIQUE (owner)
);

CREATE TABLE delegations (
  delegation_id integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  edition text NOT NULL,
  no integer NOT NULL,
  parent_id integer,
  name_zh text NOT NULL,
  name_en text NOT NULL,
  organisation_zh text NOT NULL,
  contacts_zh text NOT NULL,
  phones text NOT NULL,
  kind text NOT NULL,
  CONSTRAINT delegations_check CHECK ((parent_id <> delegation_id)),
  CONSTRAINT delegations_kind_check CHECK ((kind = ANY (ARRAY['region'::text, 'industry'::text]))),
  CONSTRAINT delegations_no_check CHECK ((no > 0)),
  CONSTRAINT delegations_edition_fkey FOREIGN KEY (edition) REFERENCES editions(edition),
  CONSTRAINT delegations_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES delegations(delegation_id),
  CONSTRAINT delegations_pkey PRIMARY KEY (delegation_id),
  CONSTRAINT delegations_delegation_id_edition_kind_key UNIQUE (delegation_id, edition, kind),
  CONSTRAINT delegations_edition_no_key UNIQUE (edition, no)
);
CREATE INDEX delegations_parent ON public.delegations USING btree (parent_id);

CREATE TABLE differences (
  difference_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  subject text NOT NULL,
  channel text,
  day date,
  ours_fen bigint,
  theirs_fen bigint,
  state text NOT NULL,
  found_at timestamp with time zone NOT NULL DEFAULT now(),
  settled_at timestamp with time zone,
  CONSTRAINT differences_check CHECK (((state = 'settled'::text) = (settled_at IS NOT NULL))),
  CONSTRAINT differences_state_check CHECK ((state = ANY (ARRAY['repairing'::text, 'waiting'::text, 'settled'::text]))),
  CONSTRAINT differences_pkey PRIMARY KEY (difference_id),
  CONSTRAINT differences_kind_subject_key UNIQUE (kind, subject)
);
CREATE INDEX differences_open ON public.differences USING btree (found_at) WHERE (state <> 'settled'::text);

CREATE TABLE disputes (
  dispute_id uuid NOT NULL,
  edition text NOT NULL,
  account text NOT NULL,
  registration_id uuid NOT NULL,
  claimant bytea NOT NULL,
  state text NOT NULL DEFAULT 'open'::text,
  reason bytea,
  staff_id uuid,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  decided_at timestamp with time zone,
  CONSTRAINT disputes_check CHECK (((state = 'open'::text) = (decided_at IS NULL))),
  CONSTRAINT disputes_check1 CHECK (((state = 'open'::text) = (staff_id IS NULL))),
  CONSTRAINT disputes_state_check CHECK ((state = ANY (ARRAY['open'::text, 'upheld'::text, 'dismissed'::text]))),
  CONSTRAINT disputes_edition_fkey FOREIGN KEY (edition) REFERENCES editions(edition),
  CONSTRAINT disputes_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES registrations(registration_id),
  CONSTRAINT disputes_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(staff_id),
  CONSTRAINT disputes_pkey PRIMARY KEY (dispute_id)
);
CREATE INDEX disputes_open ON public.disputes USING btree (created_at, dispute_id) WHERE (state = 'open'::text);

CREATE TABLE edition_changes (
  change_id uuid NOT NULL,
  edition text NOT NULL,
  change jsonb NOT NULL,
  changes jsonb NOT NULL,
  state text NOT NULL DEFAULT 'waiting'::text,
  asked_by uuid NOT NULL,
  asked_at timestamp with time zone NOT NULL DEFAULT now(),
  decided_by uuid,
  decided_at timestamp with time zone,
  CONSTRAINT edition_changes_check CHECK (((state = 'waiting'::text) = (decided_by IS NULL))),
  CONSTRAINT edition_changes_check1 CHECK (((decided_by IS NULL) = (decided_at IS NULL))),
  CONSTRAINT edition_changes_check2 CHECK (((state <> 'confirmed'::text) OR (decided_by <> asked_by))),
  CONSTRAINT edition_changes_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'confirmed'::text, 'dismissed'::text]))),
  CONSTRAINT edition_changes_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES staff(staff_id),
  CONSTRAINT edition_changes_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES staff(staff_id),
  CONSTRAINT edition_changes_edition_fkey FOREIGN KEY (edition) REFERENCES editions(edition),
  CONSTRAINT edition_changes_pkey PRIMARY KEY (change_id)
);
CREATE INDEX edition_changes_edition ON public.edition_changes USING btree (edition, asked_at);

CREATE TABLE editions (
  edition text NOT NULL,
  name_zh text NOT NULL,
  name_en text NOT NULL,
  registration_opens_at timestamp with time zone NOT NULL,
  registration_closes_at timestamp with time zone NOT NULL,
  professional_fee_fen integer NOT NULL,
  vip_fee_fen integer NOT NULL,
  is_current boolean NOT NULL DEFAULT false,
  expo_closes_at timestamp with time zone NOT NULL,
  two_level_review boolean NOT NULL DEFAULT false,
  closing_reminder_days integer[] NOT NULL DEFAULT '{7,1}'::integer[],
  review_reminder_days integer NOT NULL DEFAULT 3,
  review_repeat_days integer NOT NULL DEFAULT 2,
  return_grace_days integer NOT NULL DEFAULT 7,
  refund_policy text NOT NULL DEFAULT 'failed_only'::text,
  auto_refund_days integer NOT NULL DEFAULT 30,
  tax_rate_bp integer NOT NULL DEFAULT 600,
  mobile_proof text NOT NULL DEFAULT 'without_code'::text,
  previous_edition text,
  closed_at timestamp with time zone,
  terms_version text NOT NULL DEFAULT '1'::text,
  terms_zh text NOT NULL DEFAULT ''::text,
  terms_en text NOT NULL DEFAULT ''::text,
  document_notice_zh text NOT NULL DEFAULT ''::text,
  document_notice_en text NOT NULL DEFAULT ''::text,
  photo_notice_zh text NOT NULL DEFAULT ''::text,
  photo_notice_en text NOT NULL DEFAULT ''::text,
  retention_days integer NOT NULL DEFAULT 90,
  tax_code text NOT NULL DEFAULT '3070401000000000000'::text,
  sms_templates jsonb NOT NULL DEFAULT '{}'::jsonb,
  version integer NOT NULL DEFAULT 1,
  calendar_version integer NOT NULL DEFAULT 0,
  calendar_told integer NOT NULL DEFAULT 0,
  CONSTRAINT editions_auto_refund_days_check CHECK ((auto_refund_days > 0)),
  CONSTRAINT editions_check CHECK ((registration_opens_at < registration_closes_at)),
  CONSTRAINT editions_check1 CHECK ((expo_closes_at > registration_closes_at)),
  CONSTRAINT editions_check2 CHECK ((previous_edition <> edition)),
  CONSTRAINT editions_check3 CHECK ((calendar_told <= calendar_version)),
  CONSTRAINT editions_edition_check CHECK ((edition ~ '^[0-9]{1,3}$'::text)),
  CONSTRAINT editions_mobile_proof_check CHECK ((mobile_proof = ANY (ARRAY['without_code'::text, 'always'::text, 'never'::text]))),
  CONSTRAINT editions_professional_fee_fen_check CHECK ((professional_fee_fen >= 0)),
  CONSTRAINT editions_refund_policy_check CHECK ((refund_policy = ANY (ARRAY['failed_only'::text, 'until_badge'::text]))),
  CONSTRAINT editions_retention_days_check CHECK ((retention_days > 0)),
  CONSTRAINT editions_return_grace_days_check CHECK ((return_grace_days > 0)),
  CONSTRAINT editions_review_reminder_days_check CHECK ((review_reminder_days > 0)),
  CONSTRAINT editions_review_repeat_days_check CHECK ((review_repeat_days > 0)),
  CONSTRAINT editions_tax_code_check CHECK ((tax_code ~ '^[0-9]{19}$'::text)),
  CONSTRAINT editions_tax_rate_bp_check CHECK (((tax_rate_bp >= 0) AND (tax_rate_bp <= 10000))),
  CONSTRAINT editions_terms_version_check CHECK ((terms_version <> ''::text)),
  CONSTRAINT editions_vip_fee_fen_check CHECK ((vip_fee_fen >= 0)),
  CONSTRAINT editions_pkey PRIMARY KEY (edition)
);
CREATE UNIQUE INDEX editions_one_current ON public.editions USING btree (is_current) WHERE is_current;

CREATE TABLE effects (
  key text NOT NULL,
  output jsonb NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT effects_pkey PRIMARY KEY (key)
);

CREATE TABLE erasures (
  registration_id uuid NOT NULL,
  cause text NOT NULL,
  erased_at timestamp with time zone NOT NULL DEFAULT now(),
  removed jsonb NOT NULL,
  CONSTRAINT erasures_cause_check CHECK ((cause = ANY (ARRAY['retention'::text, 'withdrawal'::text]))),
  CONSTRAINT erasures_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES registrations(registration_id),
  CONSTRAINT erasures_pkey PRIMARY KEY (registration_id)
);

CREATE TABLE event_sign_ups (
  supporting_event_id uuid NOT NULL,
  attendee_id uuid NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT event_sign_ups_attendee_id_fkey FOREIGN KEY (attendee_id) REFERENCES attendees(attendee_id) ON DELETE CASCADE,
  CONSTRAINT event_sign_ups_supporting_event_id_fkey FOREIGN KEY (supporting_event_id) REFERENCES supporting_events(supporting_event_id),
  CONSTRAINT event_sign_ups_pkey PRIMARY KEY (supporting_event_id, attendee_id)
);
CREATE INDEX event_sign_ups_attendee ON public.event_sign_ups USING btree (attendee_id);

CREATE TABLE events (
  event_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  registration_id uuid NOT NULL,
  order_no text,
  kind text NOT NULL,
  from_state text,
  to_state text,
  actor text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}'::jsonb,
  at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT events_actor_check CHECK ((actor = ANY (ARRAY['unit'::text, 'delegation'::text, 'bureau'::text, 'operator'::text, 'provider'::text, 'system'::text]))),
  CONSTRAINT events_kind_check CHECK ((kind = ANY (ARRAY['submitted'::text, 'endorsed'::text, 'approved'::text, 'returned'::text, 'rejected'::text, 'expired'::text, 'released'::text, 'withdrawn'::text, 'payment_confirmed'::text, 'waived'::text, 'window_ended'::text, 'cancelled'::text, 'trade_closed'::text, 'all_lines_ended'::text, 'order_paid'::text, 'order_closed'::text, 'review_approved'::text, 'review_failed'::text, 'badge_made'::text, 'shipped'::text, 'laid_out'::text, 'delivered'::text, 'courier_returned'::text, 'handed_over'::text, 'refund_reserved'::text, 'refunded'::text, 'refund_reversal_begun'::text, 'refund_provider_asked'::text, 'refund_provider_refused'::text, 'refund_taken_up'::text, 'invoice_issued'::text, 'invoice_issue_refused'::text, 'invoice_reversal_asked'::text, 'invoice_buyer_asked'::text, 'invoice_reversed'::text, 'invoice_reversal_refused'::text, 'invoice_reversal_void'::text, 'registration_opened'::text, 'allocated'::text, 'invitation_code_given'::text, 'form_saved'::text, 'reviewers_reminded'::text, 'privacy_terms_accepted'::text, 'consent_given'::text, 'consent_withdrawn'::text, 'password_changed'::text, 'password_reset'::text, 'mobile_changed'::text, 'account_exported'::text, 'personal_data_erased'::text, 'attendee_added'::text, 'attendee_changed'::text, 'attendees_imported'::text, 'attendees_deleted'::text, 'attendees_locked'::text, 'attendees_unlocked'::text, 'attendee_withdrawn'::text, 'attendees_withdrawn'::text, 'photo_saved'::text, 'warnings_confirmed'::text, 'document_corrected'::text, 'name_recorded'::text, 'order_placed'::text, 'reduced'::text, 'window_extended'::text, 'attention_raised'::text, 'attention_cleared'::text, 'late_payment_captured'::text, 'late_payment_refunded'::text, 'refund_requested'::text, 'refund_made'::text, 'invoice_requested'::text]))) NOT VALID,
  CONSTRAINT events_order_no_fkey FOREIGN KEY (order_no) REFERENCES badge_orders(order_no),
  CONSTRAINT events_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES registrations(registration_id),
  CONSTRAINT events_pkey PRIMARY KEY (event_id)
);
CREATE INDEX events_order ON public.events USING btree (order_no, event_id) WHERE (order_no IS NOT NULL);
CREATE INDEX events_registration ON public.events USING btree (registration_id, event_id);

CREATE TABLE idempotency_keys (
  row_id uuid NOT NULL,
  principal text NOT NULL,
  operation text NOT NULL,
  key text NOT NULL,
  fingerprint bytea NOT NULL,
  business_no text,
  lease_until timestamp with time zone,
  status integer,
  answer bytea,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT idempotency_keys_check CHECK (((status IS NULL) = (answer IS NULL))),
  CONSTRAINT idempotency_keys_fingerprint_check CHECK ((length(fingerprint) = 32)),
  CONSTRAINT idempotency_keys_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255))),
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (principal, operation, key),
  CONSTRAINT idempotency_keys_row_id_key UNIQUE (row_id)
);
CREATE INDEX idempotency_keys_age ON public.idempotency_keys USING btree (created_at);

CREATE TABLE invitation_code_uses (
  use_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  edition text NOT NULL,
  code text NOT NULL,
  registration_id uuid NOT NULL,
  kind text NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT invitation_code_uses_kind_check CHECK ((kind = ANY (ARRAY['registered'::text, 'filled_in'::text, 'released'::text]))),
  CONSTRAINT invitation_code_uses_edition_code_fkey FOREIGN KEY (edition, code) REFERENCES invitation_codes(edition, code),
  CONSTRAINT invitation_code_uses_pkey PRIMARY KEY (use_id)
);
CREATE INDEX invitation_code_uses_code ON public.invitation_code_uses USING btree (edition, code, use_id);

CREATE TABLE invitation_codes (
  edition text NOT NULL,
  code text NOT NULL,
  delegation_id integer NOT NULL,
  capacity integer,
  used integer NOT NULL DEFAULT 0,
  valid_from timestamp with time zone NOT NULL DEFAULT now(),
  valid_until timestamp with time zone,
  revoked_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  without_hyphens text,
  CONSTRAINT invitation_codes_capacity_check CHECK ((capacity > 0)),
  CONSTRAINT invitation_codes_check CHECK ((used <= capacity)),
  CONSTRAINT invitation_codes_check1 CHECK ((without_hyphens = replace(code, '-'::text, ''::text))),
  CONSTRAINT invitation_codes_code_check CHECK ((code ~ '^[0-9A-Z-]{4,32}$'::text)),
  CONSTRAINT invitation_codes_used_check CHECK ((used >= 0)),
  CONSTRAINT invitation_codes_delegation_id_fkey FOREIGN KEY (delegation_id) REFERENCES delegations(delegation_id),
  CONSTRAINT invitation_codes_edition_fkey FOREIGN KEY (edition) REFERENCES editions(edition),
  CONSTRAINT invitation_codes_pkey PRIMARY KEY (edition, code),
  CONSTRAINT invitation_codes_edition_without_hyphens_key UNIQUE (edition, without_hyphens)
);
CREATE INDEX invitation_codes_delegation ON public.invitation_codes USING btree (delegation_id);

CREATE TABLE invoice_files (
  invoice_no text NOT NULL,
  sha256 bytea NOT NULL,
  bytes bytea NOT NULL,
  stored_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT invoice_files_sha256_check CHECK ((length(sha256) = 32)),
  CONSTRAINT invoice_files_invoice_no_fkey FOREIGN KEY (invoice_no) REFERENCES invoices(invoice_no),
  CONSTRAINT invoice_files_pkey PRIMARY KEY (invoice_no)
);

CREATE TABLE invoice_titles (
  title_id uuid NOT NULL,
  unit_id uuid NOT NULL,
  kind text NOT NULL,
  title bytea NOT NULL,
  tax_no text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  deleted_at timestamp with time zone,
  CONSTRAINT invoice_titles_check CHECK (((kind = 'company'::text) = (tax_no IS NOT NULL))),
  CONSTRAINT invoice_titles_kind_check CHECK ((kind = ANY (ARRAY['personal'::text, 'company'::text]))),
  CONSTRAINT invoice_titles_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES units(unit_id),
  CONSTRAINT invoice_titles_pkey PRIMARY KEY (title_id)
);
CREATE INDEX invoice_titles_unit ON public.invoice_titles USING btree (unit_id) WHERE (deleted_at IS NULL);

CREATE TABLE invoices (
  invoice_no text NOT NULL,
  row_id uuid NOT NULL,
  order_no text NOT NULL,
  apply_id text NOT NULL,
  state text NOT NULL,
  title_kind text NOT NULL,
  title bytea NOT NULL,
  tax_no text,
  people integer NOT NULL,
  gross_fen bigint NOT NULL,
  net_fen bigint NOT NULL,
  tax_fen bigint NOT NULL,
  tax_rate_bp integer NOT NULL,
  fapiao_number text,
  red_number text,
  reversal_cause text,
  red_due boolean NOT NULL DEFAULT false,
  failure text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  state_at timestamp with time zone NOT NULL DEFAULT now(),
  issued_at timestamp with time zone,
  tax_code text NOT NULL,
  CONSTRAINT invoices_check CHECK (((net_fen + tax_fen) = gross_fen)),
  CONSTRAINT invoices_check1 CHECK (((title_kind = 'company'::text) = (tax_no IS NOT NULL))),
  CONSTRAINT invoices_check2 CHECK (((fapiao_number IS NULL) = (state = ANY (ARRAY['issuing'::text, 'failed'::text])))),
  CONSTRAINT invoices_check3 CHECK (((red_number IS NOT NULL) = (state = 'reversed'::text))),
  CONSTRAINT invoices_check4 CHECK (((failure IS NOT NULL) = (state = 'failed'::text))),
  CONSTRAINT invoices_fapiao_number_check CHECK ((fapiao_number ~ '^[0-9]{20}$'::text)),
  CONSTRAINT invoices_gross_fen_check CHECK ((gross_fen > 0)),
  CONSTRAINT invoices_invoice_no_check CHECK ((invoice_no ~ '^[0-9]{14}F[0-9A-Z]{1,17}$'::text)),
  CONSTRAINT invoices_people_check CHECK ((people > 0)),
  CONSTRAINT invoices_reversal_cause_check CHECK ((reversal_cause = ANY (ARRAY['unit'::text, 'refund'::text]))),
  CONSTRAINT invoices_state_check CHECK ((state = ANY (ARRAY['issuing'::text, 'issued'::text, 'reversing'::text, 'awaiting_buyer'::text, 'reversed'::text, 'failed'::text]))),
  CONSTRAINT invoices_tax_code_check CHECK ((tax_code ~ '^[0-9]{19}$'::text)),
  CONSTRAINT invoices_tax_fen_check CHECK ((tax_fen >= 0)),
  CONSTRAINT invoices_title_kind_check CHECK ((title_kind = ANY (ARRAY['personal'::text, 'company'::text]))),
  CONSTRAINT invoices_order_no_fkey FOREIGN KEY (order_no) REFERENCES badge_orders(order_no),
  CONSTRAINT invoices_pkey PRIMARY KEY (invoice_no),
  CONSTRAINT invoices_fapiao_number_key UNIQUE (fapiao_number),
  CONSTRAINT invoices_red_number_key UNIQUE (red_number),
  CONSTRAINT invoices_row_id_key UNIQUE (row_id)
);
CREATE UNIQUE INDEX invoices_one_live ON public.invoices USING btree (order_no) WHERE (state <> ALL (ARRAY['reversed'::text, 'failed'::text]));
CREATE INDEX invoices_order ON public.invoices USING btree (order_no);

CREATE TABLE ledger_entries (
  key text NOT NULL,
  account text NOT NULL,
  amount_fen bigint NOT NULL,
  CONSTRAINT ledger_entries_account_check CHECK ((account = ANY (ARRAY['receivable'::text, 'fees'::text, 'reductions'::text, 'provider_alipay'::text, 'provider_wechat'::text, 'provider_fees'::text, 'suspense'::text, 'refunds'::text, 'bank'::text]))),
  CONSTRAINT ledger_entries_key_fkey FOREIGN KEY (key) REFERENCES ledger_postings(key),
  CONSTRAINT ledger_entries_balanced TRIGGER DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT ledger_entries_key_account_amount_fen_key UNIQUE (key, account, amount_fen)
);

CREATE TABLE ledger_postings (
  key text NOT NULL,
  kind text NOT NULL,
  order_no text,
  at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT ledger_postings_order_no_fkey FOREIGN KEY (order_no) REFERENCES badge_orders(order_no),
  CONSTRAINT ledger_postings_pkey PRIMARY KEY (key),
  CONSTRAINT ledger_postings_balanced TRIGGER DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ledger_postings_order ON public.ledger_postings USING btree (order_no);

CREATE TABLE limit_counts (
  key text NOT NULL,
  points integer NOT NULL,
  expire bigint,
  CONSTRAINT limit_counts_pkey PRIMARY KEY (key)
);
CREATE INDEX limit_counts_expire ON public.limit_counts USING btree (expire);

CREATE TABLE list_keys (
  registration_id uuid NOT NULL,
  person_index bytea NOT NULL,
  attendee_id uuid NOT NULL,
  is_kept boolean NOT NULL DEFAULT false,
  index_key text NOT NULL,
  document_id uuid NOT NULL,
  document bytea,
  CONSTRAINT list_keys_person_index_check CHECK ((length(person_index) = 32)),
  CONSTRAINT list_keys_attendee_id_fkey FOREIGN KEY (attendee_id) REFERENCES attendees(attendee_id) ON DELETE CASCADE,
  CONSTRAINT list_keys_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES registrations(registration_id),
  CONSTRAINT list_keys_pkey PRIMARY KEY (registration_id, person_index),
  CONSTRAINT list_keys_attendee_id_person_index_key UNIQUE (attendee_id, person_index),
  CONSTRAINT list_keys_document_id_index_key_key UNIQUE (document_id, index_key)
);
CREATE INDEX list_keys_person ON public.list_keys USING btree (person_index);

CREATE TABLE mobile_changes (
  mobile_change_id uuid NOT NULL,
  registration_id uuid NOT NULL,
  mobile bytea,
  reason bytea NOT NULL,
  state text NOT NULL DEFAULT 'proposed'::text,
  proposed_by uuid NOT NULL,
  proposed_at timestamp with time zone NOT NULL DEFAULT now(),
  lapses_at timestamp with time zone NOT NULL,
  decided_by uuid,
  decided_at timestamp with time zone,
  CONSTRAINT mobile_changes_decided CHECK (((decided_by IS NOT NULL) = (state = ANY (ARRAY['confirmed'::text, 'dismissed'::text])))),
  CONSTRAINT mobile_changes_decided_at CHECK (((decided_at IS NULL) = (state = 'proposed'::text))),
  CONSTRAINT mobile_changes_mobile CHECK (((mobile IS NOT NULL) = (state = 'proposed'::text))),
  CONSTRAINT mobile_changes_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'confirmed'::text, 'dismissed'::text, 'lapsed'::text]))),
  CONSTRAINT mobile_changes_two_people CHECK (((state <> 'confirmed'::text) OR (decided_by <> proposed_by))),
  CONSTRAINT mobile_changes_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES staff(staff_id),
  CONSTRAINT mobile_changes_proposed_by_fkey FOREIGN KEY (proposed_by) REFERENCES staff(staff_id),
  CONSTRAINT mobile_changes_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES registrations(registration_id),
  CONSTRAINT mobile_changes_pkey PRIMARY KEY (mobile_change_id)
);
CREATE UNIQUE INDEX mobile_changes_one_open ON public.mobile_changes USING btree (registration_id) WHERE (state = 'proposed'::text);

CREATE TABLE notifications (
  notification_id uuid NOT NULL,
  registration_id uuid,
  kind text NOT NULL,
  subject text NOT NULL,
  round integer NOT NULL,
  state text NOT NULL DEFAULT 'pending'::text,
  params jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  ended_at timestamp with time zone,
  staff_id uuid,
  mobile bytea,
  CONSTRAINT notifications_check CHECK (((mobile IS NULL) OR (kind = ANY (ARRAY['mobile_changed'::text, 'password_changed'::text])))),
  CONSTRAINT notifications_kind_check CHECK ((kind = ANY (ARRAY['payment_due'::text, 'registration_closing'::text, 'registration_returned'::text, 'registration_approved'::text, 'registration_rejected'::text, 'registration_expired'::text, 'account_released'::text, 'attendee_withdrawn'::text, 'review_due'::text, 'verification_code'::text, 'staff_invitation'::text, 'person_review_failed'::text, 'refunded'::text, 'late_payment_refunded'::text, 'mobile_changed'::text, 'password_changed'::text]))),
  CONSTRAINT notifications_of_registration CHECK (((kind = ANY (ARRAY['verification_code'::text, 'staff_invitation'::text])) = (registration_id IS NULL))),
  CONSTRAINT notifications_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'sent'::text, 'refused'::text, 'unknown'::text, 'not_needed'::text]))),
  CONSTRAINT notifications_to_staff CHECK (((kind = ANY (ARRAY['review_due'::text, 'staff_invitation'::text])) = (staff_id IS NOT NULL))),
  CONSTRAINT notifications_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES registrations(registration_id),
  CONSTRAINT notifications_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(staff_id),
  CONSTRAINT notifications_pkey PRIMARY KEY (notification_id),
  CONSTRAINT notifications_kind_subject_round_staff_id_key UNIQUE NULLS NOT DISTINCT (kind, subject, round, staff_id)
);
CREATE INDEX notifications_account ON public.notifications USING btree (created_at) WHERE ((state = 'pending'::text) AND (kind = ANY (ARRAY['mobile_changed'::text, 'password_changed'::text])));
CREATE INDEX notifications_registration ON public.notifications USING btree (registration_id, created_at DESC);
CREATE INDEX notifications_staff ON public.notifications USING btree (staff_id, ended_at) WHERE (staff_id IS NOT NULL);

CREATE TABLE order_lines (
  order_no text NOT NULL,
  attendee_id uuid NOT NULL,
  line_no integer NOT NULL,
  badge_type text NOT NULL,
  pickup text NOT NULL,
  fee_fen integer NOT NULL,
  state text NOT NULL,
  state_at timestamp with time zone NOT NULL DEFAULT now(),
  payable_fen integer NOT NULL,
  CONSTRAINT order_lines_badge_type_check CHECK ((badge_type = ANY (ARRAY['professional'::text, 'vip'::text]))),
  CONSTRAINT order_lines_check CHECK (((payable_fen >= 0) AND (payable_fen <= fee_fen))),
  CONSTRAINT order_lines_fee_fen_check CHECK ((fee_fen >= 0)),
  CONSTRAINT order_lines_line_no_check CHECK ((line_no > 0)),
  CONSTRAINT order_lines_pickup_check CHECK ((pickup = ANY (ARRAY['courier'::text, 'delegation'::text]))),
  CONSTRAINT order_lines_state_check CHECK ((state = ANY (ARRAY['awaiting_payment'::text, 'under_review'::text, 'approved'::text, 'review_failed'::text, 'badge_made'::text, 'dispatched'::text, 'ready_for_pickup'::text, 'delivered'::text, 'refunding'::text, 'refunded'::text, 'released'::text]))),
  CONSTRAINT order_lines_attendee_id_fkey FOREIGN KEY (attendee_id) REFERENCES attendees(attendee_id),
  CONSTRAINT order_lines_order_no_fkey FOREIGN KEY (order_no) REFERENCES badge_orders(order_no),
  CONSTRAINT order_lines_pkey PRIMARY KEY (order_no, attendee_id),
  CONSTRAINT order_lines_order_no_line_no_key UNIQUE (order_no, line_no)
);
CREATE INDEX order_lines_attendee ON public.order_lines USING btree (attendee_id);
CREATE UNIQUE INDEX order_lines_one_live_order ON public.order_lines USING btree (attendee_id) WHERE (state <> ALL (ARRAY['released'::text, 'refunded'::text]));
CREATE INDEX order_lines_waiting ON public.order_lines USING btree (state, order_no) WHERE (state = ANY (ARRAY['under_review'::text, 'approved'::text, 'ready_for_pickup'::text]));

CREATE TABLE payments (
  out_trade_no text NOT NULL,
  order_no text,
  attempt integer,
  channel text NOT NULL,
  amount_fen bigint NOT NULL,
  state text NOT NULL,
  code_url text,
  provider_trade_no text,
  expires_at timestamp with time zone NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  paid_at timestamp with time zone,
  ended_at timestamp with time zone,
  captured_fen bigint,
  reserved_fen bigint NOT NULL DEFAULT 0,
  refunded_fen bigint NOT NULL DEFAULT 0,
  CONSTRAINT payments_amount_fen_check CHECK ((amount_fen > 0)),
  CONSTRAINT payments_attempt_check CHECK ((attempt > 0)),
  CONSTRAINT payments_captured_fen_check CHECK ((captured_fen > 0)),
  CONSTRAINT payments_channel_check CHECK ((channel = ANY (ARRAY['alipay'::text, 'wechat'::text]))),
  CONSTRAINT payments_check CHECK (((state <> ALL (ARRAY['paid'::text, 'suspense'::text, 'refunded'::text])) OR ((paid_at IS NOT NULL) AND (provider_trade_no IS NOT NULL)))),
  CONSTRAINT payments_check1 CHECK (((captured_fen IS NOT NULL) = (state = ANY (ARRAY['paid'::text, 'suspense'::text, 'refunded'::text])))),
  CONSTRAINT payments_check2 CHECK (((order_no IS NULL) = (attempt IS NULL))),
  CONSTRAINT payments_check3 CHECK (((order_no IS NOT NULL) OR (state = ANY (ARRAY['suspense'::text, 'refunded'::text])))),
  CONSTRAINT payments_out_trade_no_check CHECK ((out_trade_no ~ '^[0-9A-Za-z_]{6,32}$'::text)),
  CONSTRAINT payments_refunds_within_capture CHECK (((0 <= refunded_fen) AND (refunded_fen <= reserved_fen) AND (reserved_fen <= COALESCE(captured_fen, (0)::bigint)))),
  CONSTRAINT payments_state_check CHECK ((state = ANY (ARRAY['opening'::text, 'open'::text, 'superseded'::text, 'closed'::text, 'paid'::text, 'suspense'::text, 'refunded'::text]))),
  CONSTRAINT payments_order_no_fkey FOREIGN KEY (order_no) REFERENCES badge_orders(order_no),
  CONSTRAINT payments_pkey PRIMARY KEY (out_trade_no),
  CONSTRAINT payments_channel_provider_trade_no_key UNIQUE (channel, provider_trade_no),
  CONSTRAINT payments_order_no_attempt_key UNIQUE (order_no, attempt)
);
CREATE UNIQUE INDEX payments_one_kept ON public.payments USING btree (order_no) WHERE (state = 'paid'::text);
CREATE UNIQUE INDEX payments_one_open ON public.payments USING btree (order_no) WHERE (state = ANY (ARRAY['opening'::text, 'open'::text]));

CREATE TABLE person_keys (
  edition text NOT NULL,
  person_index bytea NOT NULL,
  attendee_id uuid NOT NULL,
  CONSTRAINT person_keys_person_index_check CHECK ((length(person_index) = 32)),
  CONSTRAINT person_keys_attendee_id_person_index_fkey FOREIGN KEY (attendee_id, person_index) REFERENCES list_keys(attendee_id, person_index) ON DELETE CASCADE,
  CONSTRAINT person_keys_edition_fkey FOREIGN KEY (edition) REFERENCES editions(edition),
  CONSTRAINT person_keys_pkey PRIMARY KEY (edition, person_index)
);
CREATE INDEX person_keys_attendee ON public.person_keys USING btree (attendee_id);

CREATE TABLE person_reviews (
  person_review_id uuid NOT NULL,
  order_no text NOT NULL,
  attendee_id uuid NOT NULL,
  result text NOT NULL,
  reason bytea,
  staff_id uuid NOT NULL,
  request_id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  applied_at timestamp with time zone,
  CONSTRAINT person_reviews_result_check CHECK ((result = ANY (ARRAY['approve'::text, 'fail'::text]))),
  CONSTRAINT person_reviews_order_no_attendee_id_fkey FOREIGN KEY (order_no, attendee_id) REFERENCES order_lines(order_no, attendee_id),
  CONSTRAINT person_reviews_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(staff_id),
  CONSTRAINT person_reviews_pkey PRIMARY KEY (person_review_id),
  CONSTRAINT person_reviews_request_id_attendee_id_key UNIQUE (request_id, attendee_id)
);
CREATE UNIQUE INDEX person_reviews_one_verdict ON public.person_reviews USING btree (order_no, attendee_id) WHERE (applied_at IS NOT NULL);

CREATE TABLE previous_edition_accounts (
  account text NOT NULL,
  row_id uuid NOT NULL,
  region text NOT NULL,
  category text NOT NULL,
  mobile bytea NOT NULL,
  password_hash text NOT NULL,
  form bytea NOT NULL,
  imported_at timestamp with time zone NOT NULL DEFAULT now(),
  edition text NOT NULL,
  CONSTRAINT previous_edition_accounts_category_check CHECK ((category = ANY (ARRAY['enterprise'::text, 'social_organisation'::text, 'public_institution'::text, 'government'::text]))),
  CONSTRAINT previous_edition_accounts_edition_check CHECK ((edition ~ '^[0-9]{1,3}$'::text)),
  CONSTRAINT previous_edition_accounts_region_check CHECK ((region = ANY (ARRAY['mainland'::text, 'hk_macao_taiwan'::text, 'overseas'::text]))),
  CONSTRAINT previous_edition_accounts_pkey PRIMARY KEY (edition, account),
  CONSTRAINT previous_edition_accounts_row_id_key UNIQUE (row_id)
);

CREATE TABLE production_batches (
  batch_id uuid NOT NULL,
  edition text NOT NULL,
  staff_id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT production_batches_edition_fkey FOREIGN KEY (edition) REFERENCES editions(edition),
  CONSTRAINT production_batches_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(staff_id),
  CONSTRAINT production_batches_pkey PRIMARY KEY (batch_id)
);

CREATE TABLE provider_notices (
  provider text NOT NULL,
  notice_id text NOT NULL,
  row_id uuid NOT NULL,
  kind text NOT NULL,
  subject text NOT NULL,
  raw bytea NOT NULL,
  received_at timestamp with time zone NOT NULL DEFAULT now(),
  copies integer NOT NULL DEFAULT 1,
  CONSTRAINT provider_notices_copies_check CHECK ((copies > 0)),
  CONSTRAINT provider_notices_notice_id_check CHECK (((length(notice_id) >= 1) AND (length(notice_id) <= 128))),
  CONSTRAINT provider_notices_provider_check CHECK ((provider = ANY (ARRAY['alipay'::text, 'wechat'::text, 'fapiao'::text, 'sf'::text]))),
  CONSTRAINT provider_notices_pkey PRIMARY KEY (provider, notice_id),
  CONSTRAINT provider_notices_row_id_key UNIQUE (row_id)
);
CREATE INDEX provider_notices_subject ON public.provider_notices USING btree (subject);

CREATE TABLE recovery_codes (
  second_factor_id uuid NOT NULL,
  code_hash bytea NOT NULL,
  used_at timestamp with time zone,
  CONSTRAINT recovery_codes_code_hash_check CHECK ((length(code_hash) = 32)),
  CONSTRAINT recovery_codes_second_factor_id_fkey FOREIGN KEY (second_factor_id) REFERENCES second_factors(second_factor_id) ON DELETE CASCADE,
  CONSTRAINT recovery_codes_pkey PRIMARY KEY (second_factor_id, code_hash)
);

CREATE TABLE reduction_uses (
  reduction_id uuid NOT NULL,
  order_no text NOT NULL,
  amount_fen bigint NOT NULL,
  CONSTRAINT reduction_uses_amount_fen_check CHECK ((amount_fen > 0)),
  CONSTRAINT reduction_uses_order_no_fkey FOREIGN KEY (order_no) REFERENCES badge_orders(order_no),
  CONSTRAINT reduction_uses_reduction_id_fkey FOREIGN KEY (reduction_id) REFERENCES reductions(reduction_id),
  CONSTRAINT reduction_uses_pkey PRIMARY KEY (reduction_id, order_no)
);
CREATE INDEX reduction_uses_order ON public.reduction_uses USING btree (order_no);

CREATE TABLE reductions (
  reduction_id uuid NOT NULL,
  registration_id uuid NOT NULL,
  order_no text,
  amount_fen bigint NOT NULL,
  reason bytea NOT NULL,
  staff_id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  granted_at timestamp with time zone,
  confirmed_by uuid,
  CONSTRAINT reductions_amount_fen_check CHECK ((amount_fen > 0)),
  CONSTRAINT reductions_check CHECK ((confirmed_by <> staff_id)),
  CONSTRAINT reductions_check1 CHECK (((confirmed_by IS NULL) OR (granted_at IS NOT NULL))),
  CONSTRAINT reductions_confirmed_by_fkey FOREIGN KEY (confirmed_by) REFERENCES staff(staff_id),
  CONSTRAINT reductions_order_no_fkey FOREIGN KEY (order_no) REFERENCES badge_orders(order_no),
  CONSTRAINT reductions_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES registrations(registration_id),
  CONSTRAINT reductions_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(staff_id),
  CONSTRAINT reductions_pkey PRIMARY KEY (reduction_id)
);
CREATE INDEX reductions_registration ON public.reductions USING btree (registration_id);

CREATE TABLE reference_items (
  name text NOT NULL,
  code text NOT NULL,
  zh text NOT NULL,
  en text NOT NULL,
  parent text,
  position integer NOT NULL,
  CONSTRAINT reference_items_pkey PRIMARY KEY (name, code)
);

CREATE TABLE refund_lines (
  refund_no text NOT NULL,
  order_no text NOT NULL,
  attendee_id uuid NOT NULL,
  amount_fen bigint NOT NULL,
  CONSTRAINT refund_lines_amount_fen_check CHECK ((amount_fen >= 0)),
  CONSTRAINT refund_lines_order_no_attendee_id_fkey FOREIGN KEY (order_no, attendee_id) REFERENCES order_lines(order_no, attendee_id),
  CONSTRAINT refund_lines_refund_no_fkey FOREIGN KEY (refund_no) REFERENCES refunds(refund_no),
  CONSTRAINT refund_lines_pkey PRIMARY KEY (refund_no, attendee_id),
  CONSTRAINT refund_lines_order_no_attendee_id_key UNIQUE (order_no, attendee_id)
);

CREATE TABLE refund_requests (
  refund_request_id uuid NOT NULL,
  order_no text NOT NULL,
  attendee_ids uuid[] NOT NULL,
  reason bytea NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  used_at timestamp with time zone,
  CONSTRAINT refund_requests_order_no_fkey FOREIGN KEY (order_no) REFERENCES badge_orders(order_no),
  CONSTRAINT refund_requests_pkey PRIMARY KEY (refund_request_id)
);

CREATE TABLE refund_settlements (
  refund_no text NOT NULL,
  staff_id uuid NOT NULL,
  reference bytea NOT NULL,
  row_id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT refund_settlements_refund_no_fkey FOREIGN KEY (refund_no) REFERENCES refunds(refund_no),
  CONSTRAINT refund_settlements_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(staff_id),
  CONSTRAINT refund_settlements_pkey PRIMARY KEY (refund_no, staff_id),
  CONSTRAINT refund_settlements_row_id_key UNIQUE (row_id)
);

CREATE TABLE refunds (
  refund_no text NOT NULL,
  out_trade_no text NOT NULL,
  order_no text,
  kind text NOT NULL,
  amount_fen bigint NOT NULL,
  state text NOT NULL,
  requested_by text NOT NULL,
  refund_request_id uuid,
  by_hand boolean NOT NULL DEFAULT false,
  refusal text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  state_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT refunds_amount_fen_check CHECK ((amount_fen > 0)),
  CONSTRAINT refunds_check CHECK (((kind = 'lines'::text) <= (order_no IS NOT NULL))),
  CONSTRAINT refunds_check1 CHECK (((state = 'needs_attention'::text) = (refusal IS NOT NULL))),
  CONSTRAINT refunds_kind_check CHECK ((kind = ANY (ARRAY['lines'::text, 'suspense'::text]))),
  CONSTRAINT refunds_refund_no_check CHECK ((refund_no ~ '^[0-9A-Za-z_]{6,40}$'::text)),
  CONSTRAINT refunds_requested_by_check CHECK ((requested_by = ANY (ARRAY['unit'::text, 'system'::text]))),
  CONSTRAINT refunds_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'reversing_invoice'::text, 'refunding'::text, 'refunded'::text, 'needs_attention'::text]))),
  CONSTRAINT refunds_order_no_fkey FOREIGN KEY (order_no) REFERENCES badge_orders(order_no),
  CONSTRAINT refunds_out_trade_no_fkey FOREIGN KEY (out_trade_no) REFERENCES payments(out_trade_no),
  CONSTRAINT refunds_refund_request_id_fkey FOREIGN KEY (refund_request_id) REFERENCES refund_requests(refund_request_id),
  CONSTRAINT refunds_pkey PRIMARY KEY (refund_no)
);
CREATE INDEX refunds_open ON public.refunds USING btree (state_at) WHERE (state <> 'refunded'::text);
CREATE INDEX refunds_order ON public.refunds USING btree (order_no);
CREATE INDEX refunds_trade ON public.refunds USING btree (out_trade_no);

CREATE TABLE refused_messages (
  about text NOT NULL,
  subject text NOT NULL,
  kind text NOT NULL,
  fault text NOT NULL,
  times integer NOT NULL DEFAULT 1,
  first_at timestamp with time zone NOT NULL DEFAULT now(),
  last_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT refused_messages_about_check CHECK ((about = ANY (ARRAY['registration'::text, 'order'::text, 'refund'::text, 'invoice'::text, 'invoice-reversal'::text]))),
  CONSTRAINT refused_messages_fault_check CHECK ((fault = ANY (ARRAY['no_request'::text, 'used_again'::text, 'forbidden'::text, 'own_unit'::text, 'no_row'::text, 'other_row'::text]))),
  CONSTRAINT refused_messages_times_check CHECK ((times > 0)),
  CONSTRAINT refused_messages_pkey PRIMARY KEY (subject, kind, fault)
);
CREATE INDEX refused_messages_last ON public.refused_messages USING btree (last_at);

CREATE TABLE registrations (
  registration_id uuid NOT NULL,
  edition text NOT NULL,
  unit_id uuid NOT NULL,
  delegation_id integer,
  invitation_code text,
  state text NOT NULL,
  round integer NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  unit_name text,
  unit_info jsonb,
  unit_street bytea,
  unit_contact bytea,
  procurement_intent jsonb,
  pickup text,
  address_id uuid,
  return_reason bytea,
  submitted_at timestamp with time zone,
  decided_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  returned_fields bytea,
  escalation smallint NOT NULL DEFAULT 0,
  search text NOT NULL DEFAULT ''::text,
  CONSTRAINT registrations_check CHECK (((state = ANY (ARRAY['draft'::text, 'expired'::text, 'released'::text, 'withdrawn'::text])) OR (submitted_at IS NOT NULL))),
  CONSTRAINT registrations_escalation_check CHECK (((escalation >= 0) AND (escalation <= 2))),
  CONSTRAINT registrations_pickup_check CHECK ((pickup = ANY (ARRAY['courier'::text, 'delegation'::text]))),
  CONSTRAINT registrations_round_check CHECK ((round >= 0)),
  CONSTRAINT registrations_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'under_review'::text, 'under_second_review'::text, 'returned'::text, 'approved'::text, 'rejected'::text, 'expired'::text, 'released'::text, 'withdrawn'::text]))),
  CONSTRAINT registrations_address_id_fkey FOREIGN KEY (address_id) REFERENCES addresses(address_id),
  CONSTRAINT registrations_delegation_id_fkey FOREIGN KEY (delegation_id) REFERENCES delegations(delegation_id),
  CONSTRAINT registrations_edition_fkey FOREIGN KEY (edition) REFERENCES editions(edition),
  CONSTRAINT registrations_edition_invitation_code_fkey FOREIGN KEY (edition, invitation_code) REFERENCES invitation_codes(edition, code),
  CONSTRAINT registrations_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES units(unit_id),
  CONSTRAINT registrations_pkey PRIMARY KEY (registration_id),
  CONSTRAINT registrations_unit_id_key UNIQUE (unit_id)
);
CREATE INDEX registrations_age ON public.registrations USING btree (edition, created_at, registration_id);
CREATE INDEX registrations_delegation ON public.registrations USING btree (delegation_id, state, registration_id);
CREATE INDEX registrations_search ON public.registrations USING gin (search_grams(search)) WITH (gin_pending_list_limit='256');
CREATE INDEX registrations_unallocated ON public.registrations USING btree (edition) WHERE (delegation_id IS NULL);

CREATE TABLE reviews (
  review_id uuid NOT NULL,
  registration_id uuid NOT NULL,
  decision text NOT NULL,
  reason bytea,
  staff_id uuid NOT NULL,
  request_id uuid NOT NULL,
  round integer,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  applied_at timestamp with time zone,
  fields bytea,
  level smallint,
  version integer,
  refusal text,
  CONSTRAINT reviews_check CHECK (((applied_at IS NULL) = (round IS NULL))),
  CONSTRAINT reviews_check1 CHECK (((applied_at IS NULL) = (level IS NULL))),
  CONSTRAINT reviews_check2 CHECK (((refusal IS NULL) OR (applied_at IS NULL))),
  CONSTRAINT reviews_decision_check CHECK ((decision = ANY (ARRAY['approve'::text, 'return'::text, 'reject'::text]))),
  CONSTRAINT reviews_level_check CHECK ((level = ANY (ARRAY[1, 2]))),
  CONSTRAINT reviews_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES registrations(registration_id),
  CONSTRAINT reviews_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(staff_id),
  CONSTRAINT reviews_pkey PRIMARY KEY (review_id),
  CONSTRAINT reviews_request_id_registration_id_key UNIQUE (request_id, registration_id)
);
CREATE UNIQUE INDEX reviews_one_verdict_a_round ON public.reviews USING btree (registration_id, round, level) WHERE (applied_at IS NOT NULL);

CREATE TABLE second_factors (
  second_factor_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  secret bytea NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  confirmed_at timestamp with time zone,
  last_step bigint,
  CONSTRAINT second_factors_last_step_check CHECK ((last_step >= 0)),
  CONSTRAINT second_factors_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(staff_id),
  CONSTRAINT second_factors_pkey PRIMARY KEY (second_factor_id)
);
CREATE UNIQUE INDEX second_factors_confirmed ON public.second_factors USING btree (staff_id) WHERE (confirmed_at IS NOT NULL);
CREATE UNIQUE INDEX second_factors_pending ON public.second_factors USING btree (staff_id) WHERE (confirmed_at IS NULL);

CREATE TABLE seeded_rows (
  kind text NOT NULL,
  id text NOT NULL,
  CONSTRAINT seeded_rows_kind_check CHECK ((kind = ANY (ARRAY['edition'::text, 'staff'::text]))),
  CONSTRAINT seeded_rows_pkey PRIMARY KEY (kind, id)
);

CREATE TABLE sessions (
  token_hash bytea NOT NULL,
  unit_id uuid,
  staff_id uuid,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone NOT NULL,
  session_id uuid NOT NULL,
  last_used_at timestamp with time zone NOT NULL DEFAULT now(),
  address bytea,
  user_agent bytea,
  CONSTRAINT sessions_check CHECK (((unit_id IS NULL) <> (staff_id IS NULL))),
  CONSTRAINT sessions_token_hash_check CHECK ((length(token_hash) = 32)),
  CONSTRAINT sessions_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(staff_id),
  CONSTRAINT sessions_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES units(unit_id),
  CONSTRAINT sessions_pkey PRIMARY KEY (token_hash),
  CONSTRAINT sessions_session_id_key UNIQUE (session_id)
);
CREATE INDEX sessions_expiry ON public.sessions USING btree (expires_at);
CREATE INDEX sessions_staff ON public.sessions USING btree (staff_id) WHERE (staff_id IS NOT NULL);
CREATE INDEX sessions_unit ON public.sessions USING btree (unit_id) WHERE (unit_id IS NOT NULL);

CREATE TABLE shipment_lines (
  shipment_no text NOT NULL,
  order_no text NOT NULL,
  attendee_id uuid NOT NULL,
  CONSTRAINT shipment_lines_order_id_fkey FOREIGN KEY (shipment_no) REFERENCES shipments(shipment_no),
  CONSTRAINT shipment_lines_order_no_attendee_id_fkey FOREIGN KEY (order_no, attendee_id) REFERENCES order_lines(order_no, attendee_id),
  CONSTRAINT shipment_lines_pkey PRIMARY KEY (order_no, attendee_id)
);
CREATE INDEX shipment_lines_order_id ON public.shipment_lines USING btree (shipment_no);

CREATE TABLE shipments (
  shipment_no text NOT NULL,
  order_no text NOT NULL,
  attempt integer NOT NULL,
  waybill text,
  pieces integer NOT NULL,
  state text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  state_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT shipments_attempt_check CHECK ((attempt > 0)),
  CONSTRAINT shipments_check CHECK (((state = 'creating'::text) = (waybill IS NULL))),
  CONSTRAINT shipments_order_id_check CHECK ((shipment_no ~ '^[0-9]{14}S[0-9]+$'::text)),
  CONSTRAINT shipments_pieces_check CHECK ((pieces > 0)),
  CONSTRAINT shipments_state_check CHECK ((state = ANY (ARRAY['creating'::text, 'created'::text, 'collected'::text, 'in_transit'::text, 'delivered'::text, 'returned'::text]))),
  CONSTRAINT shipments_order_no_fkey FOREIGN KEY (order_no) REFERENCES badge_orders(order_no),
  CONSTRAINT shipments_pkey PRIMARY KEY (shipment_no),
  CONSTRAINT shipments_order_no_attempt_key UNIQUE (order_no, attempt),
  CONSTRAINT shipments_waybill_key UNIQUE (waybill)
);

CREATE TABLE staff (
  staff_id uuid NOT NULL,
  login text NOT NULL,
  role text NOT NULL,
  delegation_id integer,
  password_hash text,
  disabled_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  mobile bytea,
  unit_account text,
  CONSTRAINT staff_check CHECK (((role = 'delegation'::text) = (delegation_id IS NOT NULL))),
  CONSTRAINT staff_role_check CHECK ((role = ANY (ARRAY['delegation'::text, 'bureau'::text, 'operator'::text, 'auditor'::text]))),
  CONSTRAINT staff_delegation_id_fkey FOREIGN KEY (delegation_id) REFERENCES delegations(delegation_id),
  CONSTRAINT staff_pkey PRIMARY KEY (staff_id),
  CONSTRAINT staff_login_key UNIQUE (login)
);

CREATE TABLE staff_invitations (
  invitation_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  link bytea,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  voided_at timestamp with time zone,
  CONSTRAINT staff_invitations_check CHECK (((used_at IS NULL) OR (voided_at IS NULL))),
  CONSTRAINT staff_invitations_token_hash_check CHECK ((length(token_hash) = 32)),
  CONSTRAINT staff_invitations_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(staff_id),
  CONSTRAINT staff_invitations_pkey PRIMARY KEY (invitation_id),
  CONSTRAINT staff_invitations_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX staff_invitations_expiry ON public.staff_invitations USING btree (expires_at);
CREATE UNIQUE INDEX staff_invitations_live ON public.staff_invitations USING btree (staff_id) WHERE ((used_at IS NULL) AND (voided_at IS NULL));

CREATE TABLE staff_requests (
  request_id uuid NOT NULL,
  subject text NOT NULL,
  kind text NOT NULL,
  payload jsonb NOT NULL DEFAULT '{}'::jsonb,
  staff_id uuid NOT NULL,
  made_at timestamp with time zone NOT NULL DEFAULT now(),
  used_at timestamp with time zone,
  outcome jsonb,
  CONSTRAINT staff_requests_check CHECK (((used_at IS NULL) = (outcome IS NULL))),
  CONSTRAINT staff_requests_subject_check CHECK ((length(subject) <= 64)),
  CONSTRAINT staff_requests_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(staff_id),
  CONSTRAINT staff_requests_pkey PRIMARY KEY (request_id, subject)
);
CREATE INDEX staff_requests_subject ON public.staff_requests USING btree (subject);

CREATE TABLE submissions (
  submission_id uuid NOT NULL,
  registration_id uuid NOT NULL,
  round integer NOT NULL,
  forms bytea NOT NULL,
  submitted_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT submissions_round_check CHECK ((round > 0)),
  CONSTRAINT submissions_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES registrations(registration_id),
  CONSTRAINT submissions_pkey PRIMARY KEY (submission_id),
  CONSTRAINT submissions_registration_id_round_key UNIQUE (registration_id, round)
);

CREATE TABLE supporting_events (
  supporting_event_id uuid NOT NULL,
  edition text NOT NULL,
  title_zh text NOT NULL,
  title_en text NOT NULL,
  place_zh text NOT NULL,
  place_en text NOT NULL,
  starts_at timestamp with time zone NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  sign_up_closes_at timestamp with time zone NOT NULL,
  capacity integer NOT NULL,
  cancelled_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT supporting_events_capacity_check CHECK ((capacity > 0)),
  CONSTRAINT supporting_events_check CHECK ((starts_at < ends_at)),
  CONSTRAINT supporting_events_check1 CHECK ((sign_up_closes_at <= ends_at)),
  CONSTRAINT supporting_events_edition_fkey FOREIGN KEY (edition) REFERENCES editions(edition),
  CONSTRAINT supporting_events_pkey PRIMARY KEY (supporting_event_id)
);
CREATE INDEX supporting_events_edition ON public.supporting_events USING btree (edition, starts_at, supporting_event_id);

CREATE TABLE survey_answers (
  registration_id uuid NOT NULL,
  answers bytea NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  changed_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT survey_answers_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES registrations(registration_id),
  CONSTRAINT survey_answers_pkey PRIMARY KEY (registration_id)
);

CREATE TABLE survey_questions (
  edition text NOT NULL,
  code text NOT NULL,
  position integer NOT NULL,
  kind text NOT NULL,
  zh text NOT NULL,
  en text NOT NULL,
  options jsonb NOT NULL DEFAULT '[]'::jsonb,
  required boolean NOT NULL DEFAULT true,
  CONSTRAINT survey_questions_code_check CHECK ((code ~ '^[a-z][a-z0-9_]{1,39}$'::text)),
  CONSTRAINT survey_questions_kind_check CHECK ((kind = ANY (ARRAY['scale'::text, 'choice'::text, 'text'::text]))),
  CONSTRAINT survey_questions_edition_fkey FOREIGN KEY (edition) REFERENCES editions(edition),
  CONSTRAINT survey_questions_pkey PRIMARY KEY (edition, code)
);

CREATE TABLE units (
  unit_id uuid NOT NULL,
  edition text NOT NULL,
  region text NOT NULL,
  category text NOT NULL,
  account text NOT NULL,
  uscc text,
  country text,
  business_no text,
  mobile bytea NOT NULL,
  password_hash text NOT NULL,
  opened_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  released_at timestamp with time zone,
  verification_code_id uuid,
  CONSTRAINT units_category_check CHECK ((category = ANY (ARRAY['enterprise'::text, 'social_organisation'::text, 'public_institution'::text, 'government'::text]))),
  CONSTRAINT units_check CHECK (((region = 'mainland'::text) = (uscc IS NOT NULL))),
  CONSTRAINT units_check1 CHECK (((uscc IS NULL) = ((country IS NOT NULL) AND (business_no IS NOT NULL)))),
  CONSTRAINT units_check3 CHECK (((released_at IS NULL) OR (opened_at IS NOT NULL))),
  CONSTRAINT units_region_check CHECK ((region = ANY (ARRAY['mainland'::text, 'hk_macao_taiwan'::text, 'overseas'::text]))),
  CONSTRAINT units_uscc_check CHECK ((uscc ~ '^[0-9A-Z]{18}$'::text)),
  CONSTRAINT units_edition_fkey FOREIGN KEY (edition) REFERENCES editions(edition),
  CONSTRAINT units_pkey PRIMARY KEY (unit_id)
);
CREATE UNIQUE INDEX units_one_account ON public.units USING btree (edition, account) WHERE ((opened_at IS NOT NULL) AND (released_at IS NULL));

CREATE TABLE unreadable_fields (
  table text NOT NULL,
  column text NOT NULL,
  row text NOT NULL,
  found_at timestamp with time zone NOT NULL DEFAULT now(),
  seen_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT unreadable_fields_pkey PRIMARY KEY ("table", "column", "row")
);

CREATE TABLE verification_codes (
  verification_code_id uuid NOT NULL,
  purpose text NOT NULL,
  subject text NOT NULL,
  mobile bytea,
  code bytea NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  CONSTRAINT verification_codes_purpose_check CHECK ((purpose = ANY (ARRAY['previous_edition'::text, 'mobile_change'::text, 'new_mobile'::text, 'password_reset'::text, 'registration'::text]))),
  CONSTRAINT verification_codes_tries_check CHECK (((tries >= 0) AND (tries <= 5))),
  CONSTRAINT verification_codes_pkey PRIMARY KEY (verification_code_id)
);
CREATE INDEX verification_codes_subject ON public.verification_codes USING btree (purpose, subject, created_at DESC);

CREATE TABLE withdrawals (
  withdrawal_id uuid NOT NULL,
  registration_id uuid NOT NULL,
  asked_at timestamp with time zone NOT NULL DEFAULT now(),
  ended_at timestamp with time zone,
  refusal text,
  CONSTRAINT withdrawals_check CHECK (((ended_at IS NULL) OR (refusal IS NULL))),
  CONSTRAINT withdrawals_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES registrations(registration_id),
  CONSTRAINT withdrawals_pkey PRIMARY KEY (withdrawal_id)
);
CREATE UNIQUE INDEX withdrawals_one_end ON public.withdrawals USING btree (registration_id) WHERE (ended_at IS NOT NULL);
CREATE INDEX withdrawals_registration ON public.withdrawals USING btree (registration_id);

CREATE CONSTRAINT TRIGGER audit_entries_chain AFTER INSERT ON public.audit_entries DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION chain_audit_entry();
CREATE CONSTRAINT TRIGGER ledger_entries_balanced AFTER INSERT ON public.ledger_entries DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_posting();
CREATE CONSTRAINT TRIGGER ledger_postings_balanced AFTER INSERT ON public.ledger_postings DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_posting();
CREATE OR REPLACE FUNCTION public.announce_event()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    BEGIN
      PERFORM pg_notify('progress', NEW.registration_id::text);
      RETURN NULL;
    END $function$;
CREATE OR REPLACE FUNCTION public.announce_session_end()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    BEGIN
      PERFORM pg_notify('progress', registration_id::text) FROM registrations WHERE unit_id = OLD.unit_id;
      RETURN NULL;
    END $function$;
CREATE OR REPLACE FUNCTION public.audit_entry_bytes(entry audit_entries)
 RETURNS bytea
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN convert_to((((((((((audit_line('audit_id'::text, ((entry).audit_id)::text) || audit_line('row_id'::text, ((entry).row_id)::text)) || audit_line('at'::text, to_char(((entry).at AT TIME ZONE 'UTC'::text), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'::text))) || audit_line('staff_id'::text, ((entry).staff_id)::text)) || audit_line('action'::text, (entry).action)) || audit_line('subject'::text, (entry).subject)) || audit_line('detail'::text, ((entry).detail)::text)) || audit_line('reason'::text, encode((entry).reason, 'hex'::text))) || audit_line('address'::text, encode((entry).address, 'hex'::text))) || audit_line('request_id'::text, ((entry).request_id)::text)), 'UTF8'::name);
CREATE OR REPLACE FUNCTION public.audit_line(name text, value text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN COALESCE((((((name || ' '::text) || (octet_length(value))::text) || ' '::text) || value) || chr(10)), ''::text);
CREATE OR REPLACE FUNCTION public.chain_audit_entry()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      DECLARE
        head public.audit_chain;
        bytes bytea := public.audit_entry_bytes(NEW);
      BEGIN
        PERFORM pg_advisory_xact_lock(29, 1);
        SELECT * INTO head FROM public.audit_chain ORDER BY position DESC LIMIT 1;
        INSERT INTO public.audit_chain (position, audit_id, hash) VALUES (
          coalesce(head.position, 0) + 1, NEW.audit_id,
          sha256(coalesce(head.hash, ''::bytea) || bytes));
        RETURN NULL;
      END $function$;
CREATE OR REPLACE FUNCTION public.check_posting()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    BEGIN
      IF (SELECT sum(amount_fen) FROM ledger_entries WHERE key = NEW.key) IS DISTINCT FROM 0 THEN
        RAISE EXCEPTION 'posting % does not add up to zero', NEW.key;
      END IF;
      RETURN NULL;
    END $function$;
CREATE OR REPLACE FUNCTION public.keep_destroyed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    BEGIN
      IF TG_OP = 'DELETE' OR OLD.destroyed_at IS NOT NULL OR NEW.data_key_id <> OLD.data_key_id OR NEW.owner <> OLD.owner THEN
        RAISE EXCEPTION 'a data key is destroyed, once and for good, or wrapped anew';
      END IF;
      RETURN NEW;
    END $function$;
CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    BEGIN
      RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
    END $function$;
CREATE OR REPLACE FUNCTION public.registrations_search()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        NEW.search := search_text(NEW.unit_name, (SELECT account FROM units WHERE unit_id = NEW.unit_id));
        RETURN NEW;
      END $function$;
CREATE OR REPLACE FUNCTION public.search_grams(searched text)
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT COST 1000
AS $function$
      DECLARE
        characters text[] := string_to_array(searched, NULL);
        grams text[] := characters;
      BEGIN
        FOR n IN 2 .. coalesce(cardinality(characters), 0) LOOP
          grams := grams || (characters[n - 1] || characters[n]);
        END LOOP;
        RETURN grams;
      END $function$;
CREATE OR REPLACE FUNCTION public.search_keys(query text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN ARRAY(SELECT DISTINCT substr(word.word, n.n, 2) AS substr FROM unnest(search_words(search_keys.query)) word(word), LATERAL generate_series(1, GREATEST((length(word.word) - 1), 1)) n(n));
CREATE OR REPLACE FUNCTION public.search_patterns(query text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN ARRAY(SELECT (('%'::text || regexp_replace(word.word, '([\\%_])'::text, '\\\1'::text, 'g'::text)) || '%'::text) FROM unnest(search_words(search_patterns.query)) word(word));
CREATE OR REPLACE FUNCTION public.search_text(VARIADIC fields text[])
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN COALESCE((SELECT string_agg(array_to_string(search_words(field.field), ''::text), ' '::text) AS string_agg FROM unnest(search_text.fields) field(field)), ''::text);
CREATE OR REPLACE FUNCTION public.search_words(query text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN string_to_array(NULLIF(btrim(regexp_replace(regexp_replace(lower(NORMALIZE(query, NFKC)), '[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0]'::text, ''::text, 'g'::text), '\s+'::text, ' '::text, 'g'::text)), ''::text), ' '::text);
CREATE TRIGGER audit_chain_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_chain FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entries_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER data_keys_keep_destroyed BEFORE DELETE OR UPDATE ON public.data_keys FOR EACH ROW EXECUTE FUNCTION keep_destroyed();
CREATE TRIGGER erasures_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.erasures FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER events_announce AFTER INSERT ON public.events FOR EACH ROW EXECUTE FUNCTION announce_event();
CREATE TRIGGER events_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_entries_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_postings_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_postings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER registrations_search BEFORE INSERT OR UPDATE OF unit_name ON public.registrations FOR EACH ROW EXECUTE FUNCTION registrations_search();
CREATE TRIGGER sessions_announce_end AFTER DELETE ON public.sessions FOR EACH ROW WHEN ((old.unit_id IS NOT NULL)) EXECUTE FUNCTION announce_session_end();
GRANT DELETE, INSERT, SELECT, UPDATE ON addresses TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON allocation_rules TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON attendee_photos TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON attendees TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON badge_orders TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON badges TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON bill_lines TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON bills TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON breakers TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON condemned_photos TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON delegations TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON differences TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON disputes TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON edition_changes TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON editions TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON effects TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON event_sign_ups TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON idempotency_keys TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON invitation_code_uses TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON invitation_codes TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON invoice_files TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON invoice_titles TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON invoices TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON limit_counts TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON list_keys TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON mobile_changes TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON notifications TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON order_lines TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON payments TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON person_keys TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON person_reviews TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON previous_edition_accounts TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON production_batches TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON provider_notices TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON recovery_codes TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON reduction_uses TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON reductions TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON reference_items TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON refund_lines TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON refund_requests TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON refund_settlements TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON refunds TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON refused_messages TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON registrations TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON reviews TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON second_factors TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON seeded_rows TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON sessions TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON shipment_lines TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON shipments TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON staff TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON staff_invitations TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON supporting_events TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON survey_answers TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON survey_questions TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON units TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON unreadable_fields TO expo_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON verification_codes TO expo_app;
GRANT INSERT, SELECT ON audit_entries TO expo_app;
GRANT INSERT, SELECT ON consents TO expo_app;
GRANT INSERT, SELECT ON erasures TO expo_app;
GRANT INSERT, SELECT ON events TO expo_app;
GRANT INSERT, SELECT ON ledger_entries TO expo_app;
GRANT INSERT, SELECT ON ledger_postings TO expo_app;
GRANT INSERT, SELECT ON staff_requests TO expo_app;
GRANT INSERT, SELECT ON submissions TO expo_app;
GRANT INSERT, SELECT, UPDATE ON data_keys TO expo_app;
GRANT INSERT, SELECT, UPDATE ON withdrawals TO expo_app;
GRANT SELECT ON audit_chain TO expo_app;
SEQUENCE badge_numbers MAXVALUE 9223372036854775807;
SEQUENCE invoice_numbers MAXVALUE 9223372036854775807;
SEQUENCE order_numbers MAXVALUE 99999999 CYCLE;
