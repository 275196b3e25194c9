// Written by `npm run schema:dump`, beside schema.sql.

import type { AttendeeList, AttendeeState, BadgeType, PickupWay } from '../domain/attendee.ts';
import type { Sex } from '../domain/attendee-field.ts';
import type { WarningCode } from '../domain/attendee-warning.ts';
import type { AuditAction } from '../domain/audit.ts';
import type { LineState } from '../domain/badge.ts';
import type { ClosedReason, OrderState } from '../domain/badge-order.ts';
import type { ConsentKind } from '../domain/consent.ts';
import type { EditionChange, EditionPatch } from '../domain/edition.ts';
import type { ErasureCause } from '../domain/erasure.ts';
import type { ErrorCode } from '../domain/error-code.ts';
import type { EventKind } from '../domain/event.ts';
import type { PermitRegion } from '../domain/identity.ts';
import type { InvoiceState, ReversalCause } from '../domain/invoice.ts';
import type { TitleKind } from '../domain/invoice-title.ts';
import type { Account } from '../domain/ledger.ts';
import type { MobileChangeState } from '../domain/mobile-change.ts';
import type { NotificationKind, SmsTemplates } from '../domain/notification.ts';
import type { Channel, PaymentState } from '../domain/payment.ts';
import type { PersonReviewResult } from '../domain/person-review.ts';
import type { DifferenceKind } from '../domain/reconciliation.ts';
import type { RefundPolicy, RefundState } from '../domain/refund.ts';
import type { Decision, MobileProof, Region, RegistrationState, UnitCategory } from '../domain/registration.ts';
import type { RunKnowledge } from '../domain/resumption.ts';
import type { ShipmentState } from '../domain/shipment.ts';
import type { RefusedFault, RefusedKind, StaffRole } from '../domain/staff-request.ts';
import type { ProcurementIntentDraft, UnitInfoDraft } from '../domain/unit-info.ts';
import type { Json, Same, Sealed, Table } from './table.ts';

