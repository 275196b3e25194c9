import { z } from 'zod';
import { uuid } from '../../schemas.ts';

/** The unit whose order something is of. */
export const orderingUnit = z
  .object({
    registrationId: uuid,
    account: z.string(),
    uscc: z.string().nullable(),
    unitName: z.string().nullable(),
  })
  .openapi('OrderingUnit');
