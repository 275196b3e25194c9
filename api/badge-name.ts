import { DomainError } from '../domain/errors.ts';
import { say, type MessageKey } from '../domain/message.ts';
import { uncoveredCharacters } from './badge-font.ts';

/** `"𠮷" (U+20BB7)`; a mark on a circle, and of what cannot be seen the code point alone. */
function named(character: string): string {
  const codePoint = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  if (/[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u.test(character)) return codePoint;
  return `"${/\p{M}/u.test(character) ? '\u25cc' : ''}${character}" (${codePoint})`;
}

/** Refuses what a badge could not print, while there is still someone to ask for another spelling. */
export function assertPrintable(
  texts: Record<string, string>,
  key: MessageKey & ('name_not_printable' | 'not_printable'),
): void {
  const faults = Object.entries(texts)
    .map(([path, text]) => ({ path, characters: uncoveredCharacters(text).map(named) }))
    .filter(({ characters }) => characters.length > 0);
  if (faults.length === 0) return;
  const told = (characters: readonly string[]) => say(key, { characters: [...new Set(characters)].join(', ') });
  throw new DomainError('name_not_printable', {
    detail: told(faults.flatMap(({ characters }) => characters)),
    errors: faults.map(({ path, characters }) => ({ path, code: 'name_not_printable', message: told(characters) })),
  });
}
