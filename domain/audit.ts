/** What was done that somebody may ask about later: by staff, what they read of people, what a unit's submission touched of others, and who came in, did not, and left. */
export const auditActions = [
  'release_asked',
  'dispute_dismissed',
  'attendee_withdrawn',
  'document_corrected',
  'name_recorded',
  'person_looked_up',
  'people_met_elsewhere',
  'people_read',
  'audit_read',
  'number_revealed',
  'contact_revealed',
  'mobile_changed',
  'mobile_change_proposed',
  'mobile_change_dismissed',
  'staff_changed',
  'staff_added',
  'staff_reset',
  'staff_invitation_used',
  'second_factor_confirmed',
  'second_factor_removed',
  'password_changed',
  'session_revoked',
  'allocation_rule_changed',
  'edition_changed',
  'edition_closed',
  'edition_change_asked',
  'edition_change_dismissed',
  'invitation_code_created',
  'invitation_code_revoked',
  'registrations_exported',
  'attendees_exported',
  'survey_exported',
  'event_changed',
  'payment_window_extended',
  'reduction_granted',
  'refund_retried',
  'refund_settled',
  'invoice_reversal_retried',
  'logged_in',
  'login_failed',
  'logged_out',
  'password_reset',
  'run_resumed',
  'run_ended',
  'numbers_moved',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** Of these, what staff were told of people, or of the audit itself. */
export type ReadAction = Extract<
  AuditAction,
  | 'people_read'
  | 'audit_read'
  | 'number_revealed'
  | 'contact_revealed'
  | 'person_looked_up'
  | 'registrations_exported'
  | 'attendees_exported'
  | 'survey_exported'
>;
