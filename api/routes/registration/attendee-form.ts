import { z } from 'zod';
import { attendeeLists, attendeeShownStates, badgeTypes, type AttendeeList } from '../../../domain/attendee.ts';
import {
  allFields,
  dataOf,
  fieldsOf,
  labelOf,
  nestForm,
  ruleOf,
  type AttendeeData,
  type AttendeeField,
  type AttendeeForm,
  type FieldValue,
} from '../../../domain/attendee-field.ts';
import { warningCodes, warningsOf, type AttendeeWarning, type WarningCode } from '../../../domain/attendee-warning.ts';
import { listFault } from '../../../domain/country.ts';
import { documentFault } from '../../../domain/document-fault.ts';
import { DomainError } from '../../../domain/errors.ts';
import {
  maskDocument,
  parseDocument,
  personKey,
  type DocumentClaim,
  type IdentityDocument,
  type PermitRegion,
} from '../../../domain/identity.ts';
import { say, worded, type Language } from '../../../domain/message.ts';
import type { Attendee } from '../../../db/registration/attendee.ts';
import type { Store } from '../../../db/knex.ts';
import type { ReferenceClaim } from '../../../db/reference.ts';
import { assertName, keptPrintedName, type Given } from './attendee-name.ts';
import { assertNamePrintable, assertPrintable } from '../../badge-name.ts';
import { read, type Labels, type Rule } from '../../judgement.ts';
import { assertKnown, codeClaim, placeClaims } from '../../reference-check.ts';
import { fullPlace } from '../../reference-word.ts';
import { countryCode, identifier, line, personName, time, uuid, masked, version } from '../../schemas.ts';

