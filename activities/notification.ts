import { languageOfMobile } from '../domain/notification.ts';
import { createNotificationOutcomes } from '../db/notification-outcome.ts';
import { inTransaction } from '../db/knex.ts';
import { isRowId } from '../db/staff-request.ts';
import type { ActivityDeps } from './deps.ts';

/** What is sent to people. */
export function smsActivities({ store, sms }: ActivityDeps) {
  return {
    /**
     * Sends one text at most once: it is claimed before the provider hears of it, and an outcome nobody knows stays
     * `unknown` instead of being sent again.
     */
    async sendNotification({ notificationId }: { notificationId: string }): Promise<void> {
      if (!isRowId(notificationId)) return;
      const due = await inTransaction(store, (trx) => createNotificationOutcomes(trx).claim(notificationId));
      if (!due) return;
      const { kind, mobile, params, templates } = due;
      const language = languageOfMobile(mobile);
      const answer = await sms.send({
        mobile,
        template: kind,
        language,
        templateCode: templates[kind]?.[language],
        params,
        outId: notificationId,
      });
      await createNotificationOutcomes(store).end(notificationId, answer.status);
    },
  };
}
