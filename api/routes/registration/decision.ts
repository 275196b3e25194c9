import { z } from 'zod';
import { badgeTypes, namedOf } from '../../../domain/attendee.ts';
import type { ErrorCode } from '../../../domain/error-code.ts';
import { DomainError, fieldError } from '../../../domain/errors.ts';
import { say } from '../../../domain/message.ts';
import { decisions, may, shownState, shownStates, type Decision } from '../../../domain/registration.ts';
import { createAttendeesForLock, type AttendeeForLock } from '../../../db/registration/attendee-for-lock.ts';
import { createDelegations } from '../../../db/delegation.ts';
import type { Store } from '../../../db/knex.ts';
import { createPersonKeys } from '../../../db/registration/person-key.ts';
import {
  createRegistrationWorkflowRefs,
  type RegistrationWorkflowRef,
} from '../../../db/registration/registration-workflow-ref.ts';
import { createReviews } from '../../../db/registration/review.ts';
import type { Session } from '../../../db/session.ts';
import { basePath } from '../../base-path.ts';
import { acceptedAs, bulkAccepted } from '../../bulk-accepted.ts';
import { forEachLimit } from '../../for-each-limit.ts';
import { countComparison } from '../../limit.ts';
import { because } from '../../judgement.ts';
import { operation } from '../../operation.ts';
import { fieldToReturn } from './registration-view.ts';
import { paragraph, uuid, version } from '../../schemas.ts';
import { pendingRegistration } from './registration-opening.ts';
import { askInRows, assertMayAsk } from '../../staff-asking.ts';

const roles = ['delegation', 'bureau'] as const;
const tag = 'Review';
const decision = z.enum(decisions);
const reason = paragraph(500).optional();
/** What is wrong with single fields, where a registration is returned (G4.3). */
const fields = z.array(fieldToReturn).min(1).max(100).optional();
/** What one request may decide at once. */
const most = 1_000;
const fieldsOnlyReturned = (body: { decision: Decision; fields?: unknown }) =>
  body.fields === undefined || body.decision === 'return';
const distinct = (values: unknown[]) => new Set(values).size === values.length;

type StaffSession = Exclude<Session, { role: 'unit' }>;

/** All of them or nothing: one id outside the own subtree is a 404. */
async function people(store: Store, session: StaffSession, attendeeIds: string[]): Promise<AttendeeForLock[]> {
  const found = await createAttendeesForLock(store).find(attendeeIds, await createDelegations(store).scopeOf(session));
  if (found.length < attendeeIds.length) throw new DomainError('not_found');
  return found;
}

function refuseWhere(
  items: AttendeeForLock[],
  order: string[],
  path: string,
  code: ErrorCode,
  isWrong: (item: AttendeeForLock) => boolean,
): void {
  const wrong = items.filter(isWrong);
  if (wrong.length === 0) return;
  throw new DomainError(code, {
    errors: wrong.map(({ attendeeId }) => fieldError(`${path}[${order.indexOf(attendeeId)}]`, code)),
  });
}

/** One person, one badge: compared here for an answer, and by each run when it locks. */
async function refuseWhomOthersHave(
  store: Store,
  { staffId }: StaffSession,
  items: AttendeeForLock[],
  order: string[],
): Promise<object> {
  const keys = createPersonKeys(store);
  const met = await keys.elsewhere(order);
  if (met.length === 0) return {};
  for (const { run, items: its } of byRegistration(items.filter(({ attendeeId }) => met.includes(attendeeId))))
    await keys.recordMet({
      at: 'lock',
      registrationId: run.registrationId,
      attendeeIds: its.map(({ attendeeId }) => attendeeId),
      staffId,
    });
  throw new DomainError('attendee_already_registered', namedOf(met, order, 'items'));
}

const byRegistration = (items: AttendeeForLock[]) => {
  const groups = new Map<string, { run: RegistrationWorkflowRef; items: AttendeeForLock[] }>();
  for (const item of items) {
    const group = groups.get(item.run.registrationId) ?? { run: item.run, items: [] };
    group.items.push(item);
    groups.set(item.run.registrationId, group);
  }
  return [...groups.values()];
};

