import { z } from 'zod';
import { badgeTypes, pickupWays } from '../../../domain/attendee.ts';
import { courierNews, lineTransitions, type LineState } from '../../../domain/badge.ts';
import { personReviewResults } from '../../../domain/person-review.ts';
import type { ErrorCode } from '../../../domain/error-code.ts';
import { DomainError, fieldError } from '../../../domain/errors.ts';
import { because } from '../../judgement.ts';
import { shownState, shownStates } from '../../../domain/registration.ts';
import { statesOf } from '../../../domain/state-machine.ts';
import type { Store } from '../../../db/knex.ts';
import { createPersonReviews } from '../../../db/order/person-review.ts';
import { createDelegations } from '../../../db/delegation.ts';
import { createEditions } from '../../../db/edition.ts';
import { createRegistrationWorkflowRefs } from '../../../db/registration/registration-workflow-ref.ts';
import { createShipments } from '../../../db/order/shipment.ts';
import { createPersonReviewQueue } from '../../../db/order/person-review-queue.ts';
import { basePath } from '../../base-path.ts';
import { orderNo } from './badge-order-view.ts';
import { pendingRegistration } from '../registration/registration-opening.ts';
import { say, type Language } from '../../../domain/message.ts';
import { forEachLimit } from '../../for-each-limit.ts';
import { editionQuery } from '../../edition-query.ts';
import { operation } from '../../operation.ts';
import { showWarnings, warningsShown } from '../registration/attendee-form.ts';
import { cursorQuery, identifier, keysetPage, page, pageOf, paragraph, serial, time, uuid } from '../../schemas.ts';
import { askInRows, assertNotOwn } from '../../staff-asking.ts';

const roles = ['bureau'] as const;
const tag = 'Bureau';
const most = 1_000;

export const personInQueue = z
  .object({
    orderNo,
    attendeeId: uuid,
    name: z.string(),
    documentMasked: z.string(),
    unitName: z.string().nullable(),
    badgeType: z.enum(badgeTypes),
    pickup: z.enum(pickupWays),
    state: z.enum(statesOf(lineTransitions)),
    stateAt: time,
    warnings: warningsShown,
  })
  .openapi('PersonInQueue');

/** One page of an edition's lines in a state. */
export async function queuePage(
  store: Store,
  of: Omit<Parameters<ReturnType<typeof createPersonReviewQueue>['list']>[0], 'edition'>,
  query: z.output<typeof editionQuery>,
  language: Language,
) {
  const edition = await createEditions(store).listed(query.edition);
  const rows = await createPersonReviewQueue(store).list({ edition, ...of }, keysetPage(query));
  const { items, nextCursor } = pageOf(rows, query);
  return { items: items.map((item) => ({ ...item, warnings: showWarnings(item.warnings, language) })), nextCursor };
}

/** The live lines of people, by order; unknown people are a 404, people elsewhere on their way a refusal that names them by `pathOf`, and nothing is done. */
export async function linesIn(
  store: Store,
  attendeeIds: readonly string[],
  must?: { state: LineState; code: ErrorCode; pathOf: (index: number) => string },
): Promise<Map<string, string[]>> {
  const lines = new Map(
    (await createPersonReviewQueue(store).ofPeople(attendeeIds)).map((line) => [line.attendeeId, line]),
  );
  if (attendeeIds.some((id) => !lines.has(id))) throw new DomainError('not_found');
  if (must) {
    const { state, code, pathOf } = must;
    const wrong = attendeeIds
      .map((id, index) => ({ is: lines.get(id)!.state, error: fieldError(pathOf(index), code) }))
      .filter(({ is }) => is !== state);
    const [first] = wrong;
    if (first) throw new DomainError(code, { state: first.is, errors: wrong.map(({ error }) => error) });
  }
  const byOrder = new Map<string, string[]>();
  for (const id of attendeeIds)
    byOrder.set(lines.get(id)!.orderNo, [...(byOrder.get(lines.get(id)!.orderNo) ?? []), id]);
  return byOrder;
}

const accepted = z.object({ accepted: z.int() });
const unallocated = z
  .object({
    registrationId: uuid,
    unitName: z.string().nullable(),
    account: z.string(),
    state: z.enum(shownStates),
    createdAt: time,
  })
  .openapi('Unallocated');

