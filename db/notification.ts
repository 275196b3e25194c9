import { randomUUID } from 'node:crypto';
import type { NotificationKind } from '../domain/notification.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from './keyset.ts';
import { nobody } from './data-key.ts';
import type { Store } from './knex.ts';
import type { SealedField } from './personal-data.ts';
import type { Row } from './query.ts';

export type Notification = Pick<
  Row<'notifications'>,
  'notificationId' | 'kind' | 'state' | 'params' | 'createdAt' | 'endedAt'
>;

/** A text to be sent: at most one for each kind, subject and round (and reader, where staff are told). */
export interface NotificationOrder {
  /** None for a verification code: whoever asks may have no registration. */
  registrationId: string | null;
  kind: NotificationKind;
  subject: string;
  round: number;
  params?: Record<string, unknown>;
  /** To a member of staff; else to the unit. */
  staffId?: string;
  /** The number it goes to, where that on file may be another by then. */
  mobile?: string;
}

const order: KeysetOrder = {
  by: [
    ['time', 'createdAt'],
    ['uuid', 'notificationId'],
  ],
  direction: 'desc',
};

/** Of a text that goes to a number of its own. */
export const noticeMobile = (row: string): SealedField => ({ table: 'notifications', column: 'mobile', row });

export function createNotifications({ knex, personalData }: Store) {
  return {
    /** The id of what is to be sent; none when it is on its way or ended already. */
    async enqueue({
      registrationId,
      kind,
      subject,
      round,
      params = {},
      staffId,
      mobile,
    }: NotificationOrder): Promise<string[]> {
      const of = { kind, subject, round, staffId: staffId ?? null };
      const id = randomUUID();
      const sealed =
        mobile === undefined ? null : personalData.seal(noticeMobile(id), mobile, registrationId ?? nobody);
      await knex('notifications')
        .insert({ ...of, notificationId: id, registrationId, params, mobile: sealed })
        .onConflict()
        .ignore();
      return knex('notifications')
        .where({ ...of, state: 'pending' })
        .pluck('notificationId');
    },

    /** What was ordered for a registration and not sent yet. */
    async pending(registrationId: string): Promise<string[]> {
      return knex('notifications').where({ registrationId, state: 'pending' }).pluck('notificationId');
    },

    /** What the unit was told, the newest first. */
    async list(registrationId: string, page: KeysetPage): Promise<Keyed<Notification>[]> {
      return knex('notifications')
        .where({ registrationId, staffId: null })
        .modify((rows) => pageByKeyset(rows, order, page))
        .select('notificationId', 'kind', 'state', 'params', 'createdAt', 'endedAt', { keyset: keysetOf(knex, order) });
    },
  };
}
