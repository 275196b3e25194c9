import { DomainError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';
import { uncoveredCharacters } from './badge-font.ts';

/** `"𠮷" (U+20BB7)`; a mark on a circle, and of what cannot be seen the code point alone. */
function named(character: string): string {
  const codePoint = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  if (/[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u.test(character)) return codePoint;
  return `"${/\p{M}/u.test(character) ? '\u25cc' : ''}${character}" (${codePoint})`;
}

/** Refuses what a badge could not print, while there is still someone to ask for another spelling: of a person's name with the way to the bureau. */
export function assertPrintable(texts: Record<string, string>, key: 'person_not_printable' | 'not_printable'): void {
  const errors = Object.entries(texts).flatMap(([path, text]) => {
    const missing = [...new Set(uncoveredCharacters(text).map(named))];
    const message = say(key, { characters: missing.join(', ') });
    return missing.length > 0 ? [{ path, code: 'name_not_printable', message }] : [];
  });
  if (errors.length > 0) throw new DomainError('name_not_printable', { errors });
}
