import { z } from 'zod';
import { notificationKinds, notificationStates, textOf, textParams } from '../../../domain/notification.ts';
import { createNotifications } from '../../../db/notification.ts';
import { operation } from '../../operation.ts';
import { cursorQuery, keysetPage, orNull, page, pageOf, time, uuid } from '../../schemas.ts';

const notification = z
  .object({
    notificationId: uuid,
    kind: z.enum(notificationKinds),
    state: z.enum(notificationStates),
    params: z.record(z.string(), z.unknown()),
    text: z.string().openapi({ description: 'As it reads in the language asked for' }),
    createdAt: time,
    endedAt: orNull(time),
  })
  .openapi('Notification');

export const notificationRoutes = [
  operation({
    id: 'listNotifications',
    method: 'get',
    path: '/notifications',
    tag: 'Account',
    summary: 'What the unit was told by text message, the newest first',
    roles: ['unit'],
    query: cursorQuery,
    answers: { 200: page(notification) },
    handle: async ({ store, session, query, language }) => {
      const rows = await createNotifications(store).list(session.registrationId, keysetPage(query));
      const { items, nextCursor } = pageOf(rows, query);
      const told = items.map((item) => ({
        ...item,
        text: textOf(item.kind, textParams(item.params), language),
      }));
      return { status: 200, body: { items: told, nextCursor } };
    },
  }),
];
