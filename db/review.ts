import { randomUUID } from 'node:crypto';
import type { Decision } from '../domain/registration.ts';
import type { Store } from './knex.ts';

/** A reviewer's words, recorded before the run is told their number: no text of a person goes through Temporal. */
export function createReviews({ knex, personalData }: Store) {
  return {
    /** One for each registration, by registration; a repeat of the request is given those it made. */
    async record(
      registrationIds: readonly string[],
      review: { decision: Decision; reason?: string | undefined; staffId: string; requestId: string },
    ): Promise<Map<string, string>> {
      const { requestId } = review;
      const rows = registrationIds.map((registrationId) => {
        const id = randomUUID();
        return {
          review_id: id,
          registration_id: registrationId,
          decision: review.decision,
          reason: review.reason === undefined ? null : personalData.seal({ table: 'reviews', column: 'reason', row: id }, review.reason),
          staff_id: review.staffId,
          request_id: requestId,
        };
      });
      await knex('reviews').insert(rows).onConflict(['request_id', 'registration_id']).ignore();
      const recorded = (await knex('reviews').where({ request_id: requestId }).select('review_id', 'registration_id')) as {
        review_id: string;
        registration_id: string;
      }[];
      return new Map(recorded.map((row) => [row.registration_id, row.review_id]));
    },
  };
}
