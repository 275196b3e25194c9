import { z } from 'zod';
import { line, serial } from './schemas.ts';

/** A delegation by itself; what hangs below it, and where it hangs, is said around it. */
export const delegationFields = {
  nameZh: line(100),
  nameEn: line(200),
  organisationZh: line(100),
  contactsZh: line(200),
  phones: line(200),
  kind: z.enum(['region', 'industry']),
};
export const delegationNo = serial;

/** What a delegation is called, wherever something is of it. */
export const delegationLabel = z
  .object({ delegationId: z.int(), no: z.int(), nameZh: z.string(), nameEn: z.string() })
  .openapi('DelegationLabel');

/** Narrows a list to a delegation by its number in the annex. */
export const delegationFilter = z.coerce.number().pipe(delegationNo).optional().openapi({
  type: 'integer',
  description: 'The units of the delegation of this number and of those below it; 404 for one that is not the own',
});

const { nameEn, kind, ...needed } = delegationFields;
/** A name in English may be left out, and stands in Chinese then; an industry says that it is one. */
export const delegationInFile = {
  no: delegationNo,
  ...needed,
  nameEn: nameEn.optional(),
  kind: kind.default('region'),
};
