import type { Knex } from 'knex';

/** Events are of kinds that are known, each with its word. Events of before stay, of whatever kind they are. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(/* sql */ `
    ALTER TABLE events ADD CONSTRAINT events_kind_check CHECK (kind IN (
      'submitted', 'endorsed', 'approved', 'returned', 'rejected', 'expired', 'released', 'withdrawn', 'payment_confirmed',
      'waived', 'window_ended', 'cancelled', 'trade_closed', 'all_lines_ended', 'order_paid', 'order_closed', 'review_approved',
      'review_failed', 'badge_made', 'shipped', 'laid_out', 'delivered', 'courier_returned', 'handed_over', 'refund_reserved',
      'refunded', 'refund_reversal_begun', 'refund_provider_asked', 'refund_provider_refused', 'refund_taken_up', 'invoice_issued',
      'invoice_issue_refused', 'invoice_reversal_asked', 'invoice_buyer_asked', 'invoice_reversed', 'invoice_reversal_refused',
      'invoice_reversal_void', 'registration_opened', 'allocated', 'invitation_code_given', 'form_saved', 'reviewers_reminded',
      'privacy_terms_accepted', 'consent_given', 'consent_withdrawn', 'password_changed', 'password_reset', 'mobile_changed',
      'account_exported', 'personal_data_erased', 'attendee_added', 'attendee_changed', 'attendees_imported', 'attendees_deleted',
      'attendees_locked', 'attendees_unlocked', 'attendee_withdrawn', 'attendees_withdrawn', 'photo_saved', 'warnings_confirmed',
      'document_corrected', 'name_recorded', 'order_placed', 'reduced', 'window_extended', 'attention_raised', 'attention_cleared',
      'late_payment_captured', 'late_payment_refunded', 'refund_requested', 'refund_made', 'invoice_requested'
    )) NOT VALID;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE events DROP CONSTRAINT events_kind_check');
}
