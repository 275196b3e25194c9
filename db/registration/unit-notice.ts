import { randomUUID } from 'node:crypto';
import { accountNotices, type AccountNotice } from '../../domain/notification.ts';
import type { Store } from '../knex.ts';
import { createNotifications } from '../notification.ts';
import { Unreadable } from '../personal-data.ts';
import { createUnits } from './unit.ts';

/** What a unit is told of its account: always at the number that is on file when the change is made. */
export function createUnitNotices(store: Store) {
  const { knex } = store;

  return {
    /** In the transaction of the change, and before a number is replaced. `subject` is the change, of which it is told once. */
    async enqueue(
      kind: AccountNotice,
      { unitId, registrationId, subject = randomUUID() }: { unitId: string; registrationId: string; subject?: string },
    ): Promise<string[]> {
      const mobile = await createUnits(store)
        .mobileOf(unitId)
        .catch((error: unknown) => {
          // Nobody can be told at a number that does not open, which attention hears of; the change is made all the same.
          if (error instanceof Unreadable) return undefined;
          throw error;
        });
      if (mobile === undefined) return [];
      return createNotifications(store).enqueue({ registrationId, kind, subject, round: 1, mobile });
    },

    /** Those whose run was not started: the API ended after the change was made, or the engine was away. */
    async waiting(): Promise<string[]> {
      return knex('notifications')
        .where({ state: 'pending' })
        .whereIn('kind', accountNotices)
        .whereRaw("created_at < now() - interval '1 minute'")
        .orderBy('createdAt')
        .limit(1_000)
        .pluck('notificationId');
    },
  };
}
