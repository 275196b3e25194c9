import { DomainError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';
import { uncoveredCharacters } from './badge-font.ts';

/** Refuses what a badge could not print, while there is still someone to ask for another spelling. */
export function assertPrintable(texts: Record<string, string>): void {
  const errors = Object.entries(texts).flatMap(([path, text]) => {
    const missing = uncoveredCharacters(text).map((character) => `"${character}"`);
    const message = say('name_unprintable', { characters: missing.join(', ') });
    return missing.length > 0 ? [{ path, code: 'name_not_printable', message }] : [];
  });
  if (errors.length > 0) throw new DomainError('name_not_printable', { errors });
}
