import { z } from 'zod';
import { auditActions } from '../../../domain/audit.ts';
import { createAudit } from '../../../db/audit.ts';
import { operation } from '../../operation.ts';
import { cursorQuery, keysetPage, line, page, pageOf, time, uuid } from '../../schemas.ts';

const entry = z
  .object({
    by: z.string().nullable().openapi({ description: "The member of staff's login; null where it was none" }),
    action: z.enum(auditActions),
    subject: z.string().openapi({
      description:
        'Of logins: the login, or the registration of a unit; `unknown:` and a keyed hash of what was typed where there is no such account',
    }),
    detail: z.record(z.string(), z.unknown()),
    reason: z.string().nullable(),
    address: z.string().nullable().openapi({ description: 'Of logins: where from; of IPv6 the network (/64)' }),
    requestId: uuid.nullable().openapi({ description: 'Of logins: the `X-Request-Id` that the answer bore' }),
    at: time,
  })
  .openapi('AuditEntry');

export const auditRoutes = [
  operation({
    method: 'get',
    path: '/ops/audit',
    tag: 'Operations',
    summary:
      'What somebody may ask about later: what staff did, and every login, failed login and logout; the newest first',
    roles: ['operator', 'bureau'],
    query: cursorQuery.extend({ action: z.enum(auditActions).optional(), subject: line(100).optional() }),
    answers: { 200: page(entry) },
    handle: async ({ store, query }) => {
      return { status: 200, body: pageOf(await createAudit(store).list(query, keysetPage(query)), query) };
    },
  }),
];
