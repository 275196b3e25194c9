import { z } from 'zod';
import { cursorQuery } from './schemas.ts';

/** The number of an edition. */
export const editionNumber = z.string().regex(/^[0-9]{1,3}$/);

/** Which edition a list is of. */
export const listedEdition = editionNumber.optional().openapi('ListedEdition', {
  param: { name: 'edition', in: 'query' },
  description: 'The current edition when left out',
});

/** A list that is of one edition. */
export const editionQuery = cursorQuery.extend({ edition: listedEdition });
