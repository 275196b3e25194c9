import { z } from 'zod';
import { createReference } from '../../db/reference.ts';
import { operation } from '../operation.ts';

const item = z.object({ code: z.string(), zh: z.string(), en: z.string(), parent: z.string().optional() }).openapi('ReferenceItem');

export const referenceRoutes = [
  operation({
    method: 'get',
    path: '/reference/:name',
    tag: 'Public',
    summary: 'A vocabulary: natures, import-modes, bands, exhibition-areas, countries, provinces, cities, positions',
    params: z.object({ name: z.string() }),
    find: async ({ store, params }) => {
      const items = await createReference(store).list(params.name);
      return items.length > 0 ? items : undefined;
    },
    answers: { 200: z.object({ items: z.array(item) }) },
    handle: async ({ found }) => ({
      status: 200,
      body: { items: found.map(({ parent, ...rest }) => (parent ? { ...rest, parent } : rest)) },
    }),
  }),
];