export const bureauRoutes = [
  operation({
    id: 'listUnallocatedRegistrations',
    method: 'get',
    path: '/bureau/unallocated',
    tag,
    summary: 'Enterprises without a code that no delegation has been given (G1.2), longest waiting first',
    roles,
    query: cursorQuery,
    answers: { 200: page(unallocated) },
    handle: async ({ store, query }) => {
      const { items, nextCursor } = pageOf(
        await createRegistrationWorkflowRefs(store).unallocated(keysetPage(query)),
        query,
      );
      return {
        status: 200,
        body: {
          items: items.map(({ registrationId, unitName, account, state, createdAt }) => ({
            registrationId,
            unitName,
            account,
            state: shownState(state).state,
            createdAt,
          })),
          nextCursor,
        },
      };
    },
  }),
  operation({
    id: 'allocateRegistration',
    method: 'post',
    path: '/bureau/registrations/:registrationId/allocate',
    tag,
    summary: 'Give a registration to a delegation',
    roles,
    params: z.object({ registrationId: uuid }),
    find: ({ store, params }) => createRegistrationWorkflowRefs(store).find(params.registrationId),
    body: z.strictObject({ delegationId: serial }),
    effect: 'workflow',
    answers: {
      200: z.object({ delegationId: z.int() }),
      202: pendingRegistration,
    },
    refusals: ['own_unit', 'already_allocated'],
    handle: async ({ deps, store, session, body, found, businessNo: requestId }) => {
      if (!(await createDelegations(store).isInScope(body.delegationId, session))) throw new DomainError('not_found');
      await askInRows(store, session, {
        kind: 'allocate',
        requestId,
        about: [{ subject: found.registrationId, payload: body }],
      });
      const told = await deps.engine.allocateRegistration(found, requestId);
      if ('pending' in told)
        return {
          status: 202,
          body: {
            registrationId: found.registrationId,
            statusUrl: `${basePath}/review/registrations/${found.registrationId}`,
          },
        };
      return { status: 200, body: told.done };
    },
  }),
  operation({
    id: 'listPersonReviews',
    method: 'get',
    path: '/bureau/person-reviews',
    tag,
    summary: 'People whose badges are paid and who wait for review (G5.1)',
    roles,
    query: editionQuery,
    reads: 'people_read',
    answers: { 200: page(personInQueue) },
    handle: async ({ store, query, language }) => ({
      status: 200,
      body: await queuePage(store, { state: 'under_review', scope: 'all' }, query, language),
    }),
  }),
  operation({
    id: 'decidePersonReviews',
    method: 'post',
    path: '/bureau/person-reviews',
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
    answers: { 202: accepted },
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
      return { status: 202, body: { accepted: body.items.length } };
    },
  }),
  operation({
    id: 'reportShipment',
    method: 'post',
    path: '/bureau/shipments/:orderNo/news',
    tag,
    summary: "News of an order's parcel, where the courier's own has not come",
    roles,
    params: z.object({ orderNo }),
    find: ({ store, params }) => createPersonReviewQueue(store).orderInScope(params.orderNo, 'all'),
    body: z.strictObject({ state: z.enum(courierNews), waybill: identifier(40).optional() }),
    effect: 'workflow',
    answers: { 202: accepted },
    refusals: ['no_shipment'],
    handle: async ({ deps, store, session, body, found, businessNo: requestId }) => {
      const shipments = (await createShipments(store).ofOrder(found.orderNo)).filter(
        (shipment) => shipment.waybill !== null && (body.waybill === undefined || shipment.waybill === body.waybill),
      );
      const under = shipments.filter((shipment) => !['delivered', 'returned'].includes(shipment.state));
      if (under.length === 0) throw new DomainError('no_shipment', { state: shipments.at(-1)?.state ?? found.state });
      const payload = { shipmentNos: under.map((shipment) => shipment.shipmentNo), news: body.state };
      await askInRows(store, session, {
        kind: 'courier_news',
        requestId,
        about: [{ subject: found.orderNo, payload }],
      });
      await deps.engine.courierReported(found.orderNo, { requestId });
      return { status: 202, body: { accepted: under.length } };
    },
  }),
];
