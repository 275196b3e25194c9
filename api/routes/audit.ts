import { z } from 'zod';
import { auditActions, createAudit } from '../../db/audit.ts';
import { operation } from '../operation.ts';
import { cursorQuery, keysetPage, page, pageOf, text, time } from '../schemas.ts';

const entry = z
  .object({
    by: z.string().nullable().openapi({ description: "The member of staff's login" }),
    action: z.enum(auditActions),
    subject: z.string(),
    detail: z.record(z.string(), z.unknown()),
    reason: z.string().nullable(),
    at: time,
  })
  .openapi('AuditEntry');

export const auditRoutes = [
  operation({
    method: 'get',
    path: '/ops/audit',
    tag: 'Operations',
    summary: 'What staff did that somebody may ask about later, the newest first',
    roles: ['operator', 'bureau'],
    query: cursorQuery.extend({ action: z.enum(auditActions).optional(), subject: text(100).optional() }),
    answers: { 200: page(entry) },
    handle: async ({ store, query }) => {
      const { items, nextCursor } = pageOf(await createAudit(store).list(query, keysetPage(query)), query.limit, ({ keyset }) => keyset);
      return { status: 200, body: { items: items.map(({ keyset: _keyset, ...item }) => item), nextCursor } };
    },
  }),
];
