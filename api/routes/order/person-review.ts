import { z } from 'zod';
import { say, type Language } from '../../../domain/message.ts';
import { personReviewResults, personReviewStates } from '../../../domain/person-review.ts';
import type { Store } from '../../../db/knex.ts';
import { createPersonReviews } from '../../../db/order/person-review.ts';
import { createPersonReviewQueue, type PersonInQueue } from '../../../db/order/person-review-queue.ts';
import { createAttendees } from '../../../db/registration/attendee.ts';
import { acceptedAs, bulkAccepted } from '../../bulk-accepted.ts';
import { forEachLimit } from '../../for-each-limit.ts';
import { because } from '../../judgement.ts';
import { operation } from '../../operation.ts';
import { countsBy, cursorQuery, keysetPage, orNull, page, pageOf, paragraph, time, uuid } from '../../schemas.ts';
import { assertNotOwn } from '../../staff-asking.ts';
import { possibleDuplicates } from '../registration/review-attendee.ts';
import { linesIn, personInQueue, queueFilterOf, queueFilters, viewOfQueued } from './bureau.ts';

const roles = ['bureau'] as const;
const tag = 'Bureau';
const most = 1_000;

const verdict = z
  .object({ result: z.enum(personReviewResults), reason: z.string().nullable(), by: z.string(), decidedAt: time })
  .openapi('PersonVerdict');
const personUnderReview = personInQueue
  .extend({ possibleDuplicates, review: orNull(verdict) })
  .openapi('PersonUnderReview');

async function viewsOf(
  store: Store,
  people: readonly PersonInQueue[],
  language: Language,
): Promise<z.input<typeof personUnderReview>[]> {
  const lookalikes = await createAttendees(store).lookalikes(people.map(({ attendeeId }) => attendeeId));
  return people.map((person) => ({
    ...viewOfQueued(person, language),
    possibleDuplicates: lookalikes.get(person.attendeeId) ?? 0,
    review: person.review,
  }));
}

export const personReviewRoutes = [
  operation({
    method: 'get',
    path: '/bureau/person-reviews',
    id: 'listPersonReviews',
    tag,
    summary: 'People whose badges are paid and who wait for review (G5.1), or whom it approved or failed',
    roles,
    query: cursorQuery.extend({ ...queueFilters, state: z.enum(personReviewStates).default('waiting') }),
    reads: 'people_read',
    answers: { 200: page(personUnderReview) },
    refusals: ['not_found'],
    handle: async ({ store, session, query, language }) => {
      const filter = { ...(await queueFilterOf(store, session, query)), of: { review: query.state } };
      const { items, nextCursor } = pageOf(await createPersonReviewQueue(store).list(filter, keysetPage(query)), query);
      return { status: 200, body: { items: await viewsOf(store, items, language), nextCursor } };
    },
  }),
  operation({
    method: 'get',
    path: '/bureau/person-reviews/counts',
    id: 'countPersonReviews',
    tag,
    summary: 'How many people wait for review, were approved and failed, of those that the same filters list',
    roles,
    query: z.strictObject(queueFilters),
    answers: { 200: countsBy(z.enum(personReviewStates), 'PersonReviewCounts') },
    refusals: ['not_found'],
    handle: async ({ store, session, query }) => {
      const counts = await createPersonReviewQueue(store).counts(await queueFilterOf(store, session, query));
      return { status: 200, body: { items: personReviewStates.map((state) => ({ state, count: counts[state] })) } };
    },
  }),
  operation({
    method: 'post',
    path: '/bureau/person-reviews',
    id: 'decidePersonReviews',
    tag,
    summary: "Results of person review, in bulk; told to each order's run",
    roles,
    body: z.strictObject({
      items: z
        .array(
          z.strictObject({ attendeeId: uuid, result: z.enum(personReviewResults), reason: paragraph(500).optional() }),
        )
        .min(1)
        .max(most)
        .refine((items) => new Set(items.map((item) => item.attendeeId)).size === items.length, because(say('twice'))),
    }),
    effect: 'workflow',
    answers: { 202: bulkAccepted },
    refusals: ['not_found', 'own_unit', 'line_not_under_review'],
    handle: async ({ deps, store, session, body, businessNo: requestId }) => {
      const reviews = createPersonReviews(store);
      // A repeat after a crash tells the runs what was recorded then; who was judged meanwhile is no reason to refuse it.
      if ((await reviews.recorded(requestId)).length === 0) {
        const byOrder = await linesIn(
          store,
          body.items.map((item) => item.attendeeId),
          { state: 'under_review', code: 'line_not_under_review', pathOf: (index) => `items[${index}].attendeeId` },
        );
        await assertNotOwn(store, session, 'review_people', [...byOrder.keys()]);
        const itemOf = new Map(body.items.map((item) => [item.attendeeId, item]));
        const verdicts = [...byOrder].flatMap(([no, ids]) => ids.map((id) => ({ ...itemOf.get(id)!, orderNo: no })));
        await reviews.record(verdicts, { requestId, staffId: session.staffId });
      }
      await forEachLimit(await reviews.recorded(requestId), (no) => deps.engine.personsReviewed(no, requestId));
      return acceptedAs(requestId, body.items.length);
    },
  }),
];
