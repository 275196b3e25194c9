import { randomUUID } from 'node:crypto';
import type { PersonReviewResult } from '../domain/badge.ts';
import type { Store } from './knex.ts';
import { createRefusedMessages } from './refused-message.ts';
import { createStaffRights } from './staff-right.ts';

export interface Verdict {
  attendeeId: string;
  orderNo: string;
  result: PersonReviewResult;
  reason?: string | undefined;
}

/** The bureau's verdicts on people (G5.1): recorded here with their sealed reasons, applied by the order's workflow. */
export function createPersonReviews(store: Store) {
  const { knex, personalData } = store;
  const place = (row: string) => ({ table: 'person_reviews', column: 'reason', row });
  return {
    /** The orders a request recorded verdicts of; none when it recorded nothing yet. */
    async recorded(requestId: string): Promise<string[]> {
      return (await knex('person_reviews').where({ request_id: requestId }).distinct('order_no').orderBy('order_no').pluck('order_no')) as string[];
    },

    async record(verdicts: readonly Verdict[], { requestId, staffId }: { requestId: string; staffId: string }): Promise<void> {
      const rows = verdicts.map(({ attendeeId, orderNo, result, reason }) => {
        const id = randomUUID();
        return {
          person_review_id: id,
          order_no: orderNo,
          attendee_id: attendeeId,
          result,
          reason: reason === undefined ? null : personalData.seal(place(id), reason),
          staff_id: staffId,
          request_id: requestId,
        };
      });
      await knex('person_reviews').insert(rows);
    },

    /**
     * The people a request's verdicts are about that nobody has judged in this order yet, by result; from now on they are judged.
     * Nobody where no request of somebody who may stands behind it.
     */
    async apply(orderNo: string, requestId: string, registrationId: string): Promise<Record<PersonReviewResult, string[]>> {
      const maker = (await knex('person_reviews').where({ order_no: orderNo, request_id: requestId }).first('staff_id')) as
        | { staff_id: string }
        | undefined;
      const fault = maker ? await createStaffRights(store).refusal('review_people', maker.staff_id, registrationId) : 'no_request';
      if (fault) {
        await createRefusedMessages(store).note({ subject: orderNo, kind: 'review_people', fault });
        return { approve: [], fail: [] };
      }
      const open = (await knex('person_reviews as v')
        .where({ 'v.order_no': orderNo, 'v.request_id': requestId })
        .whereNull('applied_at')
        .whereNotExists(
          knex('person_reviews as earlier')
            .whereRaw('earlier.order_no = v.order_no AND earlier.attendee_id = v.attendee_id')
            .whereNotNull('earlier.applied_at'),
        )
        .orderBy(['v.created_at', 'v.person_review_id'])
        .select('v.person_review_id', 'v.attendee_id', 'v.result')) as {
        person_review_id: string;
        attendee_id: string;
        result: PersonReviewResult;
      }[];
      // The first word on a person counts.
      const first = [...new Map(open.toReversed().map((row) => [row.attendee_id, row])).values()];
      await knex('person_reviews')
        .whereIn('person_review_id', first.map((row) => row.person_review_id))
        .update({ applied_at: knex.fn.now() }); // prettier-ignore
      const of = (result: PersonReviewResult) => first.filter((row) => row.result === result).map((row) => row.attendee_id);
      return { approve: of('approve'), fail: of('fail') };
    },
  };
}
