import { z } from 'zod';
import { createReference, vocabularies } from '../../../db/reference.ts';
import { operation } from '../../operation.ts';

const item = z
  .object({ code: z.string(), zh: z.string(), en: z.string(), parent: z.string().optional() })
  .openapi('ReferenceItem');

export const referenceRoutes = [
  operation({
    id: 'getVocabulary',
    method: 'get',
    path: '/reference/:name',
    tag: 'Public',
    summary:
      'A vocabulary: natures, import-modes, bands, exhibition-areas, countries, provinces, cities, positions; and the words for what is answered: attendee-states, what the page says of a person (G5.3), attention-kinds, event-kinds',
    params: z.object({ name: z.enum(vocabularies) }),
    find: ({ store, params }) => createReference(store).list(params.name),
    answers: { 200: z.object({ items: z.array(item) }) },
    handle: async ({ found }) => ({
      status: 200,
      body: { items: found.map(({ parent, ...rest }) => (parent ? { ...rest, parent } : rest)) },
    }),
  }),
];
