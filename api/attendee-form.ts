import { z } from 'zod';
import { attendeeLists, attendeeTransitions, badgeTypes, pickupWays } from '../domain/attendee.ts';
import { lineTransitions } from '../domain/badge.ts';
import { DomainError } from '../domain/errors.ts';
import { maskDocument, parseDocument, permitRegions, personKey } from '../domain/identity.ts';
import { statesOf } from '../domain/state-machine.ts';
import type { Attendee, AttendeeData } from '../db/attendee.ts';
import type { Store } from '../db/knex.ts';
import { assertPrintable } from './badge-name.ts';
import { fieldError, type Language } from './errors.ts';
import { assertKnown, codeClaim, placeClaims } from './reference-check.ts';
import { sex, text, time, uuid } from './schemas.ts';

const shared = { sex, documentNumber: text(40), position: text(64) };
const pickup = z.enum(pickupWays);
const own = {
  name: text(50),
  residence: z.strictObject({ province: text(50), city: text(50) }),
  permitName: text(100),
  region: z.enum(permitRegions),
  surname: text(60),
  givenName: text(60),
  country: z.string().regex(/^[A-Z]{2}$/),
};

/** G3.3: three lists, each with its own fields. */
export const attendeeBody = z
  .discriminatedUnion('list', [
    z.strictObject({ list: z.literal('mainland'), name: own.name, residence: own.residence, ...shared, pickup: pickup.optional() }),
    z.strictObject({
      list: z.literal('hk_macao_taiwan'),
      name: own.name,
      permitName: own.permitName,
      region: own.region,
      ...shared,
      pickup: pickup.optional(),
    }),
    z.strictObject({
      list: z.literal('overseas'),
      surname: own.surname,
      givenName: own.givenName,
      country: own.country,
      ...shared,
      pickup: pickup.optional(),
    }),
  ])
  .openapi('AttendeeForm');
export type AttendeeBody = z.output<typeof attendeeBody>;

/** What changes; the list does not: another list is another document, hence another attendee. A null takes `pickup` away. */
export const attendeeChanges = z
  .strictObject({ ...own, ...shared, pickup: pickup.nullable() })
  .partial()
  .openapi('AttendeeChanges');

/** The form as it was filled in, for changes to be laid over. */
export function bodyOf({
  list,
  name,
  permitName,
  surname,
  givenName,
  sex,
  province,
  city,
  region,
  country,
  documentNumber,
  position,
  pickup,
}: Attendee) {
  const all = { list, sex, documentNumber, position, ...(pickup ? { pickup } : {}) };
  if (list === 'mainland') return { ...all, name, residence: { province, city } };
  return list === 'overseas' ? { ...all, surname, givenName, country } : { ...all, name, permitName, region };
}

const empty = { permitName: null, surname: null, givenName: null, province: null, city: null, region: null, country: null };

function dataOf(body: AttendeeBody): AttendeeData {
  const { sex, documentNumber, position, pickup = null } = body;
  const common = { ...empty, sex, documentNumber, position, pickup };
  if (body.list === 'mainland') return { ...common, list: body.list, name: body.name, ...body.residence };
  if (body.list === 'hk_macao_taiwan') return { ...common, list: body.list, name: body.name, permitName: body.permitName, region: body.region };
  const { list, surname, givenName, country } = body;
  return { ...common, list, name: `${surname.toUpperCase()} ${givenName}`, surname, givenName, country };
}

/** Checks a form by every rule that needs no other person: the document, the names, the vocabularies. */
export async function readAttendee(store: Store, body: AttendeeBody, language: Language): Promise<{ data: AttendeeData; personKey: string }> {
  const document = parseDocument(body, new Date());
  if (!document.ok) {
    throw new DomainError('document_invalid', { errors: [fieldError('documentNumber', 'document_invalid', language, document.reason)] });
  }
  const data = dataOf({ ...body, documentNumber: document.value.number });
  assertPrintable(body.list === 'overseas' ? { surname: body.surname.toUpperCase(), givenName: body.givenName } : { name: data.name }, language);
  await assertKnown(
    store,
    [
      codeClaim('position', 'positions', body.position),
      ...(body.list === 'mainland' ? placeClaims('residence', body.residence) : []),
      ...(body.list === 'overseas' ? [codeClaim('country', 'countries', body.country)] : []),
    ],
    language,
  );
  return { data, personKey: personKey(document.value) };
}

const shownStates = [...statesOf(attendeeTransitions), ...statesOf(lineTransitions).filter((state) => state !== 'released')] as const;
/** What a page shows of a person's way (G5.3). */
export const attendeeState = z.enum(shownStates).openapi('AttendeeState');

export const attendeeView = z
  .object({
    attendeeId: uuid,
    list: z.enum(attendeeLists),
    state: attendeeState,
    badgeType: z.enum(badgeTypes).nullable(),
    name: z.string(),
    sex,
    documentMasked: z.string(),
    position: z.string(),
    pickup: pickup.nullable(),
    residence: z.object({ province: z.string(), city: z.string() }).optional(),
    permitName: z.string().optional(),
    region: own.region.optional(),
    surname: z.string().optional(),
    givenName: z.string().optional(),
    country: z.string().optional(),
    hasPhoto: z.boolean(),
    orderNo: z.string().nullable(),
    version: z.int(),
    createdAt: time,
  })
  .openapi('Attendee');

/** An attendee as anyone may see it: the document number only masked (G5.5). */
export function viewOfAttendee(attendee: Attendee): z.input<typeof attendeeView> {
  const { attendeeId, state, badgeType, name, pickup, hasPhoto, orderNo, version, createdAt } = attendee;
  const { documentNumber, ...form } = bodyOf(attendee);
  return {
    ...(form as Pick<z.input<typeof attendeeView>, 'list' | 'sex' | 'position'>),
    attendeeId,
    state,
    badgeType,
    name,
    pickup,
    hasPhoto,
    orderNo,
    version,
    createdAt,
    documentMasked: maskDocument(documentNumber),
  };
}
