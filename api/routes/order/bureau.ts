import { z } from 'zod';
import { attendeeLists, badgeTypes, pickupWays } from '../../../domain/attendee.ts';
import { nestForm } from '../../../domain/attendee-field.ts';
import { lineTransitions, type LineState } from '../../../domain/badge.ts';
import type { ErrorCode } from '../../../domain/error-code.ts';
import { DomainError, fieldError } from '../../../domain/errors.ts';
import { regions, shownState, shownStates, unitCategories } from '../../../domain/registration.ts';
import { statesOf } from '../../../domain/state-machine.ts';
import type { Store } from '../../../db/knex.ts';
import { createDelegations } from '../../../db/delegation.ts';
import { createEditions } from '../../../db/edition.ts';
import { createRegistrationWorkflowRefs } from '../../../db/registration/registration-workflow-ref.ts';
import {
  createPersonReviewQueue,
  type PersonInQueue,
  type QueueFilter,
} from '../../../db/order/person-review-queue.ts';
import { basePath } from '../../base-path.ts';
import { orderNo } from './badge-order-view.ts';
import { pendingRegistration } from '../registration/registration-opening.ts';
import { permitRegions } from '../../../domain/identity.ts';
import type { Language } from '../../../domain/message.ts';
import { delegationFilter, delegationLabel } from '../../delegation-schema.ts';
import { listedEdition, type editionQuery } from '../../edition-query.ts';
import { operation } from '../../operation.ts';
import { showWarnings, warningsShown } from '../registration/attendee-form.ts';
import { cursorQuery, keysetPage, line, masked, orNull, page, pageOf, serial, sex, time, uuid } from '../../schemas.ts';
import { askInRows } from '../../staff-asking.ts';

const roles = ['bureau'] as const;
const tag = 'Bureau';

export const personInQueue = z
  .object({
    orderNo,
    attendeeId: uuid,
    registrationId: uuid,
    name: z.string(),
    documentMasked: masked,
    list: z.enum(attendeeLists),
    sex,
    residence: z.object({ province: z.string(), city: z.string() }).optional(),
    region: z.enum(permitRegions).optional(),
    country: z.string().optional(),
    hasPhoto: z.boolean(),
    unitName: z.string().nullable(),
    delegation: orNull(delegationLabel),
    badgeType: z.enum(badgeTypes),
    pickup: z.enum(pickupWays),
    state: z.enum(statesOf(lineTransitions)),
    stateAt: time,
    warnings: warningsShown,
  })
  .openapi('PersonInQueue');

export const queueFilters = {
  edition: listedEdition,
  query: line(100).optional().openapi({ description: "Words that all stand in the unit's name or account" }),
  badgeType: z.enum(badgeTypes).optional(),
  delegation: delegationFilter,
};
const queueQuery = cursorQuery.extend(queueFilters);

/** Which of an edition's lines are asked for. */
export async function queueFilterOf(
  store: Store,
  session: Parameters<ReturnType<typeof createDelegations>['scopeOf']>[0],
  { edition, query, badgeType, delegation }: Partial<z.output<z.ZodObject<typeof queueFilters>>>,
): Promise<Omit<QueueFilter, 'of'>> {
  return {
    edition: await createEditions(store).listed(edition),
    scope: await createDelegations(store).scopeOf(session, delegation),
    query,
    badgeType,
  };
}

/** A line as its queue shows it. */
export function viewOfQueued(person: PersonInQueue, language: Language): z.input<typeof personInQueue> {
  const { list, sex: itsSex, province, city, region, country, warnings, review: _review, ...item } = person;
  return {
    ...item,
    list,
    sex: itsSex,
    ...nestForm(list, { province, city, region, country }),
    warnings: showWarnings(warnings, language),
  };
}

/** One page of an edition's lines in a state. */
export async function queuePage(
  store: Store,
  line: LineState,
  session: Parameters<typeof queueFilterOf>[1],
  query: z.output<typeof editionQuery> & Partial<z.output<typeof queueQuery>>,
  language: Language,
) {
  const filter = { ...(await queueFilterOf(store, session, query)), of: { line } };
  const { items, nextCursor } = pageOf(await createPersonReviewQueue(store).list(filter, keysetPage(query)), query);
  return { items: items.map((item) => viewOfQueued(item, language)), nextCursor };
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

const unallocated = z
  .object({
    registrationId: uuid,
    unitName: z.string().nullable(),
    account: z.string(),
    state: z.enum(shownStates),
    region: z.enum(regions),
    category: z.enum(unitCategories),
    place: z.object({ province: z.string().nullable(), city: z.string().nullable() }),
    createdAt: time,
    submittedAt: orNull(time),
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
          items: items.map(
            ({ state, province, city, delegationNo: _none, edition: _current, version: _v, ...item }) => ({
              ...item,
              state: shownState(state).state,
              place: { province, city },
            }),
          ),
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
    refusals: ['own_unit', 'edition_over', 'already_allocated'],
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
];
