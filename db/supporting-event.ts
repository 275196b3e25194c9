import { randomUUID } from 'node:crypto';
import { pageByKeyset, type KeysetPage } from './keyset.ts';
import type { Store } from './knex.ts';
import { attendeePlace } from './attendee.ts';

/** What the bureau announces of an event beside the expo (G9.1). */
export interface SupportingEventData {
  titleZh: string;
  titleEn: string;
  placeZh: string;
  placeEn: string;
  startsAt: Date;
  endsAt: Date;
  signUpClosesAt: Date;
  capacity: number;
}

export interface SupportingEvent extends SupportingEventData {
  eventId: string;
  taken: number;
  cancelled: boolean;
  /** Sign-up is over, by date or because the event was cancelled. */
  closed: boolean;
}

const columns = {
  titleZh: 'title_zh',
  titleEn: 'title_en',
  placeZh: 'place_zh',
  placeEn: 'place_en',
  startsAt: 'starts_at',
  endsAt: 'ends_at',
  signUpClosesAt: 'sign_up_closes_at',
  capacity: 'capacity',
} as const satisfies Record<keyof SupportingEventData, string>;

const rowOf = (data: Partial<SupportingEventData>) =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [columns[key as keyof SupportingEventData], value]));

/** Supporting events and who of the units comes. A person who is deleted gives the place back: places are counted, never kept. */
export function createSupportingEvents({ knex, personalData }: Store) {
  const taken = '(SELECT count(*) FROM event_sign_ups s WHERE s.supporting_event_id = e.supporting_event_id)';
  const events = () =>
    knex('supporting_events as e')
      .join('editions as d', { 'd.edition': 'e.edition', 'd.is_current': knex.raw('true') })
      .select({ eventId: 'e.supporting_event_id' })
      .select(Object.fromEntries(Object.entries(columns).map(([key, column]) => [key, `e.${column}`])))
      .select(
        knex.raw(
          `${taken}::int AS taken, e.cancelled_at IS NOT NULL AS cancelled, (e.cancelled_at IS NOT NULL OR e.sign_up_closes_at <= now()) AS closed`,
        ),
      );

  return {
    /** In the order they take place. */
    async list(page: KeysetPage): Promise<(SupportingEvent & { keyset: string })[]> {
      return (await events().modify((rows) =>
        pageByKeyset(knex, rows, { time: 'e.starts_at', id: 'e.supporting_event_id' }, page),
      )) as (SupportingEvent & {
        keyset: string;
      })[];
    },

    async find(eventId: string): Promise<SupportingEvent | undefined> {
      const [event] = (await events().where('e.supporting_event_id', eventId)) as SupportingEvent[];
      return event;
    },

    /** Held until the transaction ends: whoever wants a place waits, and counts what is taken then. */
    async hold(eventId: string): Promise<SupportingEvent> {
      await knex('supporting_events').where({ supporting_event_id: eventId }).forUpdate().first('supporting_event_id');
      const [event] = (await events().where('e.supporting_event_id', eventId)) as SupportingEvent[];
      return event!;
    },

    async insert(data: SupportingEventData): Promise<string> {
      const eventId = randomUUID();
      const edition = knex('editions').where({ is_current: true }).select('edition');
      await knex('supporting_events').insert({ ...rowOf(data), supporting_event_id: eventId, edition });
      return eventId;
    },

    async update(eventId: string, data: Partial<SupportingEventData>): Promise<void> {
      if (Object.keys(data).length > 0) await knex('supporting_events').where({ supporting_event_id: eventId }).update(rowOf(data));
    },

    async cancel(eventId: string): Promise<void> {
      await knex('supporting_events').where({ supporting_event_id: eventId, cancelled_at: null }).update({ cancelled_at: knex.fn.now() });
    },

    /** Which people of a registration come to which of the events. */
    async signedUp(registrationId: string, eventIds: readonly string[]): Promise<Map<string, string[]>> {
      const rows = (await knex('event_sign_ups as s')
        .join('attendees as a', 'a.attendee_id', 's.attendee_id')
        .where('a.registration_id', registrationId)
        .whereIn('s.supporting_event_id', [...eventIds])
        .orderBy(['s.at', 's.attendee_id'])
        .select({ eventId: 's.supporting_event_id', attendeeId: 's.attendee_id' })) as { eventId: string; attendeeId: string }[];
      const byEvent = new Map<string, string[]>();
      for (const { eventId, attendeeId } of rows) byEvent.set(eventId, [...(byEvent.get(eventId) ?? []), attendeeId]);
      return byEvent;
    },

    /** How many of them were not signed up before. */
    async signUp(eventId: string, attendeeIds: readonly string[]): Promise<number> {
      const rows = await knex('event_sign_ups')
        .insert(attendeeIds.map((attendee_id) => ({ supporting_event_id: eventId, attendee_id })))
        .onConflict(['supporting_event_id', 'attendee_id'])
        .ignore()
        .returning('attendee_id');
      return rows.length;
    },

    async signOff(eventId: string, attendeeId: string): Promise<void> {
      await knex('event_sign_ups').where({ supporting_event_id: eventId, attendee_id: attendeeId }).delete();
    },

    /** Who comes, for the door. */
    async visitors(eventId: string, page: KeysetPage): Promise<{ attendeeId: string; name: string; unitName: string | null; keyset: string }[]> {
      const rows = (await knex('event_sign_ups as s')
        .join('attendees as a', 'a.attendee_id', 's.attendee_id')
        .join('registrations as r', 'r.registration_id', 'a.registration_id')
        .where('s.supporting_event_id', eventId)
        .modify((query) => pageByKeyset(knex, query, { time: 's.at', id: 's.attendee_id' }, page))
        .select({ attendeeId: 'a.attendee_id', sealed: 'a.name', unitName: 'r.unit_name' })) as {
        attendeeId: string;
        sealed: Buffer;
        unitName: string | null;
        keyset: string;
      }[];
      return rows.map(({ sealed, ...row }) => ({ ...row, name: personalData.show(attendeePlace('name', row.attendeeId), sealed) }));
    },
  };
}
