import type { AttendeeList } from '../domain/attendee.ts';
import { capitals, type NameFields } from '../domain/attendee-field.ts';
import { DomainError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';
import { lettersOf, uncoveredCharacters } from './badge-font.ts';

/** `"𠮷" (U+20BB7)`; a mark on a circle, and of what cannot be seen the code point alone. */
function named(character: string): string {
  const codePoint = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  if (/[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u.test(character)) return codePoint;
  return `"${/\p{M}/u.test(character) ? '\u25cc' : ''}${character}" (${codePoint})`;
}

type Words = 'person_not_printable' | 'not_printable';

/** Refuses what a badge could not print, while there is still someone to ask for another spelling: of a person's name with the way to the bureau. */
export function assertPrintable(
  texts: Record<string, string>,
  key: Words,
  inPrint: (typed: string, path: string) => string = (typed) => typed,
): void {
  const errors = Object.entries(texts).flatMap(([path, text]) => {
    // As typed, whatever is printed of it: nobody looks for a capital they did not write.
    const typed = lettersOf(text).flatMap((letter) => {
      if (uncoveredCharacters(inPrint(letter, path)).length === 0) return [];
      const own = uncoveredCharacters(letter);
      return own.length > 0 ? own : Array.from(letter);
    });
    const missing = [...new Set(typed.map(named))];
    const message = say(key, { characters: missing.join(', ') });
    return missing.length > 0 ? [{ path, code: 'name_not_printable', message }] : [];
  });
  if (errors.length > 0) throw new DomainError('name_not_printable', { errors });
}

/** Refuses parts of a name that a badge could not print: a surname in capitals, all else as typed. */
export function assertNamePrintable(
  list: AttendeeList,
  { name, surname, givenName, country }: NameFields,
  key: Words,
): void {
  const parts = Object.entries(list === 'overseas' ? { surname, givenName } : { name });
  assertPrintable(
    Object.fromEntries(parts.filter((part): part is [string, string] => Boolean(part[1]))),
    key,
    (typed, part) => (part === 'surname' ? capitals({ surname: typed, country }) : typed),
  );
}
