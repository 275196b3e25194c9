import { z } from 'zod';
import type { Answer } from './idempotency.ts';
import { uuid } from './schemas.ts';

/** What many were asked for at once is answered with. No `statusUrl`: the answer is final, and a repeat is given it again. */
export const bulkAccepted = z
  .object({ accepted: z.int(), jobId: uuid })
  .openapi('BulkAccepted', { description: 'Told to the runs they concern; the job says what becomes of each.' });

/** The request's own number is its job's. */
export const acceptedAs = (jobId: string, accepted: number): Answer => ({
  status: 202,
  body: { accepted, jobId } satisfies z.input<typeof bulkAccepted>,
});
