import type { NotificationKind } from '../domain/notification.ts';
import { pageByKeyset, type KeysetPage } from './keyset.ts';
import type { Store } from './knex.ts';

export interface Notification {
  notificationId: string;
  kind: NotificationKind;
  state: 'pending' | 'sent' | 'refused' | 'unknown' | 'not_needed';
  params: Record<string, unknown>;
  createdAt: Date;
  endedAt: Date | null;
}

export function createNotifications({ knex }: Store) {
  return {
    /** The newest first. */
    async list(registrationId: string, page: KeysetPage): Promise<(Notification & { keyset: string })[]> {
      return knex('notifications')
        .where({ registration_id: registrationId })
        .modify((rows) => pageByKeyset(knex, rows, { time: 'created_at', id: 'notification_id', direction: 'desc' }, page))
        .select<(Notification & { keyset: string })[]>({
          notificationId: 'notification_id',
          kind: 'kind',
          state: 'state',
          params: 'params',
          createdAt: 'created_at',
          endedAt: 'ended_at',
        });
    },
  };
}
