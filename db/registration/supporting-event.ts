import { randomUUID } from 'node:crypto';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';
import type { Row } from '../query.ts';
import { attendeeField } from './attendee.ts';

/** What the bureau announces of an event beside the expo (G9.1). */
export type SupportingEventData = Pick<
  Row<'supporting_events'>,
  'titleZh' | 'titleEn' | 'placeZh' | 'placeEn' | 'startsAt' | 'endsAt' | 'signUpClosesAt' | 'capacity'
>;

export interface SupportingEvent extends SupportingEventData {
  eventId: string;
  taken: number;
  cancelled: boolean;
  /** Sign-up is over, by date or because the event was cancelled. */
  closed: boolean;
}

const byStart: KeysetOrder = {
  by: [
    ['time', 'e.startsAt'],
    ['uuid', 'e.supportingEventId'],
  ],
};
const bySignUp: KeysetOrder = {
  by: [
    ['time', 's.at'],
    ['uuid', 's.attendeeId'],
  ],
};

/** Supporting events and who of the units comes. A person who is deleted gives the place back: places are counted, never kept. */
export function createSupportingEvents({ knex, personalData }: Store) {
  const taken = '(SELECT count(*) FROM event_sign_ups s WHERE s.supporting_event_id = e.supporting_event_id)';
  const events = () =>
    knex('supporting_events as e').select(
      'e.titleZh',
      'e.titleEn',
      'e.placeZh',
      'e.placeEn',
      'e.startsAt',
      'e.endsAt',
      'e.signUpClosesAt',
      'e.capacity',
      {
        eventId: 'e.supportingEventId',
        taken: knex.raw<number>(`${taken}::int`),
        cancelled: knex.raw<boolean>('e.cancelled_at IS NOT NULL'),
        closed: knex.raw<boolean>('(e.cancelled_at IS NOT NULL OR e.sign_up_closes_at <= now())'),
      },
    );

  return {
    /** An edition's, in the order they take place. */
    async list(edition: string, page: KeysetPage): Promise<Keyed<SupportingEvent>[]> {
      return events()
        .where('e.edition', edition)
        .select({ keyset: keysetOf(knex, byStart) })
        .modify((rows) => pageByKeyset(rows, byStart, page));
    },

    async find(eventId: string, edition?: string): Promise<SupportingEvent | undefined> {
      const found = events().where('e.supportingEventId', eventId);
      if (edition !== undefined) void found.where('e.edition', edition);
      return (await found)[0];
    },

    /** Held until the transaction ends: whoever wants a place waits, and counts what is taken then. */
    async hold(eventId: string): Promise<SupportingEvent> {
      await knex('supporting_events').where({ supportingEventId: eventId }).forUpdate().first('supportingEventId');
      const [event] = await events().where('e.supportingEventId', eventId);
      return event!;
    },

    /** Of the current edition. */
    async insert(data: SupportingEventData): Promise<string> {
      const eventId = randomUUID();
      const edition = knex('editions').where({ isCurrent: true }).select('edition');
      await knex('supporting_events').insert({ ...data, supportingEventId: eventId, edition });
      return eventId;
    },

    async update(eventId: string, data: Partial<SupportingEventData>): Promise<void> {
      if (Object.keys(data).length > 0)
        await knex('supporting_events').where({ supportingEventId: eventId }).update(data);
    },

    /** False for one that was cancelled before. */
    async cancel(eventId: string): Promise<boolean> {
      const cancelled = await knex('supporting_events')
        .where({ supportingEventId: eventId, cancelledAt: null })
        .update({ cancelledAt: knex.fn.now() });
      return cancelled > 0;
    },

    /** Which people of a registration come to which of the events. */
    async signedUp(registrationId: string, eventIds: readonly string[]): Promise<Map<string, string[]>> {
      const rows = await knex('event_sign_ups as s')
        .join('attendees as a', 'a.attendeeId', 's.attendeeId')
        .where('a.registrationId', registrationId)
        .whereIn('s.supportingEventId', [...eventIds])
        .orderBy(['s.at', 's.attendeeId'])
        .select('s.attendeeId', { eventId: 's.supportingEventId' });
      const byEvent = new Map<string, string[]>();
      for (const { eventId, attendeeId } of rows) byEvent.set(eventId, [...(byEvent.get(eventId) ?? []), attendeeId]);
      return byEvent;
    },

    /** How many of them were not signed up before. */
    async signUp(eventId: string, attendeeIds: readonly string[]): Promise<number> {
      const rows = await knex('event_sign_ups')
        .insert(attendeeIds.map((attendeeId) => ({ supportingEventId: eventId, attendeeId })))
        .onConflict(['supportingEventId', 'attendeeId'])
        .ignore()
        .returning('attendeeId');
      return rows.length;
    },

    /** Whether one of a registration's people comes to an event. */
    async isSignedUp(eventId: string, of: { attendeeId: string; registrationId: string }): Promise<boolean> {
      const row = await knex('event_sign_ups as s')
        .join('attendees as a', 'a.attendeeId', 's.attendeeId')
        .where({ 's.supportingEventId': eventId, 's.attendeeId': of.attendeeId, 'a.registrationId': of.registrationId })
        .first('s.attendeeId');
      return row !== undefined;
    },

    async signOff(eventId: string, attendeeId: string): Promise<void> {
      await knex('event_sign_ups').where({ supportingEventId: eventId, attendeeId }).delete();
    },

    /** Who comes, for the door. */
    async visitors(
      eventId: string,
      page: KeysetPage,
    ): Promise<Keyed<{ attendeeId: string; name: string; unitName: string | null }>[]> {
      const rows = await knex('event_sign_ups as s')
        .join('attendees as a', 'a.attendeeId', 's.attendeeId')
        .join('registrations as r', 'r.registrationId', 'a.registrationId')
        .where('s.supportingEventId', eventId)
        .modify((query) => pageByKeyset(query, bySignUp, page))
        .select('a.attendeeId', 'a.name', 'r.unitName', { keyset: keysetOf(knex, bySignUp) });
      return rows.map((row) => ({ ...row, name: personalData.show(attendeeField('name', row.attendeeId), row.name) }));
    },
  };
}
