import type { Decision } from '../../domain/registration.ts';
import type { Store } from '../knex.ts';
import type { ReturnedField } from './registration.ts';

export interface RecordedReview {
  decision: Decision;
  reason: string | null;
  fields: ReturnedField[] | null;
  round: number;
  level: 1 | 2;
  by: string;
  decidedAt: Date;
}

/** The verdicts that took effect; one that came too late is none. */
export function createReviewHistory({ knex, personalData }: Store) {
  return {
    async of(registrationId: string): Promise<RecordedReview[]> {
      const rows = await knex('reviews as v')
        .join('staff as s', 's.staffId', 'v.staffId')
        .where({ registrationId })
        .whereNotNull('appliedAt')
        .orderBy(['v.round', 'v.level'])
        .select('v.reviewId', 'v.decision', 'v.reason', 'v.fields', 'v.round', 'v.level', {
          by: 's.login',
          decidedAt: 'v.appliedAt',
        });
      return rows.map(({ reviewId: row, reason, fields, round, level, decidedAt, ...verdict }) => ({
        ...verdict,
        // The database holds that an applied review has them.
        round: round!,
        level: level!,
        decidedAt: decidedAt!,
        fields:
          fields &&
          personalData.showJson<ReturnedField[]>({ table: 'reviews', column: 'fields', row }, fields, (marker) => [
            { path: '', reason: marker },
          ]),
        reason: reason && personalData.show({ table: 'reviews', column: 'reason', row }, reason),
      }));
    },
  };
}
