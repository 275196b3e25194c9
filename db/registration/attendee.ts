import { shownState, type AttendeeShownState, type AttendeeState, type BadgeType } from '../../domain/attendee.ts';
import {
  sealedFields,
  type AttendeeData,
  type AttendeeField,
  type SealedAttendeeField,
} from '../../domain/attendee-field.ts';
import type { WarningCode } from '../../domain/attendee-warning.ts';
import type { LineState } from '../../domain/badge.ts';
import { statesIn, type RegistrationState } from '../../domain/registration.ts';
import { lineOfAttendee, narrowAttendees, type AttendeeFilter } from './attendee-filter.ts';
import { createAttendeePhotos } from './attendee-photo.ts';
import { inScope, type Scope } from '../delegation.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';
import type { PersonalData, SealedField } from '../personal-data.ts';
import type { Row } from '../query.ts';
import type { Same } from '../table.ts';
import type { SealedColumns } from '../tables.ts';
import { createPersonKeys } from './person-key.ts';

const order: KeysetOrder = {
  by: [
    ['time', 'a.createdAt'],
    ['uuid', 'a.attendeeId'],
  ],
};

/** A person of a unit, opened: it holds the document number in plain. */
export interface Attendee extends AttendeeData {
  attendeeId: string;
  registrationId: string;
  /** What the page shows: the badge's state once the person is ordered. */
  state: AttendeeShownState;
  ownState: AttendeeState;
  badgeType: BadgeType | null;
  /** What the badge prints for a name that no font has whole. */
  printedName: string | null;
  /** The order that holds the person now. */
  orderNo: string | null;
  hasPhoto: boolean;
  /** What looked wrong and the unit said is right. */
  confirmedWarnings: WarningCode[];
  version: number;
  createdAt: Date;
}

/** A person beside what their registration says of what may be done with them. */
export interface ReviewedAttendee extends Attendee {
  unitName: string | null;
  registrationState: RegistrationState;
}

/** Equal for people whom one might take for the same: a renewed passport has another number. */
export function likenessOf(
  personalData: PersonalData,
  { list, name, sex, region, country }: Pick<AttendeeData, 'list' | 'name' | 'sex' | 'region' | 'country'>,
): { likenessIndex: Buffer; likenessKey: string } {
  const likeness = JSON.stringify([list, name.toLowerCase().replaceAll(/\s+/g, ' '), sex, region ?? country]);
  return { likenessIndex: personalData.blindIndex('likeness', likeness), likenessKey: personalData.indexKey };
}

/** Where a sealed column of an attendee stands. */
export function attendeeField(
  column: Same<SealedAttendeeField | 'printedName', SealedColumns['attendees']>,
  attendeeId: string,
): SealedField {
  return { table: 'attendees', column, row: attendeeId };
}

