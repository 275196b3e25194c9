import { z } from 'zod';
import { createDelegations } from '../../db/delegation.ts';
import { operation } from '../operation.ts';
import { page, text } from '../schemas.ts';

const delegation = z
  .object({
    delegationId: z.int(),
    no: z.int(),
    parentNo: z.int().nullable(),
    nameZh: z.string(),
    nameEn: z.string(),
    organisationZh: z.string(),
    contactsZh: z.string(),
    phones: z.string(),
    kind: z.enum(['region', 'industry']),
  })
  .openapi('Delegation');

export const delegationRoutes = [
  operation({
    method: 'get',
    path: '/delegations',
    tag: 'Public',
    summary: 'The contact table of the delegations; `parent` is the number of a row',
    query: z.strictObject({ query: text(50).optional(), parent: z.coerce.number().int().min(1).max(2_147_483_647).optional() }),
    answers: { 200: page(delegation) },
    handle: async ({ store, query }) => {
      const items = await createDelegations(store).list({ query: query.query, parentNo: query.parent });
      return { status: 200, body: { items, nextCursor: null } };
    },
  }),
];
