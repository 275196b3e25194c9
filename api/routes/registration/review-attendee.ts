import { z } from 'zod';
import { attendeeLists, badgeTypes, deedsOf, reviewerDeeds } from '../../../domain/attendee.ts';
import { may } from '../../../domain/registration.ts';
import type { Language } from '../../../domain/message.ts';
import { countAttendees } from '../../../db/registration/attendee-count.ts';
import { createAttendees, type Attendee, type ReviewedAttendee } from '../../../db/registration/attendee.ts';
import type { AttendeeFilter } from '../../../db/registration/attendee-filter.ts';
import { createDelegations } from '../../../db/delegation.ts';
import { createEditions } from '../../../db/edition.ts';
import type { Store } from '../../../db/knex.ts';
import { attendeeState, attendeeView, viewOfAttendee } from './attendee-form.ts';
import { delegationFilter } from '../../delegation-schema.ts';
import { etagOf } from '../../etag.ts';
import { listedEdition } from '../../edition-query.ts';
import { operation } from '../../operation.ts';
import { countsBy, cursorQuery, keysetPage, page, pageOf, several, uuid } from '../../schemas.ts';

const roles = ['delegation', 'bureau'] as const;
const tag = 'Review';

export const possibleDuplicates = z.int().openapi({
  description:
    'People of other units with the same name, sex and origin: perhaps the same person with another document',
});
export const withLookalikes = attendeeView.extend({ possibleDuplicates }).openapi('AttendeeUnderReview');
const reviewedAttendee = withLookalikes
  .extend({
    registrationId: uuid,
    unitName: z.string().nullable(),
    may: z
      .array(z.enum(reviewerDeeds))
      .openapi({ description: "What a reviewer who is not of the unit may do, as the person's state goes" }),
  })
  .openapi('ReviewedAttendee');

/** How many other people each may be. */
export async function lookalikesOf(
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

async function viewsOf(
  store: Store,
  attendees: readonly ReviewedAttendee[],
  language: Language,
): Promise<z.input<typeof reviewedAttendee>[]> {
  const view = await lookalikesOf(store, attendees, language);
  return attendees.map((attendee) => {
    const { registrationId, unitName, registrationState } = attendee;
    const deeds = deedsOf({ ...attendee, isOfApproved: may('badges', registrationState) });
    return { ...view(attendee), registrationId, unitName, may: deeds };
  });
}

const filters = {
  edition: listedEdition,
  state: several(attendeeState),
  list: z.enum(attendeeLists).optional(),
  badgeType: z.enum(badgeTypes).optional(),
  delegation: delegationFilter,
  registrationId: uuid.optional().openapi({ description: 'Whichever edition it is of' }),
};
type Filters = z.output<z.ZodObject<typeof filters>>;

/** Which people a session asks for. */
async function filterOf(
  store: Store,
  session: Parameters<ReturnType<typeof createDelegations>['scopeOf']>[0],
  { edition, state, list, badgeType, delegation, registrationId }: Filters,
): Promise<AttendeeFilter> {
  return {
    scope: await createDelegations(store).scopeOf(session, delegation),
    of: registrationId ? { registrationId } : { edition: await createEditions(store).listed(edition) },
    states: state,
    list,
    badgeType,
  };
}

export const reviewAttendeeRoutes = [
  operation({
    method: 'get',
    path: '/review/attendees',
    id: 'listAttendeesToReview',
    tag,
    summary: 'The people of the own units, to be labelled and locked (G5.2)',
    roles,
    query: cursorQuery.extend(filters),
    reads: 'people_read',
    answers: { 200: page(reviewedAttendee) },
    refusals: ['not_found'],
    handle: async ({ store, session, query, language }) => {
      const rows = await createAttendees(store).list(await filterOf(store, session, query), keysetPage(query));
      const { items, nextCursor } = pageOf(rows, query);
      return { status: 200, body: { items: await viewsOf(store, items, language), nextCursor } };
    },
  }),
  operation({
    method: 'get',
    path: '/review/attendees/counts',
    id: 'countAttendeesToReview',
    tag,
    summary: 'How many of the people that the same filters list are in each state',
    roles,
    query: z.strictObject(filters),
    answers: { 200: countsBy(attendeeState, 'AttendeeCounts') },
    refusals: ['not_found'],
    handle: async ({ store, session, query }) => {
      const counts = await countAttendees(store, await filterOf(store, session, query));
      const items = (query.state ?? attendeeState.options).map((state) => ({
        state,
        count: counts.reduce((sum, each) => sum + (each.state === state ? each.count : 0), 0),
      }));
      return { status: 200, body: { items } };
    },
  }),
  operation({
    method: 'get',
    path: '/review/attendees/:attendeeId',
    id: 'getAttendeeToReview',
    tag,
    summary: 'One person of the own units, the document masked',
    roles,
    params: z.object({ attendeeId: uuid }),
    find: async ({ store, session, params }) =>
      createAttendees(store).findReviewed(params.attendeeId, await createDelegations(store).scopeOf(session)),
    reads: 'people_read',
    answers: { 200: reviewedAttendee },
    handle: async ({ store, found, language }) => ({
      status: 200,
      body: (await viewsOf(store, [found], language))[0]!,
      headers: etagOf(found.version),
    }),
  }),
];
