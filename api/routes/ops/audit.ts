import { z } from 'zod';
import { auditActions } from '../../../domain/audit.ts';
import { createAudit } from '../../../db/audit.ts';
import { operation } from '../../operation.ts';
import { cursorQuery, keysetPage, line, login, orNull, page, pageOf, time, uuid } from '../../schemas.ts';

const entry = z
  .object({
    position: z.int().nullable().openapi({
      description: 'In the chain of all entries; null where somebody put it into the database past the chain',
    }),
    by: z.string().nullable().openapi({ description: "The member of staff's login; null where it was none" }),
    action: z.enum(auditActions),
    subject: z.string().openapi({
      description:
        'Of logins: the login, or the registration of a unit; `unknown:` and a keyed hash of what was typed where there is no such account',
    }),
    detail: z.record(z.string(), z.unknown()).openapi({
      description:
        'Of reads: the operation, how many people it told of (`people`) and who they are (`ids`, the first 200)',
    }),
    reason: z.string().nullable(),
    address: z.string().nullable().openapi({ description: 'Of logins: where from; of IPv6 the network (/64)' }),
    requestId: uuid.nullable().openapi({ description: 'Of logins and reads: the `X-Request-Id` that the answer bore' }),
    at: time,
  })
  .openapi('AuditEntry');
const head = z.object({ position: z.int(), hash: z.string() }).openapi('AuditHead', {
  description: 'To be noted elsewhere: `npm run audit -- --head position:hash` finds what became of it',
});
const at = z.iso.datetime({ offset: true }).transform((value) => new Date(value));

export const auditRoutes = [
  operation({
    id: 'listAuditEntries',
    method: 'get',
    path: '/ops/audit',
    tag: 'Operations',
    summary:
      'What somebody may ask about later: what staff did and what they read of people, and every login, failed login and logout; the newest first',
    roles: ['operator', 'bureau'],
    query: cursorQuery.extend({
      action: z.enum(auditActions).optional(),
      subject: line(100).optional(),
      by: login.optional(),
      from: at.optional(),
      until: at.optional(),
    }),
    reads: 'audit_read',
    answers: { 200: page(entry).extend({ head: orNull(head) }) },
    handle: async ({ store, query }) => {
      const audit = createAudit(store);
      const listed = pageOf(await audit.list(query, keysetPage(query)), query);
      return { status: 200, body: { ...listed, head: await audit.head() } };
    },
  }),
];
