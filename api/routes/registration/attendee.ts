import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { attendeeLists, maxDeletedAtOnce } from '../../../domain/attendee.ts';
import { confirmedAfter } from '../../../domain/attendee-warning.ts';
import type { ErrorCode } from '../../../domain/error-code.ts';
import { DomainError } from '../../../domain/errors.ts';
import { may, type RegistrationState } from '../../../domain/registration.ts';
import { say, type Language } from '../../../domain/message.ts';
import { createAttendees } from '../../../db/registration/attendee.ts';
import { countAttendees } from '../../../db/registration/attendee-count.ts';
import { createAttendeeSearch } from '../../../db/registration/attendee-search.ts';
import { createEvents } from '../../../db/event.ts';
import type { Store } from '../../../db/knex.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import {
  attendeeBody,
  attendeeChanges,
  attendeeLabels,
  attendeeLabelsOf,
  attendeeRules,
  attendeeState,
  attendeeView,
  changedForm,
  readAttendee,
  viewOfAttendee,
  withFullPlace,
} from './attendee-form.ts';
import { assertFresh, etagOf } from '../../etag.ts';
import type { Answer } from '../../idempotency.ts';
import { read } from '../../judgement.ts';
import { operation } from '../../operation.ts';
import { refusedIn } from './registration-view.ts';
import { cursorQuery, keysetPage, line, page, pageOf, several, uuid } from '../../schemas.ts';

const roles = ['unit'] as const;
const tag = 'Attendees';
const params = z.object({ attendeeId: uuid });
const attendeeList = z.enum(attendeeLists);
const attendeeCount = z
  .object({ list: attendeeList, state: attendeeState, count: z.int(), withoutPhoto: z.int() })
  .openapi('AttendeeCount');
const formRefusals = [
  'document_invalid',
  'country_contradicts',
  'name_not_printable',
  'unknown_reference',
  'attendee_already_registered',
  'not_editable',
] as const satisfies ErrorCode[];

type Own = { store: Store; session: { registrationId: string }; params: { attendeeId: string } };

/** The unit's own attendee. */
export function findOwnAttendee({ store, session, params }: Own) {
  return createAttendees(store).find(params.attendeeId, session);
}

/** People may be added after submission (G4.2), not once the registration has ended (G4.3). */
export function assertOpen(state: RegistrationState): void {
  if (!may('people', state)) throw refusedIn(state, 'not_editable');
}

/** Holds people until the transaction ends; what it answers refuses a change of them where the state does not allow one (G5.4). */
export async function holdAttendees(
  store: Store,
  registrationId: string,
  attendeeIds: string[],
): Promise<(ifMatch?: string) => void> {
  const state = await createRegistrations(store).holdState(registrationId);
  const held = await createAttendees(store).holdStates(registrationId, attendeeIds);
  if (held.length < attendeeIds.length) throw new DomainError('not_found');
  return (ifMatch) => {
    assertOpen(state);
    const locked = held.find((attendee) => attendee.state === 'locked');
    const withdrawn = held.find((attendee) => attendee.state === 'withdrawn');
    if (withdrawn)
      throw new DomainError('attendee_withdrawn', {
        state: 'withdrawn',
        detail: say('attendee_withdrawn', { about: withdrawn.attendeeId }),
      });
    if (locked)
      throw new DomainError('attendee_locked', {
        state: 'locked',
        detail: say('attendee_locked', { about: locked.attendeeId }),
      });
    for (const { version } of held) assertFresh(ifMatch, version);
  };
}

async function remove(store: Store, registrationId: string, attendeeIds: string[], ifMatch?: string): Promise<void> {
  const assertChangeable = await holdAttendees(store, registrationId, attendeeIds);
  assertChangeable(ifMatch);
  if (!(await createAttendees(store).delete(attendeeIds))) {
    throw new DomainError('attendee_already_ordered', { detail: say('stays_on_record') });
  }
  await createEvents(store).append({
    registrationId,
    kind: 'attendees_deleted',
    actor: 'unit',
    detail: { attendeeIds, people: attendeeIds.length },
  });
}

async function answerWith(
  { store, session, language }: Pick<Own, 'store' | 'session'> & { language: Language },
  status: number,
  attendeeId: string,
): Promise<Answer> {
  const attendee = (await createAttendees(store).find(attendeeId, session))!;
  return { status, body: viewOfAttendee(attendee, language), headers: etagOf(attendee.version) };
}

