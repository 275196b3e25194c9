import type { AttendeeList } from '../../../domain/attendee.ts';
import { capitals, type AttendeeField } from '../../../domain/attendee-field.ts';
import { DomainError } from '../../../domain/errors.ts';
import { say } from '../../../domain/message.ts';
import type { Attendee } from '../../../db/registration/attendee.ts';
import { assertPrintable } from '../../badge-name.ts';

/** What is there of a form, its fields side by side. */
export type Given = Partial<Record<AttendeeField, string>>;

/** What of a form must be a badge's, in print: the parts of a name. */
export function printed(list: AttendeeList, { name, surname, givenName, country }: Given): Record<string, string> {
  const parts = list === 'overseas' ? { surname: surname && capitals({ surname, country }), givenName } : { name };
  return Object.fromEntries(Object.entries(parts).filter((part): part is [string, string] => part[1] !== undefined));
}

const nameFields = ['name', 'surname', 'givenName'] as const;

const isNameOf = (fields: Given, before: Attendee | undefined): before is Attendee =>
  before !== undefined && nameFields.every((field) => fields[field] === undefined || fields[field] === before[field]);

/** The scripts of passports that have the name in Latin letters beside it; those of Greek and Cyrillic a badge prints. */
const isAsian = (name: string) =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u.test(name);

/** An English name is in the letters of a passport (G3.3): bytes of a sheet that were mistaken for Chinese show here at the latest. */
function assertLatin({ surname, givenName }: Given): void {
  const errors = Object.entries({ surname, givenName }).flatMap(([path, value]) =>
    value !== undefined && isAsian(value) ? [{ path, code: 'not_latin', message: say('not_latin', { value }) }] : [],
  );
  if (errors.length > 0) throw new DomainError('validation_failed', { errors });
}

/** A name that a badge can print; who has one already, or one that the bureau recorded, keeps it. */
export function assertName(list: AttendeeList, fields: Given, before: Attendee | undefined): void {
  const isKept = isNameOf(fields, before);
  if (list === 'overseas' && !isKept) assertLatin(fields);
  if (!isKept || before.printedName === null) assertPrintable(printed(list, fields), 'person_not_printable');
}
