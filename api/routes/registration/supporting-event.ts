import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { may } from '../../../domain/registration.ts';
import { say } from '../../../domain/message.ts';
import { createAttendees } from '../../../db/registration/attendee.ts';
import { createAudit } from '../../../db/audit.ts';
import { createEditions } from '../../../db/edition.ts';
import type { Store } from '../../../db/knex.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import {
  createSupportingEvents,
  type SupportingEvent,
  type SupportingEventData,
} from '../../../db/registration/supporting-event.ts';
import { changedIn } from '../../changed.ts';
import { editionQuery } from '../../edition-query.ts';
import { because } from '../../judgement.ts';
import { operation } from '../../operation.ts';
import { refusedIn } from './registration-view.ts';
import { cursorQuery, keysetPage, line, page, pageOf, time, uuid } from '../../schemas.ts';

const tag = 'Events';
const unit = ['unit'] as const;
const bureau = ['bureau'] as const;
const params = z.object({ eventId: uuid });
const find = ({ store, params: { eventId } }: { store: Store; params: { eventId: string } }) =>
  createSupportingEvents(store).find(eventId);
const findOfOwnEdition = ({
  store,
  session: { edition },
  params: { eventId },
}: {
  store: Store;
  session: { edition: string };
  params: { eventId: string };
}) => createSupportingEvents(store).find(eventId, edition);

const shape = {
  titleZh: z.string(),
  titleEn: z.string(),
  placeZh: z.string(),
  placeEn: z.string(),
  startsAt: time,
  endsAt: time,
  signUpClosesAt: time,
};
const announced = z
  .object({ eventId: uuid, ...shape, capacity: z.int(), remaining: z.int(), cancelled: z.boolean() })
  .openapi('AnnouncedEvent');
const bureauEvent = announced
  .extend({
    taken: z.int().openapi({ description: 'Places that are taken' }),
    closed: z.boolean().openapi({ description: 'Sign-up is over, by date or because the event was cancelled' }),
  })
  .openapi('BureauEvent');
const ownEvent = announced
  .extend({
    signedUp: z.array(uuid).openapi({ description: 'The own people who come' }),
    people: z.array(z.object({ attendeeId: uuid, name: z.string() })).openapi({ description: 'The same with names' }),
  })
  .openapi('Event');

const at = z.iso.datetime({ offset: true }).transform((value) => new Date(value));
const eventBody = z.strictObject({
  titleZh: line(100),
  titleEn: line(200),
  placeZh: line(100),
  placeEn: line(200),
  startsAt: at,
  endsAt: at,
  signUpClosesAt: at,
  capacity: z.int().min(1).max(1_000_000),
});
type Times = Pick<SupportingEvent, 'startsAt' | 'endsAt' | 'signUpClosesAt'>;
const endsLast = ({ startsAt, endsAt }: Times) => startsAt < endsAt;
const closesInTime = ({ endsAt, signUpClosesAt }: Times) => signUpClosesAt <= endsAt;

function viewOf({ taken, closed: _closed, ...event }: SupportingEvent): z.input<typeof announced> {
  return { ...event, remaining: Math.max(0, event.capacity - taken) };
}

async function ownViews(
  store: Store,
  registrationId: string,
  events: readonly SupportingEvent[],
): Promise<z.input<typeof ownEvent>[]> {
  const signedUp = await createSupportingEvents(store).signedUp(
    registrationId,
    events.map(({ eventId }) => eventId),
  );
  const names = await createAttendees(store).names([...signedUp.values()].flat(), 'all');
  return events.map((event) => {
    const ids = signedUp.get(event.eventId) ?? [];
    const people = ids.map((attendeeId) => ({ attendeeId, name: names.get(attendeeId)!.name }));
    return { ...viewOf(event), signedUp: ids, people };
  });
}

