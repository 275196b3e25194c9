import type { Decision } from '../domain/registration.ts';
import type { Store } from './knex.ts';

export interface Verdict {
  decision: Decision;
  reason: string | null;
  round: number;
  by: string;
  decidedAt: Date;
}

type Row = Omit<Verdict, 'reason'> & { review_id: string; reason: Buffer | null };

/** The verdicts that took effect; one that came too late is none. */
export function createReviewHistory({ knex, personalData }: Store) {
  return {
    async of(registrationId: string): Promise<Verdict[]> {
      const rows: Row[] = await knex('reviews as v')
        .join('staff as s', 's.staff_id', 'v.staff_id')
        .where({ registration_id: registrationId })
        .whereNotNull('applied_at')
        .orderBy('v.round')
        .select({ review_id: 'v.review_id', decision: 'v.decision', reason: 'v.reason', round: 'v.round', by: 's.login', decidedAt: 'v.applied_at' });
      return rows.map(({ review_id: row, reason, ...verdict }) => ({
        ...verdict,
        reason: reason && personalData.open({ table: 'reviews', column: 'reason', row }, reason),
      }));
    },
  };
}
