import type { AttendeeList } from '../../../domain/attendee.ts';
import { composedName, type AttendeeField } from '../../../domain/attendee-field.ts';
import { DomainError } from '../../../domain/errors.ts';
import { say } from '../../../domain/message.ts';
import type { Attendee } from '../../../db/registration/attendee.ts';
import { assertNamePrintable } from '../../badge-name.ts';

/** What is there of a form, its fields side by side. */
export type Given = Partial<Record<AttendeeField, string>>;

/** Whether the badge would say the same: by every part of the name, and by a country with other capitals. */
const isNameOf = (list: AttendeeList, fields: Given, before: Attendee | undefined): before is Attendee =>
  before !== undefined && composedName(list, fields) === composedName(before.list, before);

/** What stays printed in the place of a name: nothing once the badge would say another one. Where it is null, the fonts must have the name. */
export const keptPrintedName = (list: AttendeeList, fields: Given, before: Attendee | undefined): string | null =>
  isNameOf(list, fields, before) ? before.printedName : null;

/** The scripts of passports that have the name in Latin letters beside it; those of Greek and Cyrillic a badge prints. */
const isAsian = (name: string) =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u.test(name);

/** An English name is in the letters of a passport (G3.3): bytes of a sheet that were mistaken for Chinese show here at the latest. What stands already is the bureau's. */
function assertLatin({ surname, givenName }: Given, before: Attendee | undefined): void {
  const errors = Object.entries({ surname, givenName }).flatMap(([path, value]) =>
    value !== undefined && value !== before?.[path as 'surname' | 'givenName'] && isAsian(value)
      ? [{ path, code: 'not_latin', message: say('not_latin', { value }) }]
      : [],
  );
  if (errors.length > 0) throw new DomainError('validation_failed', { errors });
}

/** A name that a badge can print; who has one already, or one that the bureau recorded, keeps it. */
export function assertName(list: AttendeeList, fields: Given, before: Attendee | undefined): void {
  if (list === 'overseas') assertLatin(fields, before);
  if (keptPrintedName(list, fields, before) === null) assertNamePrintable(list, fields, 'person_not_printable');
}
