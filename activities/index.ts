import { badgeOrderLocalActivities } from './badge-order.ts';
import type { ActivityDeps } from './deps.ts';
import { editionCalendarLocalActivities } from './edition-calendar.ts';
import { guarded } from './failures.ts';
import { invoiceLocalActivities, taxPlatformActivities } from './invoice.ts';
import { smsActivities } from './notification.ts';
import { paymentLocalActivities, paymentActivities } from './payment.ts';
import { billActivities, reconciliationLocalActivities } from './reconciliation.ts';
import { refundLocalActivities } from './refund.ts';
import { resumptionLocalActivities } from './resumption.ts';
import { retentionLocalActivities } from './retention.ts';
import { registrationLocalActivities } from './registration.ts';
import { courierActivities } from './shipment.ts';

/** Every activity, by whose system it touches: ours (`localActivities`) and each provider's. */
export function createActivities(deps: ActivityDeps) {
  return {
    localActivities: guarded({
      ...registrationLocalActivities(deps),
      ...badgeOrderLocalActivities(deps),
      ...paymentLocalActivities(deps),
      ...refundLocalActivities(deps),
      ...invoiceLocalActivities(deps),
      ...reconciliationLocalActivities(deps),
      ...resumptionLocalActivities(deps),
      ...retentionLocalActivities(deps),
      ...editionCalendarLocalActivities(deps),
    }),
    payments: guarded({ ...paymentActivities(deps), ...billActivities(deps) }),
    taxPlatform: guarded(taxPlatformActivities(deps)),
    sms: guarded(smsActivities(deps)),
    courier: guarded(courierActivities(deps)),
  };
}

export type Activities = ReturnType<typeof createActivities>;
