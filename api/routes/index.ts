import type { Operation } from '../operation.ts';
import { badgeOrderRoutes } from './order/badge-order.ts';
import { bureauRoutes } from './order/bureau.ts';
import { decisionRoutes } from './registration/decision.ts';
import { opsRoutes } from './ops/attention.ts';
import { badgeOrderOpsRoutes } from './ops/badge-order.ts';
import { invoiceOpsRoutes } from './ops/invoice.ts';
import { refundOpsRoutes } from './ops/refund.ts';
import { moneyOpsRoutes } from './order/money-ops.ts';
import { paymentRoutes } from './order/payment.ts';
import { personReviewRoutes } from './order/person-review.ts';
import { pickupRoutes } from './order/pickup.ts';
import { productionRoutes } from './order/production.ts';
import { shipmentRoutes } from './order/shipment.ts';
import { reconciliationRoutes } from './ops/reconciliation.ts';
import { reductionRoutes } from './order/reduction.ts';
import { refundRoutes } from './order/refund.ts';
import { registrationRoutes } from './registration/registration.ts';
import { accountRoutes } from './registration/account.ts';
import { mobileChangeRoutes } from './registration/mobile-change.ts';
import { unitMobileRoutes } from './registration/unit-mobile.ts';
import { unitPasswordRoutes } from './registration/unit-password.ts';
import { accountPasswordRoutes } from './registration/account-password.ts';
import { addressRoutes } from './registration/address.ts';
import { allocationRoutes } from './registration/allocation.ts';
import { attendeeCorrectionRoutes } from './registration/attendee-correction.ts';
import { attendeeImportRoutes } from './registration/attendee-import.ts';
import { attendeePhotoRoutes } from './registration/attendee-photo.ts';
import { attendeeRoutes } from './registration/attendee.ts';
import { delegationBureauRoutes } from './ops/delegation.ts';
import { editionBureauRoutes } from './ops/edition.ts';
import { auditRoutes } from './ops/audit.ts';
import { consentRoutes } from './registration/consent.ts';
import { confirmationRoutes } from './registration/confirmation.ts';
import { delegationRoutes } from './registration/delegation.ts';
import { disputeRoutes } from './registration/dispute.ts';
import { editionRoutes } from './registration/edition.ts';
import { previousEditionRoutes } from './registration/previous-edition.ts';
import { invitationCodeRoutes } from './registration/invitation-code.ts';
import { invoiceTitleRoutes } from './order/invoice-title.ts';
import { invoiceRoutes } from './order/invoice.ts';
import { notificationRoutes } from './registration/notification.ts';
import { progressRoutes } from './registration/progress.ts';
import { referenceRoutes } from './registration/reference.ts';
import { registrationFormRoutes } from './registration/registration-form.ts';
import { reviewExportRoutes } from './registration/review-export.ts';
import { revealRoutes } from './registration/reveal.ts';
import { reviewAttendeeRoutes } from './registration/review-attendee.ts';
import { reviewRoutes } from './registration/review.ts';
import { secondFactorRoutes } from './registration/second-factor.ts';
import { sessionRoutes } from './registration/session.ts';
import { statisticsRoutes } from './ops/statistics.ts';
import { staffJobRoutes } from './ops/staff-job.ts';
import { staffRoutes } from './ops/staff.ts';
import { staffInvitationRoutes } from './ops/staff-invitation.ts';
import { waitingRoutes } from './ops/waiting.ts';
import { linkRoutes } from './ops/link.ts';
import { withdrawalRoutes } from './registration/withdrawal.ts';
import { accountExportRoutes } from './ops/account-export.ts';
import { supportingEventRoutes } from './registration/supporting-event.ts';
import { surveyRoutes } from './registration/survey.ts';

/** Every operation under the base path, in the order the document lists them. */
export const operations: readonly Operation[] = [
  ...editionRoutes,
  ...delegationRoutes,
  ...referenceRoutes,
  ...registrationRoutes,
  ...previousEditionRoutes,
  ...sessionRoutes,
  ...staffInvitationRoutes,
  ...registrationFormRoutes,
  ...confirmationRoutes,
  ...progressRoutes,
  ...attendeeImportRoutes,
  ...attendeeRoutes,
  ...attendeePhotoRoutes,
  ...addressRoutes,
  ...notificationRoutes,
  ...accountPasswordRoutes,
  ...secondFactorRoutes,
  ...accountRoutes,
  ...unitPasswordRoutes,
  ...unitMobileRoutes,
  ...consentRoutes,
  ...accountExportRoutes,
  ...withdrawalRoutes,
  ...supportingEventRoutes,
  ...surveyRoutes,
  ...badgeOrderRoutes,
  ...paymentRoutes,
  ...refundRoutes,
  ...invoiceTitleRoutes,
  ...invoiceRoutes,
  ...linkRoutes,
  ...reviewExportRoutes,
  ...reviewRoutes,
  ...reviewAttendeeRoutes,
  ...revealRoutes,
  ...decisionRoutes,
  ...staffJobRoutes,
  ...invitationCodeRoutes,
  ...pickupRoutes,
  ...waitingRoutes,
  ...bureauRoutes,
  ...personReviewRoutes,
  ...attendeeCorrectionRoutes,
  ...reductionRoutes,
  ...allocationRoutes,
  ...disputeRoutes,
  ...mobileChangeRoutes,
  ...staffRoutes,
  ...editionBureauRoutes,
  ...delegationBureauRoutes,
  ...productionRoutes,
  ...shipmentRoutes,
  ...statisticsRoutes,
  ...opsRoutes,
  ...badgeOrderOpsRoutes,
  ...refundOpsRoutes,
  ...invoiceOpsRoutes,
  ...moneyOpsRoutes,
  ...reconciliationRoutes,
  ...auditRoutes,
];
