import { randomUUID } from 'node:crypto';
import type { Decision } from '../../domain/registration.ts';
import type { Store } from '../knex.ts';
import type { ReturnedField } from './registration.ts';

/** A reviewer's words, recorded before the run is told their number: no text of a person goes through Temporal. */
export function createReviews({ knex, personalData }: Store) {
  return {
    /** One for each registration, by registration; a repeat of the request is given those it made. */
    async record(
      registrationIds: readonly string[],
      /** `version`: what the reviewer saw. */
      review: {
        decision: Decision;
        reason?: string | undefined;
        fields?: readonly ReturnedField[] | undefined;
        staffId: string;
        requestId: string;
        version?: number | undefined;
      },
    ): Promise<Map<string, string>> {
      const { requestId } = review;
      const rows = registrationIds.map((registrationId) => {
        const id = randomUUID();
        const seal = (column: 'reason' | 'fields', text: string | undefined) =>
          text === undefined ? null : personalData.seal({ table: 'reviews', column, row: id }, text, registrationId);
        return {
          reviewId: id,
          registrationId,
          decision: review.decision,
          reason: seal('reason', review.reason),
          fields: seal('fields', review.fields && JSON.stringify(review.fields)),
          version: review.version ?? null,
          staffId: review.staffId,
          requestId,
        };
      });
      await knex('reviews').insert(rows).onConflict(['requestId', 'registrationId']).ignore();
      const recorded = await knex('reviews').where({ requestId }).select('reviewId', 'registrationId');
      return new Map(recorded.map((row) => [row.registrationId, row.reviewId]));
    },
  };
}