function schemaOf(field: AttendeeField): z.ZodType {
  const { kind, choices, vocabulary, longest } = ruleOf(field);
  if (choices) return z.enum(choices);
  if (kind === 'name') return personName(longest!);
  if (kind === 'identifier') return identifier(longest!);
  return vocabulary === 'countries' ? countryCode : line(longest!);
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

type AttendeeChanges = Record<string, unknown> & { confirmedWarnings?: WarningCode[] | undefined };

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
  .extend({
    confirmedWarnings: z.array(z.enum(warningCodes)).max(warningCodes.length).optional().openapi({
      description:
        'All the warnings that the unit says are right; left out, those that stand on the same values stay confirmed',
    }),
  })
  .openapi('AttendeeChanges') as unknown as z.ZodType<AttendeeChanges>;

/** The form as it was filled in, with changes laid over it. */
export function changedForm(
  attendee: Attendee,
  { confirmedWarnings: _said, ...changes }: AttendeeChanges,
): Record<string, unknown> {
  const form: Record<string, unknown> = { ...nestForm(attendee.list, attendee), ...changes };
  return Object.fromEntries(Object.entries(form).filter(([, value]) => value !== null));
}

/** The fields of what is there of a form, side by side. */
function flat(form: Readonly<Record<string, unknown>>): Given {
  const nested = Object.values(form).filter((value) => typeof value === 'object' && value !== null);
  const fields = Object.entries(Object.assign({}, form, ...nested) as object);
  return Object.fromEntries(fields.filter(([name]) => allFields.includes(name as AttendeeField)));
}

/** A name as the document has it, of whatever list; beside it what the badge prints, null where that is the name itself. */
export const recordedName = z.strictObject({
  name: schemas.name.optional(),
  permitName: schemas.permitName.optional(),
  surname: schemas.surname.optional(),
  givenName: schemas.givenName.optional(),
  printedName: personName(121).nullable(),
});

/** The person under another name, whose badge can be printed. */
export async function renamed(
  attendee: Attendee,
  { printedName, ...names }: z.output<typeof recordedName>,
): Promise<AttendeeData & { printedName: string | null }> {
  const form = await read(attendeeBody, changedForm(attendee, names), {
    rules: (sound) => [
      () =>
        printedName === null
          ? assertNamePrintable(attendee.list, flat(sound), 'not_printable')
          : assertPrintable({ printedName }, 'not_printable'),
    ],
    labels: attendeeLabels(attendee.list),
  });
  return { ...dataOf(form), printedName };
}

function claimsOf(fields: Given): ReferenceClaim[] {
  const codes = Object.entries(fields).flatMap(([field, value]) => {
    const { vocabulary } = ruleOf(field as AttendeeField);
    return vocabulary ? [codeClaim(field, vocabulary, value)] : [];
  });
  const { province, city } = fields;
  return [...codes, ...placeClaims('residence', { province, city })];
}

/** The document a form is about, as far as it says which. */
function claimIn(list: AttendeeList, { documentNumber, region, country }: Given): DocumentClaim | undefined {
  if (documentNumber === undefined) return undefined;
  if (list === 'mainland') return { list, documentNumber };
  if (list === 'overseas') return country === undefined ? undefined : { list, documentNumber, country };
  return region === undefined ? undefined : { list, documentNumber, region: region as PermitRegion };
}

/** A document by its own form, or the refusal that says what is wrong with it, whatever its country: who was added to the wrong list before that was refused is found and put right as well. */
export function documentOf(claim: DocumentClaim): IdentityDocument {
  const parsed = parseDocument(claim, new Date());
  if (parsed.ok) return parsed.value;
  throw new DomainError('document_invalid', {
    errors: [documentFault(parsed.reason, claim)],
  });
}

/** Whose document it is, where a form says so much of it and it can be one. */
export function personKeyIn(list: AttendeeList, fields: Given): string | undefined {
  const claim = claimIn(list, fields);
  const parsed = claim && parseDocument(claim, new Date());
  return parsed?.ok ? personKey(parsed.value) : undefined;
}

/** A person from elsewhere has a document of another list (G3.3). */
function assertList(list: AttendeeList, { country }: Given): void {
  const fault = list === 'overseas' && country !== undefined ? listFault(country) : undefined;
  if (fault) throw new DomainError('country_contradicts', { errors: [fault] });
}

/** What a person's form calls its fields. */
export const attendeeLabels =
  (list: AttendeeList | undefined): Labels =>
  (field) =>
    list && labelOf(list, field);

/** As the body itself says which list it is for. */
export const attendeeLabelsOf = (body: unknown): Labels =>
  attendeeLabels(attendeeLists.find((list) => list === (body as { list?: unknown } | null)?.list));

/** Every rule of a form that needs no other person, as far as the form goes: the document, the names, the vocabularies. */
export function attendeeRules(store: Store, form: Partial<AttendeeForm>, before?: Attendee): Rule[] {
  const { list } = form;
  if (!list) return [];
  const fields = flat(form);
  const claim = claimIn(list, fields);
  return [
    () => assertList(list, fields),
    () => void (claim && documentOf(claim)),
    () => assertName(list, fields, before),
    () => assertKnown(store, claimsOf(fields)),
  ];
}

/** The form with its place by its full names. */
export async function withFullPlace(store: Store, form: AttendeeForm): Promise<AttendeeForm> {
  return 'residence' in form ? { ...form, residence: await fullPlace(store, form.residence) } : form;
}

/** A form as it is stored, and whose it is. */
export function readAttendee(
  form: AttendeeForm,
  before?: Attendee,
): { data: AttendeeData; printedName: string | null; personKey: string } {
  const document = documentOf(form);
  const data = dataOf({ ...form, documentNumber: document.number });
  return { data, printedName: keptPrintedName(form.list, flat(form), before), personKey: personKey(document) };
}

/** What a page shows of a person's way (G5.3). */
export const attendeeState = z.enum(attendeeShownStates).openapi('AttendeeState');

export const warningsShown = z
  .array(
    z
      .object({ path: z.string(), code: z.enum(warningCodes), message: z.string(), confirmed: z.boolean() })
      .openapi('AttendeeWarning'),
  )
  .openapi({ description: 'What looks wrong and may yet be right; the unit confirms it by PATCH `confirmedWarnings`' });

export const showWarnings = (warnings: readonly AttendeeWarning[], language: Language): z.input<typeof warningsShown> =>
  warnings.map((warning) => ({ ...warning, message: worded(say(warning.code), language) }));

/** In every view: a badge has a name, whatever its list calls the parts. */
const isAlwaysShown = (field: AttendeeField) => field === 'name' || attendeeLists.every((list) => labelOf(list, field));

function shownAs(field: AttendeeField): z.ZodType {
  const { choices, isOptional } = ruleOf(field);
  const schema = choices ? z.enum(choices) : z.string();
  const shown = isOptional ? schema.nullable() : schema;
  return isAlwaysShown(field) ? shown : shown.optional();
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
    documentMasked: masked,
    warnings: warningsShown,
    hasPhoto: z.boolean(),
    orderNo: z.string().nullable(),
    version,
    createdAt: time,
  })
  .openapi('Attendee');

/** An attendee as anyone may see it: the document number only masked (G5.5). */
export function viewOfAttendee(attendee: Attendee, language: Language): z.input<typeof attendeeView> {
  const { attendeeId, list, state, badgeType, name, printedName, hasPhoto, orderNo, version, createdAt } = attendee;
  const leftOut = fieldsOf(list).filter((field) => ruleOf(field).isOptional && attendee[field] === null);
  const fields: Record<string, unknown> = {
    ...nestForm(list, { ...attendee, documentNumber: null }),
    ...Object.fromEntries(leftOut.map((field) => [field, null])),
    name,
  };
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
    warnings: showWarnings(warningsOf(attendee), language),
  };
}
