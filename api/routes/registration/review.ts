import { z } from 'zod';
import { decisions, isIn, shownStates, statesShownAs, unitCategories } from '../../../domain/registration.ts';
import { changedPaths } from '../../../domain/unit-info.ts';
import { createAttendees } from '../../../db/registration/attendee.ts';
import { createDelegations } from '../../../db/delegation.ts';
import { createEditions } from '../../../db/edition.ts';
import type { Store } from '../../../db/knex.ts';
import { createRegistrations, type RegistrationFilter } from '../../../db/registration/registration.ts';
import { createReviewHistory } from '../../../db/registration/review-history.ts';
import { createSubmissions } from '../../../db/registration/submission.ts';
import { delegationFilter } from '../../delegation-schema.ts';
import { etagOf } from '../../etag.ts';
import { listedEdition } from '../../edition-query.ts';
import { oneOf } from '../../one-of.ts';
import { operation } from '../../operation.ts';
import {
  formPath,
  maskedUnitInfo,
  procurementIntentDraft,
  registrationSummary,
  registrationView,
  returnedField,
  unitInfoDraft,
  viewOfRegistration,
  viewOfSummary,
} from './registration-view.ts';
import { lookalikesOf, withLookalikes } from './review-attendee.ts';
import { countsBy, cursorQuery, keysetPage, line, orNull, page, pageOf, several, time, uuid } from '../../schemas.ts';

const roles = ['delegation', 'bureau'] as const;
const tag = 'Review';

const verdict = z
  .object({
    decision: z.enum(decisions),
    reason: z.string().nullable(),
    fields: orNull(z.array(returnedField)),
    round: z.int(),
    level: oneOf(1, 2),
    by: z.string(),
    decidedAt: time,
  })
  .openapi('Verdict');
const queued = registrationSummary
  .extend({
    attendees: z.int(),
    round: z.int(),
    waitingSince: orNull(time).openapi({
      description: 'Since when it waits for review, at the level it is at; null while it waits for none',
    }),
    reminderDueAt: orNull(time).openapi({ description: 'When those it waits for are reminded next' }),
    reminders: z.int().openapi({ description: 'How often they were reminded since it waits' }),
  })
  .openapi('QueuedRegistration');
const queueCounts = countsBy(z.enum(shownStates), 'RegistrationCounts')
  .extend({
    reminded: z.int().openapi({ description: 'How many wait so long that those they wait for were reminded' }),
  })
  .openapi('RegistrationQueueCounts');
const lastVersion = z
  .object({
    round: z.int(),
    submittedAt: time,
    unitInfo: orNull(unitInfoDraft),
    procurementIntent: orNull(procurementIntentDraft),
  })
  .openapi('SubmittedForms', {
    description: 'The forms as they were submitted before: while the unit corrects them, as it submitted them last',
  });

const filters = {
  edition: listedEdition,
  state: several(z.enum(shownStates)),
  query: line(100).optional(),
  category: z.enum(unitCategories).optional(),
  delegation: delegationFilter,
};
type Filters = z.output<z.ZodObject<typeof filters>>;

/** Which registrations a session asks for. */
async function filterOf(
  store: Store,
  session: Parameters<ReturnType<typeof createDelegations>['scopeOf']>[0],
  { edition, state, query, category, delegation }: Filters,
): Promise<RegistrationFilter> {
  return {
    scope: await createDelegations(store).scopeOf(session, delegation),
    edition: await createEditions(store).listed(edition),
    states: state?.flatMap(statesShownAs),
    query,
    category,
  };
}

export const reviewRoutes = [
  operation({
    id: 'listRegistrationsToReview',
    method: 'get',
    path: '/review/registrations',
    tag,
    summary:
      'The registrations of the own delegation and those below it, oldest first; `query`: words that all stand in the name or the account',
    roles,
    query: cursorQuery.extend(filters),
    answers: { 200: page(queued) },
    refusals: ['not_found'],
    handle: async ({ store, session, query }) => {
      const rows = await createRegistrations(store).list(await filterOf(store, session, query), keysetPage(query));
      const { items, nextCursor } = pageOf(rows, query);
      const body = items.map((item) => {
        const { attendees, round, waitingSince, reminderDueAt, reminders } = item;
        return { ...viewOfSummary(item), attendees, round, waitingSince, reminderDueAt, reminders };
      });
      return { status: 200, body: { items: body, nextCursor } };
    },
  }),
  operation({
    method: 'get',
    path: '/review/registrations/counts',
    id: 'countRegistrationsToReview',
    tag,
    summary: 'How many of the registrations that the same filters list are in each state',
    roles,
    query: z.strictObject(filters),
    answers: { 200: queueCounts },
    refusals: ['not_found'],
    handle: async ({ store, session, query }) => {
      const filter = await filterOf(store, session, query);
      const counts = await createRegistrations(store).count(filter);
      const reminded = await createRegistrations(store).countReminded(filter);
      const items = (query.state ?? shownStates).map((state) => ({
        state,
        count: statesShownAs(state).reduce((sum, each) => sum + (counts.get(each) ?? 0), 0),
      }));
      return { status: 200, body: { items, reminded } };
    },
  }),
  operation({
    id: 'getRegistrationToReview',
    method: 'get',
    path: '/review/registrations/:registrationId',
    tag,
    summary: 'Everything a reviewer needs: the forms beside their last version, the people and the verdicts so far',
    roles,
    params: z.object({ registrationId: uuid }),
    find: async ({ store, session, params }) =>
      createRegistrations(store).find(params.registrationId, await createDelegations(store).scopeOf(session)),
    reads: 'people_read',
    answers: {
      200: registrationView
        .extend({
          attendees: z.array(withLookalikes),
          reviews: z.array(verdict),
          lastVersion: orNull(lastVersion),
          changed: z
            .array(formPath)
            .openapi({ description: 'The fields that differ from the last version; none without one' }),
        })
        .openapi('ReviewedRegistration'),
    },
    handle: async ({ store, found, language }) => {
      const { registrationId, version } = found;
      const [attendees, reviews, submissions] = await Promise.all([
        createAttendees(store).ofRegistration(registrationId),
        createReviewHistory(store).of(registrationId),
        createSubmissions(store).of(registrationId),
      ]);
      const isBeingChanged = isIn('filling_in', found.state);
      const last = submissions.findLast(({ round }) => isBeingChanged || round < found.round);
      return {
        status: 200,
        body: {
          ...viewOfRegistration(found),
          attendees: attendees.map(await lookalikesOf(store, attendees, language)),
          reviews,
          lastVersion: last ? { ...last, unitInfo: maskedUnitInfo(last.unitInfo) } : null,
          changed: last ? changedPaths(last, found) : [],
        },
        headers: etagOf(version),
      };
    },
  }),
];
