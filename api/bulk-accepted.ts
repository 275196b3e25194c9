import { z } from 'zod';
import { basePath } from './base-path.ts';
import type { Answer } from './idempotency.ts';
import { uuid } from './schemas.ts';

/** What many were asked for at once is answered with. */
export const bulkAccepted = z
  .object({ accepted: z.int(), jobId: uuid, statusUrl: z.string() })
  .openapi('BulkAccepted', { description: 'Told to the runs they concern; the job says what becomes of each.' });

/** The request's own number is its job's. */
export const acceptedAs = (jobId: string, accepted: number): Answer => ({
  status: 202,
  body: { accepted, jobId, statusUrl: `${basePath}/review/jobs/${jobId}` } satisfies z.input<typeof bulkAccepted>,
});
