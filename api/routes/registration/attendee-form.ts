import { z } from 'zod';
import { attendeeLists, attendeeTransitions, badgeTypes, type AttendeeList } from '../../../domain/attendee.ts';
import {
  allFields,
  dataOf,
  fieldsOf,
  flatForm,
  labelOf,
  capitals,
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
import { parse } from '../../operation.ts';
import { assertKnown, codeClaim, placeClaims } from '../../reference-check.ts';
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
  form.list === 'overseas' ? { surname: capitals(form), givenName: form.givenName } : { name: form.name };

/** A name as the document has it, of whatever list; beside it what the badge prints, null where that is the name itself. */
export const recordedName = attendeeChanges
  .pick({ name: true, permitName: true, surname: true, givenName: true })
  .extend({ printedName: text(121).nullable() });

/** The person under another name, whose badge can be printed. */
export function renamed(
  attendee: Attendee,
  { printedName, ...names }: z.output<typeof recordedName>,
  language: Language,
): AttendeeData & { printedName: string | null } {
  const form = parse(attendeeBody, changedForm(attendee, names), language, 'changed attendee');
  if (printedName === null) assertPrintable(printed(form), 'not_printable');
  else assertPrintable({ printedName }, 'not_printable');
  return { ...dataOf(form), printedName };
}

function claimsOf(form: AttendeeForm) {
  const codes = Object.entries(flatForm(form)).flatMap(([field, value]) => {
    const { vocabulary } = ruleOf(field as AttendeeField);
    return vocabulary ? [codeClaim(field, vocabulary, value)] : [];
  });
  return 'residence' in form ? [...codes, ...placeClaims('residence', form.residence)] : codes;
}

/** Checks a form by every rule that needs no other person: the document, the names, the vocabularies. An unchanged name keeps what is printed for it. */
export async function readAttendee(
  store: Store,
  body: AttendeeForm,
  language: Language,
  before?: Attendee,
): Promise<{ data: AttendeeData; printedName: string | null; personKey: string }> {
  const document = parseDocument(body, new Date());
  if (!document.ok) {
    throw new DomainError('document_invalid', {
      errors: [fieldError('documentNumber', 'document_invalid', language, document.reason)],
    });
  }
  const data = dataOf({ ...body, documentNumber: document.value.number });
  const printedName = before?.name === data.name ? before.printedName : null;
  if (printedName === null) assertPrintable(printed(body), 'name_not_printable');
  await assertKnown(store, claimsOf(body), language);
  return { data, printedName, personKey: personKey(document.value) };
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
    printedName: z
      .string()
      .nullable()
      .openapi({ description: 'What the badge prints for a name that no font has whole; the bureau records it' }),
    documentMasked: z.string(),
    hasPhoto: z.boolean(),
    orderNo: z.string().nullable(),
    version: z.int(),
    createdAt: time,
  })
  .openapi('Attendee');

/** An attendee as anyone may see it: the document number only masked (G5.5). */
export function viewOfAttendee(attendee: Attendee): z.input<typeof attendeeView> {
  const { attendeeId, list, state, badgeType, name, printedName, pickup, hasPhoto, orderNo, version, createdAt } =
    attendee;
  const fields: Record<string, unknown> = { ...nestForm(list, { ...attendee, documentNumber: null }), name, pickup };
  return {
    ...fields,
    list,
    attendeeId,
    state,
    badgeType,
    printedName,
    hasPhoto,
    orderNo,
    version,
    createdAt,
    documentMasked: maskDocument(attendee.documentNumber),
  };
}
