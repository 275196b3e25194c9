import { randomUUID } from 'node:crypto';
import type { PersonReviewResult } from '../../domain/person-review.ts';
import type { Store } from '../knex.ts';
import type { SealedField } from '../personal-data.ts';
import { createRefusedMessages } from '../refused-message.ts';
import { createStaffRights } from '../staff-right.ts';

export interface PersonReview {
  attendeeId: string;
  orderNo: string;
  result: PersonReviewResult;
  reason?: string | undefined;
}

/** Where a verdict's reason is sealed. */
export const personReviewField = (row: string): SealedField => ({ table: 'person_reviews', column: 'reason', row });

/** The bureau's verdicts on people (G5.1): recorded here with their sealed reasons, applied by the order's workflow. */
export function createPersonReviews(store: Store) {
  const { knex, personalData } = store;
  return {
    /** The orders a request recorded verdicts of; none when it recorded nothing yet. */
    async recorded(requestId: string): Promise<string[]> {
      return knex('person_reviews').where({ requestId }).distinct('orderNo').orderBy('orderNo').pluck('orderNo');
    },

    async record(
      verdicts: readonly PersonReview[],
      { requestId, staffId }: { requestId: string; staffId: string },
    ): Promise<void> {
      const orders = await knex('badge_orders')
        .whereIn(
          'orderNo',
          verdicts.map(({ orderNo }) => orderNo),
        )
        .select('orderNo', 'registrationId');
      const owners = new Map(orders.map((order) => [order.orderNo, order.registrationId]));
      const rows = verdicts.map(({ attendeeId, orderNo, result, reason }) => {
        const id = randomUUID();
        return {
          personReviewId: id,
          orderNo,
          attendeeId,
          result,
          reason: reason === undefined ? null : personalData.seal(personReviewField(id), reason, owners.get(orderNo)!),
          staffId,
          requestId,
        };
      });
      await knex('person_reviews').insert(rows);
    },

    /**
     * The people a request's verdicts are about that nobody has judged in this order yet, by result; from now on they are judged.
     * Nobody where no request of somebody who may stands behind it.
     */
    async apply(
      orderNo: string,
      requestId: string,
      registrationId: string,
    ): Promise<Record<PersonReviewResult, string[]>> {
      const maker = await knex('person_reviews').where({ orderNo, requestId }).first('staffId');
      const fault = maker
        ? await createStaffRights(store).refusal('review_people', maker.staffId, registrationId)
        : 'no_request';
      if (fault) {
        await createRefusedMessages(store).note({ subject: orderNo, kind: 'review_people', fault });
        return { approve: [], fail: [] };
      }
      const open = await knex('person_reviews as v')
        .where({ 'v.orderNo': orderNo, 'v.requestId': requestId })
        .whereNull('appliedAt')
        .whereNotExists(
          knex('person_reviews as earlier')
            .whereRaw('earlier.order_no = v.order_no AND earlier.attendee_id = v.attendee_id')
            .whereNotNull('earlier.appliedAt'),
        )
        .orderBy(['v.createdAt', 'v.personReviewId'])
        .select('v.personReviewId', 'v.attendeeId', 'v.result');
      // The first word on a person counts.
      const first = [...new Map(open.toReversed().map((row) => [row.attendeeId, row])).values()];
      await knex('person_reviews')
        .whereIn(
          'personReviewId',
          first.map((row) => row.personReviewId),
        )
        .update({ appliedAt: knex.fn.now() });
      const of = (result: PersonReviewResult) =>
        first.filter((row) => row.result === result).map((row) => row.attendeeId);
      return { approve: of('approve'), fail: of('fail') };
    },
  };
}