/** The people of the units; inserted as `saved`, their states are moved by their registration's workflow. */
export function createAttendees(store: Store) {
  const { knex, personalData } = store;
  const keys = createPersonKeys(store);
  const attendees = () =>
    knex('attendees as a')
      .joinRaw<{ 'l.lineState': LineState | null; 'l.orderNo': string | null }>(lineOfAttendee)
      .select('a.*', 'l.lineState', 'l.orderNo');
  type Found = Awaited<ReturnType<typeof attendees>>[number];

  function attendeeOf({
    state,
    lineState,
    edition: _edition,
    lockedAt: _lockedAt,
    likenessIndex: _likeness,
    likenessKey: _likenessKey,
    ...row
  }: Found): Attendee {
    const show = (field: SealedAttendeeField | 'printedName') =>
      row[field] && personalData.show(attendeeField(field, row.attendeeId), row[field]);
    // Object.fromEntries forgets the names.
    const shown = Object.fromEntries(sealedFields.map((field) => [field, show(field)])) as Pick<
      AttendeeData,
      SealedAttendeeField
    >;
    return {
      ...row,
      state: shownState(state, lineState),
      ownState: state,
      ...shown,
      printedName: show('printedName'),
    };
  }

  const ofUnits = () =>
    attendees()
      .join('registrations as r', 'r.registrationId', 'a.registrationId')
      .select('r.unitName', { registrationState: 'r.state' });
  const reviewedOf = ({
    unitName,
    registrationState,
    ...row
  }: Awaited<ReturnType<typeof ofUnits>>[number]): ReviewedAttendee => ({
    ...attendeeOf(row),
    unitName,
    registrationState,
  });

  const sealFor =
    (attendeeId: string, registrationId: string) => (field: SealedAttendeeField | 'printedName', text: string | null) =>
      text === null ? null : personalData.seal(attendeeField(field, attendeeId), text, registrationId);

  function rowOf(attendeeId: string, registrationId: string, data: AttendeeData) {
    const seal = sealFor(attendeeId, registrationId);
    // As above.
    const sealed = Object.fromEntries(sealedFields.map((field) => [field, seal(field, data[field])])) as Pick<
      Row<'attendees'>,
      SealedAttendeeField
    >;
    const stored: Pick<Row<'attendees'>, AttendeeField> = { ...data, ...sealed };
    return { list: data.list, ...stored, ...likenessOf(personalData, data) };
  }

  return {
    async find(attendeeId: string, of: { registrationId: string } | { scope: Scope }): Promise<Attendee | undefined> {
      const query = attendees().where('a.attendeeId', attendeeId);
      if ('registrationId' in of) void query.where('a.registrationId', of.registrationId);
      else
        void query
          .join('registrations as r', 'r.registrationId', 'a.registrationId')
          .modify((rows) => inScope(rows, 'r.delegationId', of.scope));
      const row = await query.first();
      return row && attendeeOf(row);
    },

    async findReviewed(attendeeId: string, scope: Scope): Promise<ReviewedAttendee | undefined> {
      const row = await ofUnits()
        .where('a.attendeeId', attendeeId)
        .modify((rows) => inScope(rows, 'r.delegationId', scope))
        .first();
      return row && reviewedOf(row);
    },

    /** What these people and their units are called, as far as the scope covers them and they are still listed. */
    async names(
      attendeeIds: readonly string[],
      scope: Scope,
    ): Promise<Map<string, { name: string; unitName: string | null }>> {
      const rows = await knex('attendees as a')
        .join('registrations as r', 'r.registrationId', 'a.registrationId')
        .whereIn('a.attendeeId', [...attendeeIds])
        .modify((found) => inScope(found, 'r.delegationId', scope))
        .select('a.attendeeId', 'a.name', 'r.unitName');
      return new Map(
        rows.map(({ attendeeId, name, unitName }) => [
          attendeeId,
          { name: personalData.show(attendeeField('name', attendeeId), name), unitName },
        ]),
      );
    },

    /** In the order they were added. */
    async list(filter: AttendeeFilter, page: KeysetPage): Promise<Keyed<ReviewedAttendee>[]> {
      const rows = await ofUnits()
        .select({ keyset: keysetOf(knex, order) })
        .modify((found) => narrowAttendees(found, filter))
        .modify((found) => pageByKeyset(found, order, page));
      return rows.map(({ keyset, ...row }) => ({ ...reviewedOf(row), keyset }));
    },

    /** Everyone of one registration. */
    async ofRegistration(registrationId: string): Promise<Attendee[]> {
      const rows = await attendees().where('a.registrationId', registrationId).orderBy(['a.createdAt', 'a.attendeeId']);
      return rows.map(attendeeOf);
    },

    /** Those of the ids that are the registration's, held until the transaction ends; always in one order, so that two never wait for each other. */
    async holdStates(
      registrationId: string,
      attendeeIds: string[],
    ): Promise<{ attendeeId: string; state: AttendeeState; version: number }[]> {
      return knex('attendees')
        .where({ registrationId })
        .whereIn('attendeeId', attendeeIds)
        .orderBy('attendeeId')
        .forUpdate()
        .select('attendeeId', 'state', 'version');
    },

    /** False when the person is on the own list already; the transaction is over then. Other units' are not looked at (`createPersonKeys`). */
    async insert(attendee: {
      attendeeId: string;
      edition: string;
      registrationId: string;
      data: AttendeeData;
      personKey: string;
    }): Promise<boolean> {
      const { attendeeId, edition, registrationId } = attendee;
      await knex('attendees').insert({
        attendeeId,
        edition,
        registrationId,
        ...rowOf(attendeeId, registrationId, attendee.data),
      });
      return keys.list(registrationId, attendeeId, attendee.personKey);
    },

    /** False when that makes it a person who is on the own list already; the transaction is over then. */
    async update(
      { attendeeId, registrationId }: Pick<Attendee, 'attendeeId' | 'registrationId'>,
      changed: {
        data: AttendeeData;
        printedName: string | null;
        personKey: string;
        confirmedWarnings: WarningCode[];
      },
    ): Promise<boolean> {
      const { data, printedName, personKey, confirmedWarnings } = changed;
      await knex('attendees')
        .where({ attendeeId })
        .update({
          ...rowOf(attendeeId, registrationId, data),
          printedName: sealFor(attendeeId, registrationId)('printedName', printedName),
          confirmedWarnings,
          version: knex.raw('version + 1'),
        });
      return keys.relist(registrationId, attendeeId, personKey);
    },

    /** Their name alone, whose parts are what is sealed beside the document's number. */
    async rename(
      { attendeeId, registrationId }: Pick<Attendee, 'attendeeId' | 'registrationId'>,
      person: AttendeeData & { printedName: string | null },
    ): Promise<void> {
      const { name, permitName, surname, givenName, ...row } = rowOf(attendeeId, registrationId, person);
      const { likenessIndex, likenessKey } = row;
      const printedName = sealFor(attendeeId, registrationId)('printedName', person.printedName);
      await knex('attendees')
        .where({ attendeeId })
        .update({
          name,
          permitName,
          surname,
          givenName,
          printedName,
          likenessIndex,
          likenessKey,
          version: knex.raw('version + 1'),
        });
    },

    /** How many people of other units one might take for each of these: a renewed passport has another number. Indexes of two keys are never equal. */
    async lookalikes(attendeeIds: readonly string[]): Promise<Map<string, number>> {
      const rows = await knex('attendees as a')
        .join('attendees as b', { 'b.likenessIndex': 'a.likenessIndex', 'b.edition': 'a.edition' })
        .whereRaw('b.registration_id <> a.registration_id')
        .join('registrations as r', 'r.registrationId', 'b.registrationId')
        .whereIn('a.attendeeId', [...attendeeIds])
        .whereNot('b.state', 'withdrawn')
        .whereNotIn('r.state', statesIn('ended'))
        .groupBy('a.attendeeId')
        .select('a.attendeeId', { count: knex.raw<number>('count(*)::int') });
      return new Map(rows.map((row) => [row.attendeeId, row.count]));
    },

    /** False when an order remembers one of them: what was ordered stays on record. */
    async delete(attendeeIds: string[]): Promise<boolean> {
      const remembered = await knex('order_lines').whereIn('attendeeId', attendeeIds).first('orderNo');
      if (remembered) return false;
      await createAttendeePhotos(store).condemnOf(attendeeIds);
      await knex('attendees').whereIn('attendeeId', attendeeIds).delete();
      return true;
    },
  };
}