export interface Tables {
  addresses: Table<
    {
      addressId: string;
      unitId: string;
      recipient: Sealed;
      mobile: Sealed;
      province: string;
      city: string;
      county: string;
      street: Sealed;
      isDefault: boolean;
      confirmedAt: Date;
      createdAt: Date;
      deletedAt: Date | null;
    },
    'county' | 'isDefault' | 'confirmedAt' | 'createdAt',
    never
  >;
  allocation_rules: Table<
    {
      edition: string;
      provinceCode: string;
      cityCode: string | null;
      delegationId: number;
      kind: 'region';
    },
    'kind',
    never
  >;
  attendee_photos: Table<
    {
      attendeeId: string;
      storedAt: Date;
      photoKey: string;
    },
    'storedAt',
    never
  >;
  attendees: Table<
    {
      attendeeId: string;
      edition: string;
      registrationId: string;
      list: Same<AttendeeList, 'mainland' | 'hk_macao_taiwan' | 'overseas'>;
      state: Same<AttendeeState, 'saved' | 'locked' | 'withdrawn'>;
      badgeType: Same<BadgeType, 'professional' | 'vip'> | null;
      name: Sealed;
      permitName: Sealed | null;
      surname: Sealed | null;
      givenName: Sealed | null;
      documentNumber: Sealed;
      sex: Same<Sex, 'male' | 'female'>;
      province: string | null;
      city: string | null;
      region: Same<PermitRegion, 'hong_kong' | 'macao' | 'taiwan'> | null;
      country: string | null;
      position: string;
      pickup: Same<PickupWay, 'courier' | 'delegation'> | null;
      hasPhoto: boolean;
      version: number;
      createdAt: Date;
      lockedAt: Date | null;
      likenessIndex: Buffer | null;
      printedName: Sealed | null;
      confirmedWarnings: WarningCode[];
      likenessKey: string | null;
    },
    'state' | 'hasPhoto' | 'version' | 'createdAt' | 'confirmedWarnings',
    never
  >;
  audit_chain: Table<
    {
      position: number;
      auditId: number;
      hash: Buffer;
    },
    never,
    never
  >;
  audit_entries: Table<
    {
      auditId: number;
      staffId: string | null;
      action: AuditAction;
      subject: string;
      detail: Record<string, unknown>;
      reason: Sealed | null;
      rowId: string;
      at: Date;
      address: Sealed | null;
      requestId: string | null;
    },
    'detail' | 'at',
    'auditId'
  >;
  badge_orders: Table<
    {
      orderNo: string;
      edition: string;
      registrationId: string;
      state: Same<OrderState, 'awaiting_payment' | 'closing' | 'paid' | 'settled' | 'closed'>;
      closedReason: Same<ClosedReason, 'expired' | 'cancelled'> | null;
      people: number;
      totalFen: number;
      reductionFen: number;
      payableFen: number;
      invoiced: boolean;
      pickup: Same<PickupWay, 'courier' | 'delegation'>;
      addressId: string | null;
      expiresAt: Date | null;
      createdAt: Date;
      paidAt: Date | null;
      endedAt: Date | null;
      attention: string | null;
      attentionAt: Date | null;
      refundPolicy: Same<RefundPolicy, 'failed_only' | 'until_badge'>;
      autoRefundDays: number;
    },
    'reductionFen' | 'invoiced' | 'createdAt',
    never
  >;
  badges: Table<
    {
      badgeNo: string;
      rowId: string;
      edition: string;
      batchId: string;
      orderNo: string;
      attendeeId: string;
      badgeType: Same<BadgeType, 'professional' | 'vip'>;
      name: Sealed;
      documentMasked: Sealed;
      unitName: string;
      token: string;
      madeAt: Date;
    },
    never,
    never
  >;
  bill_lines: Table<
    {
      channel: string;
      day: string;
      kind: 'payment' | 'refund';
      outTradeNo: string;
      refundNo: string;
      providerTradeNo: string;
      amountFen: number;
      feeFen: number;
      at: Date;
    },
    'refundNo',
    never
  >;
  bills: Table<
    {
      channel: Same<Channel, 'alipay' | 'wechat'>;
      day: string;
      fetchedAt: Date;
    },
    'fetchedAt',
    never
  >;
  breakers: Table<
    {
      name: string;
      since: Date;
      lastAt: Date;
    },
    'since' | 'lastAt',
    never
  >;
  condemned_photos: Table<
    {
      photoKey: string;
      condemnedAt: Date;
    },
    'condemnedAt',
    never
  >;
  consents: Table<
    {
      consentId: string;
      unitId: string;
      kind: Same<ConsentKind, 'privacy_terms' | 'document_numbers' | 'photos'>;
      version: string;
      textHash: Buffer | null;
      acceptedAt: Date | null;
      withdrawnAt: Date | null;
    },
    'consentId',
    never
  >;
  data_keys: Table<
    {
      dataKeyId: string;
      owner: string;
      ringKey: string;
      wrappedKey: Buffer | null;
      madeAt: Date;
      destroyedAt: Date | null;
    },
    'madeAt',
    never
  >;
  delegations: Table<
    {
      delegationId: number;
      edition: string;
      no: number;
      parentId: number | null;
      nameZh: string;
      nameEn: string;
      organisationZh: string;
      contactsZh: string;
      phones: string;
      kind: 'region' | 'industry';
    },
    never,
    'delegationId'
  >;
  differences: Table<
    {
      differenceId: number;
      kind: DifferenceKind;
      subject: string;
      channel: Channel | null;
      day: string | null;
      oursFen: number | null;
      theirsFen: number | null;
      state: 'repairing' | 'waiting' | 'settled';
      foundAt: Date;
      settledAt: Date | null;
    },
    'foundAt',
    'differenceId'
  >;
  disputes: Table<
    {
      disputeId: string;
      edition: string;
      account: string;
      registrationId: string;
      claimant: Sealed;
      state: 'open' | 'upheld' | 'dismissed';
      reason: Sealed | null;
      staffId: string | null;
      createdAt: Date;
      decidedAt: Date | null;
    },
    'state' | 'createdAt',
    never
  >;
  edition_changes: Table<
    {
      changeId: string;
      edition: string;
      change: EditionPatch;
      changes: EditionChange[];
      state: 'waiting' | 'confirmed' | 'dismissed';
      askedBy: string;
      askedAt: Date;
      decidedBy: string | null;
      decidedAt: Date | null;
    },
    'state' | 'askedAt',
    never
  >;
  editions: Table<
    {
      edition: string;
      nameZh: string;
      nameEn: string;
      registrationOpensAt: Date;
      registrationClosesAt: Date;
      professionalFeeFen: number;
      vipFeeFen: number;
      isCurrent: boolean;
      expoClosesAt: Date;
      twoLevelReview: boolean;
      closingReminderDays: number[];
      reviewReminderDays: number;
      reviewRepeatDays: number;
      returnGraceDays: number;
      refundPolicy: Same<RefundPolicy, 'failed_only' | 'until_badge'>;
      autoRefundDays: number;
      taxRateBp: number;
      mobileProof: Same<MobileProof, 'without_code' | 'always' | 'never'>;
      previousEdition: string | null;
      closedAt: Date | null;
      termsVersion: string;
      termsZh: string;
      termsEn: string;
      documentNoticeZh: string;
      documentNoticeEn: string;
      photoNoticeZh: string;
      photoNoticeEn: string;
      retentionDays: number;
      taxCode: string;
      smsTemplates: SmsTemplates;
      version: number;
      calendarVersion: number;
      calendarTold: number;
    },
    'isCurrent' | 'twoLevelReview' | 'closingReminderDays' | 'reviewReminderDays' | 'reviewRepeatDays' | 'returnGraceDays' | 'refundPolicy' | 'autoRefundDays' | 'taxRateBp' | 'mobileProof' | 'termsVersion' | 'termsZh' | 'termsEn' | 'documentNoticeZh' | 'documentNoticeEn' | 'photoNoticeZh' | 'photoNoticeEn' | 'retentionDays' | 'taxCode' | 'smsTemplates' | 'version' | 'calendarVersion' | 'calendarTold',
    never
  >;
  effects: Table<
    {
      key: string;
      output: Json;
      at: Date;
    },
    'at',
    never
  >;
  erasures: Table<
    {
      registrationId: string;
      cause: Same<ErasureCause, 'retention' | 'withdrawal'>;
      erasedAt: Date;
      removed: Record<string, number>;
    },
    'erasedAt',
    never
  >;
  event_sign_ups: Table<
    {
      supportingEventId: string;
      attendeeId: string;
      at: Date;
    },
    'at',
    never
  >;
  events: Table<
    {
      eventId: number;
      registrationId: string;
      orderNo: string | null;
      kind: Same<EventKind, 'submitted' | 'endorsed' | 'approved' | 'returned' | 'rejected' | 'expired' | 'released' | 'withdrawn' | 'payment_confirmed' | 'waived' | 'window_ended' | 'cancelled' | 'trade_closed' | 'all_lines_ended' | 'order_paid' | 'order_closed' | 'review_approved' | 'review_failed' | 'badge_made' | 'shipped' | 'laid_out' | 'delivered' | 'courier_returned' | 'handed_over' | 'refund_reserved' | 'refunded' | 'refund_reversal_begun' | 'refund_provider_asked' | 'refund_provider_refused' | 'refund_taken_up' | 'invoice_issued' | 'invoice_issue_refused' | 'invoice_reversal_asked' | 'invoice_buyer_asked' | 'invoice_reversed' | 'invoice_reversal_refused' | 'invoice_reversal_void' | 'registration_opened' | 'allocated' | 'invitation_code_given' | 'form_saved' | 'reviewers_reminded' | 'privacy_terms_accepted' | 'consent_given' | 'consent_withdrawn' | 'password_changed' | 'password_reset' | 'mobile_changed' | 'account_exported' | 'personal_data_erased' | 'attendee_added' | 'attendee_changed' | 'attendees_imported' | 'attendees_deleted' | 'attendees_locked' | 'attendees_unlocked' | 'attendee_withdrawn' | 'attendees_withdrawn' | 'photo_saved' | 'warnings_confirmed' | 'document_corrected' | 'name_recorded' | 'order_placed' | 'reduced' | 'window_extended' | 'attention_raised' | 'attention_cleared' | 'late_payment_captured' | 'late_payment_refunded' | 'refund_requested' | 'refund_made' | 'invoice_requested'>;
      fromState: string | null;
      toState: string | null;
      actor: 'unit' | 'delegation' | 'bureau' | 'operator' | 'provider' | 'system';
      detail: Record<string, unknown>;
      at: Date;
    },
    'detail' | 'at',
    'eventId'
  >;
  idempotency_keys: Table<
    {
      rowId: string;
      principal: string;
      operation: string;
      key: string;
      fingerprint: Buffer;
      businessNo: string | null;
      leaseUntil: Date | null;
      status: number | null;
      answer: Sealed | null;
      createdAt: Date;
    },
    'createdAt',
    never
  >;
  invitation_code_uses: Table<
    {
      useId: number;
      edition: string;
      code: string;
      registrationId: string;
      kind: 'registered' | 'filled_in' | 'released';
      at: Date;
    },
    'at',
    'useId'
  >;
  invitation_codes: Table<
    {
      edition: string;
      code: string;
      delegationId: number;
      capacity: number | null;
      used: number;
      validFrom: Date;
      validUntil: Date | null;
      revokedAt: Date | null;
      createdAt: Date;
      withoutHyphens: string | null;
    },
    'used' | 'validFrom' | 'createdAt',
    never
  >;
  invoice_files: Table<
    {
      invoiceNo: string;
      sha256: Buffer;
      bytes: Sealed;
      storedAt: Date;
    },
    'storedAt',
    never
  >;
  invoice_titles: Table<
    {
      titleId: string;
      unitId: string;
      kind: Same<TitleKind, 'personal' | 'company'>;
      title: Sealed;
      taxNo: string | null;
      createdAt: Date;
      deletedAt: Date | null;
    },
    'createdAt',
    never
  >;
  invoices: Table<
    {
      invoiceNo: string;
      rowId: string;
      orderNo: string;
      applyId: string;
      state: Same<InvoiceState, 'issuing' | 'issued' | 'reversing' | 'awaiting_buyer' | 'reversed' | 'failed'>;
      titleKind: Same<TitleKind, 'personal' | 'company'>;
      title: Sealed;
      taxNo: string | null;
      people: number;
      grossFen: number;
      netFen: number;
      taxFen: number;
      taxRateBp: number;
      fapiaoNumber: string | null;
      redNumber: string | null;
      reversalCause: Same<ReversalCause, 'unit' | 'refund'> | null;
      redDue: boolean;
      failure: string | null;
      createdAt: Date;
      stateAt: Date;
      issuedAt: Date | null;
      taxCode: string;
    },
    'redDue' | 'createdAt' | 'stateAt',
    never
  >;
  ledger_entries: Table<
    {
      key: string;
      account: Same<Account, 'receivable' | 'fees' | 'reductions' | 'provider_alipay' | 'provider_wechat' | 'provider_fees' | 'suspense' | 'refunds' | 'bank'>;
      amountFen: number;
    },
    never,
    never
  >;
  ledger_postings: Table<
    {
      key: string;
      kind: string;
      orderNo: string | null;
      at: Date;
    },
    'at',
    never
  >;
  limit_counts: Table<
    {
      key: string;
      points: number;
      expire: number | null;
    },
    never,
    never
  >;
  list_keys: Table<
    {
      registrationId: string;
      personIndex: Buffer;
      attendeeId: string;
      isKept: boolean;
      indexKey: string;
      documentId: string;
      document: Sealed | null;
    },
    'isKept',
    never
  >;
  mobile_changes: Table<
    {
      mobileChangeId: string;
      registrationId: string;
      mobile: Sealed | null;
      reason: Sealed;
      state: Same<MobileChangeState, 'proposed' | 'confirmed' | 'dismissed' | 'lapsed'>;
      proposedBy: string;
      proposedAt: Date;
      lapsesAt: Date;
      decidedBy: string | null;
      decidedAt: Date | null;
    },
    'state' | 'proposedAt',
    never
  >;
  notifications: Table<
    {
      notificationId: string;
      registrationId: string | null;
      kind: Same<NotificationKind, 'payment_due' | 'registration_closing' | 'registration_returned' | 'registration_approved' | 'registration_rejected' | 'registration_expired' | 'account_released' | 'attendee_withdrawn' | 'review_due' | 'verification_code' | 'staff_invitation' | 'person_review_failed' | 'refunded' | 'late_payment_refunded' | 'mobile_changed' | 'password_changed'>;
      subject: string;
      round: number;
      state: 'pending' | 'sent' | 'refused' | 'unknown' | 'not_needed';
      params: Record<string, unknown>;
      createdAt: Date;
      endedAt: Date | null;
      staffId: string | null;
      mobile: Sealed | null;
    },
    'state' | 'createdAt',
    never
  >;
  order_lines: Table<
    {
      orderNo: string;
      attendeeId: string;
      lineNo: number;
      badgeType: Same<BadgeType, 'professional' | 'vip'>;
      pickup: Same<PickupWay, 'courier' | 'delegation'>;
      feeFen: number;
      state: Same<LineState, 'awaiting_payment' | 'under_review' | 'approved' | 'review_failed' | 'badge_made' | 'dispatched' | 'ready_for_pickup' | 'delivered' | 'refunding' | 'refunded' | 'released'>;
      stateAt: Date;
      payableFen: number;
    },
    'stateAt',
    never
  >;
  payments: Table<
    {
      outTradeNo: string;
      orderNo: string | null;
      attempt: number | null;
      channel: Same<Channel, 'alipay' | 'wechat'>;
      amountFen: number;
      state: Same<PaymentState, 'opening' | 'open' | 'superseded' | 'closed' | 'paid' | 'suspense' | 'refunded'>;
      codeUrl: string | null;
      providerTradeNo: string | null;
      expiresAt: Date;
      createdAt: Date;
      paidAt: Date | null;
      endedAt: Date | null;
      capturedFen: number | null;
      reservedFen: number;
      refundedFen: number;
    },
    'createdAt' | 'reservedFen' | 'refundedFen',
    never
  >;
  person_keys: Table<
    {
      edition: string;
      personIndex: Buffer;
      attendeeId: string;
    },
    never,
    never
  >;
  person_reviews: Table<
    {
      personReviewId: string;
      orderNo: string;
      attendeeId: string;
      result: Same<PersonReviewResult, 'approve' | 'fail'>;
      reason: Sealed | null;
      staffId: string;
      requestId: string;
      createdAt: Date;
      appliedAt: Date | null;
    },
    'createdAt',
    never
  >;
  previous_edition_accounts: Table<
    {
      account: string;
      rowId: string;
      region: Same<Region, 'mainland' | 'hk_macao_taiwan' | 'overseas'>;
      category: Same<UnitCategory, 'enterprise' | 'social_organisation' | 'public_institution' | 'government'>;
      mobile: Sealed;
      passwordHash: string;
      form: Sealed;
      importedAt: Date;
      edition: string;
    },
    'importedAt',
    never
  >;
  production_batches: Table<
    {
      batchId: string;
      edition: string;
      staffId: string;
      createdAt: Date;
    },
    'createdAt',
    never
  >;
  provider_notices: Table<
    {
      provider: 'alipay' | 'wechat' | 'fapiao' | 'sf';
      noticeId: string;
      rowId: string;
      kind: string;
      subject: string;
      raw: Sealed;
      receivedAt: Date;
      copies: number;
    },
    'receivedAt' | 'copies',
    never
  >;
  recovery_codes: Table<
    {
      secondFactorId: string;
      codeHash: Buffer;
      usedAt: Date | null;
    },
    never,
    never
  >;
  reduction_uses: Table<
    {
      reductionId: string;
      orderNo: string;
      amountFen: number;
    },
    never,
    never
  >;
  reductions: Table<
    {
      reductionId: string;
      registrationId: string;
      orderNo: string | null;
      amountFen: number;
      reason: Sealed;
      staffId: string;
      createdAt: Date;
      grantedAt: Date | null;
      confirmedBy: string | null;
    },
    'createdAt',
    never
  >;
  reference_items: Table<
    {
      name: string;
      code: string;
      zh: string;
      en: string;
      parent: string | null;
      position: number;
    },
    never,
    never
  >;
  refund_lines: Table<
    {
      refundNo: string;
      orderNo: string;
      attendeeId: string;
      amountFen: number;
    },
    never,
    never
  >;
  refund_requests: Table<
    {
      refundRequestId: string;
      orderNo: string;
      attendeeIds: string[];
      reason: Sealed;
      createdAt: Date;
      usedAt: Date | null;
    },
    'createdAt',
    never
  >;
  refund_settlements: Table<
    {
      refundNo: string;
      staffId: string;
      reference: Sealed;
      rowId: string;
      createdAt: Date;
    },
    'createdAt',
    never
  >;
  refunds: Table<
    {
      refundNo: string;
      outTradeNo: string;
      orderNo: string | null;
      kind: 'lines' | 'suspense';
      amountFen: number;
      state: Same<RefundState, 'requested' | 'reversing_invoice' | 'refunding' | 'refunded' | 'needs_attention'>;
      requestedBy: 'unit' | 'system';
      refundRequestId: string | null;
      byHand: boolean;
      refusal: string | null;
      createdAt: Date;
      stateAt: Date;
    },
    'byHand' | 'createdAt' | 'stateAt',
    never
  >;
  refused_messages: Table<
    {
      about: 'registration' | 'order' | 'refund' | 'invoice' | 'invoice-reversal';
      subject: string;
      kind: RefusedKind;
      fault: Same<RefusedFault, 'no_request' | 'used_again' | 'forbidden' | 'own_unit' | 'no_row' | 'other_row'>;
      times: number;
      firstAt: Date;
      lastAt: Date;
    },
    'times' | 'firstAt' | 'lastAt',
    never
  >;
  registrations: Table<
    {
      registrationId: string;
      edition: string;
      unitId: string;
      delegationId: number | null;
      invitationCode: string | null;
      state: Same<RegistrationState, 'draft' | 'under_review' | 'under_second_review' | 'returned' | 'approved' | 'rejected' | 'expired' | 'released' | 'withdrawn'>;
      round: number;
      version: number;
      unitName: string | null;
      unitInfo: Omit<UnitInfoDraft, 'contact'> | null;
      unitStreet: Sealed | null;
      unitContact: Sealed | null;
      procurementIntent: ProcurementIntentDraft | null;
      pickup: Same<PickupWay, 'courier' | 'delegation'> | null;
      addressId: string | null;
      returnReason: Sealed | null;
      submittedAt: Date | null;
      decidedAt: Date | null;
      createdAt: Date;
      returnedFields: Sealed | null;
      escalation: 0 | 1 | 2;
      search: string;
    },
    'round' | 'version' | 'createdAt' | 'escalation' | 'search',
    never
  >;
  resumptions: Table<
    {
      resumptionId: string;
      workflowId: string;
      knew: RunKnowledge;
      madeAt: Date;
      doneAt: Date | null;
    },
    'madeAt',
    never
  >;
  reviews: Table<
    {
      reviewId: string;
      registrationId: string;
      decision: Same<Decision, 'approve' | 'return' | 'reject'>;
      reason: Sealed | null;
      staffId: string;
      requestId: string;
      round: number | null;
      createdAt: Date;
      appliedAt: Date | null;
      fields: Sealed | null;
      level: 1 | 2 | null;
      version: number | null;
      refusal: ErrorCode | null;
    },
    'createdAt',
    never
  >;
  run_troubles: Table<
    {
      workflowId: string;
      step: string;
      about: string;
      subject: string;
      waitsFor: string;
      since: Date;
      attempts: number;
      lastError: string;
      seenAt: Date;
    },
    'seenAt',
    never
  >;
  second_factors: Table<
    {
      secondFactorId: string;
      staffId: string;
      secret: Sealed;
      createdAt: Date;
      confirmedAt: Date | null;
      lastStep: number | null;
    },
    'createdAt',
    never
  >;
  seeded_rows: Table<
    {
      kind: 'edition' | 'staff';
      id: string;
    },
    never,
    never
  >;
  sessions: Table<
    {
      tokenHash: Buffer;
      unitId: string | null;
      staffId: string | null;
      createdAt: Date;
      expiresAt: Date;
      sessionId: string;
      lastUsedAt: Date;
      address: Sealed | null;
      userAgent: Sealed | null;
    },
    'createdAt' | 'lastUsedAt',
    never
  >;
  shipment_lines: Table<
    {
      shipmentNo: string;
      orderNo: string;
      attendeeId: string;
    },
    never,
    never
  >;
  shipments: Table<
    {
      shipmentNo: string;
      orderNo: string;
      attempt: number;
      waybill: string | null;
      pieces: number;
      state: Same<ShipmentState, 'creating' | 'created' | 'collected' | 'in_transit' | 'delivered' | 'returned'>;
      createdAt: Date;
      stateAt: Date;
    },
    'createdAt' | 'stateAt',
    never
  >;
  staff: Table<
    {
      staffId: string;
      login: string;
      role: Same<StaffRole, 'delegation' | 'bureau' | 'operator' | 'auditor'>;
      delegationId: number | null;
      passwordHash: string | null;
      disabledAt: Date | null;
      createdAt: Date;
      mobile: Sealed | null;
      unitAccount: string | null;
    },
    'createdAt',
    never
  >;
  staff_invitations: Table<
    {
      invitationId: string;
      staffId: string;
      tokenHash: Buffer;
      link: Sealed | null;
      createdAt: Date;
      expiresAt: Date;
      usedAt: Date | null;
      voidedAt: Date | null;
    },
    'createdAt',
    never
  >;
  staff_requests: Table<
    {
      requestId: string;
      subject: string;
      kind: string;
      payload: object;
      staffId: string;
      madeAt: Date;
      usedAt: Date | null;
      outcome: Json | null;
    },
    'payload' | 'madeAt',
    never
  >;
  submissions: Table<
    {
      submissionId: string;
      registrationId: string;
      round: number;
      forms: Sealed;
      submittedAt: Date;
    },
    'submittedAt',
    never
  >;
  supporting_events: Table<
    {
      supportingEventId: string;
      edition: string;
      titleZh: string;
      titleEn: string;
      placeZh: string;
      placeEn: string;
      startsAt: Date;
      endsAt: Date;
      signUpClosesAt: Date;
      capacity: number;
      cancelledAt: Date | null;
      createdAt: Date;
    },
    'createdAt',
    never
  >;
  survey_answers: Table<
    {
      registrationId: string;
      answers: Sealed;
      createdAt: Date;
      changedAt: Date;
    },
    'createdAt' | 'changedAt',
    never
  >;
  survey_questions: Table<
    {
      edition: string;
      code: string;
      position: number;
      kind: 'scale' | 'choice' | 'text';
      zh: string;
      en: string;
      options: { code: string; zh: string; en: string }[];
      required: boolean;
    },
    'options' | 'required',
    never
  >;
  units: Table<
    {
      unitId: string;
      edition: string;
      region: Same<Region, 'mainland' | 'hk_macao_taiwan' | 'overseas'>;
      category: Same<UnitCategory, 'enterprise' | 'social_organisation' | 'public_institution' | 'government'>;
      account: string;
      uscc: string | null;
      country: string | null;
      businessNo: string | null;
      mobile: Sealed;
      passwordHash: string;
      openedAt: Date | null;
      createdAt: Date;
      releasedAt: Date | null;
      verificationCodeId: string | null;
    },
    'createdAt',
    never
  >;
  unreadable_fields: Table<
    {
      table: string;
      column: string;
      row: string;
      foundAt: Date;
      seenAt: Date;
    },
    'foundAt' | 'seenAt',
    never
  >;
  verification_codes: Table<
    {
      verificationCodeId: string;
      purpose: 'previous_edition' | 'mobile_change' | 'new_mobile' | 'password_reset' | 'registration';
      subject: string;
      mobile: Sealed | null;
      code: Sealed;
      tries: number;
      createdAt: Date;
      expiresAt: Date;
      usedAt: Date | null;
    },
    'tries' | 'createdAt',
    never
  >;
  withdrawals: Table<
    {
      withdrawalId: string;
      registrationId: string;
      askedAt: Date;
      endedAt: Date | null;
      refusal: ErrorCode | null;
    },
    'askedAt',
    never
  >;
}

/** The sealed columns. */
export interface SealedColumns {
  addresses: 'recipient' | 'mobile' | 'street';
  attendees: 'name' | 'permitName' | 'surname' | 'givenName' | 'documentNumber' | 'printedName';
  audit_entries: 'reason' | 'address';
  badges: 'name' | 'documentMasked';
  disputes: 'claimant' | 'reason';
  idempotency_keys: 'answer';
  invoice_files: 'bytes';
  invoice_titles: 'title';
  invoices: 'title';
  list_keys: 'document';
  mobile_changes: 'mobile' | 'reason';
  notifications: 'mobile';
  person_reviews: 'reason';
  previous_edition_accounts: 'mobile' | 'form';
  provider_notices: 'raw';
  reductions: 'reason';
  refund_requests: 'reason';
  refund_settlements: 'reference';
  registrations: 'unitStreet' | 'unitContact' | 'returnReason' | 'returnedFields';
  reviews: 'reason' | 'fields';
  second_factors: 'secret';
  sessions: 'address' | 'userAgent';
  staff: 'mobile';
  staff_invitations: 'link';
  submissions: 'forms';
  survey_answers: 'answers';
  units: 'mobile';
  verification_codes: 'mobile' | 'code';
}
