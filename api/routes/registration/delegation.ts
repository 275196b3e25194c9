import { z } from 'zod';
import { createDelegations } from '../../../db/delegation.ts';
import { operation } from '../../operation.ts';
import { cursorQuery, keysetPage, line, page, pageOf, serial } from '../../schemas.ts';

/** A row of the contact table (G1.5), without what only this database calls it by. */
export const contactColumns = {
  no: z.int(),
  parentNo: z.int().nullable(),
  nameZh: z.string(),
  nameEn: z.string(),
  organisationZh: z.string(),
  contactsZh: z.string(),
  phones: z.string(),
  kind: z.enum(['region', 'industry']),
};
const delegation = z.object({ delegationId: z.int(), ...contactColumns }).openapi('Delegation');

export const delegationRoutes = [
  operation({
    id: 'listDelegations',
    method: 'get',
    path: '/delegations',
    tag: 'Public',
    summary:
      'The contact table of the delegations; `query`: words that all stand in names, organisation or contacts; `parent` is the number of a row',
    query: cursorQuery.extend({ query: line(50).optional(), parent: z.coerce.number().pipe(serial).optional() }),
    answers: { 200: page(delegation) },
    handle: async ({ store, query }) => {
      const of = { query: query.query, parentNo: query.parent };
      return { status: 200, body: pageOf(await createDelegations(store).list(of, keysetPage(query)), query) };
    },
  }),
];