export const attendeeRoutes = [
  operation({
    id: 'listAttendees',
    method: 'get',
    path: '/attendees',
    tag,
    summary:
      'The own attendees, in the order they were added; `query`: words that all stand in the name, where a page may be shorter than its `limit` and have a next one',
    roles,
    query: cursorQuery.extend({
      list: attendeeList.optional(),
      state: several(attendeeState),
      hasPhoto: z.enum(['true', 'false']).optional(),
      query: line(100).optional(),
    }),
    answers: { 200: page(attendeeView) },
    handle: async ({ store, session: { registrationId }, query, language }) => {
      const { list, state: states, hasPhoto, query: words, limit, cursor: after } = query;
      const filter = {
        of: { registrationId },
        scope: 'all',
        list,
        states,
        hasPhoto: hasPhoto === undefined ? undefined : hasPhoto === 'true',
      } as const;
      const { items, nextCursor } =
        words === undefined
          ? pageOf(await createAttendees(store).list(filter, keysetPage(query)), query)
          : await createAttendeeSearch(store).page(filter, { query: words, limit, after });
      return { status: 200, body: { items: items.map((item) => viewOfAttendee(item, language)), nextCursor } };
    },
  }),
  operation({
    id: 'addAttendee',
    method: 'post',
    path: '/attendees',
    tag,
    summary: 'Add a person (G3.3)',
    roles,
    body: attendeeBody,
    rules: ({ store, body }) => attendeeRules(store, body),
    labels: attendeeLabelsOf,
    effect: 'transaction',
    answers: { 201: attendeeView },
    refusals: formRefusals,
    handle: async ({ store, session, body, language }) => {
      const { registrationId, edition } = session;
      const attendee = {
        attendeeId: randomUUID(),
        registrationId,
        edition,
        ...readAttendee(await withFullPlace(store, body)),
      };
      assertOpen(await createRegistrations(store).holdState(registrationId));
      if (!(await createAttendees(store).insert(attendee))) throw new DomainError('attendee_already_registered');
      const { attendeeId } = attendee;
      await createEvents(store).append({
        registrationId,
        kind: 'attendee_added',
        actor: 'unit',
        detail: { attendeeId },
      });
      return answerWith({ store, session, language }, 201, attendeeId);
    },
  }),
  operation({
    id: 'deleteAttendees',
    method: 'post',
    path: '/attendees/batch-delete',
    tag,
    summary: 'Delete people: all of them or none',
    roles,
    body: z.strictObject({ ids: z.array(uuid).min(1).max(maxDeletedAtOnce) }),
    effect: 'transaction',
    answers: { 200: z.object({ deleted: z.int() }) },
    refusals: ['not_found', 'attendee_locked', 'attendee_already_ordered', 'not_editable', 'attendee_withdrawn'],
    handle: async ({ store, session, body }) => {
      const ids = [...new Set(body.ids)];
      await remove(store, session.registrationId, ids);
      return { status: 200, body: { deleted: ids.length } };
    },
  }),
  operation({
    id: 'countAttendees',
    method: 'get',
    path: '/attendees/counts',
    tag,
    summary: 'How many of the own attendees stand where, by list; where nobody does is left out',
    roles,
    answers: { 200: z.object({ items: z.array(attendeeCount) }) },
    handle: async ({ store, session }) => ({
      status: 200,
      body: { items: await countAttendees(store, { of: { registrationId: session.registrationId }, scope: 'all' }) },
    }),
  }),
  operation({
    id: 'getAttendee',
    method: 'get',
    path: '/attendees/:attendeeId',
    tag,
    summary: 'One attendee',
    roles,
    params,
    find: findOwnAttendee,
    answers: { 200: attendeeView },
    handle: async ({ found, language }) => ({
      status: 200,
      body: viewOfAttendee(found, language),
      headers: etagOf(found.version),
    }),
  }),
  operation({
    id: 'changeAttendee',
    method: 'patch',
    path: '/attendees/:attendeeId',
    tag,
    summary: 'Change a person until the delegation locks them, or confirm warnings; the whole is checked again',
    roles,
    params,
    find: findOwnAttendee,
    body: attendeeChanges,
    labels: (_body, found) => attendeeLabels(found.list),
    effect: 'transaction',
    answers: { 200: attendeeView },
    refusals: [...formRefusals, 'attendee_locked', 'attendee_withdrawn', 'stale_version'],
    handle: async ({ store, session, params: { attendeeId }, body, found, language, ifMatch }) => {
      const { registrationId } = session;
      const attendees = createAttendees(store);
      const assertChangeable = await holdAttendees(store, registrationId, [attendeeId]);
      const before = (await attendees.find(attendeeId, { registrationId }))!;
      const whole = await read(attendeeBody, changedForm(before, body), {
        rules: (sound) => attendeeRules(store, sound, before),
        labels: attendeeLabels(found.list),
      });
      const changed = readAttendee(await withFullPlace(store, whole), before);
      assertChangeable(ifMatch);
      const confirmedWarnings = confirmedAfter({ before, after: changed.data }, body.confirmedWarnings);
      if (!(await attendees.update(found, { ...changed, confirmedWarnings })))
        throw new DomainError('attendee_already_registered');
      const event = { registrationId, actor: 'unit' } as const;
      const events = createEvents(store);
      await events.append({ ...event, kind: 'attendee_changed', detail: { attendeeId } });
      // Confirming is saying it: what is said again is on record again.
      if (body.confirmedWarnings)
        await events.append({
          ...event,
          kind: 'warnings_confirmed',
          detail: { attendeeId, warnings: confirmedWarnings },
        });
      return answerWith({ store, session, language }, 200, attendeeId);
    },
  }),
  operation({
    id: 'deleteAttendee',
    method: 'delete',
    path: '/attendees/:attendeeId',
    tag,
    summary: 'Delete a person until the delegation locks them',
    roles,
    params,
    find: findOwnAttendee,
    effect: 'transaction',
    answers: { 204: null },
    refusals: ['attendee_locked', 'attendee_already_ordered', 'attendee_withdrawn', 'not_editable', 'stale_version'],
    handle: async ({ store, session, params, ifMatch }) => {
      await remove(store, session.registrationId, [params.attendeeId], ifMatch);
      return { status: 204, body: undefined };
    },
  }),
];
