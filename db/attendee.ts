import type { Knex } from 'knex';
import {
  attendeeTransitions,
  shownState,
  type AttendeeList,
  type AttendeeShownState,
  type AttendeeState,
  type BadgeType,
  type PickupWay,
} from '../domain/attendee.ts';
import type { LineState } from '../domain/badge.ts';
import type { PermitRegion } from '../domain/identity.ts';
import { endedStates } from '../domain/registration.ts';
import { createAttendeePhotos } from './attendee-photo.ts';
import { within, type Scope } from './delegation.ts';
import { pageByKeyset, type KeysetPage } from './keyset.ts';
import type { Store } from './knex.ts';
import { createPersonKeys } from './person-key.ts';
import type { Place } from './personal-data.ts';

const sealedColumns = {
  name: 'name',
  permitName: 'permit_name',
  surname: 'surname',
  givenName: 'given_name',
  documentNumber: 'document_number',
} as const;
type SealedKey = keyof typeof sealedColumns;

/** What a person's form comes to (G3.3); `name` is what the badge says (G5.5). */
export interface AttendeeData extends Record<'permitName' | 'surname' | 'givenName' | 'province' | 'city' | 'country', string | null> {
  list: AttendeeList;
  name: string;
  sex: 'male' | 'female';
  region: PermitRegion | null;
  documentNumber: string;
  position: string;
  pickup: PickupWay | null;
}

/** A person of a unit, opened: it holds the document number in plain. */
export interface Attendee extends AttendeeData {
  attendeeId: string;
  registrationId: string;
  /** What the page shows: the badge's state once the person is ordered. */
  state: AttendeeShownState;
  ownState: AttendeeState;
  badgeType: BadgeType | null;
  /** The order that holds the person now. */
  orderNo: string | null;
  hasPhoto: boolean;
  version: number;
  createdAt: Date;
}

interface Row extends Pick<AttendeeData, 'list' | 'sex' | 'province' | 'city' | 'region' | 'country' | 'position' | 'pickup'> {
  attendee_id: string;
  registration_id: string;
  state: AttendeeState;
  line_state: LineState | null;
  order_no: string | null;
  badge_type: BadgeType | null;
  name: Buffer;
  permit_name: Buffer | null;
  surname: Buffer | null;
  given_name: Buffer | null;
  document_number: Buffer;
  has_photo: boolean;
  version: number;
  created_at: Date;
  keyset: string;
}

// The live line, or the last refunded one; a released line says nothing about the person.
const lineOfAttendee = `LEFT JOIN LATERAL (
  SELECT state AS line_state, order_no FROM order_lines WHERE attendee_id = a.attendee_id AND state <> 'released'
  ORDER BY state = 'refunded', state_at DESC LIMIT 1) l ON true`;

// The same as no such line, in words the planner answers for all people at once.
const notOrdered = "NOT EXISTS (SELECT FROM order_lines x WHERE x.attendee_id = a.attendee_id AND x.state <> 'released')";

/** Equal for people whom one might take for the same: a renewed passport has another number. */
function likenessOf({ list, name, sex, region, country }: AttendeeData): string {
  return JSON.stringify([list, name.toLowerCase().replaceAll(/\s+/g, ' '), sex, region ?? country]);
}

/** Where a sealed column of an attendee stands. */
export function attendeePlace(column: (typeof sealedColumns)[SealedKey], attendeeId: string): Place {
  return { table: 'attendees', column, row: attendeeId };
}

