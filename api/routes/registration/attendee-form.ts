import { z } from 'zod';
import { attendeeLists, attendeeTransitions, badgeTypes, type AttendeeList } from '../../../domain/attendee.ts';
import {
  allFields,
  dataOf,
  fieldsOf,
  flatForm,
  labelOf,
  nestForm,
  ruleOf,
  type AttendeeData,
  type AttendeeField,
  type AttendeeForm,
  type FieldValue,
} from '../../../domain/attendee-field.ts';
import { lineTransitions } from '../../../domain/badge.ts';
import { DomainError } from '../../../domain/errors.ts';
import { maskDocument, parseDocument, personKey } from '../../../domain/identity.ts';
import { statesOf } from '../../../domain/state-machine.ts';
import type { Attendee } from '../../../db/registration/attendee.ts';
import type { Store } from '../../../db/knex.ts';
import { assertPrintable } from '../../badge-name.ts';
import { fieldError, type Language } from '../../errors.ts';
import { assertKnown, codeClaim, placeClaims } from '../../reference-check.ts';
import { fullPlace } from '../../reference-word.ts';
import { text, time, uuid } from '../../schemas.ts';

function schemaOf(field: AttendeeField): z.ZodType {
  const { choices, pattern, longest } = ruleOf(field);
  if (choices) return z.enum(choices);
  return pattern ? z.string().regex(pattern) : text(longest!);
}
const schemas = Object.fromEntries(allFields.map((field) => [field, schemaOf(field)])) as {
  [K in AttendeeField]: z.ZodType<FieldValue<K>>;
};

/** The fields as a form nests them. */
function nested(
  fields: readonly AttendeeField[],
  of: (field: AttendeeField) => z.ZodType,
  nest: (inside: z.ZodObject) => z.ZodType,
) {
  const shape: Record<string, z.ZodType> = {};
  const inside: Record<string, Record<string, z.ZodType>> = {};
  for (const field of fields) {
    const { within } = ruleOf(field);
    if (within) (inside[within] ??= {})[field] = of(field);
    else shape[field] = of(field);
  }
  for (const [name, of] of Object.entries(inside)) shape[name] = nest(z.strictObject(of));
  return shape;
}

function formOf(list: AttendeeList) {
  const field = (name: AttendeeField) => (ruleOf(name).isOptional ? schemas[name].optional() : schemas[name]);
  return z.strictObject({ list: z.literal(list), ...nested(fieldsOf(list), field, (inside) => inside) });
}

/** G3.3: three lists, each with its own fields. */
export const attendeeBody = z
  .discriminatedUnion('list', [formOf('mainland'), formOf('hk_macao_taiwan'), formOf('overseas')])
  .openapi('AttendeeForm') as unknown as z.ZodType<AttendeeForm>;

/** What changes; the list does not: another list is another document, hence another attendee. A null takes away what may be left out. */
export const attendeeChanges = z
  .strictObject(
    nested(
      allFields,
      (field) => (ruleOf(field).isOptional ? schemas[field].nullable() : schemas[field]),
      (inside) => inside,
    ),
  )
  .partial()
  .openapi('AttendeeChanges');

/** The form as it was filled in, with changes laid over it. */
export function changedForm(attendee: Attendee, changes: z.output<typeof attendeeChanges>): Record<string, unknown> {
  const form: Record<string, unknown> = { ...nestForm(attendee.list, attendee), ...changes };
  return Object.fromEntries(Object.entries(form).filter(([, value]) => value !== null));
}

/** What of a form must be a badge's, in print: the parts of a name. */
const printed = (form: AttendeeForm) =>
  form.list === 'overseas' ? { surname: form.surname.toUpperCase(), givenName: form.givenName } : { name: form.name };

function claimsOf(form: AttendeeForm) {
  const codes = Object.entries(flatForm(form)).flatMap(([field, value]) => {
    const { vocabulary } = ruleOf(field as AttendeeField);
    return vocabulary ? [codeClaim(field, vocabulary, value)] : [];
  });
  return 'residence' in form ? [...codes, ...placeClaims('residence', form.residence)] : codes;
}

/** The form with its places by their full names, where they are understood. */
export async function withFullPlaces(store: Store, form: AttendeeForm): Promise<AttendeeForm> {
  return 'residence' in form ? { ...form, residence: await fullPlace(store, form.residence) } : form;
}

/** Checks a form by every rule that needs no other person: the document, the names, the vocabularies. */
export async function readAttendee(
  store: Store,
  body: AttendeeForm,
  language: Language,
): Promise<{ data: AttendeeData; personKey: string }> {
  const document = parseDocument(body, new Date());
  if (!document.ok) {
    throw new DomainError('document_invalid', {
      errors: [fieldError('documentNumber', 'document_invalid', language, document.reason)],
    });
  }
  const data = dataOf({ ...body, documentNumber: document.value.number });
  assertPrintable(printed(body), language);
  await assertKnown(store, claimsOf(body), language);
  return { data, personKey: personKey(document.value) };
}

const shownStates = [
  ...statesOf(attendeeTransitions),
  ...statesOf(lineTransitions).filter((state) => state !== 'released'),
] as const;
/** What a page shows of a person's way (G5.3). */
export const attendeeState = z.enum(shownStates).openapi('AttendeeState');

/** In every view: a badge has a name, whatever its list calls the parts. */
const isAlwaysShown = (field: AttendeeField) => field === 'name' || attendeeLists.every((list) => labelOf(list, field));

function shownAs(field: AttendeeField): z.ZodType {
  const { choices, isOptional } = ruleOf(field);
  const schema = choices ? z.enum(choices) : z.string();
  if (isOptional) return schema.nullable();
  return isAlwaysShown(field) ? schema : schema.optional();
}
const shownFields = allFields.filter((field) => field !== 'documentNumber');

export const attendeeView = z
  .object({
    attendeeId: uuid,
    list: z.enum(attendeeLists),
    state: attendeeState,
    badgeType: z.enum(badgeTypes).nullable(),
    ...nested(shownFields, shownAs, (inside) => inside.optional()),
    documentMasked: z.string(),
    hasPhoto: z.boolean(),
    orderNo: z.string().nullable(),
    version: z.int(),
    createdAt: time,
  })
  .openapi('Attendee');

/** An attendee as anyone may see it: the document number only masked (G5.5). */
export function viewOfAttendee(attendee: Attendee): z.input<typeof attendeeView> {
  const { attendeeId, list, state, badgeType, name, pickup, hasPhoto, orderNo, version, createdAt, documentNumber } =
    attendee;
  const fields: Record<string, unknown> = { ...nestForm(list, { ...attendee, documentNumber: null }), name, pickup };
  return {
    ...fields,
    list,
    attendeeId,
    state,
    badgeType,
    hasPhoto,
    orderNo,
    version,
    createdAt,
    documentMasked: maskDocument(documentNumber),
  };
}
