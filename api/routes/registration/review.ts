import { z } from 'zod';
import { decisions, shownStates, statesShownAs } from '../../../domain/registration.ts';
import { createAttendees, type Attendee } from '../../../db/registration/attendee.ts';
import { createDelegations } from '../../../db/delegation.ts';
import { createEditions } from '../../../db/edition.ts';
import type { Store } from '../../../db/knex.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import { createReviewHistory } from '../../../db/registration/review-history.ts';
import { attendeeState, attendeeView, viewOfAttendee } from './attendee-form.ts';
import type { Language } from '../../../domain/message.ts';
import { etagOf } from '../../etag.ts';
import { editionQuery } from '../../edition-query.ts';
import { operation } from '../../operation.ts';
import {
  registrationSummary,
  registrationView,
  returnedField,
  viewOfRegistration,
  viewOfSummary,
} from './registration-view.ts';
import { keysetPage, line, orNull, page, pageOf, time, uuid } from '../../schemas.ts';

const roles = ['delegation', 'bureau'] as const;
const tag = 'Review';

const verdict = z
  .object({
    decision: z.enum(decisions),
    reason: z.string().nullable(),
    fields: orNull(z.array(returnedField)),
    round: z.int(),
    level: z.literal([1, 2]),
    by: z.string(),
    decidedAt: time,
  })
  .openapi('Verdict');
const withLookalikes = attendeeView
  .extend({
    possibleDuplicates: z.int().openapi({
      description:
        'People of other units with the same name, sex and origin: perhaps the same person with another document',
    }),
  })
  .openapi('AttendeeUnderReview');
const reviewedAttendee = withLookalikes
  .extend({ registrationId: uuid, unitName: z.string().nullable() })
  .openapi('ReviewedAttendee');

/** How many other people each may be. */
async function lookalikesOf(
  store: Store,
  attendees: readonly Attendee[],
  language: Language,
): Promise<(attendee: Attendee) => z.input<typeof withLookalikes>> {
  const found = await createAttendees(store).lookalikes(attendees.map(({ attendeeId }) => attendeeId));
  return (attendee) => ({
    ...viewOfAttendee(attendee, language),
    possibleDuplicates: found.get(attendee.attendeeId) ?? 0,
  });
}

export const reviewRoutes = [
  operation({
    method: 'get',
    path: '/review/registrations',
    tag,
    summary:
      'The registrations of the own delegation and those below it; `query`: words that all stand in the name or the account',
    roles,
    query: editionQuery.extend({ state: z.enum(shownStates).optional(), query: line(100).optional() }),
    answers: { 200: page(registrationSummary.extend({ attendees: z.int() })) },
    handle: async ({ store, session, query }) => {
      const scope = await createDelegations(store).scopeOf(session);
      const edition = await createEditions(store).listed(query.edition);
      const rows = await createRegistrations(store).list(
        { edition, scope, states: query.state && statesShownAs(query.state), query: query.query },
        keysetPage(query),
      );
      const { items, nextCursor } = pageOf(rows, query);
      return {
        status: 200,
        body: { items: items.map((item) => ({ ...viewOfSummary(item), attendees: item.attendees })), nextCursor },
      };
    },
  }),
  operation({
    method: 'get',
    path: '/review/registrations/:registrationId',
    tag,
    summary: 'Everything a reviewer needs: the forms, the people and the verdicts so far',
    roles,
    params: z.object({ registrationId: uuid }),
    find: async ({ store, session, params }) =>
      createRegistrations(store).find(params.registrationId, await createDelegations(store).scopeOf(session)),
    reads: 'people_read',
    answers: {
      200: registrationView
        .extend({ attendees: z.array(withLookalikes), reviews: z.array(verdict) })
        .openapi('ReviewedRegistration'),
    },
    handle: async ({ store, found, language }) => {
      const { registrationId, version } = found;
      const [attendees, reviews] = await Promise.all([
        createAttendees(store).ofRegistration(registrationId),
        createReviewHistory(store).of(registrationId),
      ]);
      return {
        status: 200,
        body: {
          ...viewOfRegistration(found),
          attendees: attendees.map(await lookalikesOf(store, attendees, language)),
          reviews,
        },
        headers: etagOf(version),
      };
    },
  }),
  operation({
    method: 'get',
    path: '/review/attendees',
    tag,
    summary: 'The people of the own units, to be labelled and locked (G5.2)',
    roles,
    query: editionQuery.extend({
      state: attendeeState.optional(),
      registrationId: uuid.optional().openapi({ description: 'Whichever edition it is of' }),
    }),
    reads: 'people_read',
    answers: { 200: page(reviewedAttendee) },
    handle: async ({ store, session, query, language }) => {
      const scope = await createDelegations(store).scopeOf(session);
      const { registrationId, edition } = query;
      const of = registrationId ? { registrationId } : { edition: await createEditions(store).listed(edition) };
      const rows = await createAttendees(store).list(
        { of, scope, states: query.state && [query.state] },
        keysetPage(query),
      );
      const { items, nextCursor } = pageOf(rows, query);
      const view = await lookalikesOf(store, items, language);
      const body = {
        items: items.map((item) => ({ ...view(item), registrationId: item.registrationId, unitName: item.unitName })),
        nextCursor,
      };
      return { status: 200, body };
    },
  }),
];
