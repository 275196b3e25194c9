import type { Operation } from '../operation.ts';
import { badgeOrderRoutes } from './badge-order.ts';
import { bureauRoutes } from './bureau.ts';
import { decisionRoutes } from './decision.ts';
import { opsRoutes } from './ops.ts';
import { moneyOpsRoutes } from './money-ops.ts';
import { paymentRoutes } from './payment.ts';
import { pickupRoutes } from './pickup.ts';
import { productionRoutes } from './production.ts';
import { reconciliationRoutes } from './reconciliation.ts';
import { reductionRoutes } from './reduction.ts';
import { refundRoutes } from './refund.ts';
import { registrationRoutes } from './registration.ts';
import { accountRoutes } from './account.ts';
import { addressRoutes } from './address.ts';
import { allocationRoutes } from './allocation.ts';
import { attendeeCorrectionRoutes } from './attendee-correction.ts';
import { attendeeImportRoutes } from './attendee-import.ts';
import { attendeePhotoRoutes } from './attendee-photo.ts';
import { attendeeRoutes } from './attendee.ts';
import { auditRoutes } from './audit.ts';
import { confirmationRoutes } from './confirmation.ts';
import { delegationRoutes } from './delegation.ts';
import { disputeRoutes } from './dispute.ts';
import { editionRoutes } from './edition.ts';
import { firstEditionRoutes } from './first-edition.ts';
import { invitationCodeRoutes } from './invitation-code.ts';
import { invoiceTitleRoutes } from './invoice-title.ts';
import { invoiceRoutes } from './invoice.ts';
import { notificationRoutes } from './notification.ts';
import { progressRoutes } from './progress.ts';
import { referenceRoutes } from './reference.ts';
import { registrationFormRoutes } from './registration-form.ts';
import { reviewExportRoutes } from './review-export.ts';
import { reviewRoutes } from './review.ts';
import { sessionRoutes } from './session.ts';
import { staffRoutes } from './staff.ts';
import { supportingEventRoutes } from './supporting-event.ts';
import { surveyRoutes } from './survey.ts';

/** Every operation under the base path, in the order the document lists them. */
export const operations: readonly Operation[] = [
  ...editionRoutes,
  ...delegationRoutes,
  ...referenceRoutes,
  ...registrationRoutes,
  ...firstEditionRoutes,
  ...sessionRoutes,
  ...registrationFormRoutes,
  ...confirmationRoutes,
  ...progressRoutes,
  ...attendeeImportRoutes,
  ...attendeeRoutes,
  ...attendeePhotoRoutes,
  ...addressRoutes,
  ...notificationRoutes,
  ...accountRoutes,
  ...supportingEventRoutes,
  ...surveyRoutes,
  ...badgeOrderRoutes,
  ...paymentRoutes,
  ...refundRoutes,
  ...invoiceTitleRoutes,
  ...invoiceRoutes,
  ...reviewExportRoutes,
  ...reviewRoutes,
  ...decisionRoutes,
  ...invitationCodeRoutes,
  ...pickupRoutes,
  ...bureauRoutes,
  ...attendeeCorrectionRoutes,
  ...reductionRoutes,
  ...allocationRoutes,
  ...disputeRoutes,
  ...staffRoutes,
  ...productionRoutes,
  ...opsRoutes,
  ...moneyOpsRoutes,
  ...reconciliationRoutes,
  ...auditRoutes,
];