export const supportingEventRoutes = [
  operation({
    id: 'listEvents',
    method: 'get',
    path: '/events',
    tag,
    summary: 'Supporting events in the order they take place, and who of the own people comes (G9.1)',
    roles: unit,
    query: cursorQuery,
    answers: { 200: page(ownEvent) },
    handle: async ({ store, session, query }) => {
      const events = createSupportingEvents(store);
      const { items, nextCursor } = pageOf(await events.list(session.edition, keysetPage(query)), query);
      return { status: 200, body: { items: await ownViews(store, session.registrationId, items), nextCursor } };
    },
  }),
  operation({
    id: 'signUpForEvent',
    method: 'post',
    path: '/events/:eventId/sign-ups',
    tag,
    summary: 'Sign people up: all of them or none; again is no second place',
    roles: unit,
    params,
    find: findOfOwnEdition,
    body: z.strictObject({ attendeeIds: z.array(uuid).min(1).max(200) }),
    effect: 'transaction',
    answers: { 200: ownEvent },
    refusals: ['not_found', 'registration_not_approved', 'attendee_withdrawn', 'event_closed', 'event_full'],
    handle: async ({ store, session: { registrationId }, params: { eventId }, body }) => {
      const ids = [...new Set(body.attendeeIds)];
      const state = await createRegistrations(store).holdState(registrationId);
      const people = await createAttendees(store).holdStates(registrationId, ids);
      if (people.length < ids.length) throw new DomainError('not_found');
      if (!may('badges', state)) throw refusedIn(state, 'registration_not_approved');
      if (people.some((person) => person.state === 'withdrawn')) throw new DomainError('attendee_withdrawn');
      const events = createSupportingEvents(store);
      const event = await events.hold(eventId);
      if (event.closed)
        throw new DomainError('event_closed', event.cancelled ? { detail: say('event_cancelled') } : {});
      const added = await events.signUp(eventId, ids);
      if (event.taken + added > event.capacity)
        throw new DomainError('event_full', { detail: say('places_left', { places: event.capacity - event.taken }) });
      const [view] = await ownViews(store, registrationId, [(await events.find(eventId))!]);
      return { status: 200, body: view! };
    },
  }),
  operation({
    id: 'cancelEventSignUp',
    method: 'delete',
    path: '/events/:eventId/sign-ups/:attendeeId',
    tag,
    summary: 'Give a place back',
    roles: unit,
    params: params.extend({ attendeeId: uuid }),
    find: async ({ store, session: { registrationId }, params: { eventId, attendeeId } }) =>
      (await createSupportingEvents(store).isSignedUp(eventId, { attendeeId, registrationId })) || undefined,
    effect: 'transaction',
    answers: { 204: null },
    handle: async ({ store, params: { eventId, attendeeId } }) => {
      await createSupportingEvents(store).signOff(eventId, attendeeId);
      return { status: 204, body: undefined };
    },
  }),
  operation({
    id: 'listEventsAsBureau',
    method: 'get',
    path: '/bureau/events',
    tag,
    summary:
      'All events of an edition in the order they take place, also the cancelled, with the places that are taken',
    roles: bureau,
    query: editionQuery,
    answers: { 200: page(bureauEvent) },
    handle: async ({ store, query }) => {
      const edition = await createEditions(store).listed(query.edition);
      const { items, nextCursor } = pageOf(await createSupportingEvents(store).list(edition, keysetPage(query)), query);
      const shown = items.map((event) => ({ ...viewOf(event), taken: event.taken, closed: event.closed }));
      return { status: 200, body: { items: shown, nextCursor } };
    },
  }),
  operation({
    id: 'announceEvent',
    method: 'post',
    path: '/bureau/events',
    tag,
    summary: 'Announce an event',
    roles: bureau,
    body: eventBody
      .refine(endsLast, { path: ['endsAt'], ...because(say('ends_before_start')) })
      .refine(closesInTime, { path: ['signUpClosesAt'], ...because(say('sign_up_after_end')) }),
    effect: 'transaction',
    answers: { 201: announced },
    handle: async ({ store, session: { staffId }, body }) => {
      const events = createSupportingEvents(store);
      const eventId = await events.insert(body);
      await createAudit(store).append({
        staffId,
        action: 'event_changed',
        subject: eventId,
        detail: { change: 'announced' },
      });
      return { status: 201, body: viewOf((await events.find(eventId))!) };
    },
  }),
  operation({
    id: 'changeEvent',
    method: 'patch',
    path: '/bureau/events/:eventId',
    tag,
    summary: 'Change an event; not below the places that are taken',
    roles: bureau,
    params,
    find,
    body: eventBody.partial(),
    effect: 'transaction',
    answers: { 200: announced },
    refusals: ['event_full'],
    handle: async ({ store, session: { staffId }, params: { eventId }, body: sent }) => {
      const body = sent as Partial<SupportingEventData>;
      const events = createSupportingEvents(store);
      const event = await events.hold(eventId);
      const times = { ...event, ...body };
      const faults = [
        ...(endsLast(times) ? [] : [{ path: 'endsAt', code: 'custom', message: say('ends_before_start') }]),
        ...(closesInTime(times) ? [] : [{ path: 'signUpClosesAt', code: 'custom', message: say('sign_up_after_end') }]),
      ];
      if (faults.length > 0) throw new DomainError('validation_failed', { errors: faults });
      if ((body.capacity ?? event.capacity) < event.taken)
        throw new DomainError('event_full', { detail: say('places_taken', { places: event.taken }) });
      const changed = changedIn(event, body);
      if (changed.length > 0) {
        await events.update(eventId, body);
        await createAudit(store).append({ staffId, action: 'event_changed', subject: eventId, detail: { changed } });
      }
      return { status: 200, body: viewOf((await events.find(eventId))!) };
    },
  }),
  operation({
    id: 'cancelEvent',
    method: 'post',
    path: '/bureau/events/:eventId/cancel',
    tag,
    summary: 'Cancel an event; it stays in the list as cancelled',
    roles: bureau,
    params,
    find,
    effect: 'transaction',
    answers: { 200: announced },
    handle: async ({ store, session: { staffId }, params: { eventId } }) => {
      const events = createSupportingEvents(store);
      if (await events.cancel(eventId))
        await createAudit(store).append({
          staffId,
          action: 'event_changed',
          subject: eventId,
          detail: { change: 'cancelled' },
        });
      return { status: 200, body: viewOf((await events.find(eventId))!) };
    },
  }),
  operation({
    id: 'listEventSignUps',
    method: 'get',
    path: '/bureau/events/:eventId/sign-ups',
    tag,
    summary: 'Who comes, in the order they signed up',
    roles: bureau,
    params,
    find,
    query: cursorQuery,
    reads: 'people_read',
    answers: {
      200: page(
        z.object({ attendeeId: uuid, name: z.string(), unitName: z.string().nullable() }).openapi('EventVisitor'),
      ),
    },
    handle: async ({ store, params: { eventId }, query }) => {
      const rows = await createSupportingEvents(store).visitors(eventId, keysetPage(query));
      return { status: 200, body: pageOf(rows, query) };
    },
  }),
];