/** The people of the units; inserted as `saved`, their states are moved by their registration's workflow. */
export function createAttendees(store: Store) {
  const { knex, personalData } = store;
  const keys = createPersonKeys(store);
  const attendees = () => knex('attendees as a').joinRaw(lineOfAttendee).select('a.*', 'l.line_state', 'l.order_no');

  function attendeeOf(row: Row): Attendee {
    const open = (column: (typeof sealedColumns)[SealedKey]) => row[column] && personalData.show(attendeePlace(column, row.attendee_id), row[column]);
    const { list, sex, province, city, region, country, position, pickup, version } = row;
    return {
      list,
      sex,
      province,
      city,
      region,
      country,
      position,
      pickup,
      version,
      attendeeId: row.attendee_id,
      registrationId: row.registration_id,
      state: shownState(row.state, row.line_state),
      ownState: row.state,
      badgeType: row.badge_type,
      orderNo: row.order_no,
      name: open('name')!,
      permitName: open('permit_name'),
      surname: open('surname'),
      givenName: open('given_name'),
      documentNumber: open('document_number')!,
      hasPhoto: row.has_photo,
      createdAt: row.created_at,
    };
  }

  function rowOf(attendeeId: string, data: AttendeeData) {
    const { list, sex, province, city, region, country, position, pickup } = data;
    const sealed = Object.entries(sealedColumns).map(([key, column]) => {
      const value = data[key as SealedKey];
      return [column, value === null ? null : personalData.seal(attendeePlace(column, attendeeId), value)];
    });
    return {
      list,
      sex,
      province,
      city,
      region,
      country,
      position,
      pickup,
      ...(Object.fromEntries(sealed) as Record<string, Buffer | null>),
      likeness_index: personalData.blindIndex('likeness', likenessOf(data)),
    };
  }

  async function page(query: Knex.QueryBuilder): Promise<(Attendee & { keyset: string; unitName: string | null })[]> {
    const rows = (await query) as (Row & { unit_name: string | null })[];
    return rows.map((row) => ({ ...attendeeOf(row), keyset: row.keyset, unitName: row.unit_name }));
  }

  return {
    async find(attendeeId: string, of: { registrationId: string } | { scope: Scope }): Promise<Attendee | undefined> {
      const query = attendees().where('a.attendee_id', attendeeId);
      if ('registrationId' in of) void query.where('a.registration_id', of.registrationId);
      else
        void query.join('registrations as r', 'r.registration_id', 'a.registration_id').modify((rows) => within(rows, 'r.delegation_id', of.scope));
      const row = (await query.first()) as Row | undefined;
      return row && attendeeOf(row);
    },

    /** In the order they were added. */
    async list(
      { scope, registrationId, state }: { scope: Scope; registrationId?: string | undefined; state?: AttendeeShownState | undefined },
      keysetPage: KeysetPage,
    ) {
      const query = attendees()
        .join('registrations as r', 'r.registration_id', 'a.registration_id')
        .select('r.unit_name')
        .modify((rows) => within(rows, 'r.delegation_id', scope))
        .modify((rows) => pageByKeyset(knex, rows, { time: 'a.created_at', id: 'a.attendee_id' }, keysetPage));
      if (registrationId) void query.where('a.registration_id', registrationId);
      if (state && state in attendeeTransitions) void query.where('a.state', state).whereRaw(notOrdered);
      else if (state) void query.where('l.line_state', state).whereIn('a.attendee_id', knex('order_lines').where({ state }).select('attendee_id'));
      return page(query);
    },

    /** Everyone of one registration. */
    async ofRegistration(registrationId: string): Promise<Attendee[]> {
      const rows = (await attendees().where('a.registration_id', registrationId).orderBy(['a.created_at', 'a.attendee_id'])) as Row[];
      return rows.map(attendeeOf);
    },

    /** Those of the ids that are the registration's, held until the transaction ends; always in one order, so that two never wait for each other. */
    async holdStates(registrationId: string, attendeeIds: string[]): Promise<{ attendeeId: string; state: AttendeeState; version: number }[]> {
      return knex('attendees')
        .where({ registration_id: registrationId })
        .whereIn('attendee_id', attendeeIds)
        .orderBy('attendee_id')
        .forUpdate()
        .select({ attendeeId: 'attendee_id', state: 'state', version: 'version' });
    },

    /** False when the person is on the own list already; the transaction is over then. Other units' are not looked at (`createPersonKeys`). */
    async insert(attendee: { attendeeId: string; edition: string; registrationId: string; data: AttendeeData; personKey: string }): Promise<boolean> {
      const { attendeeId, edition, registrationId } = attendee;
      await knex('attendees').insert({ attendee_id: attendeeId, edition, registration_id: registrationId, ...rowOf(attendeeId, attendee.data) });
      return keys.list(registrationId, attendeeId, attendee.personKey);
    },

    /** False when that makes it a person who is on the own list already; the transaction is over then. */
    async update(attendeeId: string, { data, personKey }: { data: AttendeeData; personKey: string }): Promise<boolean> {
      const [row] = await knex('attendees')
        .where({ attendee_id: attendeeId })
        .update({ ...rowOf(attendeeId, data), version: knex.raw('version + 1') })
        .returning<{ registration_id: string }[]>('registration_id');
      return keys.relist(row!.registration_id, attendeeId, personKey);
    },

    /** How many people of other units one might take for each of these: a renewed passport has another number. */
    async lookalikes(attendeeIds: readonly string[]): Promise<Map<string, number>> {
      const rows = (await knex('attendees as a')
        .join('attendees as b', function likeness() {
          this.on('b.likeness_index', 'a.likeness_index').andOn('b.edition', 'a.edition').andOn('b.registration_id', '<>', 'a.registration_id');
        })
        .join('registrations as r', 'r.registration_id', 'b.registration_id')
        .whereIn('a.attendee_id', [...attendeeIds])
        .whereNot('b.state', 'withdrawn')
        .whereNotIn('r.state', [...endedStates])
        .groupBy('a.attendee_id')
        .select('a.attendee_id', knex.raw('count(*)::int AS count'))) as { attendee_id: string; count: number }[];
      return new Map(rows.map((row) => [row.attendee_id, row.count]));
    },

    /** False when an order remembers one of them: what was ordered stays on record. */
    async delete(attendeeIds: string[]): Promise<boolean> {
      const remembered: unknown = await knex('order_lines').whereIn('attendee_id', attendeeIds).first('order_no');
      if (remembered) return false;
      await createAttendeePhotos(store).condemnOf(attendeeIds);
      await knex('attendees').whereIn('attendee_id', attendeeIds).delete();
      return true;
    },
  };
}
