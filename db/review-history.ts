import type { Decision } from '../domain/registration.ts';
import { unreadable } from '../domain/unreadable.ts';
import type { Store } from './knex.ts';
import type { ReturnedField } from './registration.ts';

export interface Verdict {
  decision: Decision;
  reason: string | null;
  fields: ReturnedField[] | null;
  round: number;
  level: 1 | 2;
  by: string;
  decidedAt: Date;
}

type Row = Omit<Verdict, 'reason' | 'fields'> & { review_id: string; reason: Buffer | null; fields: Buffer | null };

/** The verdicts that took effect; one that came too late is none. */
export function createReviewHistory({ knex, personalData }: Store) {
  return {
    async of(registrationId: string): Promise<Verdict[]> {
      const rows: Row[] = await knex('reviews as v')
        .join('staff as s', 's.staff_id', 'v.staff_id')
        .where({ registration_id: registrationId })
        .whereNotNull('applied_at')
        .orderBy(['v.round', 'v.level'])
        .select({ review_id: 'v.review_id', decision: 'v.decision', reason: 'v.reason', fields: 'v.fields', round: 'v.round', level: 'v.level' })
        .select({ by: 's.login', decidedAt: 'v.applied_at' });
      return rows.map(({ review_id: row, reason, fields, ...verdict }) => ({
        ...verdict,
        fields:
          fields && personalData.showJson<ReturnedField[]>({ table: 'reviews', column: 'fields', row }, fields, [{ path: '', reason: unreadable }]),
        reason: reason && personalData.show({ table: 'reviews', column: 'reason', row }, reason),
      }));
    },
  };
}