export const decisionRoutes = [
  operation({
    id: 'decideRegistration',
    method: 'post',
    path: '/review/registrations/:registrationId/decision',
    tag,
    summary: 'Decide on a registration (G4.3)',
    roles,
    params: z.object({ registrationId: uuid }),
    find: async ({ store, session, params }) =>
      createRegistrationWorkflowRefs(store).find(
        params.registrationId,
        await createDelegations(store).scopeOf(session),
      ),
    body: z
      .strictObject({ decision, reason, fields, version })
      .refine(fieldsOnlyReturned, { path: ['fields'], ...because(say('fields_only_returned')) }),
    effect: 'workflow',
    answers: {
      200: z.object({ state: z.enum(shownStates), version }),
      202: pendingRegistration,
    },
    refusals: [
      'own_unit',
      'edition_over',
      'already_decided',
      'not_submitted',
      'second_review_pending',
      'stale_version',
    ],
    handle: async ({ deps, store, session, body, found, businessNo: requestId, updateId }) => {
      const { registrationId } = found;
      await assertMayAsk(store, session, 'decide', [registrationId]);
      const reviews = await createReviews(store).record([registrationId], {
        ...body,
        staffId: session.staffId,
        requestId,
      });
      const told = await deps.engine.decideRegistration(found, { reviewId: reviews.get(registrationId)! }, updateId);
      if ('pending' in told)
        return {
          status: 202,
          body: { registrationId, statusUrl: `${basePath}/review/registrations/${registrationId}` },
        };
      return { status: 200, body: { state: shownState(told.done.state).state, version: told.done.version } };
    },
  }),
  operation({
    id: 'decideRegistrations',
    method: 'post',
    path: '/review/registrations/bulk-decision',
    tag,
    summary: 'Decide on many registrations at once',
    roles,
    body: z
      .strictObject({
        ids: z
          .array(uuid)
          .min(1)
          .max(most)
          .refine(distinct, because(say('twice'))),
        decision,
        reason,
        fields,
      })
      .refine(fieldsOnlyReturned, { path: ['fields'], ...because(say('fields_only_returned')) }),
    effect: 'workflow',
    answers: { 202: bulkAccepted },
    refusals: ['not_found', 'own_unit', 'edition_over'],
    handle: async ({ deps, store, session, body, businessNo: requestId }) => {
      const runs = await createRegistrationWorkflowRefs(store).findAll(
        body.ids,
        await createDelegations(store).scopeOf(session),
      );
      if (runs.length < body.ids.length) throw new DomainError('not_found');
      await assertMayAsk(
        store,
        session,
        'decide',
        runs.map((run) => run.registrationId),
      );
      const review = { ...body, staffId: session.staffId, requestId };
      const reviews = await createReviews(store).record(
        runs.map((run) => run.registrationId),
        review,
      );
      await forEachLimit(runs, (run) => deps.engine.registrationDecided(run, reviews.get(run.registrationId)!));
      return acceptedAs(requestId, runs.length);
    },
  }),
  operation({
    id: 'lockAttendees',
    method: 'post',
    path: '/review/attendees/lock',
    tag,
    summary: 'Label people with a badge type and lock them (G5.2)',
    roles,
    body: z.strictObject({
      items: z
        .array(z.strictObject({ attendeeId: uuid, badgeType: z.enum(badgeTypes) }))
        .min(1)
        .max(most)
        .refine((items) => distinct(items.map((item) => item.attendeeId)), because(say('twice'))),
    }),
    effect: 'workflow',
    answers: { 202: bulkAccepted },
    refusals: [
      'not_found',
      'own_unit',
      'edition_over',
      'photo_missing',
      'attendee_withdrawn',
      'registration_not_approved',
      'attendee_already_ordered',
      'attendee_already_registered',
      'too_many_requests',
    ],
    handle: async ({ deps, store, session, body, req, businessNo: requestId }) => {
      const order = body.items.map((item) => item.attendeeId);
      const badgeTypeOf = new Map(body.items.map((item) => [item.attendeeId, item.badgeType]));
      const found = await people(store, session, order);
      refuseWhere(found, order, 'items', 'attendee_withdrawn', (item) => item.state === 'withdrawn');
      refuseWhere(found, order, 'items', 'photo_missing', (item) => !item.hasPhoto);
      refuseWhere(found, order, 'items', 'registration_not_approved', (item) => !may('badges', item.run.state));
      refuseWhere(found, order, 'items', 'attendee_already_ordered', (item) => item.ordered);
      const groups = byRegistration(found);
      const about = groups.map(({ run, items }) => ({
        subject: run.registrationId,
        payload: { items: items.map(({ attendeeId }) => ({ attendeeId, badgeType: badgeTypeOf.get(attendeeId)! })) },
      }));
      await assertMayAsk(
        store,
        session,
        'lock',
        about.map(({ subject }) => subject),
      );
      await countComparison(deps, req, { at: 'lock', of: session.staffId }, () =>
        refuseWhomOthersHave(store, session, found, order),
      );
      await askInRows(store, session, { kind: 'lock', requestId, about });
      await forEachLimit(groups, ({ run }) => deps.engine.lockAttendees(run, requestId));
      return acceptedAs(requestId, found.length);
    },
  }),
  operation({
    id: 'unlockAttendees',
    method: 'post',
    path: '/review/attendees/unlock',
    tag,
    summary: 'Give locked people back to their unit',
    roles,
    body: z.strictObject({
      attendeeIds: z
        .array(uuid)
        .min(1)
        .max(most)
        .refine(distinct, because(say('twice'))),
    }),
    effect: 'workflow',
    answers: { 202: bulkAccepted },
    refusals: ['not_found', 'own_unit', 'edition_over', 'attendee_already_ordered'],
    handle: async ({ deps, store, session, body, businessNo: requestId }) => {
      const found = await people(store, session, body.attendeeIds);
      refuseWhere(found, body.attendeeIds, 'attendeeIds', 'attendee_already_ordered', (item) => item.ordered);
      const groups = byRegistration(found);
      const about = groups.map(({ run, items }) => ({
        subject: run.registrationId,
        payload: { attendeeIds: items.map((item) => item.attendeeId) },
      }));
      await askInRows(store, session, { kind: 'unlock', requestId, about });
      await forEachLimit(groups, ({ run }) => deps.engine.unlockAttendees(run, requestId));
      return acceptedAs(requestId, found.length);
    },
  }),
];
